"""Why two decisions differ, on decisions small enough to work out by hand."""

from __future__ import annotations

import pytest

from sim.narrative.divergence.choices import Cause, picked, shift
from tests.narrative.divergence.made_pairs import why

MENU = ("hold", "arm_client", "broker_neutral")


def test_the_same_odds_and_another_draw() -> None:
    found = shift(why("hold", 0.2), why("arm_client", 0.7), MENU)
    assert (found.cause, found.draws, found.edge) == (Cause.DRAW, (0.2, 0.7), "hold")
    assert found.mass == (0.5, 0.5)


def test_the_same_draw_and_other_odds() -> None:
    one = why("hold", 0.4, odds={"hold": 0.5, "arm_client": 0.5})
    other = why("arm_client", 0.4, odds={"hold": 0.3, "arm_client": 0.7})
    found = shift(one, other, MENU)
    assert (found.cause, found.mass) == (Cause.ODDS, (0.5, 0.3))
    assert found.options[0] == ("hold", 0.5, 0.3)


def test_both_differ_but_the_draw_alone_would_have_done() -> None:
    # On the first draw, .2, the second would have held as well: .2 < .4.
    one = why("hold", 0.2, odds={"hold": 0.5, "arm_client": 0.5})
    other = why("arm_client", 0.7, odds={"hold": 0.4, "arm_client": 0.6})
    assert shift(one, other, MENU).cause is Cause.DRAW


def test_both_differ_but_the_odds_alone_would_have_done() -> None:
    # With the first draw the second would still arm (.45 >= .3); with the first odds its own draw
    # would have held (.48 < .5).
    one = why("hold", 0.45, odds={"hold": 0.5, "arm_client": 0.5})
    other = why("arm_client", 0.48, odds={"hold": 0.3, "arm_client": 0.7})
    assert shift(one, other, MENU).cause is Cause.ODDS


def test_it_took_both() -> None:
    # First draw with second odds: .45 falls on arming; second draw with first odds: .9 on arming.
    one = why("hold", 0.45, odds={"hold": 0.5, "arm_client": 0.5})
    other = why("arm_client", 0.9, odds={"hold": 0.3, "arm_client": 0.7})
    assert shift(one, other, MENU).cause is Cause.BOTH


def test_an_order_that_only_one_could_give() -> None:
    one = why("broker_neutral", 0.9, odds={"hold": 0.5, "broker_neutral": 0.5})
    other = why("arm_client", 0.9, odds={"hold": 0.5, "arm_client": 0.5})
    found = shift(one, other, MENU)
    assert (found.cause, found.missing) == (Cause.MENU, "broker_neutral")
    assert ("arm_client", None, 0.5) in found.options


def test_another_doctrine() -> None:
    other = why("hold", None, odds={"hold": 1.0}, doctrine="fixed")
    assert shift(why("arm_client", 0.7), other, MENU).cause is Cause.DOCTRINE


def test_the_same_choice_is_no_shift() -> None:
    assert shift(why("hold", 0.1), why("hold", 0.2), MENU).cause is Cause.SAME_CHOICE


def test_the_terms_that_moved_the_options_up_to_the_edge() -> None:
    """Waiting lost .3 of security on arming, and gained .1 of influence."""
    one = why(
        "hold",
        0.4,
        odds={"hold": 0.5, "arm_client": 0.5},
        terms={"hold": {"security": 1.0, "influence": 0.2}, "arm_client": {"security": 0.5}},
    )
    other = why(
        "arm_client",
        0.4,
        odds={"hold": 0.3, "arm_client": 0.7},
        terms={"hold": {"security": 1.0, "influence": 0.3}, "arm_client": {"security": 0.8}},
    )
    terms = shift(one, other, MENU).terms
    assert [name for name, _ in terms] == ["security", "influence"]
    assert [by for _, by in terms] == pytest.approx([-0.3, 0.1])


def test_terms_are_weighed_by_what_is_likely() -> None:
    """Three options: beyond the edge a likely one (.6 and .6) and an unlikely one (.2 and 0)."""
    base = {"hold": {"control": 0.0}, "arm_client": {"control": 0.0}}
    one = why(
        "hold",
        0.1,
        odds={"hold": 0.2, "arm_client": 0.6, "broker_neutral": 0.2},
        terms={**base, "broker_neutral": {"control": 0.0}},
    )
    other = why(
        "arm_client",
        0.5,
        odds={"hold": 0.4, "arm_client": 0.6, "broker_neutral": 0.0},
        terms={**base, "broker_neutral": {"control": 0.7}},
    )
    # Mean weights beyond the edge: .6 and .1, so .7 for the unlikely one counts a seventh: -.1.
    ((name, by), *_) = shift(one, other, MENU).terms
    assert (name, by) == ("control", pytest.approx(-0.1))


def test_the_pick_is_by_menu_order_and_survives_rounding() -> None:
    decision = why("hold", odds={"arm_client": 0.4, "hold": 0.6})
    assert picked(decision, 0.5, MENU) == "hold"
    assert picked(decision, 0.6, MENU) == "arm_client"
    short = why("hold", odds={"hold": 0.5, "arm_client": 0.4999, "broker_neutral": 0.0})
    assert picked(short, 0.99999, MENU) == "arm_client"
