"""The whole way: an experiment's own design, a folder of results, indices and findings."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.analysis.sensitivity.study import fitting
from sim.experiment.faults import ResultsError
from sim.scenario import load_scenario
from sim.scenario.meanings import name_of
from tests.analysis.sensitivity.conftest import TEXT, THREE, unit_factors
from tests.analysis.sensitivity.functions import ISHIGAMI_FIRST, ISHIGAMI_TOTAL, ishigami
from tests.analysis.sensitivity.made_results import leave
from tests.scenario.bench import QUARREL

MAIN = "recommitment_index"
TWO_POLICIES = """
[policies.plain]
[policies.shy]
set = { "actors.ANV.doctrine" = "fixed:hold" }
"""

ONE_POINT = f"""
name = "one"
title = "One point"
question = "What then?"
scenario = "{QUARREL}"
seed = 1
outcomes = ["{MAIN}"]
replicates = {{ fixed = 2 }}
"""


def of_ishigami(settings, points, replicates):
    return ishigami(settings)[:, None] + 0.0 * replicates[None]


def noisy(settings, points, replicates):
    """The first factor, with chance that is the same however the runs are cut into units."""
    draws = [np.random.default_rng([7, p]).normal(0, 0.2, 100)[replicates] for p in points]
    return settings[:, :1] + np.array(draws)


@pytest.fixture(scope="module")
def ishigami_results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ishigami")
    values = {
        "name": "ishigami",
        "scenario": QUARREL,
        "turns": 4,
        "outcomes": f'["{MAIN}", "recommitted"]',
        "factors": unit_factors(THREE),
        "design": 'kind = "saltelli"\nbase = 1024',
        "policies": "",
        "replicates": 1,
    }
    path = folder / "x.toml"
    path.write_text(TEXT.format(**values), encoding="utf-8")
    return leave(folder / "out", sim.load_experiment(path), {MAIN: of_ishigami})


def test_ishigami_by_our_own_path(ishigami_results) -> None:
    found = sim.sensitivity(ishigami_results)
    assert found.methods == ("sobol", "regression", "moment-independent")
    frame = found.table("sobol").set_index("factor").loc[list(THREE)]
    assert frame["first"].to_numpy() == pytest.approx(ISHIGAMI_FIRST, abs=0.02)
    assert frame["total"].to_numpy() == pytest.approx(ISHIGAMI_TOTAL, abs=0.02)
    assert found.table("sobol")["factor"].tolist() == [THREE[0], THREE[1], THREE[2]]
    # PAWN ranks the second factor of Ishigami first (Pianosi and Wagener 2015, figure 3).
    assert found.table("moment-independent")["factor"][0] == THREE[1]
    said = " ".join(found.findings())
    assert f'is due to "{name_of(load_scenario(QUARREL), THREE[1])}" alone' in said
    assert "n = 1,024 base points, 5,120 points, 5,120 runs" in said
    assert "do not read the order of the coefficients" in said
    assert found.notes == ()


def test_the_same_seed_gives_the_same_and_numpys_own_chance_is_left_alone(ishigami_results) -> None:
    np.random.seed(3)
    before = np.random.get_state()[1].tolist()
    one, two, other = (
        sim.sensitivity(ishigami_results, seed=seed, resamples=40) for seed in (4, 4, 5)
    )
    assert np.random.get_state()[1].tolist() == before
    for method in one.methods:
        assert one.table(method).equals(two.table(method))
    assert not one.table("sobol").equals(other.table("sobol"))
    with pytest.raises(ResultsError, match="seed 0: expected a whole number from 1, never 0"):
        sim.sensitivity(ishigami_results, seed=0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            {"outcome": "recommited"},
            "no outcome is called 'recommited'; did you mean 'recommitted'",
        ),
        (
            {"outcome": "recommitted"},
            "recommitted is 0 at every point under policy baseline: a con",
        ),
        ({"policy": "shy"}, "no policy is called 'shy' (allowed: baseline)"),
        ({"methods": ["sobal"]}, "no method is called 'sobal'; did you mean 'sobol'?"),
        ({"methods": ["morris"]}, 'morris needs a morris design ([design] kind = "morris"), and'),
    ],
)
def test_mistakes(ishigami_results, arguments, said: str) -> None:
    with pytest.raises(ResultsError) as caught:
        sim.sensitivity(ishigami_results, **arguments)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_half_a_saltelli_sweep_is_the_smaller_design(make, tmp_path) -> None:
    whole, half = (
        make(f'kind = "saltelli"\nbase = {base}\nseed = 3', replicates=4) for base in (32, 16)
    )
    # 160 points in units of 7: the first 12 units hold the first 84 points, 16 blocks and 4 rows.
    cut = leave(
        tmp_path / "cut", whole, {MAIN: noisy}, unit_runs=28, keep=lambda unit: unit.group < 12
    )
    assert cut.table["point"].nunique() < 160
    found = sim.sensitivity(cut)
    [note] = found.notes
    assert note.startswith("The sweep is not finished: 16 of 32 complete blocks are used, ")
    assert "the sweep goes on with --resume" in note
    assert found.points == 80
    other = sim.sensitivity(leave(tmp_path / "half", half, {MAIN: noisy}))
    assert other.notes == ()
    for method in found.methods:
        assert found.table(method).equals(other.table(method)), method


def test_part_of_any_other_design_is_what_is_there(make, tmp_path) -> None:
    design = 'kind = "sobol"\npoints = 64'
    cut = leave(
        tmp_path / "cut", make(design), {MAIN: noisy}, unit_runs=8, keep=lambda unit: unit.group < 5
    )
    found = sim.sensitivity(cut)
    assert "40 of 64 points are used" in found.notes[0]
    assert found.chance.finding().startswith("With one replicate a point")


def test_too_little_to_estimate_from(make, tmp_path) -> None:
    results = leave(
        tmp_path / "out",
        make('kind = "saltelli"\nbase = 8'),
        {MAIN: noisy},
        unit_runs=5,
        keep=lambda unit: unit.group == 0,
    )
    with pytest.raises(
        ResultsError, match=r"1 of 8 complete blocks .* the sweep goes on with --resume"
    ):
        sim.sensitivity(results)


def test_morris_with_chance_and_a_lower_bound_on_replicates(make, tmp_path) -> None:
    design = 'kind = "morris"\ntrajectories = 10\nlevels = 6\nseed = 2'
    results = leave(tmp_path / "out", make(design, replicates=2), {MAIN: noisy})
    found = sim.sensitivity(results)
    assert found.methods == ("morris", "regression", "moment-independent")
    top = found.table("morris").iloc[0]
    assert (top["factor"], top["meaning"]) == (THREE[0], "How a rival's threat raises the stake")
    assert top["name"] == "how a rival's threat raises the stake"
    assert top["mu"] == pytest.approx(1.0, abs=0.3)
    assert found.notes == (
        "With 2 replicates the intervals take this chance as given; from 4 on they count it.",
    )
    assert "(10 trajectories, 80 runs.)" in found.findings()[1]


def test_several_policies_one_at_a_time(make, tmp_path) -> None:
    experiment = make('kind = "grid"\nlevels = 3', policies=TWO_POLICIES, replicates=4)
    results = leave(tmp_path / "out", experiment, {MAIN: noisy})
    with pytest.raises(ResultsError, match="name one of the policies: plain, shy"):
        sim.sensitivity(results)
    found = sim.sensitivity(results, policy="shy", methods=("regression",))
    assert (found.policy, found.methods, found.points) == ("shy", ("regression",), 27)
    assert found.table("swing").iloc[0]["swing"] == pytest.approx(1.0, abs=0.1)
    with pytest.raises(KeyError):
        found.table("sobol")


def test_failed_runs_are_counted_and_a_failed_point_is_refused(make, tmp_path) -> None:
    experiment = make('kind = "grid"\nlevels = 3', replicates=2)
    some = leave(tmp_path / "a", experiment, {MAIN: noisy}, errors={(3, 1): "no"})
    found = sim.sensitivity(some)
    assert found.failed == 1
    assert found.notes[0].startswith("1 run failed and is left out")
    lost = leave(tmp_path / "b", experiment, {MAIN: noisy}, errors={(3, 0): "no", (3, 1): "no"})
    with pytest.raises(ResultsError, match="every run failed at point 3, so nothing is known"):
        sim.sensitivity(lost)


def test_a_factor_that_does_not_vary_is_left_out(make, tmp_path) -> None:
    points = [[a, 0.5, b] for a in (0.0, 0.5, 1.0) for b in (0.1, 0.9, 0.4)]
    paths = ", ".join(f'"{path}"' for path in THREE)
    experiment = make(f'kind = "list"\npoints = {json.dumps(points)}', factors=paths)
    found = sim.sensitivity(leave(tmp_path / "out", experiment, {MAIN: noisy}))
    assert [factor.path for factor in found.factors] == [THREE[0], THREE[2]]
    name = name_of(load_scenario(QUARREL), THREE[1])
    assert found.notes == (f'"{name}" has one value at every point and is left out.',)


def test_a_method_that_cannot_says_why(make, tmp_path) -> None:
    points = [[0.0, 0.0, 0.2], [0.5, 0.4, 0.1], [1.0, 1.0, 0.9]]
    paths = ", ".join(f'"{path}"' for path in THREE)
    experiment = make(f'kind = "list"\npoints = {json.dumps(points)}', factors=paths)
    results = leave(tmp_path / "out", experiment, {MAIN: noisy})
    found = sim.sensitivity(results)
    assert found.methods == ("moment-independent",)
    [note] = found.notes
    assert note.startswith("No regression: a regression on 3 factors needs at least 5 points;")
    with pytest.raises(ResultsError, match="needs at least 5 points; there are 3"):
        sim.sensitivity(results, methods=("regression",))


def test_an_experiment_without_factors(tmp_path) -> None:
    path = tmp_path / "one.toml"
    path.write_text(ONE_POINT, encoding="utf-8")
    results = leave(tmp_path / "out", sim.load_experiment(path), {MAIN: any_number})
    with pytest.raises(ResultsError, match="one has no factors, so there is nothing to be sens"):
        sim.sensitivity(results)


def any_number(settings, points, replicates):
    return np.random.default_rng(1).random((len(points), len(replicates)))


def test_what_fits_which_design() -> None:
    assert fitting("saltelli") == ("sobol", "regression", "moment-independent")
    assert fitting("morris") == ("morris", "regression", "moment-independent")
    assert fitting("csv") == ("regression", "moment-independent")
