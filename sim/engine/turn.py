"""The order of play: one turn, phase by phase.

Actors choose their orders in ``decide`` only. All act at the same time: every seat reads the
opening state, and the state changes once, in ``update``.

Plain Python plays one run; compiled code plays several side by side (see ``lanes``). The arithmetic
takes most of the time and is done for all lanes at once. Random draws, options, choices and notes
are done for one lane after another. A function whose docstring says "in one lane" gets the encoded
scenario and the table of one lane.
"""

from sim.engine import layout as at
from sim.engine.decision import consider, fade_memory, note_order
from sim.engine.draws import normal, uniform
from sim.engine.forecast import add_up, clip_channel, copy_state
from sim.engine.lanes import abreast, lane_count, lane_of
from sim.engine.layout import EncodedScenario, Table
from sim.engine.outcome import note_turn
from sim.engine.reply import answer
from sim.engine.transition import EVERY_STATE, transition
from sim.engine.value import peacekeeping, rival_threat
from sim.rules.choice import pick
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
from sim.rules.settlement import treaty_next
from sim.vocabulary import (
    DRAW_ATTRIBUTION,
    DRAW_BATTLE,
    DRAW_BELIEF,
    DRAW_CEASEFIRE,
    DRAW_CHOICE,
    DRAW_FOG,
    DRAW_SHOCK,
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
    """Apply the turn's events, and draw the state of the war elsewhere, in one lane."""
    s, p, turn = t.s, sc.p, t.counter[at.TURN]
    for k in range(len(sc.event_turn)):
        if sc.event_turn[k] == turn:
            s[sc.event_place[k]] = sc.event_value[k]
    draw = uniform(t.stream, turn, 0, DRAW_SHOCK)
    s[at.SHOCK] = shock_next(s[at.SHOCK], p[at.SHOCK_ONSET], p[at.SHOCK_EXIT], draw)
    s[at.OVERSTRETCH + sc.ix[at.GUARANTOR_AT]] = overstretch_level(
        p[at.OVERSTRETCH_BASE], p[at.SHOCK_SEVERITY], s[at.SHOCK]
    )


def observe(sc: EncodedScenario, t: Table) -> None:
    """Sum the forecasts, and draw how each seat misreads the balance of strength."""
    add_up(t.forecast, sc.ix, t.expected)
    for lane in range(lane_count()):
        blur(lane_of(sc, lane), lane_of(t, lane))


def blur(sc: EncodedScenario, t: Table) -> None:
    """Draw how each seat misreads the balance of strength, in one lane."""
    turn = t.counter[at.TURN]
    for i in range(sc.ix[at.N_ACTORS]):
        t.edge[i] = exponential(-sc.p[at.FOG_SIGMA] * normal(t.stream, turn, i, DRAW_FOG))


# --- decisions ----------------------------------------------------------------------------------


def decide(sc: EncodedScenario, t: Table) -> None:
    """Choose the order of every seat by its doctrine, in every lane."""
    for i in range(sc.ix[at.N_ACTORS]):
        consider(i, sc, t)
        for lane in range(lane_count()):
            own = lane_of(t, lane)
            own.order[i] = choose(i, lane_of(sc, lane), own)


def choose(i: int, sc: EncodedScenario, t: Table) -> int:
    """Draw actor ``i``'s order with the probabilities in the workspace, in one lane."""
    draw = uniform(t.stream, t.counter[at.TURN], i, DRAW_CHOICE)
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
    for k in range(sc.ix[at.N_LIVE]):
        slot = sc.ix[at.LIVE + k]
        t.u[slot] = clip_channel(slot, t.u[slot])


def add_orders(sc: EncodedScenario, t: Table) -> None:
    """Add the efforts of all orders to the channels, in one lane."""
    for i in range(sc.ix[at.N_ACTORS]):
        a = t.order[i]
        for k in range(sc.first_effort[a], sc.first_effort[a + 1]):
            t.u[sc.slot[k]] += sc.effort[k]


def draw_luck(sc: EncodedScenario, t: Table) -> None:
    """Draw the luck in battles, the noise of beliefs and the attribution of covert help."""
    turn = t.counter[at.TURN]
    draw = uniform(t.stream, turn, 0, DRAW_ATTRIBUTION)
    t.private[at.ATTRIBUTED] = 1.0 if draw < sc.p[at.ATTRIBUTION] else 0.0
    for h in range(sc.ix[at.N_THEATRES]):
        t.luck[at.BATTLE_LUCK + h] = normal(t.stream, turn, h, DRAW_BATTLE)
    for k in range(2):
        t.luck[at.BELIEF_LUCK + k] = normal(t.stream, turn, k, DRAW_BELIEF)


def update(sc: EncodedScenario, t: Table) -> None:
    """Settle the turn, and make its closing state the state, in every lane."""
    for lane in range(lane_count()):
        settle(lane_of(sc, lane), lane_of(t, lane))
    copy_state(t.nxt, t.s)


def settle(sc: EncodedScenario, t: Table) -> None:
    """Compute ceasefires, the treaty, the mandate's clock and the factions' shares, in one lane."""
    s, nxt, p, ix = t.s, t.nxt, sc.p, sc.ix
    for h in range(ix[at.N_THEATRES]):
        chance = ceasefire_probability(mediation(h, sc, t), t.reply[h])
        draw = uniform(t.stream, t.counter[at.TURN], h, DRAW_CEASEFIRE)
        nxt[at.WAR + h] = war_next(t.u[at.DO_FORCE + h], chance, draw)
    nxt[at.TREATY] = treaty_next(s[at.TREATY], nxt[at.OFFER_CHALLENGER], nxt[at.OFFER_DEFENDER])
    nxt[at.CLOCK] = clock_next(s[at.CLOCK], p[at.MANDATE_TERM])
    rate = p[at.FACTION_RATE]
    strain = accommodators_signal(nxt[at.OVERSTRETCH + ix[at.GUARANTOR_AT]], nxt[at.TENSION])
    first = faction_weight(s[at.FACTION], hawks_signal(rival_threat(nxt, p, ix)), rate)
    second = faction_weight(s[at.FACTION + 1], brokers_signal(peacekeeping(nxt, ix)), rate)
    third = faction_weight(s[at.FACTION + 2], strain, rate)
    total = first + second + third
    nxt[at.FACTION] = faction_share(first, total)
    nxt[at.FACTION + 1] = faction_share(second, total)
    nxt[at.FACTION + 2] = faction_share(third, total)


def mediation(h: int, sc: EncodedScenario, t: Table) -> float:
    """Mediation in theatre ``h``: the sum of every mediator's effort times its bandwidth."""
    total = 0.0
    for i in range(sc.ix[at.N_ACTORS]):
        a = t.order[i]
        for k in range(sc.first_effort[a], sc.first_effort[a + 1]):
            if sc.slot[k] == at.DO_MEDIATE + h:
                total += sc.effort[k] * bandwidth(t.s[at.OVERSTRETCH + i])
    return total


def remember(sc: EncodedScenario, t: Table) -> None:
    """Update the forecasts with this turn's orders, and write the log, in every lane."""
    fade_memory(sc, t)
    for lane in range(lane_count()):
        note(lane_of(sc, lane), lane_of(t, lane))


def note(sc: EncodedScenario, t: Table) -> None:
    """Note all orders and the turn's row of the log, and advance the turn by one, in one lane."""
    for i in range(sc.ix[at.N_ACTORS]):
        note_order(i, sc, t)
        t.last[i] = t.order[i]
    note_turn(sc, t)
    t.counter[at.TURN] += 1
