"""Legality: whether an actor may give an order now, beside the order of its other desk."""

from sim.engine import layout as at
from sim.engine.forecast import beside
from sim.engine.vectors import EncodedScenario, Table
from sim.rules.menus import allowed


def is_legal(i: int, a: int, sc: EncodedScenario, t: Table) -> bool:
    """Whether actor ``i`` may order action ``a`` beside the order of its other desk."""
    return allowed(sc.requires[a], holding_now(i, sc, t))


def holding_now(i: int, sc: EncodedScenario, t: Table) -> int:
    """Conditions that hold for actor ``i``, with those on its other desk."""
    return beside(t.holding[i], sc.offers[t.counter[at.OTHER]])
