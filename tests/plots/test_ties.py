"""Ties on the map: places, links and captions, and that the labels can be read."""

from __future__ import annotations

from math import hypot
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.plots.map_ground import at_edge
from sim.plots.region import load_region
from sim.plots.run_figures import ties_figure, ties_table
from sim.plots.ties import ties_data
from tests.plots.geometry import faults
from tests.plots.made_record import (
    ACTORS,
    THEATRES,
    busy_record,
    made_record,
    made_scenario,
    made_state,
    made_turn,
    war,
)

ELSEWHERE = {
    "karabakh": {"name": "Tripolitania", "location": [13.18, 32.89]},
    "border": {"name": "the oil crescent", "location": [18.0, 30.4]},
}


def scenario_without(*actors: str) -> dict[str, Any]:
    kept = {actor: entry for actor, entry in ACTORS.items() if actor not in actors}
    document = made_scenario(kept)
    document["ties"] = {
        tie: {} for tie in document["ties"] if not set(tie.split("-")) & set(actors)
    }
    return document


def test_links_carry_the_state_at_the_end_of_the_turn() -> None:
    turns = [
        made_turn(0, {}),
        made_turn(1, {}, state=made_state(1, **{"ties.RUS-ARM.frozen": 0.7})),
        made_turn(2, {}),
    ]
    data = ties_data(made_record(turns), 1)
    russia, turkey, *_ = data.links
    assert (russia.patron, russia.client, russia.frozen) == ("RUS", "ARM", True)
    assert russia.influence == pytest.approx(0.48 - 0.02)
    assert russia.commitment == pytest.approx(0.35 + 0.02)
    assert (turkey.tie, turkey.frozen) == ("TUR-AZE", False)
    assert data.tension == pytest.approx(0.3)
    assert data.rivals == ("RUS", "TUR")
    assert "end of 2021 Q2" in data.title


def test_the_last_turn_is_shown_unless_another_is_asked_for() -> None:
    record = busy_record(6)
    assert ties_data(record).date == "end of 2022 Q2"
    assert ties_data(record, "2021-Q3").date == "end of 2021 Q3"
    with pytest.raises(LookupError, match="no turn '9'"):
        ties_data(record, 9)


def test_before_the_first_turn_the_start_is_shown() -> None:
    data = ties_data(made_record([]))
    assert data.date == "at the start"
    assert data.links[0].influence == pytest.approx(0.48)


def test_actors_beyond_the_map_stand_at_its_edge() -> None:
    places = {place.actor: place for place in ties_data(busy_record(1)).places}
    assert places["ARM"].at == (44.51, 40.18)
    assert places["ARM"].towards is None
    assert places["AZE"].towards is None
    assert places["RUS"].at[1] == pytest.approx(44.5 - 0.06 * 7)
    assert places["RUS"].towards is not None
    assert places["RUS"].towards[1] > 0.8
    assert places["TUR"].at[0] == pytest.approx(39 + 0.06 * 12.5)
    assert places["WST"].at[1] > places["TUR"].at[1]
    assert places["IRN"].at[1] == pytest.approx(37.5 + 0.06 * 7)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_the_edge_lies_on_the_way(longitude: float, latitude: float) -> None:
    region = load_region()
    assume(not region.holds((longitude, latitude)))
    at, (dx, dy) = at_edge((longitude, latitude), region.frame)
    assert region.holds(at)
    assert hypot(dx, dy) == pytest.approx(1)
    to_x, to_y = longitude - at[0], latitude - at[1]
    assert to_x * dy - to_y * dx == pytest.approx(0, abs=1e-3)
    assert to_x * dx + to_y * dy > 0


def test_countries_take_the_colour_of_the_actor_in_them() -> None:
    data = ties_data(busy_record(1))
    assert data.fills == {
        "Russia": "#D55E00",
        "Turkey": "#E69F00",
        "Azerbaijan": "#0072B2",
        "Armenia": "#8E4A9E",
        "Iran": "#000000",
    }


def test_the_caption_owns_up_to_the_borders() -> None:
    data = ties_data(busy_record(1))
    assert data.caption.startswith("Borders: Natural Earth, simplified, for orientation only.")
    assert "Nagorno-Karabakh, approximately" in data.caption
    assert data.areas == ("karabakh", "adjacent")
    document = made_scenario(theatres={**THEATRES, "karabakh": ACTORS["ARM"]})
    elsewhere = ties_data(made_record([], document))
    assert elsewhere.areas == ()
    assert "oblast" not in elsewhere.caption


def test_a_dispute_outside_the_region_is_a_diagram_and_says_so() -> None:
    data = ties_data(made_record([], made_scenario(theatres=ELSEWHERE)))
    assert data.schematic
    assert data.caption.startswith("A diagram, not a map: Tripolitania and the oil crescent lie")
    assert data.fills == {}
    assert len({place.at for place in data.places}) == len(ACTORS)
    assert all(load_region().holds(place.at) for place in data.places)


def test_fighting_that_quarter_is_marked() -> None:
    data = ties_data(made_record([made_turn(0, {}, rulings=[war("border")])]))
    karabakh, border = data.fronts
    assert (karabakh.war, border.war) == (False, True)
    assert karabakh.control == pytest.approx(0.73)
    assert karabakh.holder == "Azerbaijan"


@pytest.mark.parametrize("theatres", [THEATRES, ELSEWHERE], ids=["map", "diagram"])
@pytest.mark.parametrize("turns", [0, 2, 20, 40])
def test_no_text_overlaps_or_is_clipped(theatres: Any, turns: int) -> None:
    record = made_record(busy_record(turns).turns_played, made_scenario(theatres=theatres))
    assert not faults(ties_figure(ties_data(record)))


def test_a_scenario_without_a_sponsor_has_no_rivalry() -> None:
    data = ties_data(made_record([], scenario_without("TUR")))
    assert data.rivals is None
    texts = [text.get_text() for text in ties_figure(data).axes[0].texts]
    assert not any("tension" in text for text in texts)


def test_the_table_has_every_tie() -> None:
    head, first, *rest = ties_table(ties_data(made_record([])))
    assert head == ("date", "tie", "influence", "commitment", "frozen")
    assert first == ("at the start", "RUS-ARM", pytest.approx(0.48), pytest.approx(0.35), 0)
    assert len(rest) == 4
