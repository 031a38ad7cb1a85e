"""The order of play: one turn, phase by phase.

Actors choose their orders in ``decide`` only, two each: one for every desk. All act at the same
time: every seat reads the opening state, and the state changes once, in ``update``.

Plain Python plays one run; compiled code plays groups of runs side by side (see ``lanes``). A
function that gets the number of runs gets the encoded scenario and the table of all groups. One
whose docstring says "in one lane" gets those of one lane, and all others get those of one group.
"""

from sim.engine import layout as at
from sim.engine.appraisal import peacekeeping, rival_threat
from sim.engine.courses import desk_place, expect_courses, turn_of
from sim.engine.decision import consider
from sim.engine.draws import normal, uniform
from sim.engine.forecast import add_order, add_up, clip_efforts, copy_state
from sim.engine.gathering import bring, hand_back, line_up
from sim.engine.hazard import watch_danger
from sim.engine.lanes import (
    abreast,
    group_count,
    group_of,
    lane_count,
    lane_of,
    spare_of,
)
from sim.engine.layout import Links
from sim.engine.legality import is_legal
from sim.engine.outcome import note_turn
from sim.engine.reply import answer
from sim.engine.reviews import note_conditions, review, set_other
from sim.engine.transition import EVERY_STATE, transition
from sim.engine.vectors import EncodedScenario, Table
from sim.rules.choice import pick
from sim.rules.curves import indicator
from sim.rules.desks import alarm_in_shock, alarm_next, course_in_force, rebased
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
from sim.rules.overstretch import bandwidth, overstretch_level, scheduled, shock_next
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


def play_turn(sc: EncodedScenario, t: Table, runs: int = 1) -> None:
    """Play one turn of this many runs; only the table ``t`` changes."""
    for group in range(group_count(runs)):
        open_turn(group_of(sc, group), group_of(t, group))
    decide(sc, t, runs)
    for group in range(group_count(runs)):
        close_turn(group_of(sc, group), group_of(t, group))


def open_turn(sc: EncodedScenario, t: Table) -> None:
    """Play the phases before the decisions, ``shock`` and ``observe``, in one group."""
    shock(sc, t)
    observe(sc, t)


def close_turn(sc: EncodedScenario, t: Table) -> None:
    """Play the phases after the decisions in one group, with the orders in ``t.order``."""
    adjudicate(sc, t)
    update(sc, t)
    remember(sc, t)


# --- before the decisions -----------------------------------------------------------------------


def shock(sc: EncodedScenario, t: Table) -> None:
    """Apply the events, draw the war elsewhere, and count the mandate's turns."""
    s, p, turn = t.s, sc.p, turn_of(t)
    before = s[at.SHOCK]
    for k in range(sc.ix[at.N_EVENTS]):
        place = sc.event_place[k]
        s[place] = scheduled(s[place], sc.event_value[k], turn, sc.event_turn[k])
    draw = uniform(t.stream, turn, 0, DRAW_SHOCK)
    s[at.SHOCK] = shock_next(s[at.SHOCK], p[at.SHOCK_ONSET], p[at.SHOCK_EXIT], draw)
    s[at.ALARM] = alarm_in_shock(s[at.ALARM], before, s[at.SHOCK])
    s[at.CLOCK] = clock_next(s[at.CLOCK], p[at.MANDATE_TERM])
    s[at.OVERSTRETCH + sc.ix[at.GUARANTOR_AT]] = overstretch_level(
        p[at.OVERSTRETCH_BASE], p[at.SHOCK_SEVERITY], s[at.SHOCK]
    )


def observe(sc: EncodedScenario, t: Table) -> None:
    """Sum the forecasts, note the danger and what orders are possible, and draw the misreadings."""
    add_up(t.forecast, sc, t.expected)
    clip_efforts(t.expected, t.u, sc.ix)
    watch_danger(t.u, t.s, sc.p, sc.ix, abreast(1.0))
    note_conditions(sc, t)
    turn = turn_of(t)
    for i in range(sc.ix[at.N_ACTORS]):
        t.edge[i] = exponential(-sc.p[at.FOG_SIGMA] * normal(t.stream, turn, i, DRAW_FOG))


# --- decisions ----------------------------------------------------------------------------------


def decide(sc: EncodedScenario, t: Table, runs: int = 1) -> None:
    """Choose the orders of every actor by its doctrine, the diplomacy desk first, in every run."""
    for i in range(sc.ix[at.N_ACTORS]):
        decide_desk(i, DIPLOMACY_DESK, sc, t, runs)
        decide_desk(i, SECURITY_DESK, sc, t, runs)


def decide_desk(i: int, desk: int, sc: EncodedScenario, t: Table, runs: int = 1) -> None:
    """Choose the order of a desk in the runs in which it is reviewed; else its course goes on."""
    k = desk_place(i, desk)
    for group in range(group_count(runs)):
        review(i, desk, group_of(sc, group), group_of(t, group))
    due = line_up(k, t, runs)
    for row in range(group_count(due)):
        bring(i, k, row, sc, t)
        consider(i, desk, spare_of(sc), spare_of(t))
        choose(k, spare_of(t))
        hand_back(k, row, min(lane_count(), due - row * lane_count()), t)


def decide_beside(given: Links, sc: EncodedScenario, t: Table, runs: int = 1) -> None:
    """Choose as ``decide`` does, but for the desks with an order in ``given`` [actor, desk]."""
    for i in range(sc.ix[at.N_ACTORS]):
        for desk in (DIPLOMACY_DESK, SECURITY_DESK):
            order = given[desk_place(i, desk)]
            if order == at.NONE:
                decide_desk(i, desk, sc, t, runs)
            else:
                for group in range(group_count(runs)):
                    take_order(i, desk, order, group_of(sc, group), group_of(t, group))


def take_order(i: int, desk: int, order: int, sc: EncodedScenario, t: Table) -> None:
    """Give a desk of actor ``i`` an order; if it is not legal there, the desk waits."""
    k = desk_place(i, desk)
    set_other(i, desk, sc, t)
    t.order[k] = order
    legal = is_legal(i, t.order[k], sc, t)
    t.order[k] = course_in_force(t.order[k], sc.first_action[k], 1, legal)
    t.reviewed[k] = 1


def choose(k: int, t: Table) -> None:
    """Draw the order of the desk at place ``k`` with the probabilities in the workspace."""
    work, count = t.work, lane_of(t, 0).counter[at.OPTIONS]
    draw = uniform(t.stream, turn_of(t), k, DRAW_CHOICE)
    t.order[k] = work.option[pick(work.weight, work.legal, count, draw)]


# --- after the decisions ------------------------------------------------------------------------


def adjudicate(sc: EncodedScenario, t: Table) -> None:
    """Sum the orders to efforts, decide the guarantor's reply, and compute the closing state."""
    gather(sc, t)
    answer(sc, t)
    draw_luck(sc, t)
    copy_state(sc.ix, t.s, t.nxt)
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
    for i in range(sc.ix[at.N_ACTORS]):
        width = bandwidth(t.s[at.OVERSTRETCH + i])
        for desk in range(at.DESK_COUNT):
            k = desk_place(i, desk)
            add_order(k, t.order[k], True, width, sc, 0, t.u)
    clip_efforts(t.u, t.u, sc.ix)


def draw_luck(sc: EncodedScenario, t: Table) -> None:
    """Draw the luck in battles, the noise of beliefs, attribution, and the signing of a treaty."""
    turn = turn_of(t)
    draw = uniform(t.stream, turn, 0, DRAW_ATTRIBUTION)
    t.private[at.ATTRIBUTED] = indicator(draw < sc.p[at.ATTRIBUTION])
    for h in range(sc.ix[at.N_THEATRES]):
        t.luck[at.BATTLE_LUCK + h] = normal(t.stream, turn, h, DRAW_BATTLE)
    for k in range(2):
        t.luck[at.BELIEF_LUCK + k] = normal(t.stream, turn, k, DRAW_BELIEF)
    t.luck[at.TREATY_LUCK] = uniform(t.stream, turn, 0, DRAW_TREATY)


def update(sc: EncodedScenario, t: Table) -> None:
    """Settle the turn, and make its closing state the state."""
    settle(sc, t)
    copy_state(sc.ix, t.nxt, t.s)


def settle(sc: EncodedScenario, t: Table) -> None:
    """Compute ceasefires, the factions' shares and the alarm of the next turn."""
    s, nxt, p, ix, turn = t.s, t.nxt, sc.p, sc.ix, turn_of(t)
    for h in range(ix[at.N_THEATRES]):
        chance = ceasefire_probability(t.u[at.DO_MEDIATE + h], t.reply[h])
        draw = uniform(t.stream, turn, h, DRAW_CEASEFIRE)
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
    """Write the log and the forecasts that follow from the orders, and advance the turn by one."""
    note_turn(sc, t)
    expect_courses(sc, t)
    for k in range(sc.ix[at.N_ACTORS] * at.DESK_COUNT):
        t.before[k] = t.order[k]
    t.counter[at.TURN] = turn_of(t) + 1
