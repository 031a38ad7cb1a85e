"""When a desk chooses anew, and what the two desks of an actor see of each other."""

from __future__ import annotations

import pytest

from sim.engine import layout as at
from sim.engine.courses import desk_place
from sim.engine.draws import uniform
from sim.engine.forecast import list_options
from sim.engine.turn import close_turn, decide, open_turn
from sim.vocabulary import DIPLOMACY_DESK, DRAW_CHOICE, DRAW_REVIEW, SECURITY_DESK
from tests.engine.pencil import Sandbox, pencil, play


def deciding(changes: dict[str, object] | None = None, *, replicate: int = 0) -> Sandbox:
    """A table at which everybody weighs utilities."""
    doctrines = {f"actors.{actor}.doctrine": "logit_eu" for actor in pencil().actors}
    return Sandbox(changes={**doctrines, **(changes or {})}, replicate=replicate)


def reviewed(box: Sandbox) -> list[bool]:
    """Whether each desk chose anew, in the order of actors and desks."""
    return [t == 1 for t in box.table.reviewed[: 2 * len(box.cast.actors)]]


def test_every_desk_is_reviewed_by_its_own_draw() -> None:
    # No order of the start is an act, so a draw below .6 + .4 x alarm decides.
    for alarm in (0.0, 0.5):
        box = deciding()
        open_turn(box.encoded, box.table)
        box.put("world.alarm", alarm)
        decide(box.encoded, box.table)
        draws = [uniform(box.table.stream, 0, k, DRAW_REVIEW) for k in range(12)]
        assert reviewed(box) == [draw < 0.6 + 0.4 * alarm for draw in draws]
    assert len({draw < 0.6 for draw in draws}) == 2


def test_without_reviews_all_stay_on_their_courses() -> None:
    openings = {
        "actors.GUA.opening.security": "arm_client",
        "actors.SPO.opening.diplomacy": "soft_power",
        "actors.NEI.opening.diplomacy": "mediate",
    }
    box = deciding({"parameters.review_rate": 0.0, **openings})
    start = list(box.table.order)
    for _ in range(3):
        open_turn(box.encoded, box.table)
        decide(box.encoded, box.table)
        assert not any(reviewed(box))
        assert list(box.table.order) == start
        close_turn(box.encoded, box.table)
    assert box.order("GUA", SECURITY_DESK) == "arm_client"
    assert box.order("SPO", DIPLOMACY_DESK) == "soft_power"


def test_full_alarm_reviews_everybody() -> None:
    for replicate in range(4):
        box = deciding({"parameters.review_rate": 0.0}, replicate=replicate)
        open_turn(box.encoded, box.table)
        box.put("world.alarm", 1)
        decide(box.encoded, box.table)
        assert all(reviewed(box))


@pytest.mark.parametrize(
    ("actor", "orders", "desk"),
    [
        ("CHA", "offensive", SECURITY_DESK),
        ("CHA", "purge_cadres", DIPLOMACY_DESK),
        ("NEI", "border_red_line", DIPLOMACY_DESK),
    ],
)
def test_after_an_act_its_desk_chooses_anew_and_the_other_does_not(
    actor: str, orders: str, desk: int
) -> None:
    box = deciding({"parameters.review_rate": 0.0})
    play(box, {actor: orders})
    open_turn(box.encoded, box.table)
    box.put("world.alarm", 0)
    decide(box.encoded, box.table)
    k = desk_place(box.place(actor), desk)
    assert [place for place, flag in enumerate(reviewed(box)) if flag] == [k]


def test_a_course_that_is_no_longer_legal_is_reviewed() -> None:
    changes: dict[str, object] = {
        "parameters.review_rate": 0.0,
        "actors.DEF.opening.diplomacy": "court_guarantor",
        "actors.GUA.opening.security": "deploy_guarantee",
    }
    box = deciding(changes)
    open_turn(box.encoded, box.table)
    decide(box.encoded, box.table)
    assert not any(reviewed(box))
    box = deciding(changes)
    box.put("ties.GUA-DEF.frozen", 1)
    open_turn(box.encoded, box.table)
    decide(box.encoded, box.table)
    chose = [
        desk_place(box.place("GUA"), SECURITY_DESK),
        desk_place(box.place("DEF"), DIPLOMACY_DESK),
    ]
    assert [place for place, flag in enumerate(reviewed(box)) if flag] == chose
    assert box.order("DEF", DIPLOMACY_DESK) != "court_guarantor"


@pytest.mark.parametrize(
    ("doctrine", "always"),
    [
        ("logit_eu", False),
        ("level_k", False),
        ("prospect", False),
        ("random", False),
        ("bdm_challenge", True),
        ("fixed:hold", True),
        ("waits", True),
    ],
)
def test_doctrines_without_chance_choose_anew_every_turn(doctrine: str, always: bool) -> None:
    script = {"kind": "script", "rules": [], "otherwise": "hold", "reply": "own"}
    changes: dict[str, object] = {
        "parameters.review_rate": 0.0,
        "doctrines.waits": script,
        "actors.SPO.doctrine": doctrine,
    }
    box = Sandbox(changes=changes)
    open_turn(box.encoded, box.table)
    decide(box.encoded, box.table)
    first = desk_place(box.place("SPO"), 0)
    assert reviewed(box)[first : first + 2] == [always, always]


def test_the_choice_of_a_desk_has_its_own_draw() -> None:
    box = deciding({"parameters.review_rate": 1.0, "parameters.choice_precision": 0.0})
    open_turn(box.encoded, box.table)
    decide(box.encoded, box.table)
    # At a precision of zero all options are equally likely: the draw divides the menu.
    for actor, menus in box.menus.items():
        for desk, menu in enumerate(menus):
            k = desk_place(box.place(actor), desk)
            other = box.table.order[desk_place(box.place(actor), 1 - desk)]
            offering = box.encoded.offers[other] if desk == SECURITY_DESK else 0
            i, work = box.place(actor), box.table.work
            count = list_options(i, desk, offering, box.table.s, box.encoded, work)
            draw = uniform(box.table.stream, 0, k, DRAW_CHOICE)
            assert box.table.order[k] == work.option[int(draw * count)]
            assert box.table.order[k] in menu.values()


# --- the two desks of an actor ------------------------------------------------------------------


def test_who_offers_a_treaty_uses_no_force_beside_it() -> None:
    box = Sandbox(changes={"actors.CHA.doctrine": "fixed:offensive+offer_treaty"})
    open_turn(box.encoded, box.table)
    decide(box.encoded, box.table)
    assert box.order("CHA", DIPLOMACY_DESK) == "offer_treaty"
    assert box.order("CHA", SECURITY_DESK) == "hold"
    box = Sandbox(changes={"actors.CHA.doctrine": "fixed:offensive+deepen_sponsor_tie"})
    open_turn(box.encoded, box.table)
    decide(box.encoded, box.table)
    assert box.order("CHA", SECURITY_DESK) == "offensive"


def test_who_concedes_does_not_provoke() -> None:
    box = Sandbox(changes={"actors.DEF.doctrine": "fixed:provoke+concede"})
    open_turn(box.encoded, box.table)
    decide(box.encoded, box.table)
    assert (box.order("DEF", SECURITY_DESK), box.order("DEF", DIPLOMACY_DESK)) == (
        "hold",
        "concede",
    )


def test_the_diplomacy_desk_may_offer_a_treaty_after_an_attack() -> None:
    box = deciding()
    play(box, {"CHA": "offensive"})
    count = box.consider("CHA", DIPLOMACY_DESK)
    work = box.table.work
    assert "offer_treaty" in {box.names[work.option[k]] for k in range(count)}
    # And it counts on no second attack: the other desk is taken to hold.
    assert box.names[box.table.counter[at.OTHER]] == "hold"


def test_each_desk_sees_what_the_other_does() -> None:
    box = Sandbox()
    box.give_orders({"GUA": "arm_client+broker_neutral"})
    box.consider("GUA", DIPLOMACY_DESK)
    assert box.names[box.table.counter[at.OTHER]] == "arm_client"  # the course in force
    box.give_orders({"GUA": "arm_client+draw_red_line"})
    box.consider("GUA", SECURITY_DESK)
    assert box.names[box.table.counter[at.OTHER]] == "draw_red_line"  # this turn's, though an act
    box.give_orders({"GUA": "deploy_guarantee"})
    box.put("ties.GUA-DEF.frozen", 1)
    box.consider("GUA", DIPLOMACY_DESK)
    assert box.names[box.table.counter[at.OTHER]] == "hold"  # a course that is legal no more
