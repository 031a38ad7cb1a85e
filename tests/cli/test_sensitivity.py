"""`sim sensitivity` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.experiment import load_experiment
from tests.analysis.sensitivity.conftest import TEXT, THREE, unit_factors
from tests.analysis.sensitivity.functions import ISHIGAMI_FIRST, ishigami
from tests.analysis.sensitivity.made_results import leave
from tests.scenario.bench import QUARREL

SHARE = "the share of runs in which Anvil recommits to Dell"
POLICIES = """
[policies.plain]
[policies.shy]
set = { "actors.ANV.doctrine" = "fixed:hold" }
"""


def index(settings, points, replicates):
    return ishigami(settings)[:, None] + 0.0 * replicates[None]


def flag(settings, points, replicates):
    rows = [np.random.default_rng([3, point]).random(20)[replicates] for point in points]
    return (np.array(rows) < settings[:, :1]).astype(float)


def left(folder: Path, design: str, policies: str = "", replicates: int = 1) -> Path:
    values = {
        "name": "made",
        "scenario": QUARREL,
        "turns": 4,
        "outcomes": '["recommitted", "recommitment_index", "offensive"]',
        "factors": unit_factors(THREE),
        "design": design,
        "policies": policies,
        "replicates": replicates,
    }
    folder.mkdir(exist_ok=True)
    (folder / "made.toml").write_text(TEXT.format(**values), encoding="utf-8")
    experiment = load_experiment(folder / "made.toml")
    leave(folder / "out", experiment, {"recommitted": flag, "recommitment_index": index})
    return folder / "out"


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saltelli")
    return left(folder, 'kind = "saltelli"\nbase = 256\nsecond_order = true', replicates=2)


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return left(tmp_path_factory.mktemp("grid"), 'kind = "grid"\nlevels = 3', POLICIES, 4)


def mistake(ended) -> str:
    """The one line of a command that failed through the user's mistake."""
    assert ended.status == 2, ended
    assert ended.out == ""
    assert ended.err.count("\n") == 1, ended.err
    return ended.err


def test_it_tells_chance_ranks_factors_and_says_what_next(sim, saltelli: Path) -> None:
    ended = sim("sensitivity", saltelli)
    assert ended.status == 0
    for said in (
        "made, under the policy baseline: The share of runs in which Anvil recommits to Dell",
        "saltelli design, 2,048 points, 4,096 runs, none failed",
        "Of the variance of a single run,",
        f"Sobol indices: shares of the variance of {SHARE} that the factors make",
        'is due to "how a rival\'s threat raises the stake" alone',
        f"Standardised regression of {SHARE}: R^2",
        'Shift of the distribution of "recommitted" in a single run, from 0 to 1',
        f"Swing: {SHARE} at the high end of a factor",
        "The mean recommitment index",
        "How a rival's threat raises the stake 0 to 1 parameters.bulwark",
        "How to read it",
    ):
        assert said in " ".join(ended.out.split()) or said in ended.out
    assert f"sim sensitivity {saltelli} --outcome all" in ended.err
    assert f"sim plot {saltelli} sobol tornado" in ended.err
    assert max(map(len, ended.out.splitlines())) <= 100
    assert sim("sensitivity", saltelli).out == ended.out


def test_json_holds_everything(sim, saltelli: Path) -> None:
    ended = sim("sensitivity", saltelli, "--outcome", "recommitment_index", "--json")
    [facts] = json.loads(ended.out)
    assert facts["outcome"] == "recommitment_index"
    assert set(facts["tables"]) == {"sobol", "regression", "moment-independent", "swing"}
    first = {row["factor"]: row["first"] for row in facts["tables"]["sobol"]}
    assert [first[path] for path in THREE] == pytest.approx(ISHIGAMI_FIRST, abs=0.1)
    largest = max(facts["pairs"], key=lambda pair: pair["index"])
    assert {largest["one"], largest["other"]} == {THREE[0], THREE[2]}
    assert facts["findings"][1].startswith("Of the variance of the mean recommitment index")
    assert facts["chance"]["of_run"][0] == 0.0


def test_what_is_missing_is_null(sim, tmp_path: Path) -> None:
    folder = left(tmp_path, 'kind = "morris"\ntrajectories = 6')
    ended = sim("sensitivity", folder, "--method", "morris", "--json", "--outcome", "recommitted")
    [facts] = json.loads(ended.out)
    assert {row["floor"] for row in facts["tables"]["morris"]} == {None}
    assert facts["chance"]["within"] is None
    text = sim("sensitivity", folder, "--outcome", "recommitted").out
    assert "With one replicate a point nothing tells chance from the factors" in text


def test_every_policy_in_turn_one_method_and_a_few_factors(sim, grid: Path) -> None:
    ended = sim(
        "sensitivity", grid, "--method", "regression", "--top", 2, "--outcome", "recommitted"
    )
    assert "made, under the policy plain:" in ended.out
    assert "made, under the policy shy:" in ended.out
    assert "... and 1 more, none larger; --top 3 shows them" in ended.out
    assert "Shift" not in ended.out
    assert "Swing" not in ended.out
    one = sim("sensitivity", grid, "--policy", "shy", "--outcome", "recommitted").out
    assert "policy plain" not in one


def test_a_constant_among_others_is_left_out_and_alone_refused(sim, grid: Path) -> None:
    ended = sim("sensitivity", grid, "--outcome", "all", "--policy", "plain")
    assert ended.status == 0
    assert f"sim: left out: {grid}: offensive is 0 at every point under policy plain" in ended.err
    assert "--outcome all" not in ended.err
    said = mistake(sim("sensitivity", grid, "--outcome", "offensive", "--policy", "plain"))
    assert "a constant has no variance to share out; choose another outcome" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--outcome", "recommited"], "no such outcome; did you mean 'recommitted'?"),
        (["--outcome", "x"], "(allowed: recommitted, recommitment_index, offensive, all)"),
        (["--method", "sobal"], "--method sobal: no such method; did you mean 'sobol'?"),
        (["--method", "sobol"], 'sobol needs a saltelli design ([design] kind = "saltelli")'),
        (["--policy", "sly"], "no policy is called 'sly'; did you mean 'shy'?"),
        (["--top", "0"], "--top 0: expected a whole number from 1"),
    ],
)
def test_mistakes(sim, grid: Path, arguments: list[str], said: str) -> None:
    assert said in mistake(sim("sensitivity", grid, *arguments))


def test_a_folder_without_results(sim, tmp_path: Path) -> None:
    assert "no such folder" in mistake(sim("sensitivity", tmp_path / "none"))
