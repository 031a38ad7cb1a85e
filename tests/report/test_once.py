"""A report reads every column once, and works out every study and search once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.analysis.discovery import of_results as discovery
from sim.analysis.sensitivity import of_results as sensitivity
from sim.experiment.store import Store
from sim.report import make_report
from tests.report.conftest import TEXT
from tests.scenario.bench import QUARREL

FACTORS = """
factors = [
  { path = "actors.CRAG.capability", low = 0.2, high = 3 },
  { path = "ties.ANV-DELL.commitment", low = 0.1, high = 0.9 },
]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A design that can be searched and studied: 32 points of two factors, two replicates."""
    place = tmp_path_factory.mktemp("once")
    text = TEXT.replace("turns = 2", "turns = 6").format(
        scenario=QUARREL,
        outcomes='["offensive", "recommitment_index"]',
        policies="[policies.plain]\n",
    )
    head, _, rest = text.partition("factors = [")
    rest = rest.partition('kind = "grid"')[2]
    text = f'{head}{FACTORS}\n[design]\nkind = "saltelli"\nbase = 8\n{rest}'.replace(
        "fixed = 4", "fixed = 2"
    )
    (place / "fords.toml").write_text(text, encoding="utf-8")
    sim.sweep(place / "fords.toml", place / "out", unit_runs=16)
    return place / "out"


def test_a_report_does_nothing_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[tuple[str, str]] = Counter()
    studied: Counter[tuple[str, str]] = Counter()
    searched: Counter[str] = Counter()
    tested: Counter[int] = Counter()
    plain_read, plain_response = Store.read, sensitivity.response
    plain_search, plain_tested = discovery.search, discovery.tested

    def reading(store: Store, path: Path, columns: Sequence[str] | None = None) -> Any:
        read.update((path.name, column) for column in columns or ["every"])
        return plain_read(store, path, columns)

    def responding(table: Any, outcome: str, **told: Any) -> Any:
        studied[outcome, told["policy"]] += 1
        return plain_response(table, outcome, **told)

    def searching(sample: Any, settings: Any) -> Any:
        searched[f"{sample.totals}, {settings}"] += 1
        return plain_search(sample, settings)

    def testing(found: Any, sample: Any, settings: Any, rng: Any) -> Any:
        tested[settings.halves] += 1
        return plain_tested(found, sample, settings, rng)

    monkeypatch.setattr(Store, "read", reading)
    monkeypatch.setattr(sensitivity, "response", responding)
    monkeypatch.setattr(discovery, "search", searching)
    monkeypatch.setattr(discovery, "tested", testing)
    report = make_report(sim.load_results(folder, ()))
    assert {"What drives it", "Under which conditions"} <= {one.heading for one in report.sections}
    for counted in (read, studied, searched, tested):
        assert counted == Counter(dict.fromkeys(counted, 1))
    parts = {name for name, _ in read}
    assert len(parts) == 4
    assert {("offensive", "plain"), ("recommitment_index", "plain")} <= set(studied)
    # The map of the box is drawn without random halves; the trajectory and the text share a test.
    assert len(searched) == 1
    assert sorted(tested) == [0, 10]
