"""Patterns of conduct: what actors order, turn by turn (docs/odd.md, patterns S25 and S32 to S36).

Slow: hundreds of runs in plain Python, in which every order, review and best reply is kept.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from math import sqrt

import numpy as np
import pytest

import sim
from tests.engine.conduct import Played, Quarter, expected_reply, paired, sample
from tests.engine.many_runs import HALF_OF_99

pytestmark = pytest.mark.slow

SCENARIOS = ("karabakh-2020", "karabakh-2020-ukraine", "libya-2019")
COUNT = 200
FORCES = ("probe", "border_push", "offensive")


def quarters(name: str = "karabakh-2020", count: int = COUNT) -> Iterator[Quarter]:
    for run in sample(name, count):
        yield from run


# --- no dead orders -------------------------------------------------------------------------------

LEAST_SHARE = 0.01
RARE = {
    ("challenger", "grant_base"): "the guarantor's retaliation outweighs the gain; given by error",
    ("challenger", "purge_cadres"): "resentment outweighs what a purge frees; given by error",
    ("sponsor", "hold"): "its cheap orders always earn it something; it waits by error",
}
"""Orders that are hardly ever the best one, with the reason."""


def best_shares(name: str) -> dict[tuple[str, str], float]:
    """How often each order of a role was the best one, of the reviews in which it was legal."""
    scenario = sim.load_scenario(name)
    best: Counter[tuple[str, str]] = Counter()
    legal: Counter[tuple[str, str]] = Counter()
    for quarter in quarters(name, 120):
        for (actor, desk), order in quarter.best.items():
            role = scenario.actors[actor].role
            best[role, order] += 1
            legal.update((role, option) for option in quarter.legal[actor, desk])
    return {key: best[key] / count for key, count in legal.items()}


def test_s33_every_order_is_somewhere_the_best_one() -> None:
    shares: dict[tuple[str, str], float] = {}
    for name in SCENARIOS:
        for key, share in best_shares(name).items():
            shares[key] = max(shares.get(key, 0.0), share)
    dead = {key: share for key, share in shares.items() if share < LEAST_SHARE}
    assert dead.keys() <= RARE.keys(), dead


# --- coherence ------------------------------------------------------------------------------------


def test_s35_a_desk_changes_its_order_in_a_minority_of_quarters() -> None:
    for desk in ("security", "diplomacy"):
        changed, turns = 0, 0
        for run in sample("karabakh-2020", COUNT):
            orders = [quarter.orders["RUS", desk] for quarter in run]
            changed += sum(a != b for a, b in itertools.pairwise(orders))
            turns += len(orders) - 1
        assert 0.2 < changed / turns < 0.5, desk


def test_s35_the_net_course_of_the_guarantor_lasts() -> None:
    """Autocorrelation of the sum of both lines, over all runs together, falls with the lag."""
    menu = sim.load_scenario("karabakh-2020").actions["guarantor"]
    lines = np.array(
        [
            [
                sum(menu[quarter.orders["RUS", desk]].line for desk in ("security", "diplomacy"))
                for quarter in run
            ]
            for run in sample("karabakh-2020", COUNT)
        ],
        dtype=float,
    )
    lines -= lines.mean(axis=0)
    found = [float((lines[:, lag:] * lines[:, :-lag]).mean() / lines.var()) for lag in (1, 2, 3, 4)]
    assert found[0] > 0.35
    assert found == sorted(found, reverse=True)
    assert found[3] > 0


# --- reaction, in paired runs ---------------------------------------------------------------------

PAIRS, AFTER = 500, 5


def odds_ratio(
    counts: Callable[[list[Quarter]], tuple[int, int]], pairs: list[tuple[list[Quarter], ...]]
) -> tuple[float, float]:
    """Odds ratio after an attack against quiet, and the standard error of its logarithm."""
    table = np.full((2, 2), 0.5)
    for pair in pairs:
        for k, side in enumerate(pair):
            hits, chances = counts(side)
            table[k] += hits, chances - hits
    ratio = table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])
    return float(ratio), float(sqrt((1 / table).sum()))


def orders_of(
    actor: str, desk: str, wanted: set[str], turns: int
) -> Callable[[list[Quarter]], tuple[int, int]]:
    def count(side: list[Quarter]) -> tuple[int, int]:
        given = [quarter.orders[actor, desk] in wanted for quarter in side[:turns]]
        return sum(given), len(given)

    return count


# Reaction, actor, desk, orders, number of turns in which they are counted, and sign.
REACTIONS = [
    ("red line of the neighbour", "IRN", "diplomacy", {"border_red_line"}, 1, 1),
    ("west", "ARM", "diplomacy", {"diversify", "freeze_alliance"}, AFTER, 1),
    ("court the guarantor", "ARM", "diplomacy", {"court_guarantor"}, 1, -1),
    ("mobilise", "ARM", "security", {"mobilise"}, 4, 1),
    ("deploy or enforce", "RUS", "security", {"deploy_guarantee", "enforce_red_line"}, 4, 1),
    ("red line or pressure", "RUS", "diplomacy", {"draw_red_line", "press_challenger"}, 4, 1),
    ("sanction", "WST", "diplomacy", {"sanction_challenger"}, 4, 1),
    ("appeal", "ARM", "diplomacy", {"invoke_guarantee"}, 1, 1),
]


@pytest.fixture(scope="module")
def pairs() -> list[tuple[list[Quarter], ...]]:
    return [paired("karabakh-2020", replicate, 6, AFTER) for replicate in range(PAIRS)]


@pytest.mark.parametrize(
    ("actor", "desk", "orders", "turns", "sign"),
    [row[1:] for row in REACTIONS],
    ids=[row[0] for row in REACTIONS],
)
def test_s25_an_unanswered_attack_is_seen_in_the_orders(
    actor: str,
    desk: str,
    orders: set[str],
    turns: int,
    sign: int,
    pairs: list[tuple[list[Quarter], ...]],
) -> None:
    ratio, error = odds_ratio(orders_of(actor, desk, orders, turns), pairs)
    assert sign * np.log(ratio) > HALF_OF_99 * error, (ratio, error)


# --- attacks --------------------------------------------------------------------------------------


def attacks(order: str) -> list[tuple[Quarter, int]]:
    """Turns with an attack of this kind, and its theatre."""
    found = []
    for quarter in quarters(count=400):
        if quarter.orders["AZE", "security"] == order:
            found.append((quarter, 0 if order == "offensive" else 1))
    return found


def test_s32_the_reply_follows_the_scope_of_the_promise() -> None:
    done = {order: [q.reply[h] for q, h in attacks(order)] for order in FORCES}
    share = {order: float(np.mean(replies)) for order, replies in done.items()}
    error = {
        order: sqrt(share[order] * (1 - share[order]) / len(replies))
        for order, replies in done.items()
    }
    gap = share["border_push"] - 2 * share["offensive"]
    assert gap > HALF_OF_99 * sqrt(error["border_push"] ** 2 + 4 * error["offensive"] ** 2), share
    assert share["probe"] < share["border_push"]


@pytest.mark.parametrize("order", ["probe", "border_push"])
def test_s32_what_is_believed_of_the_reply_is_near_what_is_done(order: str) -> None:
    found = attacks(order)
    believed = float(np.mean([expected_reply(quarter, h) for quarter, h in found]))
    done = float(np.mean([quarter.reply[h] for quarter, h in found]))
    # The reference has .16 against .25 for a push and .18 against .07 for a probe.
    assert 1 / 3.5 < believed / done < 3.5, (believed, done)


def test_s34_attacks_are_more_frequent_where_danger_is_seen() -> None:
    for h, orders in ((0, {"offensive"}), (1, {"probe", "border_push"})):
        found = [(q.danger[h], q.orders["AZE", "security"] in orders) for q in quarters(count=400)]
        danger = np.array([row[0] for row in found])
        attacked = np.array([row[1] for row in found], dtype=float)
        low, high = attacked[danger < 0.05], attacked[danger > 0.2]
        error = sqrt(low.var() / len(low) + high.var() / len(high))
        assert high.mean() - low.mean() > HALF_OF_99 * error, (h, low.mean(), high.mean())


def test_s36_who_attacks_mostly_gains() -> None:
    gains = np.array([quarter.gain[h] for quarter, h in attacks("offensive")])
    assert (gains < 0).mean() <= 0.25
    assert np.median(gains) > 0.05


def test_treaties_come_from_offers_that_were_best_replies() -> None:
    """Most treaties are signed on an offer that was its side's best order when it was given."""
    good = signed = 0
    for run in sample("karabakh-2020", 400):
        for k, quarter in enumerate(run):
            if not quarter.treaty:
                continue
            signed += 1
            for back in range(k, -1, -1):
                key = ("AZE", "diplomacy")
                if run[back].orders[key] == "offer_treaty" and key in run[back].reviewed:
                    good += run[back].best[key] == "offer_treaty"
                    break
    assert signed >= 10
    assert good / signed > 0.5, (good, signed)


# --- ablation -------------------------------------------------------------------------------------


def test_without_danger_in_utility_many_orders_are_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fear is why others mediate, press, restrain, warn and supply."""
    monkeypatch.setattr("sim.engine.hazard.looming", lambda danger, life: 0.0)
    played = Played(sim.load_scenario("karabakh-2020"))
    best: Counter[str] = Counter()
    for replicate in range(40):
        for quarter in played.run(replicate, 20):
            best.update(quarter.best.values())
    nodes = sum(best.values())
    dead = [
        order
        for order in (
            "restrain_client",
            "sanction_challenger",
            "border_red_line",
            "mobilise",
            "press_challenger",
            "supply",
            "mediate",
            "send_mercenaries",
        )
        if best[order] / nodes < 0.002
    ]
    assert len(dead) >= 6, best
