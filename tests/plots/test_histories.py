"""Histories of the ties: what they gather, and that lines and names can be told apart."""

from __future__ import annotations

import pytest

from sim.plots.histories import HistoriesData, histories_data
from sim.plots.run_figures import histories_figure, histories_table
from tests.plots.geometry import faults
from tests.plots.made_record import TIES, busy_record, made_record, made_turn, war


def both(turns: int) -> list[HistoriesData]:
    record = busy_record(turns)
    return [histories_data(record, name) for name in ("influence", "commitment")]


def test_a_history_begins_before_the_first_turn() -> None:
    data = histories_data(made_record([made_turn(0, {}), made_turn(1, {})]), "influence")
    russia = data.histories[0]
    assert (russia.tie, russia.name) == ("RUS-ARM", "Russia \N{RIGHTWARDS ARROW} Armenia")
    assert russia.values == pytest.approx((0.48, 0.47, 0.46))
    assert data.dates == ("2021 Q1", "2021 Q2")


def test_ties_to_the_challenger_are_dashed_and_no_marker_is_used_twice() -> None:
    histories = both(4)[0].histories
    assert [line.tie for line in histories if line.dashed] == ["TUR-AZE", "RUS-AZE"]
    assert len({line.marker for line in histories}) == len(TIES)


def test_quarters_with_fighting_are_marked() -> None:
    turns = [made_turn(0, {}), made_turn(1, {}, rulings=[war("border")]), made_turn(2, {})]
    assert histories_data(made_record(turns), "commitment").wars == (1,)


def test_an_unknown_quantity_is_refused() -> None:
    with pytest.raises(LookupError, match="influnce"):
        histories_data(busy_record(2), "influnce")


@pytest.mark.parametrize("turns", [0, 1, 20, 60])
def test_no_text_overlaps_or_is_clipped(turns: int) -> None:
    assert not faults(histories_figure(both(turns)))


def test_lines_reach_the_values_they_show() -> None:
    figure = histories_figure(both(20))
    for ax, data in zip(figure.axes, both(20), strict=True):
        drawn = [line for line in ax.lines if len(line.get_xdata()) == 21]
        assert [tuple(line.get_ydata()) for line in drawn] == [h.values for h in data.histories]
        assert ax.get_ylim()[0] == 0
        assert ax.get_ylim()[1] >= max(max(h.values) for h in data.histories)


def test_the_table_has_every_value() -> None:
    head, *rows = histories_table(both(3))
    assert head == ("turn", "date", "tie", "quantity", "value")
    assert len(rows) == 2 * 5 * 4
    assert rows[0] == (-1, "start", "RUS-ARM", "influence", pytest.approx(0.48))
    assert rows[3] == (2, "2021 Q3", "RUS-ARM", "influence", pytest.approx(0.45))
