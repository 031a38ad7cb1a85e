"""A calibration from its experiment to its ensemble."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.experiment import ExperimentError, load_experiment
from sim.experiment.faults import ResultsError
from sim.experiment.results import load_results
from sim.plots.calibration import bands_drawn, marginals_drawn, ranks_drawn
from sim.scenario.ensemble import load_ensemble
from sim.validation.calibration.study import Calibrated, calibrate
from sim.validation.calibration.tables import reduced
from sim.validation.freeze import frozen
from tests.validation.calibration.conftest import text_of

Tiny = tuple[Path, Calibrated]


def test_statistics_are_those_of_the_table_of_runs(tiny: Tiny) -> None:
    file, found = tiny
    table = load_results(file.parent / "out" / "points").table
    by_point = table.groupby("point")
    assert found.table.statistics[:, 0] == pytest.approx(by_point["years_with_force"].mean())
    sums = by_point[["tests_met", "tests"]].sum()
    ratio = (sums["tests_met"] / sums["tests"].replace(0, 1)).to_numpy()
    assert found.table.statistics[:, 1] == pytest.approx(ratio)
    assert found.table.watched[:, 0] == pytest.approx(by_point["recommitted"].mean().to_numpy())
    assert found.table.runs == len(table) == 24


def test_only_the_named_outcomes_are_stored(tiny: Tiny) -> None:
    file, found = tiny
    columns = load_results(file.parent / "out" / "points").store.manifest.columns
    assert columns.outcomes == found.experiment.outcomes


def test_members_lie_in_the_ranges_and_are_played_on_other_chance(tiny: Tiny) -> None:
    file, found = tiny
    members = np.array(found.ensemble.members)
    assert members.shape == (4, 2)
    assert (members >= [1.0, 0.0]).all() and (members <= [3.0, 2.0]).all()
    played = load_results(file.parent / "out" / "members")
    assert played.manifest["seed"] == 3 + 1
    assert played.table["replicate"].nunique() == len(played.table) == 4 * 2
    assert load_ensemble(file.parent / "out") == found.ensemble


def test_a_second_call_plays_nothing_and_finds_the_same(tiny: Tiny) -> None:
    file, found = tiny
    told: list[tuple[int, int]] = []
    part = next((file.parent / "out" / "points" / "runs").glob("*.parquet"))
    before = part.stat().st_mtime_ns
    again = calibrate(file, file.parent / "out", jobs=1, watch=lambda *at: told.append(at))
    assert part.stat().st_mtime_ns == before
    assert again.facts() == found.facts()
    assert told[-1] == (8, 8)  # the members' futures


def test_facts_are_plain_numbers(tiny: Tiny) -> None:
    facts = tiny[1].facts()
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts
    assert [one["path"] for one in facts["parameters"]] == [
        "parameters.war_cost",
        "parameters.honour",
    ]
    assert set(facts["without"]) == {"force", "met"}


def test_figures_have_a_panel_for_each_number_and_a_row_for_each_band(tiny: Tiny) -> None:
    found = tiny[1]
    assert len(marginals_drawn(found).figure.axes) == 2
    assert len(ranks_drawn(found).figure.axes) == 2
    drawn = bands_drawn(found.facts())
    assert {row[0] for row in drawn.rows[1:]} == {"force", "met"}


def test_quick_is_smaller_in_every_way() -> None:
    whole = load_experiment("calibrate-karabakh")
    small = reduced(whole)
    assert whole.calibration is not None and small.calibration is not None
    assert (small.size, small.replicates.fixed) == (256, 20)
    assert small.calibration.truths < whole.calibration.truths
    assert small.calibration.bands == whole.calibration.bands


def test_an_experiment_without_bands_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"no table \[calibration\]"):
        calibrate("recommit-baseline", tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((), ""),
        (('statistic = "ratio"\n', 'statistic = "share"\n'), "only a ratio has one"),
        (('per = ["tests"]\n', ""), "a ratio needs 'per'"),
        (("high = 0.5\nhorizon", "high = -0.5\nhorizon"), "must be below high"),
        (("horizon = 2", "horizon = 8"), r"must be the turns of a run \(2\)"),
        (('watch = ["recommitted"]', 'watch = ["treaty"]'), "not among the experiment's outcomes"),
        (("fixed = 3", "until = { outcome = 'tests', half_width = 1, minimum = 2, cap = 3 }"),
         "a calibration needs 'fixed'"),
        (("[replicates]", "[policies.a]\n[policies.b]\n[replicates]"), "plays one policy, not 2"),
        (('kind = "sobol"\npoints = 8', 'kind = "grid"\nlevels = 2'), "fill the ranges"),
        (("keep = 0.5", "keep = 2"), "calibration.keep"),
        (("title = \"Tests met\"\n", ""), "calibration.bands.met"),
    ],
)  # fmt: skip
def test_a_faulty_table_is_told_in_one_line_each(
    tmp_path: Path, change: tuple[str, str] | tuple[()], said: str
) -> None:
    file, text = tmp_path / "x.toml", text_of()
    if not change:
        file.write_text(text)
        assert load_experiment(file).calibration is not None
        return
    assert change[0] in text
    file.write_text(text.replace(*change))
    with pytest.raises(ExperimentError, match=said) as caught:
        load_experiment(file)
    assert all(problem.line > 0 for problem in caught.value.problems)


def test_the_bands_are_what_was_frozen() -> None:
    assert frozen("calibration").holds


def test_no_band_speaks_of_a_number_that_is_the_scenarios_scale() -> None:
    """Annex D4: what only sets the scale of utilities or the definition is not calibrated."""
    fixed = {
        f"parameters.{name}"
        for name in (
            "choice_precision",
            "patience",
            "action_cost",
            "commitment_gain",
            "commitment_decay",
            "recommit_level",
        )
    }
    factors = {factor.path for factor in load_experiment("calibrate-karabakh").factors}
    assert len(factors) in (5, 6) and not factors & fixed
