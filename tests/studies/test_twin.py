"""The twin of a run is the nearest run of its draw that ended otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.experiment import load_experiment
from sim.experiment.faults import ResultsError
from sim.experiment.results import Results, load_results
from sim.experiment.sweep import sweep
from sim.studies.twin import find_twin, told
from tests.analysis.sensitivity.conftest import TEXT, unit_factors
from tests.analysis.sensitivity.made_results import leave
from tests.scenario.bench import QUARREL

POLICIES = """
[policies.plain]
[policies.shy]
set = { "actors.ANV.doctrine" = "fixed:hold" }
"""


def written(folder: Path, **changes: object) -> Path:
    values = {
        "name": "made",
        "scenario": QUARREL,
        "turns": 2,
        "outcomes": '["recommitted", "recommitment_index"]',
        "factors": unit_factors(["parameters.bulwark"]),
        "design": 'kind = "grid"\nlevels = 4',
        "policies": POLICIES,
        "replicates": 2,
        **changes,
    }
    (folder / "made.toml").write_text(TEXT.format(**values), encoding="utf-8")
    return folder / "made.toml"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """2 policies x 4 points x 2 replicates; only points 0 and 3 of replicate 0 recommit."""
    folder = tmp_path_factory.mktemp("twins")

    def recommits(settings, points, replicates):
        outer = np.isin(points, (0, 3)).astype(float)
        return np.outer(outer, np.asarray(replicates) == 0)

    leave(folder / "out", load_experiment(written(folder)), {"recommitted": recommits})
    return load_results(folder / "out")


def run_at(results: Results, policy: str, point: int, replicate: int) -> int:
    table = results.table
    here = (table["policy"] == policy) & (table["point"] == point)
    return int(table.loc[here & (table["replicate"] == replicate), "run"].iloc[0])


def test_one_change_is_nearer_than_two_and_a_small_one_than_a_large_one(results: Results) -> None:
    found = find_twin(results, run_at(results, "plain", 0, 0), "recommitted")
    assert found.twin == run_at(results, "plain", 1, 0)
    assert found.values == (True, False)
    ((name, before, after),) = found.changes
    assert (name, before) == ("parameters.bulwark", 0.0)
    assert 0 < after < 0.5
    assert (found.others, found.of) == (4, 7)
    assert "Recommitted: yes in A, no in B." in found.sentence()
    factor = "how a rival's threat raises the stake (parameters.bulwark), 0 and 0."
    assert f"Set otherwise in A and B: {factor}" in found.sentence()


def test_the_nearest_point_under_the_same_policy(results: Results) -> None:
    """From point 1, point 0 is nearer than point 3; the same policy is nearer than the other."""
    found = find_twin(results, run_at(results, "shy", 1, 0), "recommitted")
    assert found.twin == run_at(results, "shy", 0, 0)


def test_runs_of_another_draw_are_no_twins(results: Results) -> None:
    with pytest.raises(ResultsError, match="none of the 7 other runs of its draw"):
        find_twin(results, run_at(results, "plain", 0, 1), "recommitted")


@pytest.mark.parametrize(
    ("run", "outcome", "said"),
    [(99, "recommitted", "run 99: no such run"), (0, "recomitted", "did you mean 'recommitted'")],
)
def test_a_mistake_is_told(results: Results, run: int, outcome: str, said: str) -> None:
    with pytest.raises(ResultsError, match=said):
        find_twin(results, run, outcome)


def test_both_are_played_again_and_compared(tmp_path: Path) -> None:
    path = written(tmp_path, turns=6, design='kind = "grid"\nlevels = 2', replicates=4)
    sweep(load_experiment(path), tmp_path / "out", jobs=1)
    results = load_results(tmp_path / "out")
    draw = results.table[results.table["replicate"] == 0]
    varied = next(name for name in draw if name.startswith("end.") and draw[name].nunique() > 1)
    found = find_twin(results, int(draw["run"].iloc[0]), varied)
    text = " ".join(told(results, found).text().split())
    assert "The chance is the same" in text
    assert "Set otherwise" in text
