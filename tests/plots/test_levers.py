"""The figure of levers: what it shows, and that it can be read."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import pytest

from sim.analysis.contrasts import Estimate
from sim.analysis.levers import Ranking, Side, Single
from sim.experiment.barred import Barred
from sim.experiment.levers import Cost, Lever
from sim.plots import FigureError, style
from sim.plots.levers import levers_data, levers_drawn, levers_figure
from tests.plots.geometry import faults
from tests.plots.golden import check

LONG = (
    "Azerbaijan draws closer to Turkey and replaces every senior officer who ever learnt in Moscow"
)


def estimate(difference: float) -> Estimate:
    return Estimate(difference, difference - 0.05, difference + 0.05)


def single(
    said: str,
    puller: str,
    difference: float,
    cost: Cost | None = None,
    *,
    given: float = 0.87,
    war: float = 0.02,
    barred: tuple[Barred, ...] = (),
) -> Single:
    price = cost or Cost(0.22, "utils a quarter")
    lever = Lever(said, "posture", puller, puller, said, {said: 1}, price)
    sides = (Side(0.5 + war, estimate(war)), Side(0.1, estimate(-0.1)))
    return Single(lever, 0.36 + difference, estimate(difference), False, 0.9, given, sides, barred)


NO_WAR = (Barred("no attack of any kind can happen", ("offensive",)),)


def ranking(*singles: Single) -> Ranking:
    return Ranking(
        outcome="recommitted",
        said="the share of runs in which Russia recommits",
        share=True,
        seat="RUS",
        seat_name="Russia",
        base=(0.36, 0.34, 0.38),
        singles=singles,
        pairs=(),
        replicates=2000,
        beside="offered",
        beside_said="the share of runs in which Russia orders it",
        base_beside=(0.85, 0.83, 0.87),
        sides=("offensive", "alliance_frozen"),
        base_sides=((0.5, 0.48, 0.52), (0.2, 0.18, 0.22)),
    )


FOUR = ranking(
    single("Russia always sends arms", "RUS", 0.6),
    single("Turkey begins with a base", "TUR", -0.2, Cost(0.89, "of its range"), given=nan),
    single(LONG, "AZE", 0.3, Cost(0.04, "utils a quarter", "the cost of fighting"), war=0.3),
    single("Several things at once", "", 0.02, war=-0.5, barred=NO_WAR),
)


def test_groups_run_from_raising_to_lowering_and_set_the_seat_apart() -> None:
    data = levers_data(FOUR)
    (others, theirs), (own, mine) = data.groups
    assert (others, own) == ("Pulled by others on Russia", "Pulled by Russia itself")
    assert [round(bar.difference) for bar in theirs] == [30, 2, -20]
    assert [bar.moves for bar in theirs] == [True, False, True]
    assert data.columns == ("recommitted", "recommitment offered")
    assert mine[0].results == ("96.0 %", "90.0 %")
    assert mine[0].said == "Russia always sends arms, given in 87 % of quarters"
    assert theirs[2].said == "Turkey begins with a base"
    assert data.sides == ("full offensive", "alliance frozen")
    assert [round(bar.sides[0].difference) for bar in theirs] == [30, -50, 2]
    assert [bar.sides[0].barred for bar in theirs] == [False, True, False]
    assert [bar.sides[1].barred for bar in theirs] == [False] * 3
    assert data.title == (
        'What would change Russia\'s mind: "recommitted", 36.0 % with no lever pulled, n = 2,000'
    )


def test_pullers_are_told_by_colour_and_by_mark() -> None:
    data = levers_data(FOUR)
    bars = [bar for _, group in data.groups for bar in group]
    assert len({bar.marker for bar in bars}) == len({bar.colour for bar in bars}) == 4
    assert {bar.colour for bar in bars} >= {style.KNOWN_ACTORS[a] for a in ("RUS", "TUR", "AZE")}


def test_a_number_is_drawn_in_its_own_unit() -> None:
    data = levers_data(replace(FOUR, share=False, outcome="tests", beside=""))
    assert data.columns == ("tests of the guarantee",)
    assert data.groups[1][1][0].results == ("0.96",)
    assert data.unit == 'Change of "tests of the guarantee"'
    assert data.groups[1][1][0].difference == pytest.approx(0.6)


def test_the_table_and_the_caption_beside_the_figure() -> None:
    drawn = levers_drawn(FOUR)
    assert drawn.rows[0][:3] == ("group", "lever", "recommitted")
    assert drawn.rows[0][3:5] == ("recommitment offered", "change")
    assert drawn.rows[1][1:4] == (f"{LONG}, given in 87 % of quarters", "66.0 %", "90.0 %")
    assert drawn.rows[0][7:10] == tuple(f"full offensive, {x}" for x in ("change", "low", "high"))
    assert drawn.rows[1][7:10] == pytest.approx((30.0, 25.0, 35.0))
    assert "full offensive 50.0 % [48.0, 52.0]" in drawn.caption
    assert "pulled, the share of runs in which Russia recommits is 36.0 % [34.0" in drawn.caption
    beside = 'the share of runs in which Russia orders it is 85.0 % [83.0, 87.0]. "Recommitment'
    assert beside in drawn.caption


def test_no_text_overlaps_or_is_clipped() -> None:
    assert not faults(levers_figure(levers_data(FOUR)))
    many = ranking(*(single(f"{LONG} ({k})", "AZE", k / 40) for k in range(12)))
    assert not faults(levers_figure(levers_data(many)))


def test_golden_levers() -> None:
    check(levers_figure(levers_data(FOUR)), "levers")


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(FigureError, match="no lever was measured"):
        levers_drawn(ranking())
