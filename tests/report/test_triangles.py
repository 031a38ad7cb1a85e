"""A dispute without sponsor, suitor, cross tie or second theatre reads well everywhere."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import sim
from sim.experiment.levers import find_levers
from sim.narrative.chronicle import chronicle
from sim.narrative.explanation import explain
from sim.report import of_record, of_results
from sim.report.of_record import report_record
from sim.report.of_results import report_results
from sim.report.page import to_html
from sim.report.pictures import Gallery
from sim.scenario.brief import brief
from tests.scenario.triangles import TRIANGLES, file_of, triangle

NOT_SAID = re.compile(r"(?<![\w.])(nan|NaN|None|inf|nobody|Nobody)(?![\w.])")
MEANT = ("nobody attacks any more", "nobody has measured", "nobody here has seen", "None of these")
"""Words that mean no one or nothing at all, not a seat that is missing."""
TURNS = 3
REPORTED = [(), ("sponsor", "second theatre")]
"""Triangles of which a sweep is reported."""


def faults(text: str) -> list[str]:
    """The words around everything that is not a name or a number."""
    for said in MEANT:
        text = text.replace(said, "")
    return [
        text[max(found.start() - 60, 0) : found.end() + 40] for found in NOT_SAID.finditer(text)
    ]


@pytest.fixture(autouse=True)
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports without figures, which have tests of their own."""
    for part in (of_record, of_results):
        monkeypatch.setattr(part, "gallery", lambda source: Gallery({}, {}))


@pytest.mark.parametrize("had", TRIANGLES, ids=lambda had: " + ".join(had) or "alone")
def test_every_triangle_reads_well(tmp_path: Path, had: tuple[str, ...]) -> None:
    scenario = triangle(tmp_path, had)
    dice = {f"actors.{key}.doctrine": "random" for key in scenario.actors}
    told = [brief(scenario)]
    for played in (scenario, scenario.replace(dice)):
        record = sim.run(played, seed=7, turns=TURNS)
        told += [chronicle(record), to_html(report_record(record))]
        told += [
            explain(record, turn, actor).text()
            for actor in scenario.actors
            for turn in (0, TURNS - 1)
        ]
    assert not faults("\n".join(told))


@pytest.mark.parametrize("had", REPORTED, ids=lambda had: " + ".join(had) or "alone")
def test_no_report_speaks_of_a_seat_that_is_not_there(tmp_path: Path, had: tuple[str, ...]) -> None:
    actors = triangle(tmp_path, had).actors
    text = f"""
name = "few"
title = "A few runs"
question = "Does it stand by its client?"
scenario = "{file_of(tmp_path, had)}"
turns = 2
seed = 5
outcomes = ["offensive", "stance"]
factors = [{{ path = "parameters.bulwark", low = 0, high = 2, levels = 2 }}]
[design]
kind = "grid"
[replicates]
fixed = 4
[policies.plain]
[policies.dice]
set = {{ {", ".join(f'"actors.{key}.doctrine" = "random"' for key in actors)} }}
"""
    (tmp_path / "few.toml").write_text(text, encoding="utf-8")
    sim.sweep(tmp_path / "few.toml", tmp_path / "out")
    page = to_html(
        report_results(sim.load_results(tmp_path / "out", ()), made_on=date(2026, 11, 29))
    )
    assert not faults(page)
    _, _, rest = page.rpartition("What one would say without the model")
    baselines, _, _ = rest.partition("What came out")
    assert "Positions." in baselines
    for role in ("sponsor", "suitor"):
        assert role in had or role not in baselines


def test_a_lever_is_no_order_to_somebody_who_is_not_there(tmp_path: Path) -> None:
    scenario = triangle(tmp_path, ())
    levers = find_levers(scenario)
    assert not faults(" ".join(lever.said for lever in levers))
    given = {(lever.puller, order) for lever in levers for order in lever.orders.values()}
    assert ("HIG", "rearm") in given
    assert not given & {(key, order) for key in scenario.actors for order in scenario.closed(key)}
