"""Keeping labels apart."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plots import style
from sim.plots.boxes import Box
from sim.plots.labels import fanned, settle, spread

heights = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@given(heights)
def test_spread_keeps_order_gaps_and_bounds(wanted: list[float]) -> None:
    placed = spread(wanted, gap=0.1, low=0.0, high=1.0)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for one, other in pairwise(placed[i] for i in order):
        assert other - one >= 0.1 - 1e-9
    assert min(placed) >= -1e-9
    assert max(placed) <= 1 + 1e-9


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8, unique=True))
def test_spread_leaves_alone_what_is_far_enough_apart(wanted: list[int]) -> None:
    assert spread(wanted, gap=1.0, low=0.0, high=20.0) == pytest.approx(wanted)


def test_spread_moves_a_crowd_evenly_about_its_middle() -> None:
    assert spread([0.5, 0.5, 0.5], gap=0.1, low=0.0, high=1.0) == pytest.approx([0.4, 0.5, 0.6])


def test_spread_runs_over_where_there_is_no_room() -> None:
    assert spread([0.0, 0.0, 0.0], gap=1.0, low=0.0, high=1.0) == [0.0, 1.0, 2.0]


@given(st.lists(st.floats(0.05, 0.3), min_size=1, max_size=6), st.data())
def test_spread_of_labels_of_many_sizes(sizes: list[float], data) -> None:
    wanted = data.draw(st.lists(st.floats(0, 1), min_size=len(sizes), max_size=len(sizes)))
    placed = spread(wanted, sizes, low=0.0, high=1.0)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for one, other in pairwise(order):
        assert placed[other] - placed[one] >= (sizes[one] + sizes[other]) / 2 - 1e-9


def test_marks_at_one_place_are_fanned_out_and_others_stay() -> None:
    ax, _ = make_axes()
    places = [(0.5, 0.5), (0.1, 0.9), (0.5, 0.5), (0.5, 0.501), (0.5, 0.5)]
    moved = fanned(ax, places, apart=7.0)
    assert moved[1] == places[1]
    shown = ax.transData.transform(moved)
    unit = ax.figure.dpi / style.POINTS
    for one, other in combinations(shown.tolist(), 2):
        assert dist(one, other) >= 6.9 * unit
    assert all(dist(place, (300, 300)) < 8 * unit for place in shown[[0, 2, 3, 4]].tolist())
    assert moved == fanned(ax, places, apart=7.0)


def make_axes():
    figure = style.new_figure(4, 4)
    ax = style.add_axes(figure, 0, 0, 4, 4)
    return ax, ax.text(0, 0, "label", ha="center", va="center")


def test_a_label_takes_the_first_place_that_is_free() -> None:
    ax, text = make_axes()
    taken = [Box(250, 250, 350, 350)]
    settle(ax, text, [(300, 300), (450, 150)], taken)
    assert ax.transData.transform(text.get_position()) == pytest.approx((450, 150))
    assert len(taken) == 2


def test_a_label_would_rather_cover_a_line_than_a_label() -> None:
    ax, text = make_axes()
    everywhere = [Box(0, 0, 600, 600)]
    taken = [Box(0, 0, 600, 290)]
    settle(ax, text, [(300, 200), (300, 400)], taken, everywhere)
    assert ax.transData.transform(text.get_position())[1] == pytest.approx(400)
    assert len(taken) == 2


def test_a_label_stays_within_the_axes() -> None:
    ax, text = make_axes()
    taken: list[Box] = []
    settle(ax, text, [(595, 300), (300, 300)], taken)
    assert taken[0].right <= 600
    assert ax.transData.transform(text.get_position())[0] > 550
