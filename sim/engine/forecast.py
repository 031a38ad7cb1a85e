"""An actor's forecasts: the efforts of the others, and the utility that follows each order.

Everybody expects that the others stay on their courses and that acts do not recur. Forecasts
therefore hold no force; the danger of an attack stands for it.
"""

from sim.engine import layout as at
from sim.engine.appraisal import appraise
from sim.engine.lanes import abreast, anywhere
from sim.engine.layout import Links, Vector
from sim.engine.perceived import defence_expected, observed_belief
from sim.engine.transition import transition
from sim.engine.value import value
from sim.engine.vectors import EncodedScenario, Workspace
from sim.rules.curves import clip, indicator, logistic, positive
from sim.rules.menus import (
    BASE_FULL,
    DISTANT_LEVEL,
    MAIN_TAKEN,
    PLEDGE_FULL,
    REQUEST_OPEN,
    REQUEST_RECENT,
    TENSION_DEAL_LEVEL,
    alliance_intact,
    allowed,
    forces_present,
    ground_left,
    mandate_expiring,
    mission_exists,
    red_line_missing,
    test_pending,
    threatened,
)
from sim.vocabulary import (
    ADJACENT,
    ALLIANCE_INTACT,
    BASE_INCOMPLETE,
    BASE_REQUESTED,
    CROSS_TIE,
    DISTANT,
    FORCES_PRESENT,
    MAIN_OPEN,
    MANDATE_EXPIRING,
    MISSION_SERVING,
    NO_OWN_OFFER,
    NO_TREATY,
    PLEDGE_INCOMPLETE,
    RED_LINE_MISSING,
    REQUEST_FADED,
    RIVALRY,
    SECOND_OPEN,
    TEST_PENDING,
    THREATENED,
)


def clip_channel(slot: int, effort: float) -> float:
    """Effort clipped to the range of its channel: [0, 1]; signed ones [-1, 1]; deals [0, 2].

    Mediation and the training of officers have no upper limit: several mediators end a war sooner
    than one, and the shares of the officer corps limit what more training can reach.
    """
    if at.DO_MEDIATE <= slot < at.DO_MEDIATE + at.MAX_THEATRES:
        return positive(effort)
    if at.DO_CADRE <= slot < at.DO_CADRE + at.MAX_TIES:
        return positive(effort)
    if slot < at.SIGNED:
        return clip(effort, 0.0, 1.0)
    if slot < at.DO_DEAL:
        return clip(effort, -1.0, 1.0)
    return clip(effort, 0.0, 2.0)


def clear_forecasts(sc: EncodedScenario, forecast: Vector) -> None:
    """Set the forecast efforts of all actors to zero."""
    for j in range(sc.ix[at.N_ACTORS]):
        for k in range(sc.own_first[j], sc.own_first[j + 1]):
            forecast[j * at.CHANNEL_COUNT + sc.own_slot[k]] = 0.0


def add_up(forecast: Vector, sc: EncodedScenario, total: Vector) -> None:
    """Write the forecast efforts of all actors together to ``total``, on the channels in use."""
    for k in range(sc.ix[at.N_LIVE]):
        total[sc.ix[at.LIVE + k]] = 0.0
    for j in range(sc.ix[at.N_ACTORS]):
        for k in range(sc.own_first[j], sc.own_first[j + 1]):
            total[sc.own_slot[k]] += forecast[j * at.CHANNEL_COUNT + sc.own_slot[k]]


def expect_others(
    i: int, forecast: Vector, total: Vector, sc: EncodedScenario, raw: Vector
) -> None:
    """Write the effort expected of all others: the total effort minus that of actor ``i``."""
    for k in range(sc.ix[at.N_LIVE]):
        raw[sc.ix[at.LIVE + k]] = total[sc.ix[at.LIVE + k]]
    for k in range(sc.own_first[i], sc.own_first[i + 1]):
        raw[sc.own_slot[k]] -= forecast[i * at.CHANNEL_COUNT + sc.own_slot[k]]


def clip_efforts(raw: Vector, u: Vector, ix: Links) -> None:
    """Write the sums of efforts ``raw`` to ``u``, clipped to the range of their channels."""
    for k in range(ix[at.N_LIVE]):
        slot = ix[at.LIVE + k]
        u[slot] = clip_channel(slot, raw[slot])


def add_efforts(
    a: int, share: float, width: float, sc: EncodedScenario, first: int, u: Vector
) -> None:
    """Add this share of the efforts of action ``a`` to the channels from place ``first`` of ``u``.

    ``width`` is the bandwidth of its sender.
    """
    for k in range(sc.first_effort[a], sc.first_effort[a + 1]):
        slot = sc.slot[k]
        scale = width if at.WEIGHTED <= slot < at.PLAIN else 1.0
        u[first + slot] += share * scale * sc.effort[k]


def add_order(
    k: int,
    order: int,
    acts: bool,
    width: float,
    sc: EncodedScenario,
    first: int,
    u: Vector,
) -> None:
    """Add the efforts of an order of the desk at place ``k``, as :func:`add_efforts` does.

    ``acts`` says whether acts count, or courses alone.
    """
    for a in range(sc.first_action[k], sc.first_action[k + 1]):
        given = order == a
        if (acts or sc.lasts[a] == 1) and anywhere(given):
            add_efforts(a, indicator(given), width, sc, first, u)


def conditions(i: int, s: Vector, p: Vector, ix: Links) -> int:
    """Bit set of those ``vocabulary.PREDICATES`` that hold for actor ``i`` in a state.

    What the actor's other desk does is not in it, see :func:`beside`.
    """
    g, tie, second = ix[at.GUARANTEE], ix[at.SPONSORSHIP], ix[at.SECOND]
    unmet = mission = 0.0
    for h in range(ix[at.N_THEATRES]):
        unmet += s[at.PENDING_TEST + h]
        mission += s[at.MISSION + h]
    bits = ALLIANCE_INTACT * alliance_intact(s[at.FROZEN + g])
    bits |= TEST_PENDING * test_pending(unmet)
    bits |= RED_LINE_MISSING * red_line_missing(s[at.RED_LINE], s[at.RED_LINE + second])
    if i == ix[at.PROVIDER_AT]:
        bits |= MISSION_SERVING * mission_exists(mission, s[at.MANDATE])
    if ix[at.CROSS] >= 0:
        bits |= CROSS_TIE
    bits |= FORCES_PRESENT * forces_present(s[at.PRESENCE + g], mission)
    if tie >= 0:
        bits |= RIVALRY * (s[at.TENSION] > TENSION_DEAL_LEVEL)
        bits |= BASE_INCOMPLETE * (s[at.PRESENCE + tie] < BASE_FULL)
        bits |= PLEDGE_INCOMPLETE * (s[at.PLEDGE + tie] < PLEDGE_FULL)
        bits |= BASE_REQUESTED * (s[at.BASE_REQUEST + tie] > REQUEST_OPEN)
        bits |= REQUEST_FADED * (s[at.BASE_REQUEST + tie] < REQUEST_RECENT)
    bits |= SECOND_OPEN * ground_left(s[at.CONTROL + second], p[at.CAP + second])
    bits |= MAIN_OPEN * (s[at.CONTROL] < MAIN_TAKEN)
    bits |= NO_TREATY * (s[at.TREATY] < 0.5)
    bits |= MANDATE_EXPIRING * mandate_expiring(mission, s[at.MANDATE], s[at.CLOCK])
    bits |= THREATENED * threatened(unmet, s[at.HEAT + second])
    bits |= DISTANT * (p[at.DISTANCE + i] >= DISTANT_LEVEL)
    bits |= ADJACENT * (p[at.DISTANCE + i] < DISTANT_LEVEL)
    return bits


def beside(holding: int, offering: int) -> int:
    """Return the conditions with that on the other desk: it offers a settlement (1) or not (0)."""
    return holding | NO_OWN_OFFER * (offering == 0)


def list_options(
    i: int, desk: int, offering: int, s: Vector, sc: EncodedScenario, work: Workspace
) -> int:
    """List the legal actions of a desk in the workspace, ``hold`` first.

    ``offering`` is 1 if the other desk offers a settlement. Returns the number of actions.
    """
    holding = beside(conditions(i, s, sc.p, sc.ix), offering)
    return list_allowed(i * at.DESK_COUNT + desk, holding, sc, work)


def list_allowed(k: int, holding: int, sc: EncodedScenario, work: Workspace) -> int:
    """List the actions of the desk at place ``k`` that the conditions allow in some lane.

    ``work.legal`` says for each whether it is allowed in a lane. Returns the number of actions.
    """
    count = 0
    for a in range(sc.first_action[k], sc.first_action[k + 1]):
        legal = allowed(sc.requires[a], holding)
        if anywhere(legal):
            work.option[count] = a
            work.legal[count] = indicator(legal)
            count += 1
    return count


def expect_reply(i: int, s: Vector, sc: EncodedScenario, work: Workspace) -> None:
    """Write the chance of defence, [0, 1], that actor ``i`` expects in each theatre."""
    resolved = logistic(s[observed_belief(i, sc.ix)])
    for h in range(sc.ix[at.N_THEATRES]):
        work.reply[h] = defence_expected(s, sc.p, sc.ix, resolved, h)


def lay_order(
    first: int, last: int, slots: Links, efforts: Vector, width: float, raw: Vector, u: Vector
) -> None:
    """Add efforts ``first`` to ``last - 1`` of a sender to the efforts that are expected anyway.

    ``width`` is the bandwidth of the sender.
    """
    for k in range(first, last):
        slot = slots[k]
        if at.WEIGHTED <= slot < at.PLAIN:
            u[slot] = clip_channel(slot, raw[slot] + width * efforts[k])
        else:
            u[slot] = clip_channel(slot, raw[slot] + efforts[k])


def lift_order(first: int, last: int, slots: Links, raw: Vector, u: Vector) -> None:
    """Remove efforts ``first`` to ``last - 1`` again."""
    for k in range(first, last):
        slot = slots[k]
        u[slot] = clip_channel(slot, raw[slot])


def foresee(
    i: int,
    blocks: int,
    s: Vector,
    u: Vector,
    reply: Vector,
    p: Vector,
    ix: Links,
    calm: Vector,
    edge: float,
    resolve: float,
    nxt: Vector,
    led: Vector,
    term: Vector,
) -> float:
    """Return the utility per quarter for actor ``i`` of the state that follows from efforts ``u``.

    ``nxt`` and ``led`` hold an earlier projection; only its ``blocks`` are computed again.
    """
    seen = abreast(p[at.ATTRIBUTION])
    transition(blocks, i, s, u, reply, p, ix, edge, calm, seen, nxt, led)
    appraise(blocks, i, u, nxt, led, p, ix, edge)
    return value(i, s, nxt, led, p, ix, resolve, term)


def copy_state(ix: Links, source: Vector, target: Vector) -> None:
    """Copy the state ``source`` to ``target``, at the places that the scenario uses."""
    for k in range(ix[at.N_PLACES]):
        target[ix[at.PLACES + k]] = source[ix[at.PLACES + k]]
