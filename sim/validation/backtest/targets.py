"""What the backtest asks of every half-year, and the levels that an answer can have.

Frozen before anything was scored. The levels of a target are ordered, lowest first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Levels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Target:
    """One question about a half-year.

    Attributes:
        name: Its name in tables and files.
        asks: The question.
        levels: The answers, lowest first.
    """

    name: str
    asks: str
    levels: tuple[str, ...]


STANCE = Target(
    "stance",
    "Russia's stance towards Armenia",
    ("disengages", "accommodates", "brokers", "recommits"),
)
OFFENSIVE = Target(
    "offensive",
    "Largest Azerbaijani offensive",
    ("none", "probe", "limited attack", "full offensive"),
)
CONTROL = Target(
    "control",
    "Share of Karabakh that the Armenian side holds",
    ("below 5 %", "5 to 20 %", "20 to 50 %", "50 % or more"),
)
MISSION = Target("peacekeepers", "Russian peacekeepers in Karabakh", ("none", "present"))
WEST = Target(
    "west",
    "Armenia's steps to the West so far, of nine",
    ("none", "1 to 3", "4 to 6", "7 to 9"),
)
PRESENCE = Target(
    "turkish_presence",
    "Turkish presence in Azerbaijan",
    ("none", "arms and training", "wartime advisers", "treaty and post", "permanent base"),
)
TARGETS = (STANCE, OFFENSIVE, CONTROL, MISSION, WEST, PRESENCE)

SHARE_EDGES = (0.05, 0.20, 0.50)
"""Lower edges of the second and later bands of the share of Karabakh; a quarter was left in
November 2020, so the third band is "about what was left"."""
STEP_EDGES = (1, 4, 7)
"""Lower edges of the second and later bands of the steps to the West."""
STEPS = 9
"""Steps to the West that the record counts; more do not count."""


def share_band(share: npt.ArrayLike) -> Levels:
    """Return the level of `CONTROL` of shares in [0, 1].

    >>> share_band([0.0, 0.05, 0.25, 1.0]).tolist()
    [0, 1, 2, 3]
    """
    # 1 - .8 is a hair below .2.
    return np.digitize(np.asarray(share, float) + 1e-9, SHARE_EDGES).astype(np.int64)


def step_band(steps: npt.ArrayLike) -> Levels:
    """Return the level of `WEST` of counted steps.

    >>> step_band([0, 3, 4, 20]).tolist()
    [0, 1, 2, 3]
    """
    return np.digitize(np.minimum(steps, STEPS), STEP_EDGES).astype(np.int64)
