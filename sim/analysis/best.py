"""The best of several options from few runs, without the luck of the draw."""

from __future__ import annotations

import numpy as np

from sim.analysis.estimates import Floats


def best_of(values: Floats, *, highest: bool) -> Floats:
    """Return the values of the best option, one a run.

    The option with the best mean of a sample owes a part of it to luck. Here the option is chosen
    in one half of the runs and its values are taken from the other half, both ways round, so the
    mean of the values is free of that luck.

    >>> best_of(np.array([[0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]]), highest=True).tolist()
    [1.0, 1.0, 1.0, 1.0]
    >>> best_of(np.array([[2.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 1.0]]), highest=True).tolist()
    [0.0, 0.0, 0.0, 0.0]

    Args:
        values: Values with all options on the same random draws, axes [option, run].
        highest: Whether the highest mean is the best, or the lowest.
    """
    sign = 1.0 if highest else -1.0
    found = np.empty(values.shape[1])
    even, odd = slice(0, None, 2), slice(1, None, 2)
    for kept, chosen in ((even, odd), (odd, even)):
        means = sign * values[:, chosen].mean(axis=1)
        found[kept] = values[int(np.argmax(means)), kept]
    return found
