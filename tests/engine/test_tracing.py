"""What a turn's numbers come from is traced; whatever moves a number is among it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from sim.engine import layout as at
from sim.engine.appraisal import appraise
from sim.engine.draws import uniform
from sim.engine.forecast import conditions, copy_state
from sim.engine.hazard import watch_danger
from sim.engine.layout import Vector
from sim.engine.tracing import (
    Sources,
    Traced,
    condition_sources,
    opening_sources,
    places_of,
    sources_of,
    term_sources,
    traced,
    turn_sources,
    without_events,
)
from sim.engine.transition import EVERY_STATE, EVERYTHING, transition
from sim.engine.turn import settle, shock
from sim.engine.value import value
from sim.rules.front import war_next
from sim.vocabulary import FACTIONS, PREDICATES
from tests.engine.pencil import Sandbox, pencil
from tests.engine.quarrels import QUARRELS, channels, quarrel

ACTORS = tuple(pencil().actors)


@pytest.fixture(params=QUARRELS)
def box(request: pytest.FixtureRequest) -> Sandbox:
    return Sandbox(quarrel(request.param))


def anything(chance: Random) -> float:
    """A share, often at an end of its range."""
    return chance.choice((0.0, 1.0, chance.random()))


def shaken(box: Sandbox, chance: Random, draw: Callable[[Random], float] = anything) -> None:
    """Put the state, efforts, replies and luck anywhere, and let everybody order anything."""
    encoded, table = box.encoded, box.table
    for place in box.places.values():
        table.s[place] = draw(chance)
    for f in range(len(FACTIONS)):
        table.s[at.FACTION + f] += 0.1  # somebody leads
    for vector in (table.u, table.reply):
        vector[:] = [draw(chance) for _ in vector]
    table.luck[:] = [chance.gauss(0, 1) for _ in table.luck]
    for k in range(len(box.cast.actors) * at.DESK_COUNT):
        table.order[k] = chance.randrange(encoded.first_action[k], encoded.first_action[k + 1])
    table.counter[at.TURN] = chance.randrange(20)


def closing(box: Sandbox, seen: float) -> list[float]:
    """State at the end of a turn."""
    sc, t = box.encoded, box.table
    copy_state(sc.ix, t.s, t.nxt)
    transition(
        EVERY_STATE, at.NONE, t.s, t.u, t.reply, sc.p, sc.ix, 1.0, t.luck, seen, t.nxt, t.led
    )
    settle(sc, t)
    return list(t.nxt)


def test_what_moves_the_state_at_the_end_of_a_turn_is_among_what_it_takes_in(box: Sandbox) -> None:
    derived, found = turn_sources(box.encoded), set()
    chance, t = Random(3), box.table
    states = list(box.places.values())
    vectors: list[tuple[str, Vector, list[int]]] = [
        ("s", t.s, states),
        ("u", t.u, channels(box.cast)),
        ("reply", t.reply, list(range(len(box.cast.theatres)))),
        ("luck", t.luck, list(range(at.NOISE_SIZE))),
    ]
    for _ in range(3):
        shaken(box, chance)
        before, seen = closing(box, 0.3), closing(box, 0.9)
        moves = [(("seen", 0), seen)]
        for name, vector, places in vectors:
            for place in places:
                kept = vector[place]
                vector[place] = chance.random()
                moves.append(((name, place), closing(box, 0.3)))
                vector[place] = kept
        for source, after in moves:
            for k in states:
                if after[k] != before[k]:
                    found.add((source, k))
                    assert source in derived[k], (source, k)
    assert len(found) > 40 * len(box.cast.ties)


def test_most_of_what_is_traced_does_move_something() -> None:
    """Tracing may name a place too many, but few: three in four are seen to move."""
    box, chance = Sandbox(quarrel("karabakh-2020")), Random(5)
    states, derived = set(box.places.values()), turn_sources(box.encoded)
    named = {(j, k) for k in states for j in places_of(derived[k], "s") if j != k}
    found = set()
    for k in range(8):
        # Small numbers, so that little stands at its limit.
        shaken(box, chance, lambda chance, top=0.15 * (1 + k): top * chance.random())
        before = closing(box, 0.3)
        for place in states:
            kept = box.table.s[place]
            box.table.s[place] = kept + 0.05
            after = closing(box, 0.3)
            box.table.s[place] = kept
            found |= {(place, k) for k in states if after[k] != before[k] and k != place}
    assert found <= named
    assert len(found) > 0.75 * len(named)


def test_overstretch_is_a_source_of_commitment_and_of_much_else() -> None:
    box = Sandbox(quarrel("karabakh-2020"))
    derived, place = turn_sources(box.encoded), box.places["actors.RUS.overstretch"]
    takes_in = {path for path, k in box.places.items() if ("s", place) in derived[k]}
    assert "ties.RUS-ARM.commitment" in takes_in
    assert len(takes_in) >= 30


def terms(box: Sandbox, actor: int, s: Vector, nxt: Vector) -> list[float]:
    """Terms of an actor's utility of a state, the ledger worked out on that state alone."""
    sc, led, term = box.encoded, [0.5] * at.LEDGER_SIZE, [0.0] * at.TERM_COUNT
    u, reply, calm = (
        [x] * n for x, n in ((0.5, at.CHANNEL_COUNT), (0.5, at.MAX_THEATRES), (0.0, at.NOISE_SIZE))
    )
    held = Held(nxt)
    opening = [0.5] * at.STATE_SIZE
    transition(EVERYTHING, actor, opening, u, reply, sc.p, sc.ix, 1.0, calm, 0.5, held, led)
    appraise(EVERYTHING, actor, u, held, led, sc.p, sc.ix, 1.0)
    value(actor, s, held, led, sc.p, sc.ix, 0.5, term)
    return term


class Held(list[float]):
    """A vector whose numbers stay as they are."""

    def __setitem__(self, place, number) -> None:  # type: ignore[no-untyped-def]
        pass


def test_what_moves_a_term_of_utility_is_among_what_it_reads(box: Sandbox) -> None:
    chance = Random(8)
    for actor in range(len(box.cast.actors)):
        shaken(box, chance)
        derived: list[Sources] = term_sources(actor, box.encoded)
        s, nxt = list(box.table.s), [chance.random() for _ in range(at.STATE_SIZE)]
        before, moved = terms(box, actor, s, nxt), 0
        for place in box.places.values():
            for vector in (s, nxt):
                kept = vector[place]
                vector[place] = chance.random()
                after = terms(box, actor, s, nxt)
                vector[place] = kept
                for k, (one, other) in enumerate(zip(before, after, strict=True)):
                    assert one == other or ("s", place) in derived[k], (actor, place, k)
                    moved += one != other
        assert moved > 3


def test_what_moves_the_opening_of_a_turn_is_among_what_it_takes_in(box: Sandbox) -> None:
    """The shock, the clock, the alarm and the danger, without the scheduled events."""
    chance, t = Random(11), box.table
    sc = without_events(box.encoded)
    derived, found = opening_sources(box.encoded), set()
    states, idle = list(box.places.values()), [0.0] * at.CHANNEL_COUNT

    def opened(start: list[float]) -> list[float]:
        t.s[:] = start
        shock(sc, t)
        watch_danger(idle, t.s, sc.p, sc.ix, 1.0)
        return list(t.s)

    for _ in range(3):
        # Small numbers, so that there is ground to take and no full alarm yet.
        shaken(box, chance, lambda chance: 0.35 * chance.random())
        t.s[at.SHOCK] = chance.choice((0.0, 1.0))
        start = list(t.s)
        before = opened(start)
        for place in states:
            after = opened([*start[:place], chance.random(), *start[place + 1 :]])
            for k in states:
                if after[k] != before[k] and k != place:
                    found.add((place, k))
                    assert ("s", place) in derived[k], (place, k)
    moved = {k for _, k in found}
    dangers = {at.DANGER + h for h in range(len(box.cast.theatres))}
    assert moved >= {*dangers, at.ALARM, at.OVERSTRETCH + sc.ix[at.GUARANTOR_AT]}


def test_what_moves_a_bill_is_among_what_it_reads() -> None:
    """The terms of an option beside its future; the factions weigh costs and contradictions."""
    doctrines: dict[str, object] = {f"actors.{actor}.doctrine": "logit_eu" for actor in ACTORS}
    box = Sandbox(changes=doctrines)
    box.give_orders({"GUA": "arm_client", "SPO": "operate_drones"})
    for path in ("theatres.valley.red_line", "theatres.pass.casus", "ties.SPO-CHA.base_request"):
        box.put(path, 0.4)

    def bills(actor: str, desk: int) -> dict[tuple[int, int], float]:
        count, work = box.consider(actor, desk), box.table.work
        return {
            (work.option[k], term): work.terms[k * at.TERMS_WIDTH + term]
            for k in range(count)
            for term in range(at.ACTION_BILL, at.FRAMING)
        }

    moved = set()
    for actor in ACTORS:
        derived = term_sources(box.place(actor), box.encoded)
        for desk in range(at.DESK_COUNT):
            before = bills(actor, desk)
            for place in box.places.values():
                kept = box.table.s[place]
                box.table.s[place] = 0.9 * kept + 0.05
                after = bills(actor, desk)
                box.table.s[place] = kept
                for key in before.keys() & after.keys():
                    if after[key] != before[key]:
                        assert ("s", place) in derived[key[1]], (actor, place, key)
                        moved.add(key[1])
    assert moved == set(range(at.ACTION_BILL, at.FRAMING))


def test_what_turns_a_condition_of_legality_is_among_what_it_reads(box: Sandbox) -> None:
    chance, derived = Random(9), condition_sources(box.encoded)
    sc, turned = box.encoded, set()
    for _ in range(60):
        actor = chance.randrange(len(box.cast.actors))
        s = [chance.choice((0.0, 0.1, 0.3, 1.0, 1.0)) for _ in range(at.STATE_SIZE)]
        before = conditions(actor, s, sc.p, sc.ix)
        for place in box.places.values():
            kept, s[place] = s[place], chance.choice((0.0, 0.1, 0.3, 1.0, 2.0))
            after = conditions(actor, s, sc.p, sc.ix)
            s[place] = kept
            turned |= {(k, place) for k in range(len(PREDICATES)) if (before ^ after) >> k & 1}
    assert turned
    assert all(("s", place) in derived[k] for k, place in turned)


def test_sums_rules_and_draws_remember_what_went_into_them() -> None:
    a, b = (Traced(0.5, frozenset({("s", k)})) for k in (1, 2))
    assert sources_of(1.0 - a * b / 2.0) == {("s", 1), ("s", 2)}
    assert 1.0 - a * b / 2.0 == 0.875
    assert sources_of(-a + 1.0, 3.0) == {("s", 1)}
    told = traced(war_next)(a, 0.3, traced(uniform)([0, 0, 0], 4, 1, 7))
    assert sources_of(told) == {("s", 1), ("draw 7", 1), ("rule war_next", 0)}
    assert places_of(sources_of(told), "s") == [1]


def test_a_turn_that_branches_on_a_number_is_refused() -> None:
    a = Traced(0.5, frozenset({("s", 1)}))
    with pytest.raises(TypeError, match=r"let a function of sim\.rules ask"):
        assert a > 0.2
    with pytest.raises(TypeError, match="large or small"):
        assert a
