"""`sim runs`: runs of a sweep, found by what came out of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.experiment import load_experiment
from sim.experiment.finding import find_runs
from sim.experiment.results import Results, load_results
from tests.analysis.sensitivity.conftest import TEXT, unit_factors
from tests.analysis.sensitivity.made_results import leave
from tests.cli.conftest import Command
from tests.scenario.bench import QUARREL

POLICIES = """
[policies.plain]
[policies.shy]
set = { "actors.ANV.doctrine" = "fixed:hold" }
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2 policies x 2 points x 3 replicates: the index is point + replicate / 10, under both."""
    folder = tmp_path_factory.mktemp("runs")
    values = {
        "name": "made",
        "scenario": QUARREL,
        "turns": 4,
        "outcomes": '["recommitted", "recommitment_index"]',
        "factors": unit_factors(["parameters.bulwark"]),
        "design": 'kind = "grid"\nlevels = 2',
        "policies": POLICIES,
        "replicates": 3,
    }
    (folder / "made.toml").write_text(TEXT.format(**values), encoding="utf-8")
    leave(
        folder / "out",
        load_experiment(folder / "made.toml"),
        {
            "recommitment_index": lambda s, points, k: np.add.outer(np.asarray(points), k / 10),
            "recommitted": lambda s, points, k: np.add.outer(np.asarray(points), 0 * k),
            "first_offensive": lambda s, points, k: np.full((len(points), len(k)), -1.0),
        },
    )
    return folder / "out"


@pytest.fixture
def results(swept: Path) -> Results:
    return load_results(swept)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("", 12),
        ("recommitted", 6),
        ("not recommitted and recommitment_index > 0.15", 2),
        ('policy == "shy" and recommitment_index < 1', 3),
        ("policy == 'shy' or point == 1", 9),
        ("replicate + point == 3", 2),
        ("parameters.bulwark > 0.5", 6),
        ("0.05 < recommitment_index and recommitment_index <= 1.1", 8),
    ],
)
def test_a_condition_on_columns(results: Results, where: str, found: int) -> None:
    assert find_runs(results, where).found == found


def test_what_is_missing_fulfils_nothing(results: Results) -> None:
    """The made runs have no first offensive."""
    assert find_runs(results, "first_offensive < 4").found == 0
    assert find_runs(results, "first_offensive >= 0").found == 0


def test_runs_are_sorted_and_cut(results: Results) -> None:
    best = find_runs(
        results, sort=["-recommitment_index", "policy"], columns=["run", "point"], limit=3
    )
    assert list(best.table.columns) == ["run", "point"]
    assert best.table["point"].tolist() == [1, 1, 1]
    assert (best.found, best.of) == (12, 12)
    indices = find_runs(results, sort=["recommitment_index"]).table["recommitment_index"]
    assert indices.is_monotonic_increasing


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--where", "recomitted"], "did you mean 'recommitted'?"),
        (["--where", "stance == broker"], "texts stand in quotes"),
        (["--where", "recommitted and"], "cannot be read"),
        (["--where", "recommitment_index"], "not a condition"),
        (["--where", "__import__('os').getcwd()"], "only comparisons"),
        (["--where", "recommitted.mean() > 0"], "only comparisons"),
        (["--where", "policy > 3"], "not supported"),
        (["--sort", "indx"], "no column is called 'indx'"),
        (["--columns", "run,stanse"], "did you mean 'stance'?"),
        (["--limit", "-1"], "--limit -1"),
    ],
)
def test_a_mistake_is_one_line(sim: Command, swept: Path, arguments: list[str], said: str) -> None:
    ended = sim("runs", swept, *arguments)
    assert ended.status == 2
    assert ended.out == ""
    (line,) = ended.err.splitlines()
    assert said in line


def test_the_command_prints_a_table_and_the_next_step(sim: Command, swept: Path) -> None:
    ended = sim("runs", swept, "--where", "point == 1", "--limit", "2", "--sort", "-run")
    assert ended.status == 0
    head, _, names, *rows = ended.out.splitlines()
    assert head.startswith("6 of 12 runs (50 %)")
    assert names.split()[:3] == ["run", "policy", "point"]
    assert rows[2] == "... and 4 more; --limit 0 prints all"
    # Columns and values are headed by words; below stand the names that one types for them.
    assert "  recommitment offered  " in names
    typed = [row.split(maxsplit=1) for row in rows[5:]]
    assert ["offered", "recommitment offered"] in typed
    assert ["parameters.bulwark", "How a rival's threat raises the stake"] in typed
    assert f"--run {rows[0].split()[0]}" in ended.err


def test_programs_get_nulls_for_what_is_missing(sim: Command, swept: Path) -> None:
    ended = sim(
        "runs", swept, "--where", "replicate == 0", "--columns", "run,first_offensive", "--json"
    )
    facts = json.loads(ended.out)
    assert (facts["found"], facts["of"]) == (4, 12)
    assert all(row["first_offensive"] is None for row in facts["runs"])
