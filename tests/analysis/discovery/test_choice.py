"""Which box is taken: by the rule, and as asked for."""

from __future__ import annotations

import pytest

from sim.analysis.discovery.box import Box, Measures
from sim.analysis.discovery.choice import ANY, Wanted, choose
from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.peeling import Step

SHARES = [(1.0, 0.2), (0.9, 0.4), (0.7, 0.6), (0.3, 0.7), (0.1, 0.8)]


def trajectory(shares=SHARES) -> list[Step]:
    """Boxes of given coverage and density."""
    return [
        Step(k, Box.everything(1), Measures(10, 5, 10, coverage, density, 0.5))
        for k, (coverage, density) in enumerate(shares)
    ]


def test_the_knee_by_hand() -> None:
    # Heights from .2 (0) to .8 (1): 0, 1/3, 2/3, 5/6, 1. Distances from (1, 1), squared: 1;
    # .01 + .444; .09 + .111 = .201; .49 + .028; .81. Box 2 is nearest.
    assert choose(trajectory(), ANY).number == 2


def test_the_rule_takes_a_box_that_restricts_something() -> None:
    # The whole is at distance 1 and so is a box that covers nothing at full height, but of two
    # boxes the second is the only one that says anything.
    assert choose(trajectory([(1.0, 0.5), (0.05, 0.51)]), ANY).number == 1
    assert choose(trajectory([(1.0, 0.5)]), ANY).number == 0


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (Wanted(box=0), 0),
        (Wanted(box=4), 4),
        (Wanted(min_density=0.6), 2),
        (Wanted(min_density=0.61), 3),
        (Wanted(min_coverage=0.7), 2),
        (Wanted(min_coverage=0.71), 1),
        (Wanted(min_density=0.3, min_coverage=0.2), 2),
        (Wanted(min_density=0.65, min_coverage=0.2), 3),
    ],
)
def test_what_is_asked_for(wanted: Wanted, number: int) -> None:
    assert choose(trajectory(), wanted).number == number


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(box=5), "box 5: the trajectory has boxes 0 to 4"),
        (Wanted(box=-1), "box -1: the trajectory has boxes 0 to 4"),
        (Wanted(min_density=0.9), "no box has a density of 0.9; the highest is 0.800"),
        (
            Wanted(min_density=0.7, min_coverage=0.5),
            "no box has a density of 0.7 at a coverage of 0.5; at that coverage the highest is "
            "0.600",
        ),
    ],
)
def test_what_is_not_there(wanted: Wanted, said: str) -> None:
    with pytest.raises(DiscoveryError) as caught:
        choose(trajectory(), wanted)
    assert str(caught.value) == said
