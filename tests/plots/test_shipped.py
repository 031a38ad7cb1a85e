"""The figures of the shipped scenarios, played for real."""

from __future__ import annotations

import pytest

import sim
from sim.plots.histories import histories_data
from sim.plots.run_figures import histories_figure, ties_figure, timeline_figure
from sim.plots.ties import ties_data
from sim.plots.timeline import timeline_data
from tests.plots.geometry import faults
from tests.quarrels import quarrels


@pytest.fixture(scope="module", params=quarrels())
def record(request: pytest.FixtureRequest) -> sim.Record:
    return sim.run(request.param, seed=5, turns=12)


def test_the_timeline_can_be_read(record: sim.Record) -> None:
    assert not faults(timeline_figure(timeline_data(record)))


def test_the_histories_can_be_read(record: sim.Record) -> None:
    data = [histories_data(record, name) for name in ("influence", "commitment")]
    assert not faults(histories_figure(data))


@pytest.mark.parametrize("turn", [0, 5, None])
def test_the_ties_can_be_read(record: sim.Record, turn: int | None) -> None:
    assert not faults(ties_figure(ties_data(record, turn)))


def test_karabakh_is_on_the_map_and_other_lands_are_not(record: sim.Record) -> None:
    data = ties_data(record)
    assert data.schematic != str(record.scenario["name"]).startswith("karabakh")
    assert data.schematic == ("diagram" in data.caption)
