"""The figure of levers: what it shows, and that it can be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.analysis.contrasts import Estimate
from sim.analysis.levers import Ranking, Single
from sim.experiment.levers import Cost, Lever
from sim.plots import FigureError, style
from sim.plots.levers import levers_data, levers_drawn, levers_figure
from tests.plots.geometry import faults
from tests.plots.golden import check

LONG = (
    "Azerbaijan draws closer to Turkey and replaces every senior officer who ever learnt in Moscow"
)


def single(said: str, puller: str, difference: float, cost: Cost | None = None) -> Single:
    price = cost or Cost(0.22, "utils a quarter")
    lever = Lever(said, "posture", puller, puller, said, {said: 1}, price)
    effect = Estimate(difference, difference - 0.05, difference + 0.05)
    return Single(lever, 0.36 + difference, effect, beside=0.9)


def ranking(*singles: Single) -> Ranking:
    return Ranking(
        outcome="recommitted",
        share=True,
        seat="RUS",
        seat_name="Russia",
        base=(0.36, 0.34, 0.38),
        singles=singles,
        pairs=(),
        screened=singles,
        replicates=2000,
        screening=200,
        beside="offered",
        base_beside=(0.85, 0.83, 0.87),
    )


FOUR = ranking(
    single("Russia sends arms every quarter", "RUS", 0.6),
    single("Turkey begins with a base", "TUR", -0.2, Cost(0.89, "of its range")),
    single(LONG, "AZE", 0.3, Cost(0.04, "utils a quarter", "the cost of fighting")),
    single("Several things at once", "", 0.02),
)


def test_groups_run_from_raising_to_lowering_and_set_the_seat_apart() -> None:
    data = levers_data(FOUR)
    (others, theirs), (own, mine) = data.groups
    assert (others, own) == ("Pulled by others on Russia", "Pulled by Russia itself")
    assert [round(bar.difference) for bar in theirs] == [30, 2, -20]
    assert [bar.moves for bar in theirs] == [True, False, True]
    assert data.columns == ("recommitted", "offered")
    assert mine[0].results == ("96.0 %", "90.0 %")
    assert data.title == (
        "What would change Russia's mind: P(recommitted), 36.0 % with no lever pulled, n = 2,000"
    )


def test_pullers_are_told_by_colour_and_by_mark() -> None:
    data = levers_data(FOUR)
    bars = [bar for _, group in data.groups for bar in group]
    assert len({bar.marker for bar in bars}) == len({bar.colour for bar in bars}) == 4
    assert {bar.colour for bar in bars} >= {style.KNOWN_ACTORS[a] for a in ("RUS", "TUR", "AZE")}


def test_a_number_is_drawn_in_its_own_unit() -> None:
    data = levers_data(replace(FOUR, share=False, outcome="tests", beside=""))
    assert data.columns == ("tests",)
    assert data.groups[1][1][0].results == ("0.96",)
    assert data.unit == "Change of mean tests, tests"
    assert data.groups[1][1][0].difference == pytest.approx(0.6)


def test_the_table_and_the_caption_beside_the_figure() -> None:
    drawn = levers_drawn(FOUR)
    assert drawn.rows[0][:5] == ("group", "lever", "recommitted", "offered", "change")
    assert drawn.rows[1][1:4] == (LONG, "66.0 %", "90.0 %")
    assert "With no lever pulled, P(recommitted) is 36.0 % [34.0, 38.0]" in drawn.caption
    assert "P(offered) is 85.0 % [83.0, 87.0]. The outcome offered asks what" in drawn.caption


def test_no_text_overlaps_or_is_clipped() -> None:
    assert not faults(levers_figure(levers_data(FOUR)))
    many = ranking(*(single(f"{LONG} ({k})", "AZE", k / 40) for k in range(12)))
    assert not faults(levers_figure(levers_data(many)))


def test_golden_levers() -> None:
    check(levers_figure(levers_data(FOUR)), "levers")


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(FigureError, match="no lever was measured"):
        levers_drawn(ranking())
