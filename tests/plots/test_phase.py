"""Phase diagrams: cells counted by hand, contours of a field that is hardly touched."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.plots import style
from sim.plots.phase import PhaseData, edges, phase_data, phase_figure, phase_table, smoothed
from tests.plots.geometry import faults
from tests.plots.golden import check
from tests.plots.made_tables import runs

ACROSS, UP, THIRD = "actors.RUS.factions.hawks", "parameters.resolve_prior", "world.tension"
NAMES_OF = {
    ACROSS: "share of hawks in Russia",
    UP: "chance that Russia is resolved",
    THIRD: "tension between Russia and Turkey",
}


def design(*levels: tuple[float, ...]) -> pd.DataFrame:
    """A grid as results hold it: a row a point, the last factor fastest."""
    rows = list(product(*levels))
    return pd.DataFrame(rows, columns=[ACROSS, UP, THIRD][: len(levels)]).rename_axis("point")


def small(*levels: tuple[float, ...]) -> PhaseData:
    """Four runs at each of the points; at point p the first p % 5 of them recommit."""
    grid = design(*levels)
    points = [p for p in grid.index for _ in range(4)]
    happens = [k < p % 5 for p in grid.index for k in range(4)]
    others = {"shy": {"recommitted": [True] * len(points)}}
    table = runs({"plain": {"recommitted": happens}, **others}, points=points, failed=[5])
    names = {path: NAMES_OF[path] for path in grid.columns}
    here = (0.3, 1.0)
    return phase_data(
        table, grid, "recommitted", title="It", names=names, policy="plain", here=here
    )


def test_cells_by_hand() -> None:
    data = small((0.1, 0.3, 0.7), (0.0, 1.0))
    assert (data.xs, data.ys) == ((0.1, 0.3, 0.7), (0.0, 1.0))
    # Points 0..5 run up the second factor first; run 5, the second of point 1, failed.
    assert data.runs.tolist() == [[4, 4, 4], [3, 4, 4]]
    assert data.hits.tolist() == [[0, 2, 4], [1, 3, 0]]
    assert data.shares[1].tolist() == pytest.approx([1 / 3, 3 / 4, 0])
    assert data.here == (0.3, 1.0)
    assert data.failed == 1
    assert "n = 3 to 4 runs a cell, 23 in all" in data.note
    assert "Policy: plain." in data.note
    assert "1 failed run is left out" in data.note
    head, first, *_ = phase_table(data)
    assert head == (ACROSS, UP, "share", "low", "high", "hits", "runs")
    assert first == (0.1, 0.0, 0.0, 0.0, pytest.approx(0.4899, abs=1e-4), 0, 4)


def test_a_third_factor_is_pooled_aloud() -> None:
    data = small((0.1, 0.3), (0.0, 1.0), (0.0, 0.5))
    assert data.pooled == (THIRD,)
    assert data.runs.tolist() == [[7, 8], [8, 8]]
    assert data.hits.tolist() == [[0 + 1, 4 + 0], [2 + 3, 1 + 2]]
    assert f'Every cell pools the settings of "{NAMES_OF[THIRD]}".' in data.note


def test_the_scenario_is_marked_only_within_the_grid() -> None:
    assert small((0.4, 0.7), (0.0, 1.0)).here is None


CELLS = arrays(np.float64, (4, 5), elements=st.integers(0, 50).map(float))


@given(CELLS)
def test_smoothing_keeps_a_field_within_its_range(hits: np.ndarray) -> None:
    field = smoothed(hits, np.full(hits.shape, 50.0))
    assert field.min() >= hits.min() / 50 - 1e-12
    assert field.max() <= hits.max() / 50 + 1e-12


@given(st.floats(0, 1), st.data())
def test_smoothing_leaves_an_even_field_alone(share: float, data) -> None:
    counts = data.draw(arrays(np.float64, (3, 4), elements=st.integers(1, 50).map(float)))
    assert smoothed(share * counts, counts) == pytest.approx(np.full((3, 4), share))


def test_cells_reach_halfway_to_their_neighbours() -> None:
    assert edges((0.0, 0.5, 2.0)).tolist() == [-0.25, 0.25, 1.25, 2.75]


def sloping() -> PhaseData:
    """A field that rises to the right and upwards, with runs enough for smooth contours."""
    xs, ys = tuple(np.linspace(0.05, 0.75, 9).round(3)), tuple(np.linspace(0, 1, 8).round(3))
    share = np.clip(np.add.outer(0.5 * np.array(ys), np.array(xs)) - 0.1, 0, 1)
    n = np.full(share.shape, 100.0)
    return PhaseData("Russia recommits to Armenia: share of runs", ACROSS, UP, xs, ys,
                     np.round(100 * share), n, (0.3, 0.5), (), "baseline", 0, NAMES_OF)  # fmt: skip


def test_the_diagram_can_be_read() -> None:
    assert not faults(phase_figure(sloping()))
    assert not faults(phase_figure(small((0.1, 0.3), (0.0, 1.0))))


def test_three_contours_are_drawn_and_none_that_the_field_never_crosses() -> None:
    texts = [text.get_text() for text in phase_figure(sloping()).axes[0].texts]
    assert sorted(texts) == ["25 %", "50 %", "75 %", ACROSS, UP]
    data = sloping()
    never = PhaseData(**{**vars(data), "hits": data.hits * 0})
    assert {text.get_text() for text in phase_figure(never).axes[0].texts} == {ACROSS, UP}


def test_golden_phase_diagram() -> None:
    check(phase_figure(sloping()), "phase-diagram")


def test_colours_of_shares_darken_evenly_without_colour() -> None:
    colours = style.share_colours()
    tones = [style.luminance(colours(share)) for share in np.linspace(0, 1, 21)]
    assert (np.diff(tones) < 0).all()
    assert tones[0] > 0.9
    assert tones[-1] < 0.06
