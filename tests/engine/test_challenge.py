"""The challenge doctrine on the scenario of round numbers.

The challenger stands at 1 - .2/.7, the defender at 1 - .4/.6, the guarantor at 0, its rival at 1,
the suitors half way. Clout is capability times bandwidth: 1.6, 1, 1, .8, 1, 1. The guarantor holds
.6 of influence, the sponsor .5, the suitors .1 each.
"""

from __future__ import annotations

from itertools import permutations

import pytest

from sim.engine import challenge
from sim.engine.challenge import challenge_odds, expected_gain, position, salience
from sim.engine.forecast import list_options
from sim.engine.numbers import desk_menu
from sim.scenario.actions import Action
from sim.vocabulary import DESKS, DIPLOMACY_DESK, SECURITY_DESK
from tests.engine.pencil import Sandbox, pencil

POSITIONS = {"GUA": 0.0, "SPO": 1.0, "CHA": 5 / 7, "DEF": 1 / 3, "FAR": 0.5, "NEI": 0.5}
CARES = {"GUA": 0.6, "SPO": 0.5, "CHA": 1.0, "DEF": 1.0, "FAR": 0.1, "NEI": 0.1}
CLOUT = {"GUA": 1.6, "SPO": 1.0, "CHA": 1.0, "DEF": 0.8, "FAR": 1.0, "NEI": 1.0}


def odds_by_hand(i: str, j: str) -> float:
    weights = [
        CLOUT[k] * CARES[k] * (abs(POSITIONS[k] - POSITIONS[j]) - abs(POSITIONS[k] - POSITIONS[i]))
        for k in POSITIONS
    ]
    return sum(w for w in weights if w > 0) / sum(abs(w) for w in weights)


def test_where_actors_stand_and_what_they_care() -> None:
    box = Sandbox()
    for actor, where in POSITIONS.items():
        i = box.place(actor)
        assert position(i, box.table.s, box.encoded.ix) == pytest.approx(where)
        assert salience(i, box.table.s, box.encoded.ix) == pytest.approx(CARES[actor])


def test_a_client_without_patrons_stands_half_way() -> None:
    box = Sandbox()
    for tie in ("SPO-CHA", "GUA-CHA"):
        box.put(f"ties.{tie}.influence", 0)
    assert position(box.place("CHA"), box.table.s, box.encoded.ix) == 0.5


def test_odds_and_gains() -> None:
    box = Sandbox()
    encoded, s = box.encoded, box.table.s
    for mine, theirs in permutations(POSITIONS, 2):
        i, j = box.place(mine), box.place(theirs)
        odds = challenge_odds(i, j, s, encoded.p, encoded.ix)
        wanted = odds_by_hand(mine, theirs) if {mine, theirs} != {"FAR", "NEI"} else 0.5
        assert odds == pytest.approx(wanted)
        gain = expected_gain(i, j, s, encoded.p, encoded.ix, 1.0)
        assert gain == pytest.approx(gain_by_hand(mine, theirs))


def test_the_two_sides_of_a_challenge_share_the_odds() -> None:
    box = Sandbox()
    encoded, s = box.encoded, box.table.s
    for i in range(len(POSITIONS)):
        for j in range(len(POSITIONS)):
            pair = [challenge_odds(*sides, s, encoded.p, encoded.ix) for sides in ((i, j), (j, i))]
            assert sum(pair) == pytest.approx(1)


def ordered(box: Sandbox, actor: str, desk: int) -> Action:
    """The order that a desk of an actor is certain to give."""
    count = box.consider(actor, desk)
    chosen = [k for k in range(count) if box.table.work.weight[k] == 1.0]
    assert len(chosen) == 1
    role = box.scenario.actors[actor].role
    return box.scenario.actions[role][box.names[box.table.work.option[chosen[0]]]]


def gain_by_hand(mine: str, theirs: str) -> float:
    """Risk-neutral: resisted, a bet on the gap; unresisted, the gap."""
    gap = 2 * abs(POSITIONS[mine] - POSITIONS[theirs])
    odds = odds_by_hand(mine, theirs) if gap else 0.5
    return CARES[theirs] * gap * (2 * odds - 1) + (1 - CARES[theirs]) * gap


def threatened(actor: str) -> bool:
    return any(
        gain_by_hand(actor, key) < 0 < gain_by_hand(key, actor) for key in POSITIONS if key != actor
    )


@pytest.mark.parametrize("desk", range(len(DESKS)))
@pytest.mark.parametrize("actor", sorted(POSITIONS))
def test_a_desk_orders_its_best_push_or_settles_a_threat(actor: str, desk: int) -> None:
    box = Sandbox(changes={f"actors.{actor}.doctrine": "bdm_challenge"})
    roles = {key: item.role for key, item in pencil().actors.items()}
    menu = desk_menu(pencil(), roles[actor], DESKS[desk])
    gains = {
        key: gain_by_hand(actor, key)
        for key in POSITIONS
        if key != actor
        and any(
            menu[name].move == "push" and menu[name].target == roles[key]
            for name in legal(box, actor, desk)
        )
    }
    best = max(gains, key=lambda key: gains[key], default=None)
    order = ordered(box, actor, desk)
    if best is not None and gains[best] > 0:
        assert (order.move, order.target) == ("push", roles[best])
        return
    settles = any(menu[name].move == "settle" for name in legal(box, actor, desk))
    assert order.move == ("settle" if settles and threatened(actor) else "hold")


def legal(box: Sandbox, actor: str, desk: int) -> list[str]:
    """Names of the legal orders of a desk whose neighbour holds."""
    work = box.table.work
    count = list_options(box.place(actor), desk, 0, box.table.s, box.encoded, work)
    return [box.names[work.option[k]] for k in range(count)]


def without_pushes(desk: int) -> dict[str, object]:
    """Changes after which a desk of the challenger can only wait or settle."""
    menu = desk_menu(pencil(), "challenger", DESKS[desk])
    pushes = [name for name, action in menu.items() if action.move == "push"]
    assert pushes
    changes: dict[str, object] = {f"actions.challenger.{name}.move": "hold" for name in pushes}
    return {**changes, "actors.CHA.doctrine": "bdm_challenge"}


@pytest.mark.parametrize(
    ("mine", "theirs", "wanted"),
    [(1.0, 1.0, "hold"), (-1.0, 1.0, "settle"), (-1.0, -1.0, "hold"), (1.0, -1.0, "hold")],
)
def test_only_a_challenge_one_would_lose_is_a_threat(
    mine: float, theirs: float, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gains are given; no order pushes, so that only the threat counts."""
    box = Sandbox(changes=without_pushes(DIPLOMACY_DESK))
    challenger = box.place("CHA")
    monkeypatch.setattr(
        challenge, "expected_gain", lambda i, *_: mine if i == challenger else theirs
    )
    assert ordered(box, "CHA", DIPLOMACY_DESK).move == wanted


def test_with_nothing_to_push_for_a_threat_is_settled() -> None:
    box = Sandbox(changes=without_pushes(DIPLOMACY_DESK))
    wanted = "settle" if threatened("CHA") else "hold"
    assert ordered(box, "CHA", DIPLOMACY_DESK).move == wanted


def test_a_desk_that_can_only_wait_waits() -> None:
    # The challenger's security desk has nothing with which to settle.
    box = Sandbox(changes=without_pushes(SECURITY_DESK))
    assert ordered(box, "CHA", SECURITY_DESK).move == "hold"
