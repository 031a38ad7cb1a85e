"""Conduct, turn by turn, beyond what the declared patterns ask (`test_patterns.py`)."""

from __future__ import annotations

import pytest

from sim.validation.patterns.conduct import Played
from sim.validation.patterns.plays import loaded
from tests.engine.many_runs import SEED

pytestmark = pytest.mark.slow


def test_treaties_come_from_offers_that_were_best_replies() -> None:
    """Most treaties are signed on an offer that was its side's best order when it was given."""
    played = Played(loaded("karabakh-2020"), SEED)
    good = signed = 0
    for replicate in range(400):
        run = list(played.run(replicate, 20))
        for k, quarter in enumerate(run):
            if not quarter.treaty:
                continue
            signed += 1
            for back in range(k, -1, -1):
                key = ("AZE", "diplomacy")
                if run[back].orders[key] == "offer_treaty" and key in run[back].reviewed:
                    good += run[back].best[key] == "offer_treaty"
                    break
    assert signed >= 10
    assert good / signed > 0.5, (good, signed)
