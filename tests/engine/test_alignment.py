"""Influence on the scenario of round numbers: pulls, targets, one's own moves, the client's cap."""

from __future__ import annotations

import math

import pytest

from tests.engine.pencil import Sandbox

G, S, X, F, N, DEF = (
    "ties.GUA-DEF",
    "ties.SPO-CHA",
    "ties.GUA-CHA",
    "ties.FAR-DEF",
    "ties.NEI-DEF",
    "actors.DEF",
)


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-9)


def rounded(x: float) -> float:
    return 0.5 * (x + math.sqrt(x * x + 0.0049))


def test_influence_over_the_defender() -> None:
    box = Sandbox()
    after = box.project({"NEI": "court"})
    # Cadres: intake .12, .03, .03 of .18 + .25; a tenth of the gap.
    cadres = [0.4 + 0.1 * (0.12 / 0.43 - 0.4), 0.1 * 0.03 / 0.43, 0.1 * 0.03 / 0.43]
    # Attraction: affinity + .5 cadres + .6 commitment; the guarantor's is spoilt by .6 x its
    # commitment to the challenger, .1 x .95.
    guard = 0.2 + 0.5 * cadres[0] + 0.6 * 0.475 - 0.6 * 0.095
    far = 0.1 + 0.5 * cadres[1] + 0.6 * 0.19
    near_ = 0.1 + 0.5 * cadres[2] + 0.6 * 0.19
    backlash = 0.3 * rounded(0.125)
    plain = rounded(guard) + rounded(far) + rounded(near_)
    courted = rounded(guard) + rounded(far) + rounded(near_ + 0.8 * 0.7)

    def target(own: float, total: float, start: float) -> float:
        return 0.5 * own / (0.45 + backlash + total) + 0.5 * start

    assert box.ledger("target", "GUA-DEF") == near(target(rounded(guard), plain, 0.4))
    assert box.ledger("target", "NEI-DEF") == near(target(rounded(near_), plain, 0.1))
    towards = target(rounded(near_ + 0.56), courted, 0.1)
    assert after[f"{N}.influence"] == near(0.1 + 0.1 * (towards - 0.1))
    towards = target(rounded(guard), courted, 0.4)
    assert after[f"{G}.influence"] == near(0.4 + 0.1 * (towards - 0.4))


def test_what_belief_and_freezing_do_to_attraction() -> None:
    # With speed 1 and no stubbornness influence is the target itself: pull / (.45 + L + all pulls).
    box = Sandbox(changes={"parameters.influence_rate": 1.0, "parameters.stubbornness": 0.0})

    def guarantors_pull(after: dict[str, float]) -> float:
        share = after[f"{G}.influence"]
        others = 2 * rounded(0.1 + 0.5 * after[f"{F}.cadre"] + 0.6 * 0.19)
        return share * (0.45 + after[f"{DEF}.backlash"] + others) / (1 - share)

    def raw(pull: float) -> float:
        return pull - 0.0049 / (4 * pull)  # the inverse of (x + sqrt(x^2 + .0049)) / 2

    even = raw(guarantors_pull(box.project()))
    # Log-odds of three to one: .75 next turn but for the leak to even reputation, .03 of it.
    box.put(f"{G}.belief_client", math.log(3))
    odds = 3**0.97
    trusting = raw(guarantors_pull(box.project()))
    assert trusting - even == near(0.5 * (odds / (1 + odds) - 0.5))
    box.put(f"{G}.frozen", 0.6)
    assert raw(guarantors_pull(box.project())) - trusting == near(-0.18)  # .3 x .6
    box.put(f"{G}.frozen", 0)
    # Disillusion counts as it stands after the turn, with its weight of 1.
    box.put(f"{DEF}.disillusion", 0.4)
    assert raw(guarantors_pull(box.project())) - trusting == near(-0.094)  # .25 x .94 x .4


def test_a_belief_attracts_and_a_freeze_repels() -> None:
    box = Sandbox(changes={"parameters.influence_rate": 1.0, "parameters.stubbornness": 0.0})
    even = box.project()[f"{G}.influence"]
    box.put(f"{G}.belief_client", 2)
    trusting = box.project()[f"{G}.influence"]
    box.put(f"{G}.frozen", 1)
    frozen = box.project()[f"{G}.influence"]
    assert frozen < even < trusting


def test_disillusion_is_with_the_guarantor_alone() -> None:
    box = Sandbox(changes={"parameters.stubbornness": 0.0})
    box.project()
    even = {tie: box.ledger("target", tie) for tie in ("GUA-DEF", "FAR-DEF", "GUA-CHA", "SPO-CHA")}
    box.put(f"{DEF}.disillusion", 0.4)
    box.project()
    assert box.ledger("target", "GUA-DEF") < even["GUA-DEF"]
    assert box.ledger("target", "FAR-DEF") > even["FAR-DEF"]  # a share of what is left
    for tie in ("GUA-CHA", "SPO-CHA"):
        assert box.ledger("target", tie) == even[tie]


def test_ones_own_alignment() -> None:
    box = Sandbox(changes={"parameters.influence_rate": 0.0})
    after = box.project({"CHA": "hedge_to_guarantor", "DEF": "diversify"})
    assert after[f"{X}.influence"] == near(0.215)  # .2 + .03 x .5
    assert after[f"{S}.influence"] == near(0.485)  # .5 - .03 x .5
    assert after[f"{G}.influence"] == near(0.388)  # .4 - .03 x .4
    assert after[f"{F}.influence"] == near(0.115)  # the first suitor in the file
    assert after[f"{N}.influence"] == 0.1


def test_influence_is_shared_out_below_the_cap() -> None:
    start = {"GUA-DEF": 0.6, "FAR-DEF": 0.2, "NEI-DEF": 0.15}
    changes: dict[str, object] = {f"ties.{tie}.influence": i for tie, i in start.items()}
    box = Sandbox(changes={**changes, "parameters.influence_rate": 0.0})
    after = box.project({"DEF": "court_guarantor"})
    # .6 + .03 x .5, .2 - .03 x .2, .15 sum to .959.
    assert after[f"{G}.influence"] == near(0.615 * 0.95 / 0.959)
    assert after[f"{F}.influence"] == near(0.194 * 0.95 / 0.959)
    assert after[f"{N}.influence"] == near(0.15 * 0.95 / 0.959)
