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
from sim.engine.scripts import has_rules, ruled_order
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
        if has_rules(desk_place(i, desk), sc):
            for lane in range(lane_count()):
                let_rules_decide(i, desk, lane_of(sc, lane), lane_of(t, lane))
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
    clear_weights(count, t.work)
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
        order = ruled_order(i, k, sc, t)
        chosen = place_of(
            sc.ix[at.DOCTRINE_ORDER + k] if order == at.NONE else order, count, t.work
        )
    else:
        chosen = place_of(sc.ix[at.DOCTRINE_ORDER + k], count, t.work)
    t.work.weight[chosen] = 1.0


def place_of(action: int, count: int, work: Workspace) -> int:
    """Place of an action among the options, in one lane; 0, which is ``hold``, if not legal."""
    for k in range(count):
        if work.option[k] == action and work.legal[k] > 0.0:
            return k
    return 0


def let_rules_decide(i: int, desk: int, sc: EncodedScenario, t: Table) -> None:
    """Give the order of a rule all probability if one applies, in one lane.

    Otherwise the probabilities of the desk's own doctrine stay as they are.
    """
    k, count = desk_place(i, desk), t.counter[at.OPTIONS]
    order = ruled_order(i, k, sc, t)
    if order != at.NONE:
        clear_weights(count, t.work)
        t.work.weight[place_of(order, count, t.work)] = 1.0


def clear_weights(count: int, work: Workspace) -> None:
    """Set utilities, probabilities and terms of all options to zero."""
    for k in range(count):
        work.utility[k] = 0.0
        work.weight[k] = 0.0
        for m in range(at.TERMS_WIDTH):
            work.terms[k * at.TERMS_WIDTH + m] = 0.0


# --- doctrines that compare the utilities of all orders -----------------------------------------


def choose_by_utility(i: int, desk: int, sc: EncodedScenario, t: Table, framed: bool) -> None:
    """Set the probabilities of a desk's options by their expected utility.

    ``framed`` is explained at :func:`weigh_options`.
    """
    count = list_orders(i, desk, sc, t)
    weigh_options(i, desk, i, desk_place(i, desk), count, sc, t, t.private[at.RESOLVE], framed)
    set_odds(i, count, sc, t)
