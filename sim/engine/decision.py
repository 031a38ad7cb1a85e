"""Doctrines: how a desk of an actor chooses an order from what the actor expects.

A doctrine fills the workspace with the legal options of the desk and the probability of each. One
uniform draw then picks an option. The utility of an option is a sum of terms, which ``sim explain``
shows.
"""

from sim.engine import layout as at
from sim.engine.challenge import bdm_challenge
from sim.engine.courses import desk_place
from sim.engine.forecast import expect_others
from sim.engine.imagining import imagine_others
from sim.engine.lanes import lane_count, lane_of
from sim.engine.vectors import EncodedScenario, Table, Workspace
from sim.engine.weighing import list_orders, set_odds, weigh_options
from sim.vocabulary import BDM_CHALLENGE, FIXED, LEVEL_K, LOGIT_EU, PROSPECT, RANDOM, SCRIPT


def consider(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Fill the workspace with a desk's legal options and their probabilities.

    An option is listed if it is legal in at least one lane. ``review`` has noted the order of the
    other desk. Every doctrine has one branch here. Beside orders there is the guarantor's reply to
    an attack: see ``reply.reply_chance``.

    Raises:
        ValueError: The desk's doctrine has no branch here.
    """
    doctrine = sc.ix[at.DOCTRINE + desk_place(i, desk)]
    if doctrine == LOGIT_EU:
        expect_others(i, t.forecast, t.expected, sc, t.work.raw)
        choose_by_utility(i, desk, sc, t, False)
    elif doctrine == LEVEL_K:
        imagine_others(i, desk, sc, t)
        choose_by_utility(i, desk, sc, t, False)
    elif doctrine == PROSPECT:
        expect_others(i, t.forecast, t.expected, sc, t.work.raw)
        choose_by_utility(i, desk, sc, t, True)
    elif doctrine == RANDOM:
        take_any(clear_options(i, desk, sc, t), t)
    elif doctrine in (BDM_CHALLENGE, SCRIPT, FIXED):
        count = clear_options(i, desk, sc, t)
        for lane in range(lane_count()):
            follow_rule(i, desk, count, lane_of(sc, lane), lane_of(t, lane))
    else:
        raise ValueError("a doctrine without a branch in sim.engine.decision.consider")


# --- doctrines that do not compare utilities ----------------------------------------------------


def clear_options(i: int, desk: int, sc: EncodedScenario, t: Table) -> int:
    """List a desk's legal options with zeros as utility and weight; return their number."""
    count = list_orders(i, desk, sc, t)
    for k in range(count):
        t.work.utility[k] = 0.0
        t.work.weight[k] = 0.0
        for m in range(at.TERMS_WIDTH):
            t.work.terms[k * at.TERMS_WIDTH + m] = 0.0
    return count


def take_any(count: int, t: Table) -> None:
    """Doctrine ``random``: all legal orders are equally likely."""
    total = 0.0
    for k in range(count):
        total += t.work.legal[k]
    for k in range(count):
        t.work.weight[k] = t.work.legal[k] / total


def follow_rule(i: int, desk: int, count: int, sc: EncodedScenario, t: Table) -> None:
    """Give the order that a doctrine without chance chooses all probability, in one lane.

    These doctrines are ``bdm_challenge``, ``script``, and ``fixed``: the same order every turn, or
    ``hold`` if it is not legal.
    """
    k = desk_place(i, desk)
    doctrine = sc.ix[at.DOCTRINE + k]
    if doctrine == BDM_CHALLENGE:
        chosen = bdm_challenge(i, count, sc, t)
    elif doctrine == SCRIPT:
        chosen = scripted_place(k, count, sc, t)
    else:
        chosen = place_of(sc.ix[at.DOCTRINE_ORDER + k], count, t.work)
    t.work.weight[chosen] = 1.0


def place_of(action: int, count: int, work: Workspace) -> int:
    """Place of an action among the options, in one lane; 0, which is ``hold``, if not legal."""
    for k in range(count):
        if work.option[k] == action and work.legal[k] > 0.0:
            return k
    return 0


def scripted_place(desk: int, count: int, sc: EncodedScenario, t: Table) -> int:
    """Place, among the options, of the order that the script gives to a desk, in one lane.

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
    """Set the probabilities of a desk's options by their expected utility.

    ``framed`` is explained at :func:`weigh_options`.
    """
    count = list_orders(i, desk, sc, t)
    weigh_options(i, desk, i, desk_place(i, desk), count, sc, t, t.private[at.RESOLVE], framed)
    set_odds(i, count, sc, t)
