"""The order of play: one turn, phase by phase.

Actors choose their orders in ``decide`` only, two each: one for every desk. All act at the same
time: every seat reads the opening state, and the state changes once, in ``update``.

Plain Python plays one run; compiled code plays several side by side (see ``lanes``). The arithmetic
takes most of the time and is done for all lanes at once. Random draws, options, choices and notes
are done for one lane after another. A function whose docstring says "in one lane" gets the encoded
scenario and the table of one lane.
"""

from sim.engine import layout as at
from sim.engine.appraisal import peacekeeping, rival_threat
from sim.engine.courses import desk_place, expect_courses
from sim.engine.decision import consider
from sim.engine.draws import normal, uniform
from sim.engine.forecast import add_efforts, add_up, clip_efforts, copy_state
from sim.engine.hazard import watch_danger
from sim.engine.lanes import abreast, lane_count, lane_of
from sim.engine.layout import EncodedScenario, Table
from sim.engine.outcome import note_turn
from sim.engine.reply import answer
from sim.engine.reviews import review
from sim.engine.transition import EVERY_STATE, transition
from sim.rules.choice import pick
from sim.rules.desks import alarm_in_shock, alarm_next, rebased
from sim.rules.factions import (
    accommodators_signal,
    brokers_signal,
    faction_share,
    faction_weight,
    hawks_signal,
)
from sim.rules.front import ceasefire_probability, war_next
from sim.rules.functions import exponential
from sim.rules.mission import clock_next
from sim.rules.overstretch import bandwidth, overstretch_level, shock_next
from sim.vocabulary import (
    DIPLOMACY_DESK,
    DRAW_ATTRIBUTION,
    DRAW_BATTLE,
    DRAW_BELIEF,
    DRAW_CEASEFIRE,
    DRAW_CHOICE,
    DRAW_FOG,
    DRAW_SHOCK,
    DRAW_TREATY,
    SECURITY_DESK,
)


def play_turn(sc: EncodedScenario, t: Table) -> None:
    """Play one turn in every lane; only the table ``t`` changes."""
    open_turn(sc, t)
    decide(sc, t)
    close_turn(sc, t)


def open_turn(sc: EncodedScenario, t: Table) -> None:
    """Play the phases before the decisions: ``shock`` and ``observe``."""
    shock(sc, t)
    observe(sc, t)


def close_turn(sc: EncodedScenario, t: Table) -> None:
    """Play the phases after the decisions, with the orders in ``t.order``."""
    adjudicate(sc, t)
    update(sc, t)
    remember(sc, t)


# --- before the decisions -----------------------------------------------------------------------


def shock(sc: EncodedScenario, t: Table) -> None:
    """Apply the scheduled events, and let a large war elsewhere begin or end, in every lane."""
    for lane in range(lane_count()):
        strike(lane_of(sc, lane), lane_of(t, lane))


def strike(sc: EncodedScenario, t: Table) -> None:
    """Apply the events, draw the war elsewhere, and count the mandate's turns, in one lane."""
    s, p, turn = t.s, sc.p, t.counter[at.TURN]
    before = s[at.SHOCK]
    for k in range(len(sc.event_turn)):
        if sc.event_turn[k] == turn:
            s[sc.event_place[k]] = sc.event_value[k]
    draw = uniform(t.stream, turn, 0, DRAW_SHOCK)
    s[at.SHOCK] = shock_next(s[at.SHOCK], p[at.SHOCK_ONSET], p[at.SHOCK_EXIT], draw)
    s[at.ALARM] = alarm_in_shock(s[at.ALARM], before, s[at.SHOCK])
    s[at.CLOCK] = clock_next(s[at.CLOCK], p[at.MANDATE_TERM])
    s[at.OVERSTRETCH + sc.ix[at.GUARANTOR_AT]] = overstretch_level(
        p[at.OVERSTRETCH_BASE], p[at.SHOCK_SEVERITY], s[at.SHOCK]
    )


def observe(sc: EncodedScenario, t: Table) -> None:
    """Sum the forecasts, note the danger, and draw how each seat misreads the balance."""
    add_up(t.forecast, sc.ix, t.expected)
    clip_efforts(t.expected, t.u, sc.ix)
    watch_danger(t.u, t.s, sc.p, sc.ix, abreast(1.0))
    for lane in range(lane_count()):
        blur(lane_of(sc, lane), lane_of(t, lane))


def blur(sc: EncodedScenario, t: Table) -> None:
    """Draw how each seat misreads the balance of strength, in one lane."""
    turn = t.counter[at.TURN]
    for i in range(sc.ix[at.N_ACTORS]):
        t.edge[i] = exponential(-sc.p[at.FOG_SIGMA] * normal(t.stream, turn, i, DRAW_FOG))


# --- decisions ----------------------------------------------------------------------------------


def decide(sc: EncodedScenario, t: Table) -> None:
    """Choose the orders of every actor by its doctrine, the diplomacy desk first, in every lane."""
    for i in range(sc.ix[at.N_ACTORS]):
        decide_desk(i, DIPLOMACY_DESK, sc, t)
        decide_desk(i, SECURITY_DESK, sc, t)


def decide_desk(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Choose the order of a desk in the lanes in which it is reviewed; else its course goes on."""
    due = False
    for lane in range(lane_count()):
        due = review(i, desk, lane_of(sc, lane), lane_of(t, lane)) or due
    if due:
        consider(i, desk, sc, t)
        for lane in range(lane_count()):
            own = lane_of(t, lane)
            if own.reviewed[desk_place(i, desk)] == 1:
                own.order[desk_place(i, desk)] = choose(desk_place(i, desk), own)


def choose(desk: int, t: Table) -> int:
    """Draw a desk's order with the probabilities in the workspace, in one lane.

    ``desk`` is the desk's place in vectors by desk.
    """
    draw = uniform(t.stream, t.counter[at.TURN], desk, DRAW_CHOICE)
    return t.work.option[pick(t.work.weight, t.counter[at.OPTIONS], draw)]


# --- after the decisions ------------------------------------------------------------------------


def adjudicate(sc: EncodedScenario, t: Table) -> None:
    """Sum the orders to efforts, decide the guarantor's reply, and compute the closing state."""
    gather(sc, t)
    answer(sc, t)
    for lane in range(lane_count()):
        draw_luck(lane_of(sc, lane), lane_of(t, lane))
    copy_state(t.s, t.nxt)
    transition(
        EVERY_STATE,
        at.NONE,
        t.s,
        t.u,
        t.reply,
        sc.p,
        sc.ix,
        abreast(1.0),
        t.luck,
        t.private[at.ATTRIBUTED],
        t.nxt,
        t.led,
    )


def gather(sc: EncodedScenario, t: Table) -> None:
    """Sum the efforts of all orders by channel, and clip the sums."""
    for k in range(sc.ix[at.N_LIVE]):
        t.u[sc.ix[at.LIVE + k]] = 0.0
    for lane in range(lane_count()):
        add_orders(sc, lane_of(t, lane))
    clip_efforts(t.u, t.u, sc.ix)


def add_orders(sc: EncodedScenario, t: Table) -> None:
    """Add the efforts of all orders to the channels, in one lane."""
    for i in range(sc.ix[at.N_ACTORS]):
        width = bandwidth(t.s[at.OVERSTRETCH + i])
        for desk in range(at.DESK_COUNT):
            add_efforts(t.order[desk_place(i, desk)], 1.0, width, sc, 0, t.u)


def draw_luck(sc: EncodedScenario, t: Table) -> None:
    """Draw the luck in battles, the noise of beliefs, attribution, and the signing of a treaty."""
    turn = t.counter[at.TURN]
    draw = uniform(t.stream, turn, 0, DRAW_ATTRIBUTION)
    t.private[at.ATTRIBUTED] = 1.0 if draw < sc.p[at.ATTRIBUTION] else 0.0
    for h in range(sc.ix[at.N_THEATRES]):
        t.luck[at.BATTLE_LUCK + h] = normal(t.stream, turn, h, DRAW_BATTLE)
    for k in range(2):
        t.luck[at.BELIEF_LUCK + k] = normal(t.stream, turn, k, DRAW_BELIEF)
    t.luck[at.TREATY_LUCK] = uniform(t.stream, turn, 0, DRAW_TREATY)


def update(sc: EncodedScenario, t: Table) -> None:
    """Settle the turn, and make its closing state the state, in every lane."""
    for lane in range(lane_count()):
        settle(lane_of(sc, lane), lane_of(t, lane))
    copy_state(t.nxt, t.s)


def settle(sc: EncodedScenario, t: Table) -> None:
    """Compute ceasefires, the factions' shares and the alarm of the next turn, in one lane."""
    s, nxt, p, ix = t.s, t.nxt, sc.p, sc.ix
    for h in range(ix[at.N_THEATRES]):
        chance = ceasefire_probability(t.u[at.DO_MEDIATE + h], t.reply[h])
        draw = uniform(t.stream, t.counter[at.TURN], h, DRAW_CEASEFIRE)
        nxt[at.WAR + h] = war_next(t.u[at.DO_FORCE + h], chance, draw)
    rate = p[at.FACTION_RATE]
    strain = accommodators_signal(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]], s[at.TENSION])
    first = faction_weight(s[at.FACTION], hawks_signal(rival_threat(s, p, ix)), rate)
    second = faction_weight(s[at.FACTION + 1], brokers_signal(peacekeeping(s, ix)), rate)
    third = faction_weight(s[at.FACTION + 2], strain, rate)
    total = first + second + third
    nxt[at.FACTION] = faction_share(first, total)
    nxt[at.FACTION + 1] = faction_share(second, total)
    nxt[at.FACTION + 2] = faction_share(third, total)
    force = frozen = 0.0
    for h in range(ix[at.N_THEATRES]):
        force += t.u[at.DO_FORCE + h]
    for e in range(ix[at.N_TIES]):
        frozen += nxt[at.FROZEN + e] - s[at.FROZEN + e]
    granted = t.u[at.DO_GRANT + ix[at.SPONSORSHIP]] if ix[at.SPONSORSHIP] >= 0 else 0.0
    ended = s[at.MANDATE] - nxt[at.MANDATE]
    nxt[at.ALARM] = alarm_next(
        force, nxt[at.TREATY] - s[at.TREATY], rebased(granted, frozen), ended
    )


def remember(sc: EncodedScenario, t: Table) -> None:
    """Write the log and the forecasts that follow from this turn's orders, in every lane."""
    for lane in range(lane_count()):
        note(lane_of(sc, lane), lane_of(t, lane))


def note(sc: EncodedScenario, t: Table) -> None:
    """Note the turn's row of the log and its orders, and advance the turn by one, in one lane."""
    note_turn(sc, t)
    expect_courses(sc, t)
    for k in range(sc.ix[at.N_ACTORS] * at.DESK_COUNT):
        t.before[k] = t.order[k]
    t.counter[at.TURN] += 1
