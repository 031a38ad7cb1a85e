"""Sensitivity: which factors an outcome depends on, how much, and with what uncertainty.

`sensitivity` analyses results by every method that fits their design: Sobol indices for a Saltelli
design, elementary effects for a Morris design, and for any design standardised regression and a
moment-independent index. It also gives the share of the variance that is chance, and the swing of
every factor.
"""

from __future__ import annotations

from sim.analysis.sensitivity.findings import LIMITS
from sim.analysis.sensitivity.of_results import look_at, ranged, sensitivity
from sim.analysis.sensitivity.study import METHODS, Ranged, Sensitivity, fitting

__all__ = [
    "LIMITS",
    "METHODS",
    "Ranged",
    "Sensitivity",
    "fitting",
    "look_at",
    "ranged",
    "sensitivity",
]
