"""Effects of factors under several policies, and what is said of their signs."""

from __future__ import annotations

import copy

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.robustness import Effect, doctrine_policies, effects, verdicts


def table(outcome, policies=("a", "b")) -> pd.DataFrame:
    """Runs at the corners and the middle of two factors, under every policy."""
    x, y = (grid.ravel() for grid in np.meshgrid([0.0, 1.0, 2.0], [10.0, 20.0, 30.0]))
    parts = [
        pd.DataFrame({"policy": name, "x": x, "y": y, "z": 7.0, "out": outcome(name, x, y)})
        for name in policies
    ]
    whole = pd.concat(parts, ignore_index=True)
    category = whole["policy"].astype("category")
    return whole.assign(policy=category, status="ok", replicate=whole.index)


def test_the_change_is_over_the_whole_range_of_a_factor() -> None:
    found = effects(table(lambda name, x, y: 3 * x - 0.1 * y), ("x", "y", "z"), "out")
    changes = {(effect.policy, effect.factor): effect.change for effect in found}
    # 3 over a range of 2, -.1 over one of 20; z never varies.
    assert changes == pytest.approx({(p, f): c for p in "ab" for f, c in (("x", 6), ("y", -2))})
    assert all(effect.runs == 9 for effect in found)


def test_policies_are_told_apart_and_failures_left_out() -> None:
    made = table(lambda name, x, y: x if name == "a" else -x)
    broken = made.iloc[:1].assign(status="failed", out=1e9)
    found = effects(pd.concat([made, broken]), ("x",), "out")
    assert [(e.policy, round(e.change, 9), e.sign) for e in found] == [("a", 2, 1), ("b", -2, -1)]


def test_errors_are_those_of_runs_that_share_their_chance() -> None:
    rng = np.random.default_rng(3)
    x, replicate = rng.random(400), np.tile(np.arange(20), 20)
    out = 0.5 * x + rng.normal(size=20)[replicate] + rng.normal(size=400)
    runs = pd.DataFrame({"policy": pd.Categorical(["a"] * 400), "x": x, "out": out, "status": "ok"})
    (found,) = effects(runs.assign(replicate=replicate), ("x",), "out")
    # For one factor: sum over replicates of (sum of (x - mean) e)^2, over (sum (x - mean)^2)^2.
    scaled = (x - x.min()) / np.ptp(x)
    centred = scaled - scaled.mean()
    slope = (centred @ out) / (centred @ centred)
    residual = out - out.mean() - slope * centred
    scores = np.bincount(replicate, centred * residual)
    error = np.sqrt(20 / 19 * (scores @ scores)) / (centred @ centred)
    assert found.change == pytest.approx(slope)
    assert found.high - found.low == pytest.approx(2 * 1.959964 * error, rel=1e-6)


def test_too_few_runs_say_nothing() -> None:
    assert effects(table(lambda name, x, y: x).iloc[:2], ("x", "y"), "out") == ()
    assert effects(table(lambda name, x, y: x), ("z",), "out") == ()


def test_rounding_is_no_effect() -> None:
    made = table(lambda name, x, y: np.full(len(x), 0.1 + 0.2)).assign(z=np.linspace(0, 1, 18))
    found = effects(made, ("x", "y", "z"), "out")
    assert {effect.sign for effect in found} == {0}
    assert {effect.change for effect in found} == {0.0}


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        ((1, 1), "raises it under all 2"),
        ((-1, -1), "lowers it under all 2"),
        ((1, 0), "raises it under `p0`; no clear effect under `p1`"),
        ((1, -1), "raises it under `p0` but lowers it under `p1`"),
        ((1, -1, 0), "raises it under `p0` but lowers it under `p1`; no clear effect under `p2`"),
        ((0, 0), "has no clear effect under any of 2"),
    ],
)
def test_verdicts(signs, said) -> None:
    found = [Effect(f"p{k}", "x", s, s - 0.5, s + 0.5, 9) for k, s in enumerate(signs)]
    assert [effect.sign for effect in found] == list(signs)
    assert verdicts(found) == (("x", said),)


def test_policies_that_are_doctrines() -> None:
    plain = sim.load_scenario("karabakh-2020").document
    other, posture = copy.deepcopy(plain), copy.deepcopy(plain)
    for actor in other["actors"].values():
        actor["doctrine"] = "random"
    posture["actors"]["RUS"]["doctrine"] = "fixed:hold"
    moved = copy.deepcopy(other)
    moved["parameters"]["bulwark"]["value"] = 0.0
    assert doctrine_policies([{"document": plain}, {"document": other}])
    assert not doctrine_policies([{"document": plain}, {"document": moved}])
    assert not doctrine_policies([{"document": plain}, {"document": posture}])
    assert not doctrine_policies([{"document": plain}])
