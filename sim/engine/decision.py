"""Doctrines: how a desk of an actor chooses an order from what the actor expects.

A doctrine fills the workspace with the legal options of the desk and the probability of each. One
uniform draw then picks an option. Expected utilities are computed for all lanes at once (see
``lanes``). The utility of an option is a sum of terms, which ``sim explain`` shows.
"""

from sim.engine import layout as at
from sim.engine.challenge import bdm_challenge
from sim.engine.courses import desk_place
from sim.engine.forecast import expect_others, list_allowed
from sim.engine.imagining import imagine_others
from sim.engine.lanes import lane_count, lane_of
from sim.engine.layout import EncodedScenario, Table, Workspace
from sim.engine.reviews import holding_now, takes_part
from sim.engine.weighing import list_orders, set_odds, weigh_options
from sim.vocabulary import BDM_CHALLENGE, FIXED, LEVEL_K, LOGIT_EU, PROSPECT, RANDOM, SCRIPT


def consider(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Fill the workspace of every lane with a desk's legal options and their probabilities.

    ``review`` has noted the order of the other desk. Every doctrine has one branch here. Beside
    orders there is the guarantor's reply to an attack: see ``reply.weighed_chance``.

    Raises:
        ValueError: The desk's doctrine has no branch here.
    """
    doctrine = sc.ix[at.DOCTRINE + desk_place(i, desk)]
    if doctrine == LOGIT_EU:
        expect_others(i, t.forecast, t.expected, sc.ix, t.work)
        choose_by_utility(i, desk, sc, t, False)
    elif doctrine == LEVEL_K:
        imagine_others(i, desk, sc, t)
        choose_by_utility(i, desk, sc, t, False)
    elif doctrine == PROSPECT:
        expect_others(i, t.forecast, t.expected, sc.ix, t.work)
        choose_by_utility(i, desk, sc, t, True)
    elif doctrine == BDM_CHALLENGE:
        for lane in range(lane_count()):
            follow_challenges(i, desk, lane_of(sc, lane), lane_of(t, lane))
    elif doctrine == SCRIPT:
        for lane in range(lane_count()):
            follow_script(i, desk, lane_of(sc, lane), lane_of(t, lane))
    elif doctrine == FIXED:
        for lane in range(lane_count()):
            repeat_order(i, desk, lane_of(sc, lane), lane_of(t, lane))
    elif doctrine == RANDOM:
        for lane in range(lane_count()):
            take_any(i, desk, lane_of(sc, lane), lane_of(t, lane))
    else:
        raise ValueError("a doctrine without a branch in sim.engine.decision.consider")


# --- doctrines that do not compare utilities, in one lane ---------------------------------------


def clear_options(i: int, desk: int, sc: EncodedScenario, t: Table) -> int:
    """List a desk's legal options with zeros as utility and weight; return their number."""
    work = t.work
    count = list_allowed(desk_place(i, desk), holding_now(sc, t), sc, work)
    t.counter[at.OPTIONS] = count
    for k in range(count):
        work.utility[k] = 0.0
        work.weight[k] = 0.0
        for m in range(at.TERMS_WIDTH):
            work.terms[k * at.TERMS_WIDTH + m] = 0.0
    return count


def follow_challenges(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``bdm_challenge``: push if a challenge pays, settle if one threatens, else hold."""
    count = clear_options(i, desk, sc, t)
    t.work.weight[bdm_challenge(i, count, sc, t)] = 1.0


def follow_script(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``script``: the first rule that matches and is legal, else the fallback."""
    count = clear_options(i, desk, sc, t)
    t.work.weight[scripted_place(desk_place(i, desk), count, sc, t)] = 1.0


def repeat_order(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``fixed``: the same order every turn, or ``hold`` if it is not legal."""
    count = clear_options(i, desk, sc, t)
    t.work.weight[place_of(sc.ix[at.DOCTRINE_ORDER + desk_place(i, desk)], count, t.work)] = 1.0


def take_any(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Doctrine ``random``: all legal orders are equally likely."""
    count = clear_options(i, desk, sc, t)
    for k in range(count):
        t.work.weight[k] = 1.0 / count


def place_of(action: int, count: int, work: Workspace) -> int:
    """Place of an action among the legal options; 0, which is ``hold``, if it is not legal."""
    for k in range(count):
        if work.option[k] == action:
            return k
    return 0


def scripted_place(desk: int, count: int, sc: EncodedScenario, t: Table) -> int:
    """Place, among the legal options, of the order that the script gives to a desk.

    This is the order of the first rule that matches and whose order is legal, or else the fallback;
    ``hold`` (place 0) if the fallback is not legal. ``desk`` is the place of the desk.
    """
    for rule in range(sc.ix[at.SCRIPT_START + desk], sc.ix[at.SCRIPT_START + desk + 1]):
        found = t.s[sc.rule_place[rule]]
        level = sc.rule_level[rule]
        operator = sc.rule_operator[rule]
        if operator == 0:
            matches = found > level
        elif operator == 1:
            matches = found >= level
        elif operator == 2:
            matches = found < level
        else:
            matches = found <= level
        if matches:
            place = place_of(sc.rule_order[rule], count, t.work)
            if t.work.option[place] == sc.rule_order[rule]:
                return place
    return place_of(sc.ix[at.DOCTRINE_ORDER + desk], count, t.work)


# --- doctrines that compare the utilities of all orders -----------------------------------------


def choose_by_utility(i: int, desk: int, sc: EncodedScenario, t: Table, framed: bool) -> None:
    """Set the probabilities of a desk's options by their expected utility, in every lane.

    ``framed`` is explained at :func:`weigh_options`.
    """
    k = desk_place(i, desk)
    list_orders(k, k, sc, t)
    weigh_options(i, desk, i, sc, t, t.private[at.RESOLVE], framed)
    for lane in range(lane_count()):
        if takes_part(k, lane_of(t, lane)):
            set_odds(i, lane_of(sc, lane), lane_of(t, lane))
