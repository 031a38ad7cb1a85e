"""The milestones of a run: the main events, dated, in the scenario's names."""

from __future__ import annotations

from dataclasses import replace

from sim.narrative.milestones import milestones
from sim.record import Order, Record, Ruling


def attack(force: float, gain: float, place: str = "border") -> Ruling:
    return Ruling("war", place, {"force": force, "odds": 0.5}, 0.5, {"gain": gain, "control": 0.5})


def reply(met: float, place: str = "border") -> Ruling:
    return Ruling("test", place, {"force": 1.0}, 0.5, {"met": met, "unmet": 1.0 - met})


def given(record: Record, *turns: tuple[Ruling, ...], stances: tuple[str, ...] = ()) -> Record:
    """The record with these rulings turn by turn, no events, and nobody who does anything."""
    played = tuple(
        replace(
            turn,
            orders=dict.fromkeys(turn.orders, Order("hold", "hold")),
            rulings=turns[k] if k < len(turns) else (),
            stance=stances[k] if k < len(stances) else "broker",
            events=(),
        )
        for k, turn in enumerate(record.turns_played)
    )
    return replace(record, turns_played=played)


def texts(record: Record, most: int = 8) -> list[str]:
    found, _ = milestones(record, most)
    return [f"{one.date}: {one.text}" for one in found]


def test_attacks_have_their_ground_and_the_guarantors_reply(record: Record) -> None:
    told = given(
        record,
        (attack(0.9, 0.04), reply(1.0)),
        (attack(0.9, 0.001), reply(0.0)),
        (attack(0.9, -0.02, "karabakh"), attack(0.3, 0.0)),
    )
    assert texts(told) == [
        "2021 Q1: The border: Azerbaijan attacks Armenia and gains 4 % of the ground; Russia comes "
        "to its defence.",
        "2021 Q2: The border: Azerbaijan attacks Armenia and gains no ground; Russia stands aside.",
        "2021 Q3: Karabakh: Azerbaijan attacks Armenia and loses 2 % of the ground.",
        "2021 Q3: The border: Azerbaijan probes Armenia.",
    ]


def test_a_spell_of_recommitment_has_its_length(record: Record) -> None:
    asked = {**record.scenario, "parameters": {"recommit_quarters": {"value": 2}}}
    told = replace(record, scenario=asked)
    assert texts(given(told, stances=("broker", "recommit", "mixed"))) == [
        "2021 Q2: Russia's stance becomes recommitment to Armenia, for 1 quarter (too short to "
        "count: it takes 2)."
    ]
    assert texts(given(told, stances=("broker", "recommit", "recommit"))) == [
        "2021 Q2: Russia's stance becomes recommitment to Armenia, for 2 quarters, to the end."
    ]


def test_what_changes_the_order_of_things(record: Record) -> None:
    told = given(
        record,
        (
            Ruling("treaty", "", {}, 0.1, {"treaty": 1.0}),
            Ruling("freeze", "RUS-ARM", {"frozen": 0.0}, None, {"frozen": 1.0}),
        ),
        (
            Ruling("treaty", "", {}, 0.1, {"treaty": 0.0}),
            Ruling("freeze", "RUS-ARM", {"frozen": 1.0}, None, {"frozen": 1.0}),
            Ruling("base", "TUR-AZE", {"grant": 1.0}, None, {"presence": 0.5}),
            Ruling("base", "TUR-AZE", {"grant": 0.0}, None, {"presence": 0.5}),
        ),
        (
            Ruling("mandate", "RUS", {"clock": 0.0}, None, {"mandate": 0.0, "clock": 0.0}),
            Ruling("shock", "RUS", {"hazard": 0.1}, 0.0, {"shock": 1.0, "overstretch": 0.5}),
        ),
    )
    assert texts(told) == [
        "2021 Q1: Azerbaijan and Armenia sign a peace treaty.",
        "2021 Q1: Armenia freezes its alliance with Russia.",
        "2021 Q2: Azerbaijan lets Turkey have a base.",
        "2021 Q3: The mandate of the peacekeepers ends.",
        "2021 Q3: A large commitment elsewhere ties Russia down.",
    ]


def test_what_the_guarantor_does_fills_the_places_that_are_left(record: Record) -> None:
    told = given(record, (attack(0.9, 0.0),), (attack(0.9, 0.0),))
    first, *rest = told.turns_played
    orders = {**first.orders, "RUS": Order("hold", "broker_neutral"), "AZE": Order("hold", "hold")}
    told = replace(told, turns_played=(replace(first, orders=orders), *rest))
    assert "2021 Q1: Russia now acts as neutral broker between Azerbaijan and Armenia." in texts(
        told
    )
    assert all("attacks" in text for text in texts(told, 2))


def test_the_most_important_are_kept_in_order_of_time(record: Record) -> None:
    told = given(
        record,
        (attack(0.9, 0.0), attack(0.9, 0.0, "karabakh")),
        (attack(0.9, 0.0),),
        (Ruling("treaty", "", {}, 0.1, {"treaty": 1.0}),),
    )
    found, left_out = milestones(told, 3)
    assert left_out == 1
    # The second attack at the border is less important than the first ones and the treaty.
    assert [one.turn for one in found] == [0, 0, 2]
