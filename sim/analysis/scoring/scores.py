"""Proper scores: lower is better, and nobody gains by saying what they do not believe."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.ArrayLike

LEAST = 1e-4
"""Smallest probability that the logarithmic score takes as given: one wrong certainty then costs
9.2 and does not decide everything."""


def brier(chance: Numbers, happened: Numbers) -> Floats:
    """Return the Brier score (p - y)^2 of each forecast, in [0, 1] (Brier 1950).

    >>> [float(score) for score in brier([0.25, 0.25], [0, 1])]
    [0.0625, 0.5625]

    Args:
        chance: Probability of the event, by forecast.
        happened: Whether it happened, by forecast.
    """
    score: Floats = (np.asarray(chance, float) - np.asarray(happened, float)) ** 2
    return score


def ranked_probability(chances: Numbers, rank: Numbers) -> Floats:
    """Return the ranked probability score of each forecast, in [0, 1] (Epstein 1969; Murphy 1971).

    The mean, over the thresholds between neighbouring ranks, of the squared difference between the
    probability of at most this rank and whether it was so. With two ranks it is the Brier score.

    >>> ranked_probability([[0.5, 0.3, 0.2]], [1]).round(3).tolist()
    [0.145]

    Args:
        chances: Probability of each rank, axes [forecast, rank], each row summing to 1.
        rank: The rank that came, from 0, by forecast.
    """
    given = np.asarray(chances, float)
    most = given.shape[1] - 1
    came = np.asarray(rank)[:, None] <= np.arange(most)
    score: Floats = ((given.cumsum(axis=1)[:, :most] - came) ** 2).mean(axis=1)
    return score


def logarithmic(chances: Numbers, rank: Numbers) -> Floats:
    """Return the logarithmic score -ln p of what came, in nats (Good 1952).

    Probabilities below `LEAST` count as `LEAST`.

    >>> logarithmic([[0.5, 0.5], [1, 0]], [1, 1]).round(3).tolist()
    [0.693, 9.21]

    Args:
        chances: Probability of each rank, axes [forecast, rank], each row summing to 1.
        rank: The rank that came, from 0, by forecast.
    """
    given = np.asarray(chances, float)
    said = given[np.arange(len(given)), np.asarray(rank)]
    score: Floats = -np.log(np.maximum(said, LEAST))
    return score
