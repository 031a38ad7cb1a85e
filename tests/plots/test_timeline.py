"""The timeline: what it gathers, and that its text can be read."""

from __future__ import annotations

import pytest

from sim.plots.run_figures import timeline_figure, timeline_table
from sim.plots.timeline import Span, TimelineData, timeline_data
from tests.plots.geometry import faults
from tests.plots.made_record import (
    Ruling,
    busy_record,
    made_record,
    made_state,
    made_turn,
    unmet,
    war,
)


def lane(data: TimelineData, name: str, desk: str = "security") -> tuple[Span, ...]:
    (spans,) = [lane.spans for lane in data.lanes if (lane.name, lane.desk) == (name, desk)]
    return spans


def small() -> TimelineData:
    return timeline_data(
        made_record(
            [
                made_turn(0, {"RUS": ("reinforce_mission", "parley")}, stance="mixed"),
                made_turn(
                    1,
                    {"RUS": ("hold", "parley"), "AZE": ("border_push", "purge_cadres")},
                    stance="broker",
                ),
                made_turn(
                    2, {"AZE": ("border_push", "hold")}, stance="broker", events=["ukraine-war"]
                ),
            ]
        )
    )


def test_a_course_is_one_span_while_it_goes_on() -> None:
    data = small()
    assert lane(data, "Russia") == (Span(0, 1, "reinforce mission"), Span(1, 2, "hold", 0))
    assert lane(data, "Russia", "diplomacy") == (Span(0, 2, "parley"), Span(2, 1, "hold", 0))
    assert lane(data, "The West") == (Span(0, 3, "hold", 0),)


def test_an_act_is_a_span_of_its_own_each_time() -> None:
    data = small()
    push = (Span(1, 1, "border push", 2, act=True), Span(2, 1, "border push", 2, act=True))
    assert lane(data, "Azerbaijan") == (Span(0, 1, "hold", 0), *push)
    purge = Span(1, 1, "purge cadres", 1, act=True)
    assert lane(data, "Azerbaijan", "diplomacy")[1] == purge


def test_courses_are_bars_acts_are_marks_and_waiting_is_empty() -> None:
    figure = timeline_figure(small())
    (ax,) = figure.axes
    texts = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert [texts.count(said) for said in ("parley", "border push", "purge cadres")] == [1, 2, 1]
    assert "hold" not in texts
    diamonds = [line for line in ax.lines if line.get_marker() == "D"]
    # Two attacks and a purge, each in its quarter.
    assert sorted(int(line.get_xdata()[0]) for line in diamonds) == [1, 1, 2]
    assert [texts.count(desk) for desk in ("security", "diplomacy")] == [6, 6]


def test_stances_dates_and_events_follow_the_turns() -> None:
    data = small()
    assert data.guarantor == "Russia"
    assert data.dates == ("2021 Q1", "2021 Q2", "2021 Q3")
    assert data.stances == (Span(0, 1, "mixed"), Span(1, 2, "broker"))
    assert data.events == ((), (), ("Ukraine war",))


def test_rulings_of_a_turn_are_told() -> None:
    met = Ruling("test", "karabakh", {}, None, {"met": 0.2, "unmet": 0.0})
    granted = Ruling("base", "TUR-AZE", {"request": 0.5, "grant": 1.0}, None, {"presence": 0.3})
    asked = Ruling("base", "TUR-AZE", {"request": 0.5, "grant": 0.0}, None, {"presence": 0.1})
    seen = Ruling("attribution", "TUR", {"covert": 0.5}, 0.4, {"seen": 1.0})
    record = made_record(
        [
            made_turn(0, {}, rulings=[war("karabakh"), unmet("border")]),
            made_turn(1, {}, rulings=[met, granted]),
            made_turn(2, {}, rulings=[asked, seen]),
        ]
    )
    assert timeline_data(record).rulings == (
        ("war: Karabakh", "test unmet: the Syunik border"),
        ("test met: Karabakh", "base granted"),
        (),
    )


def test_switches_of_the_board_are_told_when_they_turn() -> None:
    def turn(number: int, **switches: float):
        return made_turn(number, {}, state=made_state(number, **switches))

    record = made_record(
        [
            turn(0, **{"world.treaty": 1.0}),
            turn(1, **{"world.treaty": 1.0, "ties.RUS-ARM.frozen": 0.8, "world.shock": 1.0}),
            turn(2, **{"world.mandate": 0.0}),
            turn(3),
        ]
    )
    assert timeline_data(record).rulings == (
        ("treaty signed",),
        ("alliance frozen", "overstretch shock"),
        ("alliance restored", "treaty void", "mandate ended", "shock over"),
        ("mandate renewed",),
    )


@pytest.mark.parametrize(("turns", "sizes"), [(8, [8]), (10, [10]), (13, [7, 6]), (40, [10] * 4)])
def test_a_long_run_is_cut_into_even_pieces(turns: int, sizes: list[int]) -> None:
    data = timeline_data(busy_record(turns))
    pages = data.pages()
    assert [len(page.dates) for page in pages] == sizes
    assert sum((page.dates for page in pages), ()) == data.dates
    for page in pages:
        for spans in (page.stances, *(lane.spans for lane in page.lanes)):
            assert sum(span.turns for span in spans) == len(page.dates)
            assert spans[0].first == page.first


def test_a_span_across_the_cut_is_in_both_pieces() -> None:
    quiet = timeline_data(made_record([made_turn(turn, {}) for turn in range(13)]))
    first, second = quiet.pages()
    assert lane(first, "Russia") == (Span(0, 7, "hold", 0),)
    assert lane(second, "Russia") == (Span(7, 6, "hold", 0),)


@pytest.mark.parametrize("turns", [1, 8, 20, 41])
def test_no_text_overlaps_or_is_clipped(turns: int) -> None:
    assert not faults(timeline_figure(timeline_data(busy_record(turns))))


def test_a_run_of_no_turns_can_be_drawn() -> None:
    assert not faults(timeline_figure(timeline_data(made_record([]))))


def test_the_table_has_every_order_stance_ruling_and_event() -> None:
    head, *rows = timeline_table(timeline_data(busy_record(20)))
    assert head == ("turn", "date", "kind", "who", "desk", "what")
    kinds = [row[2] for row in rows]
    assert kinds.count("course") + kinds.count("act") == 20 * 6 * 2
    assert kinds.count("stance") == 20
    assert kinds.count("event") == 1
    assert (4, "2022 Q1", "event", "", "", "Ukraine war") in rows
    assert (12, "2024 Q1", "course", "Turkey", "security", "arm") in rows
    assert (15, "2024 Q4", "course", "Turkey", "security", "arm") in rows
