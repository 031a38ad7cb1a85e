"""Units cover every run once, and any beginning of them covers the design."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.schedule import Schedule, Shard, Tally, Tolerance
from sim.experiment.units import Layout, Unit, lay_out


def all_units(schedule: Schedule) -> list[Unit]:
    """Units of a schedule whose number of replicates is fixed, in order of play."""
    units = []
    while (unit := schedule.take()) is not None:
        units.append(unit)
    return units


def runs_of(units: list[Unit]) -> list[tuple[int, int, int]]:
    """Policy, point and replicate of every run of the units."""
    return [
        (unit.policy, point, replicate)
        for unit in units
        for point in unit.points
        for replicate in range(unit.first, unit.first + unit.count)
    ]


@given(
    points=st.integers(1, 40),
    policies=st.integers(1, 3),
    replicates=st.integers(1, 90),
    unit_runs=st.sampled_from([1, 7, 64, 100, 4096]),
    shards=st.integers(1, 4),
    order=st.randoms(use_true_random=False),
)
def test_shards_together_play_every_run_once(
    points: int, policies: int, replicates: int, unit_runs: int, shards: int, order
) -> None:
    places = list(range(points))
    order.shuffle(places)
    layout = lay_out(
        np.array(places), policies=policies, replicates=replicates, unit_runs=unit_runs
    )
    units = [
        unit
        for index in range(shards)
        for unit in all_units(Schedule(layout, shard=Shard(index + 1, shards)))
    ]
    found = runs_of(units)
    assert len(found) == len(set(found)) == points * policies * replicates == layout.runs
    assert len({unit.name for unit in units}) == len(units) == layout.units
    for unit in units:
        assert unit.points == tuple(sorted(unit.points))
        assert all(layout.group_of(point) == unit.group for point in unit.points)
        assert layout.block_of(unit.first) == unit.block


def test_every_point_has_replicates_before_any_has_all() -> None:
    layout = lay_out(np.arange(100), policies=2, replicates=640, unit_runs=4096)
    units = all_units(Schedule(layout))
    half = runs_of(units[: len(units) // 2])
    assert {point for _, point, _ in half} == set(range(100))
    assert {policy for policy, _, _ in half} == {0, 1}
    names = [unit.name for unit in units]
    assert names == sorted(names)


def test_units_hold_thousands_of_runs() -> None:
    for points, replicates in ((1, 10_000), (441, 500), (40_000, 10), (3, 100_000)):
        layout = lay_out(np.arange(points), policies=1, replicates=replicates)
        sizes = [unit.runs for unit in all_units(Schedule(layout))]
        assert np.mean(sizes) > 2000
        assert max(sizes) <= 4096 + 64


def test_quantiles_need_all_replicates_of_a_point_in_one_unit() -> None:
    layout = lay_out(np.arange(5), policies=1, replicates=10_000, whole=True)
    assert layout.blocks == ((0, 10_000),)


def tally(unit: Unit, rate: float) -> Tally:
    """A unit in which every point has the same share of runs with the outcome."""
    played = np.full(len(unit.points), unit.count)
    hits = np.full(len(unit.points), float(round(rate * unit.count)))
    total = float(hits.sum())
    return Tally(unit.runs, 0, unit.runs, total, played, hits, hits)


def play(layout: Layout, rates: dict[int, float], *, backwards: bool) -> list[Unit]:
    """Units played when points have those rates; finished in order, or backwards."""
    schedule, done = Schedule(layout, Tolerance(0.05, share=True)), []
    flying: list[Unit] = []
    while True:
        while (unit := schedule.take()) is not None:
            flying.append(unit)
        if not flying:
            return sorted(done, key=lambda unit: unit.name)
        unit = flying.pop(-1 if backwards else 0)
        done.append(unit)
        parts = [tally(Unit(0, 0, 0, (p,), 0, unit.count), rates[p]) for p in unit.points]
        schedule.finish(
            unit,
            Tally(
                unit.runs, 0, unit.runs, 0.0,
                *(np.concatenate([getattr(part, name) for part in parts])
                  for name in ("played", "sums", "squares")),
            ),
        )  # fmt: skip


def test_points_stop_when_they_are_known_whatever_finishes_first() -> None:
    layout = lay_out(np.arange(4), policies=2, replicates=2000, minimum=100, unit_runs=128)
    rates = {0: 0.0, 1: 0.5, 2: 0.02, 3: 0.5}
    units = play(layout, rates, backwards=False)
    assert units == play(layout, rates, backwards=True)
    replicates = {
        point: sum(unit.count for unit in units if point in unit.points and unit.policy == 0)
        for point in rates
    }
    # Half the 95 % interval of a share of 1/2 is .98 / sqrt(n): below .05 from n = 381 on.
    assert replicates[0] == replicates[2] == 100
    assert 381 <= replicates[1] == replicates[3] <= 1.5 * 381 + 1
    assert replicates[1] < 2000


def test_a_point_that_is_never_known_stops_at_the_cap() -> None:
    layout = lay_out(np.arange(1), policies=1, replicates=150, minimum=50, unit_runs=64)
    assert sum(unit.runs for unit in play(layout, {0: 0.5}, backwards=False)) == 150


def test_a_point_of_which_every_run_fails_gets_no_more_of_them() -> None:
    layout = lay_out(np.arange(1), policies=1, replicates=500, minimum=20, unit_runs=64)
    schedule = Schedule(layout, Tolerance(0.01, share=True))
    unit = schedule.take()
    assert unit is not None
    none = np.zeros(1)
    schedule.finish(unit, Tally(unit.runs, unit.runs, 0, 0.0, none.astype(int), none, none))
    assert schedule.take() is None


@pytest.mark.parametrize(("minimum", "cap"), [(1, 1), (10, 10), (100, 50), (2, 1000)])
def test_stages_end_at_the_cap(minimum: int, cap: int) -> None:
    layout = lay_out(np.arange(2), policies=1, replicates=cap, minimum=minimum)
    assert layout.cap == cap
    assert layout.stages[-1][1] == len(layout.blocks)
    firsts = [first for first, _ in layout.blocks]
    ends = [first + count for first, count in layout.blocks]
    assert [0, *ends[:-1]] == firsts
