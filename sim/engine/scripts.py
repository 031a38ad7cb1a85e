"""Scripts: the order that a rule of a script gives to a desk, and when it gives one.

The rules of all desks are in one list. Those of the desk at place ``k`` are ``SCRIPT_START + k`` to
``SCRIPT_START + k + 1`` of the links. Where no rule applies, the desk gives the fallback of its
script, or follows its own doctrine: then ``DOCTRINE`` names that doctrine, and not ``script``.
"""

from sim.engine import layout as at
from sim.engine.courses import turn_of
from sim.engine.legality import is_legal
from sim.engine.vectors import EncodedScenario, Table

OPERATORS = (">", ">=", "<", "<=")
"""Comparisons of a rule with a number; ``rule_operator`` is the place in this list."""
ALWAYS = len(OPERATORS)
"""The entry of ``rule_operator`` for a rule without a condition."""


def has_rules(k: int, sc: EncodedScenario) -> bool:
    """Whether the desk at place ``k`` has rules of a script."""
    return sc.ix[at.SCRIPT_START + k] < sc.ix[at.SCRIPT_START + k + 1]


def ruled_order(i: int, k: int, sc: EncodedScenario, t: Table) -> int:
    """Order that a rule gives to the desk at place ``k`` of actor ``i``, in one lane.

    It is the order of the first rule that applies and whose order is legal; ``NONE`` if there is
    none. ``review`` has noted the order of the other desk. What the conditions compare is read
    whichever rule applies, so that ``seen`` finds all that the desk may read.
    """
    given = at.NONE
    for rule in range(sc.ix[at.SCRIPT_START + k], sc.ix[at.SCRIPT_START + k + 1]):
        found = t.s[sc.rule_place[rule]]
        if given == at.NONE and applies(rule, found, sc, t):
            order = sc.rule_order[rule]
            if is_legal(i, order, sc, t):
                given = order
    return given


def applies(rule: int, found: float, sc: EncodedScenario, t: Table) -> bool:
    """Whether a rule applies this turn, in one lane; ``found`` is what its condition compares."""
    turn = turn_of(t)
    if turn < sc.rule_first[rule] or turn > sc.rule_last[rule]:
        return False
    level, operator = sc.rule_level[rule], sc.rule_operator[rule]
    if operator == 0:
        return found > level
    if operator == 1:
        return found >= level
    if operator == 2:
        return found < level
    if operator == 3:
        return found <= level
    return True


def span_over(k: int, sc: EncodedScenario, t: Table) -> bool:
    """Whether the span of a rule of the desk at place ``k`` ended with the last turn."""
    over = False
    for rule in range(sc.ix[at.SCRIPT_START + k], sc.ix[at.SCRIPT_START + k + 1]):
        if turn_of(t) == sc.rule_last[rule] + 1:
            over = True
    return over
