"""Fan charts: bands gathered by hand, drawn within the page."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.trajectories import Quantiles
from sim.plots.fan import FanData, fan_data, fan_figure, fan_table
from tests.plots.geometry import faults
from tests.plots.golden import check

DATES = [f"{2021 + turn // 4} Q{turn % 4 + 1}" for turn in range(12)]


def bands(rise: float, *, turns: int = 12, wide: float = 0.02) -> np.ndarray:
    """Bands that start at .35, rise and widen by the turn."""
    after = np.arange(turns + 1)[:, None]
    return (0.35 + rise * after + wide * after * np.array([-1, -0.5, 0, 0.5, 1])).astype("f4")


def made(policies: int) -> FanData:
    names = ["baseline", "no-bulwark", "karabakh-2020-ukraine/armenia-freezes-the-alliance-at-once"]
    quantiles = [
        Quantiles("ties.RUS-ARM.commitment", names[k], 500, bands(0.005 - 0.01 * k))
        for k in range(policies)
    ]
    return fan_data(
        quantiles,
        [DATES] * policies,
        name="Commitment, Russia → Armenia",
        whose="Point 3 of 9: parameters.bulwark = 1.2.",
        colour="#D55E00",
    )


def test_panels_have_the_bands_of_their_policy() -> None:
    data = made(2)
    assert data.title == "Commitment, Russia → Armenia, quarter by quarter (n = 500 runs a policy)"
    assert 'Dashed: median of "baseline". Point 3 of 9' in data.note
    first, second = data.panels
    assert first.bands[0] == (0.35,) * 5
    assert first.bands[12] == pytest.approx((0.17, 0.29, 0.41, 0.53, 0.65))
    assert second.bands[12][2] == pytest.approx(0.29)
    assert data.ticks == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


def test_the_table_has_the_start_and_every_quarter() -> None:
    head, *rows = fan_table(made(2))
    assert head == ("policy", "turn", "date", "runs", "q05", "q25", "q50", "q75", "q95")
    assert len(rows) == 2 * 13
    assert rows[0] == ("baseline", -1, "start", 500, *(0.35,) * 5)
    assert rows[13 + 12][:4] == ("no-bulwark", 11, "2023 Q4", 500)


def test_values_beyond_shares_have_an_axis_of_their_own() -> None:
    fan = Quantiles("x", "plain", 9, bands(0.5, wide=0.1))
    data = fan_data([fan], [DATES], name="X", whose="", colour="#44617B")
    assert data.ticks[-1] >= 0.35 + 12 * 0.6
    low = Quantiles("x", "plain", 9, bands(-0.5, wide=0.1))
    assert fan_data([low], [DATES], name="X", whose="", colour="#44617B").ticks[0] < 0.35 - 7
    flat = Quantiles("x", "plain", 9, np.full((13, 5), 3.0, np.float32))
    still = fan_data([flat], [DATES], name="X", whose="", colour="#44617B")
    assert still.ticks[0] < 3 < still.ticks[-1]


def test_counts_that_differ_are_told() -> None:
    quantiles = [Quantiles("x", "a", 9, bands(0.01)), Quantiles("x", "b", 8, bands(0.01))]
    data = fan_data(quantiles, [DATES] * 2, name="X", whose="", colour="#44617B")
    assert "(n = 8 to 9 runs a policy)" in data.title
    figure = fan_figure(data)
    headings = [ax.get_title(loc="left") for ax in figure.axes]
    assert headings == ["a (n = 9)", "b (n = 8)"]


def test_a_median_is_compared_with_where_the_dates_are_the_same() -> None:
    def dashed(data: FanData) -> int:
        lines = [line for ax in fan_figure(data).axes for line in ax.lines]
        return sum(line.get_linestyle() == "--" for line in lines)

    assert dashed(made(3)) == 2
    quantiles = [Quantiles("x", name, 9, bands(0.01)) for name in "ab"]
    later = [DATES, [date.replace("202", "203") for date in DATES]]
    assert dashed(fan_data(quantiles, later, name="X", whose="", colour="#44617B")) == 0


@pytest.mark.parametrize("policies", [1, 2, 3])
def test_no_text_overlaps_or_is_clipped(policies: int) -> None:
    assert not faults(fan_figure(made(policies)))


def test_bands_that_end_together_have_labels_apart() -> None:
    fan = Quantiles("x", "plain", 9, np.full((13, 5), 0.5, np.float32))
    assert not faults(
        fan_figure(fan_data([fan] * 4, [DATES] * 4, name="X", whose="", colour="#44617B"))
    )


def test_golden_fans() -> None:
    check(fan_figure(made(1)), "fan-of-one")
    check(fan_figure(made(3)), "fan-of-policies")
