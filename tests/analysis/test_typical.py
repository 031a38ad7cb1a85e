"""The typical run: the commonest ending, and in it the run nearest to the median."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.analysis.typical import typical


def runs() -> pd.DataFrame:
    """Seven runs: four end as brokers without an offensive, two otherwise, and one has failed."""
    return pd.DataFrame(
        {
            "run": [10, 11, 12, 13, 14, 15, 16],
            "policy": "baseline",
            "replicate": range(7),
            "status": ["ok"] * 6 + ["failed"],
            "stance": pd.Categorical(["broker"] * 4 + ["recommit"] * 2 + ["broker"]),
            "offensive": [False] * 4 + [True] * 2 + [False],
            "treaty": [True, False, False, False, True, True, True],
            "recommitment_index": [0.1, 0.2, 0.6, 0.3, 0.9, 0.9, 0.25],
            "tests": [0, 2, 9, 2, 0, 0, 1],
            "probes": 0,
        }
    )


def test_the_run_nearest_to_the_median_of_its_like() -> None:
    found = typical(runs(), "baseline", "recommitted")
    assert found is not None
    # Medians of the four: index 0.25, tests 2. Runs 11 and 13 are equally near; the first is taken.
    assert found.run == 11
    assert found.ending == (("stance", "broker"), ("offensive", False))
    assert found.alike[0] == pytest.approx(4 / 6)
    assert found.runs == 6
    # There was no probe in any run, so probes tell nothing.
    assert found.measured == ("recommitment_index", "tests")


def test_a_yes_or_no_that_is_asked_for_belongs_to_the_ending() -> None:
    found = typical(runs(), "baseline", "treaty")
    assert found is not None
    assert found.alike[0] == pytest.approx(3 / 6)
    assert dict(found.ending)["treaty"] is False
    assert found.run == 13  # medians of runs 11, 12 and 13: index 0.3, tests 2


def test_no_run_is_typical_of_nothing() -> None:
    assert typical(runs(), "nobody", "recommitted") is None
