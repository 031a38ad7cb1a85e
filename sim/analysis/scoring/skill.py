"""Skill against a reference, with intervals that respect what belongs together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.scoring.scores import Floats, Numbers

RESAMPLES = 4000
"""Resamples of a bootstrap."""


@dataclass(frozen=True)
class Skill:
    """Mean scores of forecasts and of a reference on the same cases, and the skill.

    Attributes:
        score: Weighted mean score of the forecasts.
        reference: Weighted mean score of the reference.
        skill: 1 - score / reference: 1 for certainty, 0 for no better than the reference.
        low: Low end of the 95 % interval of the skill.
        high: High end.
        difference: Reference - score: what the forecasts gain, in units of the score.
        difference_low: Low end of its 95 % interval.
        difference_high: High end.
        cases: Number of forecasts.
        clusters: Number of groups that were resampled.
    """

    score: float
    reference: float
    skill: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    cases: int
    clusters: int


def skill(
    scores: Numbers,
    reference: Numbers,
    *,
    cluster: npt.ArrayLike,
    weight: Numbers | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Skill:
    """Return the skill of forecasts against a reference, with a paired bootstrap by cluster.

    All cases of a cluster are drawn together, for both forecasters (Efron and Tibshirani 1993).

    Args:
        scores: Score of each forecast; lower is better.
        reference: Score of the reference's forecast of the same case.
        cluster: Name of the group of each case, such as its crisis.
        weight: Weight of each case; equal if None.
        seed: Seed of the resamples.
        resamples: Number of resamples.
    """
    own, other = np.asarray(scores, float), np.asarray(reference, float)
    weights = np.ones(len(own)) if weight is None else np.asarray(weight, float)
    names, member = np.unique(np.asarray(cluster), return_inverse=True)
    parts = (weights * own, weights * other, weights)
    sums = np.array([np.bincount(member, part, len(names)) for part in parts], dtype=np.float64)
    times = _times(len(names), resamples, seed)
    return _skill(sums, times, len(own))


def skill_by_blocks(
    scores: Numbers, reference: Numbers, *, block: int, seed: int = 0, resamples: int = RESAMPLES
) -> Skill:
    """Return the skill of forecasts of one series, with a bootstrap of moving blocks.

    Neighbours in time are drawn together (Kuensch 1989), so that a series that moves slowly does
    not look like many independent cases.

    Args:
        scores: Score of each forecast, in order of time.
        reference: Score of the reference's forecast, in the same order.
        block: Length of a block, from 1 to the length of the series.
        seed: Seed of the resamples.
        resamples: Number of resamples.

    Raises:
        ValueError: The block is longer than the series, or shorter than 1.
    """
    own, other = np.asarray(scores, float), np.asarray(reference, float)
    count = len(own)
    if not 1 <= block <= count:
        raise ValueError(f"block = {block}: must be from 1 to {count}")
    rng = np.random.default_rng(seed)
    blocks = -(-count // block)
    starts = rng.integers(0, count - block + 1, (resamples, blocks))
    chosen = (starts[:, :, None] + np.arange(block)).reshape(resamples, -1)[:, :count]
    times = np.stack([np.bincount(row, minlength=count) for row in chosen]).astype(float)
    return _skill(np.stack([own, other, np.ones(count)]), times, count)


def _times(clusters: int, resamples: int, seed: int) -> Floats:
    """Return how often each cluster is in each resample, axes [resample, cluster]."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(clusters, np.full(clusters, 1 / clusters), resamples).astype(float)


def _skill(sums: Floats, times: Floats, cases: int) -> Skill:
    """Return the skill from sums [own score, reference, weight; cluster] and resamples of them."""
    own, other, weight = sums.sum(axis=1)
    drawn = times @ sums.T
    differences = (drawn[:, 1] - drawn[:, 0]) / drawn[:, 2]
    skills = 1 - drawn[:, 0] / np.where(drawn[:, 1] > 0, drawn[:, 1], np.nan)
    low, high = np.nanquantile(skills, [0.025, 0.975])
    least, most = np.quantile(differences, [0.025, 0.975])
    return Skill(
        score=own / weight,
        reference=other / weight,
        skill=1 - own / other if other > 0 else float("nan"),
        low=float(low),
        high=float(high),
        difference=(other - own) / weight,
        difference_low=float(least),
        difference_high=float(most),
        cases=cases,
        clusters=sums.shape[1],
    )
