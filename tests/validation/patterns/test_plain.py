"""Reactions and dead orders, from orders that are known; and play in plain Python."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.engine import hazard
from sim.validation.kept import Kept
from sim.validation.patterns.conduct import Played, best_orders, patched, reactions, role_orders
from sim.validation.patterns.declared import declared
from sim.validation.patterns.kinds import FAILS, HOLDS, UNCLEAR
from sim.validation.patterns.plain import (
    PlainPlays,
    Share,
    alive_found,
    reaction_found,
    shares_of,
)
from sim.validation.patterns.plays import loaded
from sim.validation.patterns.quantities import order_names
from sim.vocabulary import DESKS
from tests.validation.patterns.made_up import check, pattern

NAME = "karabakh-2020"
SCENARIO = loaded(NAME)


def orders(after: int, quiet: int, pairs: int = 40) -> np.ndarray:
    """Orders in which Armenia mobilises in so many pairs of 40 after an attack, and after quiet."""
    names = order_names(SCENARIO)
    found = np.full((pairs, 2, 2, len(DESKS) * len(SCENARIO.actors)), names.index("hold"))
    place = list(SCENARIO.actors).index("ARM") * len(DESKS)
    for side, number in enumerate((after, quiet)):
        found[:number, side, :, place] = names.index("mobilise")
    return found


def test_the_odds_after_an_attack_against_quiet() -> None:
    one = check(
        "S25 mobilising",
        kind="reaction",
        low=1.2,
        strict=False,
        actor="ARM",
        orders=["mobilise"],
        turns=2,
    )
    found = reaction_found(pattern(one), one, orders(20, 5), 0.99)
    # Odds of 40 to 40, and 10 to 70.
    assert 6.0 < found.effect < 8.0
    assert found.verdict == HOLDS
    assert reaction_found(pattern(one), one, orders(10, 10), 0.99).effect == 1.0
    few = replace(one, given={**one.given, "actor": "AZE"})
    assert reaction_found(pattern(one), few, orders(20, 5), 0.99).effect == 1.0


def share(order: str, best: int, legal: int, low: float, high: float) -> Share:
    return Share(order, best, legal, low, high)


def test_dead_orders_are_counted_from_surely_to_possibly_dead() -> None:
    shares = [
        share("sponsor.arm", 0, 9000, 0.0, 0.001),
        share("sponsor.hold", 5, 1000, 0.002, 0.012),
        share("suitor.court", 500, 1000, 0.45, 0.55),
    ]
    most = check("S33 all", kind="alive", high=0.0, low=-1e9, strict=False, **{"except": []})
    found = alive_found(most, shares, 0.005)
    assert (found.effect, found.low, found.high, found.verdict) == (1.0, 1.0, 2.0, FAILS)
    assert "sponsor.arm" in found.note
    rest = replace(most, given={"except": ["sponsor.arm"]})
    assert alive_found(rest, shares, 0.005).verdict == UNCLEAR
    court = replace(most, given={"only": ["suitor.court"]})
    assert alive_found(court, shares, 0.005).verdict == HOLDS


def test_the_share_of_an_order_is_that_of_its_best_scenario() -> None:
    names = role_orders(SCENARIO)
    place = names.index("sponsor.arm")
    counts = []
    for best in (1, 9):
        one = {"best": np.zeros(len(names), int), "legal": np.full(len(names), 100)}
        one["best"][place] = best
        counts.append(one)
    found = {one.order: one for one in shares_of(NAME, counts, 0.99)}
    assert found["sponsor.arm"].best == 9
    assert "sponsor.hold" not in found


def test_runs_of_a_pair_are_the_same_until_the_attack() -> None:
    found = reactions(NAME, 7, 0, 1, "border_push", 1, 2)["orders"]
    assert found.shape == (1, 2, 2, len(DESKS) * len(SCENARIO.actors))
    assert {order_names(SCENARIO)[k] for k in found.ravel()} <= set(order_names(SCENARIO))


def test_best_orders_are_counted_where_they_are_legal() -> None:
    found = best_orders(NAME, 7, 0, 1, 2)
    assert (found["best"] <= found["legal"]).all()
    reviewed = [q.reviewed for q in Played(SCENARIO, 7).run(0, 2)]
    assert found["best"].sum() == sum(len(desks) for desks in reviewed)


def test_a_rule_is_replaced_only_while_asked() -> None:
    before = hazard.looming(0.5, 0.5)
    with patched("looming"):
        assert hazard.looming(0.5, 0.5) == 0.0
    assert hazard.looming(0.5, 0.5) == before > 0


def test_counts_are_kept_and_told() -> None:
    told: list[int] = []
    plays = PlainPlays(7, Kept(), jobs=1, watch=told.append)
    one = next(p for p in declared().patterns if "attack" in p.given)
    assert plays.orders(one, 1)["orders"].shape[0] == 1
    assert told == [1]
