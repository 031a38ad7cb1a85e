"""Reading futures: what a patron's orders amount to."""

from __future__ import annotations

import numpy as np
import pytest

from sim.validation.decisions.coding import code, signals_of, the_rule
from sim.validation.decisions.fitted import shipped_fit
from sim.validation.decisions.playing import Cases, chances, rungs_of
from tests.validation.decisions.conftest import Made


def read(courses: list[list[int]], acts: list[list[int]], replies: list[int]) -> int:
    """The rung of one future of four quarters and two desks."""
    return int(
        rungs_of(np.array([courses]), np.array([acts]), np.array([[[one] for one in replies]]), 2)[
            0
        ]
    )


NOTHING = [[0, 0]] * 4
NONE = [0] * 4


@pytest.mark.parametrize(
    ("courses", "acts", "replies", "rung"),
    [
        (NOTHING, NOTHING, NONE, 0),
        ([[2, 0], [0, 0], [0, 0], [0, 0]], NOTHING, NONE, 0),
        ([[2, 0], [0, 1], [0, 0], [0, 0]], NOTHING, NONE, 1),
        ([[2, 0], [0, 1], [0, 0], [2, 0]], NOTHING, NONE, 2),
        (NOTHING, [[0, 1], [0, 0], [0, 0], [0, 0]], NONE, 1),
        (NOTHING, [[0, 0], [2, 0], [0, 0], [0, 0]], NONE, 2),
        (NOTHING, NOTHING, [0, 0, 1, 0], 3),
    ],
)
def test_the_rung_of_a_future(
    courses: list[list[int]], acts: list[list[int]], replies: list[int], rung: int
) -> None:
    assert read(courses, acts, replies) == rung


@pytest.mark.parametrize(
    ("doctrine", "rung"),
    [
        ("fixed:hold", 0),
        ("fixed:court_challenger+security=hold", 0),
        ("fixed:broker_neutral+security=hold", 1),
        ("fixed:draw_red_line+security=hold", 1),
        ("fixed:arm_client+diplomacy=hold", 2),
    ],
)
def test_a_patron_with_fixed_orders_is_read_as_it_orders(
    made: Made, doctrine: str, rung: int
) -> None:
    rule = the_rule()
    # A client without a challenger to speak of: nobody attacks, so there is nothing to reply to.
    rows = made({"cc": 0.1, "ch": 0.0001, "triggr": 1})
    cases = Cases(rule, changes={"actors.PAT.doctrine": doctrine}, jobs=1)
    values = code(signals_of(rows, rule), rule, shipped_fit().scales)
    counts = cases.counts(values, futures=3, seed=1)
    assert counts.sum() == 3
    assert counts[0].argmax() == rung


def test_futures_are_counted_and_none_is_impossible(made: Made) -> None:
    rule = the_rule()
    cases = Cases(rule, jobs=1)
    values = code(signals_of(made({}, {"prec": 1}), rule), rule, shipped_fit().scales)
    seen: list[int] = []
    counts = cases.counts(values, futures=4, seed=1, watch=seen.append)
    assert counts.shape == (2, 4) and counts.sum(axis=1).tolist() == [4, 4]
    assert seen == [8]
    given = chances(counts)
    assert given.sum(axis=1) == pytest.approx([1, 1])
    assert given.min() >= 0.5 / 6
