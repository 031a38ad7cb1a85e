"""The stance of a guarantor, case by case, and the legality of orders at the edge."""

from __future__ import annotations

import pytest

from sim.rules import menus
from sim.rules.outcomes import offered, stance, turn_cost
from sim.vocabulary import STANCES

# commitment, cost, reliable, mission, peacekeeping, shares of commitment, broker's, accommodating
CASES = [
    ("recommit", 0.55, 0.12, True, 0, 0, 0.5, 0, 0),
    ("recommit", 0.9, 0.5, True, 1, 1, 1, 1, 0.25),
    ("mixed", 0.549, 0.12, True, 0, 0, 0.5, 0, 0),  # level too low
    ("mixed", 0.9, 0.119, True, 0, 0, 0.5, 0, 0),  # a stock without cost is inertia
    ("mixed", 0.9, 0.5, False, 0, 0, 0.5, 0, 0),  # a bluff
    ("mixed", 0.9, 0.5, True, 0, 0, 0.49, 0, 0),  # paid, but not by orders of commitment
    ("mixed", 0.9, 0.5, True, 0, 0, 1, 0, 0.26),  # with one hand only
    ("accommodate", 0.9, 0.5, True, 0, 0, 1, 0, 0.5),
    ("disengage", 0.19, 0.05, True, 0.09, 0, 0, 0.49, 0.49),
    ("mixed", 0.2, 0.05, True, 0.09, 0, 0, 0, 0),  # not low enough
    ("mixed", 0.19, 0.06, True, 0.09, 0, 0, 0, 0),  # still paying
    ("mixed", 0.19, 0.05, True, 0.1, 0, 0, 0, 0),  # still there
    ("broker", 0.19, 0.05, True, 0.09, 0, 0, 0.5, 0),
    ("accommodate", 0.19, 0.05, True, 0.09, 0, 0, 0, 0.5),
    ("accommodate", 0.4, 0, True, 1, 0.9, 0, 0.25, 0.5),
    ("broker", 0.4, 0, True, 1, 0.9, 0, 0.5, 0.5),  # a tie goes to the broker
    ("broker", 0.4, 0, True, 1, 0.31, 0, 0, 0.49),
    ("mixed", 0.4, 0, True, 1, 0.3, 0, 0.49, 0.49),
]


@pytest.mark.parametrize("case", CASES)
def test_the_first_stance_that_applies(
    case: tuple[str, float, float, bool, *tuple[float, ...]],
) -> None:
    wanted, *conduct = case
    assert STANCES[stance(*conduct, 0.55, 0.12, 0.20)] == wanted


@pytest.mark.parametrize(
    ("reliable", "commits", "accommodates", "wanted"),
    [
        (True, 0.75, 0.25, True),
        (True, 1, 0, True),
        (True, 0.74, 0, False),
        (True, 1, 0.26, False),
        (False, 1, 0, False),
    ],
)
def test_what_counts_as_an_offer(
    reliable: bool, commits: float, accommodates: float, wanted: bool
) -> None:
    assert offered(reliable, commits, accommodates) is wanted


def test_fighting_counts_as_cost_up_to_a_full_war() -> None:
    assert turn_cost(0.2, 0.5) == pytest.approx(0.5)  # .2 + .6 x .5
    assert turn_cost(0.2, 1.8) == pytest.approx(0.8)  # .2 + .6


@pytest.mark.parametrize(
    ("open_", "shut"),
    [
        (menus.alliance_intact(0.49), menus.alliance_intact(0.5)),
        (menus.test_pending(0.151), menus.test_pending(0.15)),
        (menus.mission_exists(0.021, 1), menus.mission_exists(0.02, 1)),
        (menus.mission_exists(1, 1), menus.mission_exists(1, 0)),
        (menus.mandate_expiring(1, 1, 1), menus.mandate_expiring(1, 1, 2)),
        (menus.mandate_expiring(1, 1, 0), menus.mandate_expiring(0, 1, 0)),
        (menus.forces_present(0.051, 0), menus.forces_present(0.05, 0.05)),
        (menus.forces_present(0, 0.06), menus.forces_present(0, 0)),
        (menus.ground_left(0.38, 0.4), menus.ground_left(0.391, 0.4)),
        (menus.threatened(0.11, 0), menus.threatened(0.1, 0.15)),
        (menus.threatened(0, 0.16), menus.threatened(0, 0)),
        (menus.allowed(0b101, 0b111), menus.allowed(0b101, 0b110)),
    ],
)
def test_a_menu_opens_and_shuts_at_its_threshold(open_: bool, shut: bool) -> None:
    assert open_
    assert not shut
