"""The peeling trajectory: by hand, by what it must always be, and as published."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.discovery.box import Box, Limit
from sim.analysis.discovery.peeling import peel
from sim.analysis.discovery.sample import Sample, Totals
from tests.analysis.discovery.samples import PUBLISHED_BOX, planted, published, sample


def tens(hits: list[int], alpha: float, min_mass: float = 0.1):
    """The trajectory of ten points at 0 to 9 on one factor."""
    found = peel(sample([[x] for x in range(10)], hits), alpha=alpha, min_mass=min_mass)
    return [(step.box.low[0], step.box.high[0], step.measures.density) for step in found]


def test_peeling_by_hand() -> None:
    # Hits at 3 and 4. Slices of two of ten: losing 8 and 9, or 0 and 1, both leave 2 of 8; the low
    # end is tried first. Of eight from 2 to 9 a slice is two (1.6, at least): the top goes, 2 of 6;
    # then again, 2 of 4 (1.2, so two); then one (.8) at either end, low first: 3, 4, 5; then 5.
    low, high = -np.inf, np.inf
    assert tens([0, 0, 0, 1, 1, 0, 0, 0, 0, 0], alpha=0.2) == [
        (low, high, 0.2),
        (2, high, 0.25),
        (2, 7, 2 / 6),
        (2, 5, 0.5),
        (3, 5, 2 / 3),
        (3, 4, 1.0),
    ]


def test_it_ends_at_the_least_mass() -> None:
    # With at least half of the ten points, the third slice of two would leave four.
    found = tens([0, 0, 0, 1, 1, 0, 0, 0, 0, 0], alpha=0.2, min_mass=0.5)
    assert [density for *_, density in found] == [0.2, 0.25, 2 / 6]


def test_a_dip_on_the_way_is_gone_through() -> None:
    # Both ends of two hit, 6 of 10 in all: either leaves 4 of 8, and the low end goes. Then 2 and
    # 3, misses, go: 4 of 6; either end of two again, 2 of 4; and one miss after the other.
    found = tens([1, 1, 0, 0, 1, 1, 0, 0, 1, 1], alpha=0.2)
    assert [density for *_, density in found] == [0.6, 0.5, 4 / 6, 0.5, 2 / 3, 1.0]
    assert found[-1][:2] == (8, np.inf)


def test_it_ends_where_every_run_hits() -> None:
    assert len(tens([1] * 10, alpha=0.2)) == 1


def test_a_level_goes_whole() -> None:
    # Ten points at each of three levels; a slice of 5 % cannot part them.
    values = [[level] for level in (0.0, 0.5, 2.0) for _ in range(10)]
    hits = [0] * 10 + [1, 0] * 5 + [1] * 10
    found = peel(sample(values, hits), alpha=0.05, min_mass=0.05)
    assert [step.box.low[0] for step in found] == [-np.inf, 0.5, 2.0]
    assert [step.measures.points for step in found] == [30, 20, 10]


def test_a_slice_is_counted_in_runs() -> None:
    # The point at 0 has nine of eighteen runs, so it alone is more than 30 %; of the three at the
    # top two make 30 % and a third is over. Losing 8 of 9 misses leaves 9 hits of 10.
    one = sample([[0], [1], [2], [3]], [0, 3, 3, 3], runs=[9, 3, 3, 3])
    step = peel(one, alpha=0.3, min_mass=0.1)[1]
    assert (step.box.low[0], step.measures.runs, step.measures.density) == (1, 9, 1.0)


def test_unequal_slices_are_weighed_by_what_they_cost() -> None:
    # Factor a has two levels: giving up a = 0 takes half of the runs to go from 12 of 20 to 9 of
    # 10, a rise of .3 for 10 runs. Factor b loses two misses at its low end: 12 of 18, a rise of
    # .067 for 2 runs, which is more for each.
    a = [0] * 10 + [1] * 10
    b = list(range(20))
    hits = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1] + [1] * 9 + [0]
    step = peel(sample(list(zip(a, b, strict=True)), hits), alpha=0.1, min_mass=0.1)[1]
    assert step.box.limits == (Limit(1, "low"),)


def test_the_published_example() -> None:
    """Bryant and Lempert's data, as the documentation of the EMA Workbench shows its own PRIM.

    "Performing Scenario Discovery in Python" of the EMA Workbench, with slices of .1: box 21 has
    coverage .752809, density .770115 and mass .098639 and restricts four factors; the last, box 27,
    has coverage .505618 and density 1 at a mass of .051020 and restricts six.
    """
    one = published()
    assert (len(one), one.totals.hits) == (882, 89)
    found = peel(one, alpha=0.1, min_mass=0.05)
    assert len(found) == 28
    shown = found[21]
    assert shown.measures.coverage == pytest.approx(0.752809, abs=5e-7)
    assert shown.measures.density == pytest.approx(0.770115, abs=5e-7)
    assert shown.measures.mass == pytest.approx(0.098639, abs=5e-7)
    assert {one.factors[place] for place in shown.box.restricted} == {
        "Total biomass",
        "Demand elasticity",
        "Biomass backstop price",
        "Cellulosic cost",
    }
    # Many slices are alike there and a tie may go either way, so an end may be a slice away.
    ends = {(one.factors[end.factor], end.side): shown.box.bound(end) for end in shown.box.limits}
    for (factor, side), bound in PUBLISHED_BOX.items():
        column = one.values[:, one.factors.index(factor)]
        assert ends[factor, side] == pytest.approx(bound, abs=0.05 * np.ptp(column))
    last = found[-1].measures
    assert (last.density, len(found[-1].box.restricted)) == (1.0, 6)
    assert last.coverage == pytest.approx(0.5056179775280899)
    assert last.mass == pytest.approx(0.05102040816326531)


def test_a_planted_box_is_found() -> None:
    one = planted(4000, replicates=5, seed=3)
    found = peel(one, min_mass=0.1)
    step = min(found, key=lambda step: abs(step.measures.mass - 0.12))
    # One slice is 5 % of what is left, so an end may lie a slice from where it was planted.
    assert step.box.low[0] == pytest.approx(0.6, abs=0.03)
    assert step.box.high[1] == pytest.approx(0.3, abs=0.03)
    assert step.measures.density == pytest.approx(0.9, abs=0.05)
    assert step.measures.coverage == pytest.approx(0.551, abs=0.05)


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """Some points on two or three factors, of many values or of few, with up to four runs each."""
    count, factors = draw(st.integers(5, 40)), draw(st.integers(2, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = rng.integers(0, draw(st.sampled_from([3, 1000])), (count, factors))
    runs = rng.integers(1, 5, count)
    return sample(values, rng.integers(0, runs + 1), runs=runs)


@given(samples(), st.sampled_from([0.05, 0.1, 0.3]))
def test_boxes_shrink_and_add_up(one: Sample, alpha: float) -> None:
    found = peel(one, alpha=alpha, min_mass=0.1)
    assert found[0].measures.mass == 1.0
    for number, step in enumerate(found):
        inside, m = step.box.holds(one.values), step.measures
        assert step.number == number
        assert m.runs == one.runs[inside].sum()
        assert m.hits == one.hits[inside].sum()
        assert m.mass >= 0.1 - 1e-12
        # hits = density x runs = coverage x all hits
        assert m.density * m.runs == pytest.approx(m.coverage * one.totals.hits)
        assert m.coverage * one.base_rate == pytest.approx(m.density * m.mass)
    for wider, narrower in pairwise(found):
        outer, inner = (step.box.holds(one.values) for step in (wider, narrower))
        assert not (inner & ~outer).any()
        assert narrower.measures.runs < wider.measures.runs
        lost = one.runs[outer & ~inner].sum()
        assert lost >= alpha * wider.measures.runs - 1e-9


@given(samples())
def test_the_order_of_factors_is_of_no_account(one: Sample) -> None:
    turned = Sample(
        one.factors[::-1], one.values[:, ::-1].copy(), one.runs, one.hits, one.family, one.draws
    )
    there, back = peel(one), peel(turned)
    assert [step.measures for step in there] == [step.measures for step in back]
    assert [step.box.low for step in there] == [step.box.low[::-1] for step in back]


@given(samples())
def test_neither_is_the_scale_of_a_factor(one: Sample) -> None:
    bent = Sample(one.factors, one.values**3 + 7.0, one.runs, one.hits, one.family, one.draws)
    there, back = peel(one), peel(bent)
    assert [step.measures for step in there] == [step.measures for step in back]
    for mine, theirs in zip(there, back, strict=True):
        assert (mine.box.holds(one.values) == theirs.box.holds(bent.values)).all()


@settings(max_examples=25)
@given(samples())
def test_points_with_replicates_are_runs_counted_together(one: Sample) -> None:
    """A point of n runs peels as n points of one run: runs of a point cannot be parted."""
    n = one.runs.astype(int)
    apart = np.repeat(one.values, n, axis=0)
    hit = np.concatenate([[1.0] * int(h) + [0.0] * int(r - h) for h, r in zip(one.hits, n)])  # noqa: B905
    single = sample(apart, hit)
    for mine, theirs in zip(peel(one), peel(single), strict=True):
        assert mine.box == theirs.box
        assert (mine.measures.runs, mine.measures.hits) == (
            theirs.measures.runs,
            theirs.measures.hits,
        )


def test_totals_of_a_larger_whole() -> None:
    one = sample([[x] for x in range(10)], [0] * 5 + [1] * 5)
    found = peel(one, alpha=0.5, min_mass=0.1, totals=Totals(20.0, 10.0))
    assert (found[1].measures.coverage, found[1].measures.mass) == (0.5, 0.25)


def test_a_box_is_closed_at_both_ends() -> None:
    box = Box((0.2, -np.inf), (0.4, np.inf))
    values = np.array([[0.2, 9.0], [0.4, -9.0], [0.41, 0.0], [0.19, 0.0]])
    assert box.holds(values).tolist() == [True, True, False, False]
    assert box.limits == (Limit(0, "low"), Limit(0, "high"))
    assert box.without(Limit(0, "high")).high == (np.inf, np.inf)
