"""Influence on the map: who holds what, and that the labels can be read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Wedge

from sim.plots import style
from sim.plots.influence import InfluenceData, influence_data
from sim.plots.map_figures import average, influence_figure, influence_table
from sim.plots.region import load_region, middle
from tests.plots.geometry import faults
from tests.plots.made_record import busy_record, made_record, made_scenario
from tests.plots.test_ties import ELSEWHERE, scenario_without


def parts(data: InfluenceData) -> dict[str, list[tuple[str, float]]]:
    return {
        holding.client: [(part.patron, round(part.share, 6)) for part in holding.parts]
        for holding in data.holdings
    }


def test_patrons_by_influence_and_what_is_left_last() -> None:
    data = influence_data(made_record([]))
    assert parts(data) == {
        "ARM": [("RUS", 0.48), ("WST", 0.14), ("IRN", 0.05), ("", 0.33)],
        "AZE": [("TUR", 0.42), ("RUS", 0.22), ("", 0.36)],
    }
    assert data.date == "at the start"
    assert "Armenia: Russia 0.48, the West 0.14, Iran 0.05, its own 0.33." in data.finding()


def test_a_turn_by_number_or_date() -> None:
    record = busy_record(6)
    assert influence_data(record).date == "end of 2022 Q2"
    data = influence_data(record, "2021-Q3")
    assert data.title == "Influence, end of 2021 Q3: made, seed 7, replicate 0"
    assert parts(data)["ARM"][0] == ("RUS", 0.45)
    with pytest.raises(LookupError, match="no turn '9'"):
        influence_data(record, 9)


def test_a_client_has_the_tint_of_its_leading_patron() -> None:
    data = influence_data(made_record([]))
    russian, turkish = style.KNOWN_ACTORS["RUS"], style.KNOWN_ACTORS["TUR"]
    assert data.tints["Armenia"] == style.tint(russian, 0.14 + 0.55 * 0.48)
    assert data.tints["Azerbaijan"] == style.tint(turkish, 0.14 + 0.55 * 0.42)
    assert data.tints["Russia"] == style.tint(russian, 0.14)
    # The more a patron holds, the darker the client, in greyscale as well.
    assert style.luminance(data.tints["Armenia"]) < style.luminance(data.tints["Russia"])


def test_clients_stand_in_the_middle_of_their_land_and_open_to_either_side() -> None:
    west, east = influence_data(made_record([])).holdings
    region = load_region()
    assert (west.client, west.western, east.client, east.western) == ("ARM", True, "AZE", False)
    assert region.country_at(west.at) == "Armenia"
    assert region.country_at(east.at) == "Azerbaijan"
    assert {place.actor for place in influence_data(made_record([])).places} == {
        "RUS",
        "TUR",
        "WST",
        "IRN",
    }


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.1, 3), st.floats(0.1, 3))
def test_the_middle_of_a_rectangle(x: float, y: float, across: float, up: float) -> None:
    ring = ((x, y), (x + across, y), (x + across, y + up), (x, y + up))
    small = ((x, y), (x + across / 9, y), (x, y + up / 9))
    assert middle([(small,), (ring,)]) == pytest.approx((x + across / 2, y + up / 2), abs=1e-6)


def test_the_table_has_every_holder() -> None:
    head, *rows = influence_table(influence_data(made_record([])))
    assert head == ("date", "client", "patron", "influence")
    assert [row[1:3] for row in rows] == [
        ("ARM", "RUS"),
        ("ARM", "WST"),
        ("ARM", "IRN"),
        ("ARM", ""),
        ("AZE", "TUR"),
        ("AZE", "RUS"),
        ("AZE", ""),
    ]


def test_arcs_are_half_rings_and_as_long_as_the_shares() -> None:
    figure = influence_figure(influence_data(made_record([])))
    wedges = [patch for patch in figure.axes[0].patches if isinstance(patch, Wedge)]
    turned = [wedge.theta2 - wedge.theta1 for wedge in wedges]
    assert turned[:4] == pytest.approx([180 * x for x in (0.48, 0.14, 0.05, 0.33)])
    assert all(w.theta1 >= 90 and w.theta2 <= 270 + 1e-9 for w in wedges[:4])
    assert all(w.theta1 >= -90 - 1e-9 and w.theta2 <= 90 for w in wedges[4:])


def test_the_caption_owns_up_to_the_borders() -> None:
    assert influence_data(made_record([])).caption.startswith(
        "Borders: Natural Earth, simplified, for orientation only."
    )


def test_a_dispute_outside_the_region_is_a_diagram() -> None:
    data = influence_data(made_record([], made_scenario(theatres=ELSEWHERE)))
    assert data.schematic
    assert data.tints == {}
    assert data.caption.startswith("A diagram, not a map")
    texts = [text.get_text() for text in influence_figure(data).texts]
    assert not any("tint" in text for text in texts)


@pytest.mark.parametrize("turns", [0, 2, 20, 40])
@pytest.mark.parametrize("where", ["map", "diagram"])
def test_no_text_overlaps_or_is_clipped(turns: int, where: str) -> None:
    theatres = {} if where == "map" else {"theatres": ELSEWHERE}
    record = busy_record(turns)
    made = made_record(record.turns_played, made_scenario(**theatres))
    assert not faults(influence_figure(influence_data(made)))


def test_a_scenario_without_suitors_or_sponsor() -> None:
    data = influence_data(made_record([], scenario_without("TUR", "WST", "IRN")))
    assert parts(data) == {"ARM": [("RUS", 0.48), ("", 0.52)], "AZE": [("RUS", 0.22), ("", 0.78)]}
    assert not faults(influence_figure(data))


def test_means_and_the_widest_interval() -> None:
    found = average({"a": np.array([0.0, 1.0, 1.0, 0.0]), "b": np.full(4, 0.3)})
    assert found.means == {"a": 0.5, "b": pytest.approx(0.3)}
    # s = sqrt(1/3), 1.96 s / 2
    assert found.half_width == pytest.approx(0.5658, abs=1e-4)
    assert found.told == ", each to within 0.566 (95 % interval)"
    assert average({"a": np.array([0.2])}).told == ""
