"""Tornado, Sobol bars and Morris chart: their data by hand, their looks, and what they are of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.analysis.sensitivity import Ranged, Sensitivity
from sim.analysis.sensitivity.chance import Chance
from sim.analysis.sensitivity.elementary import ElementaryEffects
from sim.analysis.sensitivity.slices import Swing
from sim.analysis.sensitivity.sobol import SobolIndices
from sim.experiment import load_experiment
from sim.plots import Choice, FigureError, draw, fitting
from sim.plots.drivers import label, rows_of
from sim.plots.morris import morris_data, morris_figure
from sim.plots.sobol_bars import sobol_data, sobol_figure
from sim.plots.tornado import tornado_data, tornado_figure
from tests.analysis.sensitivity.conftest import TEXT, THREE, unit_factors
from tests.analysis.sensitivity.functions import ishigami
from tests.analysis.sensitivity.made_results import leave
from tests.plots.geometry import boxes, faults
from tests.plots.golden import check
from tests.scenario.bench import QUARREL

LONG = "actors.ARM.factions.of_a_very_long_name.that_goes_on"
WIDEST = "as many letters as the name of a factor has at most"
KNOWN = Chance(0.1, 0.2, (2 / 3, 0.6, 0.7), (0.1, 0.08, 0.12), 20.0)


def study(factors: int, *, floor: float = 0.03) -> Sensitivity:
    """A study of made-up numbers: factor k moves the outcome by 0.6 / (k + 1), every other down."""
    size = 0.6 / (np.arange(factors) + 1.0)
    sign = np.where(np.arange(factors) % 2, -1.0, 1.0)
    paths = [LONG, *(f"parameters.number_{k}" for k in range(1, factors))]
    names = [WIDEST, *(f"the plain name of number {k}" for k in range(1, factors))]
    swing = pd.DataFrame({
        "at_low": 0.4 - sign * size / 2,
        "at_high": 0.4 + sign * size / 2,
        "swing": sign * size,
        "low": sign * size - 0.05,
        "high": sign * size + 0.05,
        "low_from": 0.0, "low_to": 0.2, "high_from": 0.8, "high_to": 1.0,
    })  # fmt: skip
    ends = {"_low": -0.06, "_high": 0.06}
    sobol = pd.DataFrame({
        "first": size / 2, **{f"first{end}": size / 2 + far for end, far in ends.items()},
        "total": size, **{f"total{end}": size + far for end, far in ends.items()},
        "first_plain": size, "total_plain": size,
    })  # fmt: skip
    morris = pd.DataFrame({
        "mu": sign * size, "mu_low": size, "mu_high": size,
        "mu_star": size, "mu_star_low": size, "mu_star_high": size,
        "sigma": size * np.linspace(0.2, 1.4, factors), "sigma_low": size, "sigma_high": size,
        "floor": floor, "sigma_plain": size,
    })  # fmt: skip
    return Sensitivity(
        experiment="made",
        policy="baseline",
        outcome="recommitted",
        said="the share of runs in which Russia recommits to Armenia",
        design="saltelli",
        factors=tuple(Ranged(p, n, n, 0.0, 2.5) for p, n in zip(paths, names, strict=True)),
        points=1000,
        runs=20_000,
        failed=7,
        chance=KNOWN,
        swing=Swing(swing, 0.4),
        sobol=SobolIndices(sobol, pd.DataFrame(), 0.1, 100, (0.9, 0.8, 1.0)),
        morris=ElementaryEffects(morris, 25),
        regression=None,
        shift=None,
        notes=(),
    )


def test_bars_are_sorted_by_swing_with_their_signs() -> None:
    data = tornado_data(study(4), "P(it happens)")
    assert [bar.path for bar in data.bars] == [LONG, *(f"parameters.number_{k}" for k in (1, 2, 3))]
    assert [bar.swing for bar in data.bars] == pytest.approx([0.6, -0.3, 0.2, -0.15])
    assert data.swing(data.bars[0]) == "+60  [+55, +65]"
    assert data.swing(data.bars[1]) == "−30  [−35, −25]"
    assert "from low to high in percentage points" in data.note
    plain = tornado_data(replace(study(4), outcome="recommitment_index"), "The mean index")
    assert plain.swing(plain.bars[0]) == "+0.60  [+0.55, +0.65]"
    assert "percentage points" not in plain.note
    assert "n = 1,000 points, 20,000 runs (7 failed runs left out)" in data.note
    assert "Not shown" not in data.note


def test_shares_are_sorted_by_total_and_say_what_is_left_out() -> None:
    data = sobol_data(study(40), "P(it happens)")
    assert len(data.shares) == 12
    assert data.shares[0].said == "30 % alone, 60 % in all"
    assert "Not shown: the 28 factors with less." in data.note
    assert "Chance, 67 % of the variance of a run, is left out." in data.note


def test_effects_know_their_sign_and_what_is_idle() -> None:
    data = morris_data(study(40), "P(it happens)")
    assert (len(data.effects), data.named) == (40, 12)
    # 0.6 / (k + 1) <= 0.03 from k = 19 on.
    assert sum(effect.idle for effect in data.effects) == 21
    assert [effect.mu > 0 for effect in data.effects[:3]] == [True, False, True]
    assert "Without a number: the 28 factors with less." in data.note


def figure_of(name: str, factors: int):
    made, title = study(factors), "Share of runs in which Russia recommits to Armenia"
    if name == "tornado":
        return tornado_figure(tornado_data(made, title))
    if name == "sobol":
        return sobol_figure(sobol_data(made, title))
    return morris_figure(morris_data(made, title))


@pytest.mark.parametrize("factors", [1, 40])
@pytest.mark.parametrize("name", ["tornado", "sobol", "morris"])
def test_nothing_is_clipped_and_nothing_overlaps(name: str, factors: int) -> None:
    figure = figure_of(name, factors)
    assert not faults(figure)
    texts = " ".join(text for text, _ in boxes(figure)).split()
    assert LONG in " ".join(texts)
    assert WIDEST[1:] in " ".join(texts)


@pytest.mark.parametrize("name", ["tornado", "sobol", "morris"])
def test_golden_drivers(name: str) -> None:
    check(figure_of(name, 8), f"drivers-{name}")


def test_both_ends_on_one_side_are_both_seen() -> None:
    made = study(1)
    made.swing.frame["at_low"] = 0.5  # the mean is 0.4, the high end 0.7
    [ax] = tornado_figure(tornado_data(made, "P")).axes
    first, second = ax.patches
    assert abs(first.get_width()) > abs(second.get_width()) > 0


def test_a_label_has_name_path_and_range() -> None:
    bare, named = (
        label(Ranged("a.b", "a.b", "", 0.0, 0.5)),
        label(Ranged("a.b", "it", "", 1.0, 2.0)),
    )
    assert (bare.name, bare.note.replace("\u00a0", " ")) == ("a.b", "0 to 0.5")
    assert (named.name, named.note.replace("\u00a0", " ")) == ("It", "a.b, 1 to 2")


def test_rows_leave_out_what_is_not_known() -> None:
    head, first, *_ = rows_of(study(2, floor=float("nan")), "morris")
    assert first[head.index("floor")] is None
    assert first[0] == LONG
    assert not {"meaning", "name"} & set(head)


# --- of results ---------------------------------------------------------------------------------


def left(folder: Path, design: str):
    values = {
        "name": "made",
        "scenario": QUARREL,
        "turns": 4,
        "outcomes": '["recommitted", "recommitment_index"]',
        "factors": unit_factors(THREE),
        "design": design,
        "policies": "",
        "replicates": 1,
    }
    (folder / "made.toml").write_text(TEXT.format(**values), encoding="utf-8")
    experiment = load_experiment(folder / "made.toml")
    made = {"recommitment_index": lambda x, points, k: ishigami(x)[:, None] + 0.0 * k[None]}
    return leave(folder / "out", experiment, made)


@pytest.mark.parametrize(
    ("design", "name", "other"),
    [
        ('kind = "saltelli"\nbase = 32', "sobol", "morris"),
        ('kind = "morris"\ntrajectories = 8', "morris", "sobol"),
    ],
)
def test_each_design_has_its_figure_of_the_first_outcome_that_varies(
    tmp_path, design, name, other
) -> None:
    results = left(tmp_path, design)
    assert {name, "tornado"} <= set(fitting(results))
    assert other not in fitting(results)
    for one in (name, "tornado"):
        drawn = draw(results, one)
        assert drawn.title.startswith("Mean recommitment index: ")
        assert drawn.caption.endswith(".")
        assert drawn.alt.endswith(".")
        assert len(drawn.rows) == 4
        assert not faults(drawn.figure)
    with pytest.raises(FigureError, match=r"it has a \w+ design, and this needs \w+"):
        draw(results, other)
    with pytest.raises(FigureError, match="recommitted is 0 at every point"):
        draw(results, name, Choice(outcome="recommitted"))
