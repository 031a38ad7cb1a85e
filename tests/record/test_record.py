"""What can be asked of a record."""

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from sim.record import Record, state_hash


def test_a_series_starts_with_the_opening_position(record: Record) -> None:
    assert record.series("ties.RUS-ARM.commitment") == [0.35, 0.4, 0.3, 0.25]


def test_an_unknown_variable_gets_a_suggestion(record: Record) -> None:
    with pytest.raises(LookupError, match=r"did you mean 'ties\.RUS-ARM\.commitment'"):
        record.series("ties.RUS-ARM.comitment")


@pytest.mark.parametrize("name", [1, "1", "2021 Q2", "2021-Q2", "2021-q2"])
def test_a_turn_is_found_by_number_or_date(record: Record, name: int | str) -> None:
    assert record.find_turn(name).turn == 1


@pytest.mark.parametrize("name", [3, -1, "2022-Q1", "first", ""])
def test_a_turn_out_of_range_says_the_range(record: Record, name: int | str) -> None:
    with pytest.raises(LookupError, match=r"turns are 0 \(2021 Q1\) to 2 \(2021 Q3\)"):
        record.find_turn(name)


def test_an_order_is_found_by_its_desk(record: Record) -> None:
    order = record.turns_played[0].orders["RUS"]
    assert (order.of("security"), order.of("diplomacy")) == ("hold", "broker_neutral")


def test_a_record_cannot_be_changed(record: Record) -> None:
    with pytest.raises(FrozenInstanceError):
        record.seed = 1  # type: ignore[misc]


def test_a_record_pickles(record: Record) -> None:
    assert pickle.loads(pickle.dumps(record)) == record


def test_the_state_hash_is_that_of_little_endian_doubles() -> None:
    # printf of two doubles 1.0 and 0.5, low byte first, through sha256sum.
    digest = "7ded32179961d3df64ab9071d95eed3a7b5efc1750a16bdc02db400678278fab"
    assert state_hash([1.0, 0.5]) == digest


def test_a_record_shows_itself_in_one_line_and_on_a_card(record: Record) -> None:
    assert repr(record) == "<Record of hand-made, seed 7, replicate 2, 3 turns: broker>"
    odd = replace(record, scenario={**record.scenario, "title": "A & B <c>", "name": "a\n\x1bb"})
    assert "\n" not in repr(odd) and "\x1b" not in repr(odd)
    card = odd._repr_html_()
    assert "A &amp; B &lt;c&gt;" in card
    assert "seed 7, replicate 2, 3 turns" in card
    assert len(card) < 2000
