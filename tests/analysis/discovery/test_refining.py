"""Ends that do nothing are dropped, ends that went too far come back, bounds are rounded."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.discovery.box import Box, Limit, measure
from sim.analysis.discovery.choice import Wanted
from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.refining import drop_idle, paste, rounded
from sim.analysis.discovery.search import Settings, search
from tests.analysis.discovery.samples import planted, published, published_box, sample


def density(one, box: Box) -> float:
    return measure(one, box.holds(one.values), one.totals).density


def test_the_end_of_bryant_and_lempert_that_does_nothing_goes() -> None:
    # Of the four ends of box 21 one has a quasi-p-value above .05: cellulosic cost, at .157.
    one = published()
    box, dropped = drop_idle(one, published_box(one))
    assert [(one.factors[end.factor], end.side) for end, _ in dropped] == [
        ("Cellulosic cost", "low")
    ]
    assert dropped[0][1] == pytest.approx(0.1574, abs=5e-5)
    assert len(box.limits) == 3


def test_nothing_is_left_of_a_box_in_noise() -> None:
    one = sample([[x % 5] for x in range(20)], [x % 2 for x in range(20)])
    box, dropped = drop_idle(one, Box((1.0,), (3.0,)))
    assert (box.limits, len(dropped)) == ((), 2)


def test_pasting_by_hand() -> None:
    # The box 4..6 has 2 of 3 hits; 3 and 7 hit as well. A tenth of three runs is less than one
    # run, so a point at a time: 3 comes in (3 of 4), then 7 (4 of 5), and 2 and 8, misses, do not.
    hits = [0, 0, 0, 1, 1, 0, 1, 1, 0, 0]
    one = sample([[x] for x in range(10)], hits)
    assert paste(one, Box((4.0,), (6.0,)), alpha=0.1) == Box((3.0,), (7.0,))


def test_an_end_pasted_to_the_edge_is_open() -> None:
    one = sample([[x] for x in range(5)], [1, 1, 1, 0, 1])
    assert paste(one, Box((1.0,), (3.0,)), alpha=0.1) == Box((-inf,), (inf,))


@given(st.integers(0, 2**32 - 1))
def test_pasting_never_thins_or_shrinks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one = sample(rng.integers(0, 9, (30, 2)), rng.integers(0, 2, 30))
    box = Box((2.0, -inf), (6.0, 5.0))
    pasted = paste(one, box, alpha=0.1)
    before, after = (b.holds(one.values) for b in (box, pasted))
    assert not (before & ~after).any()
    assert density(one, pasted) >= density(one, box)


def test_bounds_are_rounded_to_the_grain_of_the_range() -> None:
    # From 0 to 1 the grain is .01 (the power of ten below 1/50); from 0 to 300 it is 1.
    rng = np.random.default_rng(1)
    values = np.column_stack([np.linspace(0, 1, 60), rng.permutation(np.linspace(0, 300, 60))])
    one = sample(values, np.zeros(60))
    box = rounded(one, Box((0.31356, -inf), (inf, 77.7)))
    assert box == Box((0.31, -inf), (inf, 78.0))


def test_bounds_at_levels_and_at_whole_values_stay() -> None:
    levels = np.repeat([0.123, 0.456, 0.789], 20)
    counts = np.arange(60) + 1
    one = sample(np.column_stack([levels, counts]), np.zeros(60))
    box = Box((0.456, -inf), (inf, 33.0))
    assert rounded(one, box) == box


def test_a_bound_rounded_to_the_end_is_open() -> None:
    one = sample(np.linspace(0.0011, 0.9991, 60)[:, None], np.zeros(60))
    assert rounded(one, Box((0.00123,), (0.9989,))) == Box((-inf,), (inf,))


def test_what_is_told_is_what_is_measured() -> None:
    one = planted(800, replicates=4, seed=5)
    (found,) = search(one, Settings())
    assert found.refined
    inside = (one.values[:, 0] >= 0.6 - 0.1) & np.ones(800, np.bool_)
    for end in found.restrictions:
        column = one.values[:, one.factors.index(end.factor)]
        inside &= column >= end.bound if end.side == "low" else column <= end.bound
        assert round(end.bound, 2) == end.bound
    assert found.measures.runs == one.runs[found.box.holds(one.values)].sum()
    assert {end.factor for end in found.restrictions} == {"a", "b"}


def test_refining_does_not_undo_what_was_asked_for() -> None:
    one = published()
    wanted = Wanted(min_density=0.77)
    (found,) = search(one, Settings(wanted, alpha=0.1))
    # Without cellulosic cost box 21 is less dense than .77, so it stays as it was peeled.
    assert not found.refined
    assert found.measures == found.chosen.measures
    assert found.measures.density >= 0.77


def test_boxes_lie_outside_one_another_and_count_of_the_whole() -> None:
    rng = np.random.default_rng(4)
    values = rng.random((3000, 3))
    # Two boxes of 20 % each, apart from one another.
    chance = np.where((values[:, 0] < 0.2) | ((values[:, 0] > 0.5) & (values[:, 1] > 0.6)), 0.9, 0)
    one = sample(values, rng.binomial(1, chance))
    found = search(one, Settings(boxes=5))
    assert len(found) >= 2
    # Whatever is left over is sparser than the whole.
    taken = np.zeros(3000, np.bool_)
    for each in found:
        inside = each.box.holds(values) & ~taken
        assert each.measures.runs == inside.sum()
        assert each.measures.coverage == pytest.approx(one.hits[inside].sum() / one.totals.hits)
        assert each.measures.density > one.base_rate
        taken |= inside
    assert sum(each.measures.coverage for each in found[:2]) > 0.8


def test_a_box_by_number_is_of_the_first_trajectory() -> None:
    one = planted(600, replicates=2, seed=8)
    wanted = Wanted(box=30)
    first, *others = search(one, Settings(wanted, boxes=2))
    assert first.chosen.number == 30
    assert all(other.chosen.number != 30 for other in others)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Settings(alpha=0.0), "alpha 0: a share of the runs, above 0 and below 1"),
        (lambda: Settings(min_mass=1.0), "min_mass 1: a share of the runs, above 0 and below 1"),
        (
            lambda: Settings(Wanted(min_density=1.2)),
            "min_density 1.2: a share, above 0 and at most 1",
        ),
        (
            lambda: Settings(Wanted(min_coverage=0.0)),
            "min_coverage 0: a share, above 0 and at most 1",
        ),
        (lambda: Settings(boxes=0), "boxes 0: at least 1"),
    ],
)
def test_settings_out_of_range(make, said: str) -> None:
    with pytest.raises(DiscoveryError) as caught:
        make()
    assert str(caught.value) == said


def test_an_open_end_has_no_limit() -> None:
    assert Box.everything(2).limits == ()
    assert Box((0.0, -inf), (inf, inf)).without(Limit(0, "low")) == Box.everything(2)
