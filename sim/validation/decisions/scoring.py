"""How forecasts of decisions are scored: scores, weights, parts of the record, intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.scoring.reliability import Reliability, reliability
from sim.analysis.scoring.scores import brier, logarithmic, ranked_probability
from sim.analysis.scoring.skill import Skill, skill
from sim.validation.decisions.rows import RUSSIA, USA, Floats, Rows

HELPS = 2
"""Rung from which help is costly: the event of the Brier score and of reliability."""
SCORES: Mapping[str, Callable[[Floats, npt.NDArray[np.int64]], Floats]] = {
    "rps": ranked_probability,
    "brier": lambda given, rung: brier(given[:, HELPS:].sum(axis=1), rung >= HELPS),
    "log": logarithmic,
}
"""Ranked probability score; Brier score of costly help; logarithmic score. Lower is better."""
SPLIT = 1990
"""Crises before this year fit, later ones test."""
LATER = 2005
SMALLEST = 10
"""A part of the record with fewer crises is not scored by itself."""
PARTS: Mapping[str, Callable[[Rows], npt.NDArray[np.bool_]]] = {
    "all": lambda rows: np.ones(len(rows), bool),
    "tied": lambda rows: rows.columns["anytie"] == 1,
    "untied": lambda rows: rows.columns["anytie"] == 0,
    "USA": lambda rows: rows.patron == USA,
    "Russia": lambda rows: rows.patron == RUSSIA,
    "before 1990": lambda rows: rows.year < SPLIT,
    "1990 to 2004": lambda rows: (rows.year >= SPLIT) & (rows.year < LATER),
    "2005 on": lambda rows: rows.year >= LATER,
}
MODEL, MARGINAL, PLAIN_LOGIT, FULL_LOGIT, CHALLENGE = (
    "model",
    "marginal",
    "CINC and pact",
    "full logit",
    "challenge model",
)


def split(rows: Rows) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return masks of the rows that fit and of those that test.

    A crisis counts by the year of its first row, so that no crisis is on both sides.
    """
    first: dict[str, int] = {}
    for crisis, year in zip(rows.crisis, rows.year.tolist(), strict=True):
        first[crisis] = min(year, first.get(crisis, year))
    early = np.array([first[crisis] < SPLIT for crisis in rows.crisis])
    return early, ~early


def score_of(given: Floats, rows: Rows) -> dict[str, Floats]:
    """Return every score of a forecaster by row."""
    return {name: score(given, rows.rung) for name, score in SCORES.items()}


def compared(own: Floats, other: Floats, rows: Rows, score: str = "rps", seed: int = 0) -> Skill:
    """Return the skill of forecasts against others, axes [row, rung], on the same rows."""
    measure = SCORES[score]
    return skill(
        measure(own, rows.rung),
        measure(other, rows.rung),
        cluster=rows.crisis,
        weight=rows.weight,
        seed=seed,
    )


def scored(forecasts: Mapping[str, Floats], rows: Rows, seed: int = 0) -> dict[str, Any]:
    """Return all scores of all forecasters, by part of the record.

    Args:
        forecasts: Probabilities of the rungs, axes [row, rung], by name; `MODEL` and `MARGINAL`
            are among them.
        rows: The rows that test.
        seed: Seed of the bootstrap.

    Returns:
        By part: numbers of cases and crises; of every forecaster the scores with their skill
        against the marginal; and the model's skill against every other forecaster.
    """
    found: dict[str, Any] = {}
    for part, chosen in PARTS.items():
        mask = chosen(rows)
        some = rows.where(mask)
        crises = len(set(some.crisis))
        if crises < SMALLEST:
            continue
        given = {name: values[mask] for name, values in forecasts.items()}
        found[part] = {
            "cases": len(some),
            "crises": crises,
            "frequency": (np.bincount(some.rung, some.weight, 4) / some.weight.sum()).tolist(),
            "forecasters": {
                name: {
                    score: asdict(compared(values, given[MARGINAL], some, score, seed))
                    for score in SCORES
                }
                for name, values in given.items()
            },
            "model_against": {
                name: {
                    score: asdict(compared(given[MODEL], values, some, score, seed))
                    for score in SCORES
                }
                for name, values in given.items()
                if name != MODEL
            },
        }
    return found


def helps(given: Floats) -> Floats:
    """Return the probability of costly help or more, by row."""
    found: Floats = given[:, HELPS:].sum(axis=1)
    return found


def reliability_of(given: Floats, rows: Rows) -> Reliability:
    """Return the reliability of the probability of costly help."""
    return reliability(helps(given), rows.rung >= HELPS, rows.weight)


def shuffled(rows: Rows, seed: int) -> Rows:
    """Return the rows with their outcomes shuffled within each decade."""
    rng = np.random.default_rng(seed)
    rung = rows.rung.copy()
    decade = rows.year // 10
    for one in np.unique(decade):
        places = np.flatnonzero(decade == one)
        rung[places] = rung[rng.permutation(places)]
    return rows.with_rungs(rung)
