"""`sim discover`: what it prints, what it refuses, and the published example through it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.analysis.discovery.made_results import NAMES, known_box, leave, write
from tests.analysis.discovery.samples import PUBLISHED


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,600 runs at 400 points with a known box."""
    folder = tmp_path_factory.mktemp("known")
    return leave(folder / "out", write(folder), known_box).store.folder


def test_it_tells_the_box(sim, known: Path) -> None:
    ended = sim("discover", known)
    assert ended.status == 0
    flat = " ".join(ended.out.split())
    assert "made-up: when Anvil recommits to Dell (recommitted) policy baseline 1,600 runs" in flat
    assert "1,600 runs at 400 points, none left out" in flat
    assert "Anvil recommits to Dell in " in flat
    for heading in ("\nBox\n", "\nTrajectory: ", "\nTree\n"):
        assert heading in ended.out
    assert "< taken" in ended.out
    assert "Hand-tying force of pledges                 at least" in ended.out
    assert "Hand-tying force of pledges                 parameters.audience_cost" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 100
    assert f"sim plot {known} discovery-box discovery-trajectory" in ended.err


def test_json_and_python_say_the_same(sim, known: Path) -> None:
    import sim as package

    ended = sim("discover", known, "--not", "--boxes", 2, "--json")
    assert ended.status == 0
    found = package.discover(package.load_results(known), negate=True, boxes=2)
    told = {**found.to_dict(), "missing": ""}
    assert json.loads(ended.out) == json.loads(json.dumps(told))


def test_a_number_needs_a_threshold(sim, known: Path) -> None:
    ended = sim("discover", known, "--outcome", "recommitment_index")
    assert (ended.status, ended.out) == (2, "")
    assert "--threshold 'recommitment_index >= 0.5'" in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--outcome", "recomitted"), "did you mean 'recommitted'?"),
        (("--policy", "basline"), "did you mean 'baseline'?"),
        (("--box", "999"), "box 999: the trajectory has boxes 0 to "),
        (("--min-density", "0.9999"), "no box has a density of 0.9999; the highest is "),
        (("--alpha", "1.5"), "alpha 1.5: a share of the runs, above 0 and below 1"),
        (("--threshold", ">= 1"), "recommitted is a yes or no and takes none"),
        (("--outcome", "stance", "--threshold", "== broker"), "stance == broker: never so"),
    ],
)
def test_a_mistake_is_one_line(sim, known: Path, arguments, said: str) -> None:
    ended = sim("discover", known, *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_no_results(sim, tmp_path: Path) -> None:
    ended = sim("discover", tmp_path / "nowhere")
    assert ended.status == 2
    assert "no such folder" in ended.err


def test_bryant_and_lempert_through_the_command(sim, tmp_path: Path) -> None:
    """Their data as a sweep of 882 points: coverage .752809 at density .770115, four factors.

    Each input is brought to the range of .2 to .8, which changes no box, and named after a number
    of the scenario. Many slices of these data tie, and ties go by the alphabet, so the names are
    given in the alphabet's order.
    """
    data = pd.read_csv(PUBLISHED)
    hit = data.pop("hit").to_numpy()
    scaled = (data - data.min()) / (data.max() - data.min())
    scaled = (0.2 + 0.6 * scaled).round(9)
    scaled = scaled[sorted(scaled.columns)]
    names = dict(zip(sorted(NAMES), scaled.columns, strict=True))
    scaled.columns = list(names)
    scaled.to_csv(tmp_path / "points.csv", index=False)
    experiment = write(
        tmp_path, factors="", design='[design]\nkind = "csv"\nfile = "points.csv"', replicates=1
    )
    known = {tuple(row): h for row, h in zip(scaled.to_numpy(), hit, strict=True)}
    leave(tmp_path / "out", experiment, lambda x: np.array([float(known[tuple(s)]) for s in x]))
    ended = sim("discover", tmp_path / "out", "--alpha", 0.1, "--box", 21, "--as-peeled", "--json")
    assert ended.status == 0, ended.err
    (box,) = json.loads(ended.out)["boxes"]
    assert box["coverage"] == pytest.approx(0.752809, abs=5e-7)
    assert box["density"] == pytest.approx(0.770115, abs=5e-7)
    assert box["mass"] == pytest.approx(0.098639, abs=5e-7)
    ends = {(names[end["factor"]], end["side"]) for end in box["restrictions"]}
    assert ends == {
        ("Cellulosic cost", "low"),
        ("Total biomass", "high"),
        ("Demand elasticity", "low"),
        ("Biomass backstop price", "low"),
    }
