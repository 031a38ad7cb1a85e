"""The surface over what counts as recommitment: counted by hand, and as the summary has it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.outcomes import LENGTHS, recommitment
from sim.experiment.intervals import wilson
from sim.plots.thresholds import (
    ThresholdData,
    own_definition,
    threshold_data,
    threshold_figure,
    threshold_table,
)
from tests.plots.geometry import faults
from tests.plots.golden import check
from tests.plots.made_tables import runs

DOCUMENT = {"parameters": {"recommit_level": {"value": 0.55}, "recommit_quarters": 4}}


def table():
    """Six runs of one policy, the last of which failed, and a policy that nobody asked about."""
    mine = {
        "spell_at_0.50": [0, 3, 4, 8, 12, 9],
        "spell_at_0.55": [0, 0, 4, 5, 9, 9],
        "recommitted": [False, False, True, True, True, True],
        "offered": [False, True, True, True, True, False],
        "recommitment_index": [0.0, 0.1, 0.32, 0.5, 1.0, 0.9],
    }
    other = {name: values[:1] * 6 for name, values in mine.items()}
    return runs({"plain": mine, "shy": other}, failed=[5])


def small(own: tuple[float, float] | None = (0.55, 4.0)) -> ThresholdData:
    return threshold_data(table(), policy="plain", title="Russia recommits", own=own)


def test_cells_and_index_by_hand() -> None:
    data = small()
    assert data.levels == (0.5, 0.55)
    # At least k turns running, of five runs: k = 1, 3, 4, 5, 9, 12.
    assert data.hits[0, [0, 2, 3, 4, 8, 11]].tolist() == [4, 4, 3, 2, 1, 1]
    assert data.hits[1, [0, 2, 3, 4, 8, 11]].tolist() == [3, 3, 3, 2, 1, 0]
    assert (data.runs, data.failed, data.points) == (5, 1, 1)
    assert np.flatnonzero(data.index).tolist() == [0, 2, 6, 10, 19]
    # Mean .384; deviations -.384, -.284, -.064, .116, .616, their squares sum to .62512.
    mean, low, high = data.mean
    half = 1.96 * (0.62512 / 4 / 5) ** 0.5
    assert data.offered == pytest.approx((0.8, *wilson(4, 5)))
    assert (mean, low, high) == pytest.approx((0.384, 0.384 - half, 0.384 + half), abs=1e-4)


def test_it_agrees_with_the_summary() -> None:
    found = recommitment(table())
    mine = found[(found["policy"] == "plain") & found["level"].notna()]
    data = small()
    for row in mine.to_dict("records"):
        j, i = data.levels.index(row["level"]), data.lengths.index(row["turns"])
        assert data.shares[j, i] == row["value"]
    assert len(mine) == 2 * len(LENGTHS)


def test_the_table_holds_surface_mean_and_bins() -> None:
    head, *rows = threshold_table(small())
    assert {len(row) for row in rows} == {len(head)}
    assert [row[3] for row in rows if row[:3] == ("recommitted", 0.55, 4)] == [0.6]
    assert [row[3] for row in rows if row[0] == "offered"] == [0.8]
    assert [row[3] for row in rows if row[0] == "recommitment_index"] == [pytest.approx(0.384)]
    assert sum(row[3] for row in rows if row[0].startswith("recommitment_index from")) == 1


def test_the_scenarios_own_definition_is_framed_unless_it_varies() -> None:
    own = own_definition(DOCUMENT, ("parameters.bulwark",))
    assert own == (0.55, 4.0)
    assert own_definition(DOCUMENT, ("parameters.recommit_level",)) is None
    assert own_definition({}, ()) is None
    framed = [len(threshold_figure(small(x)).axes[0].patches) for x in (own, None, (0.58, 4.0))]
    assert framed == [1, 0, 0]


def wide() -> ThresholdData:
    levels = tuple(round(0.4 + 0.05 * k, 2) for k in range(7))
    share = np.clip(1.3 - np.add.outer(np.arange(7) * 0.15, np.arange(12) * 0.09), 0, 1)
    index = np.r_[30.0, 5, 8, 12, 20, 30, 45, 60, 70, 60, 45, 30, 10, np.zeros(7)]
    hits = np.round(425 * share)
    return ThresholdData("Russia recommits to Armenia, by what counts as recommitment", "baseline",
                         levels, tuple(range(1, 13)), hits, wilson(hits, 425), 425, (0.55, 4.0),
                         index, (0.383, 0.369, 0.396), (0.847, 0.811, 0.877), 121, 40,
                         3)  # fmt: skip


def test_the_surface_can_be_read() -> None:
    assert not faults(threshold_figure(wide()))
    assert not faults(threshold_figure(small()))
    assert "all 121 points of the design together" in wide().note
    assert (
        "By the guarantor's orders alone, recommitment is offered in 85 % [81, 88] of the runs."
        in wide().note
    )
    assert "3 failed runs are left out" in wide().note
    assert "over the 40 draws of chance that all points share" in wide().note


def test_golden_threshold_surface() -> None:
    check(threshold_figure(wide()), "threshold-surface")
