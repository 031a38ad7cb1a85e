"""What all tests share: how hard Hypothesis tries, and that nobody says how wide the page is.

By default the examples are the same on every run, so that a gate that passed passes again.
`MARCHLAND_HYPOTHESIS=explore` looks for new ones, ten times as many.
"""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, settings

# Programs that run tests in several processes tell them how wide the terminal is.
os.environ.pop("COLUMNS", None)

# So many tests make and drop so much that the collector would take a tenth of their time.
gc.set_threshold(50_000, 20, 50)

SLOW_IS_FINE = [HealthCheck.too_slow]

settings.register_profile(
    "gate", max_examples=50, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile(
    "explore", max_examples=500, deadline=None, suppress_health_check=SLOW_IS_FINE
)
settings.load_profile(os.environ.get("MARCHLAND_HYPOTHESIS", "gate"))
