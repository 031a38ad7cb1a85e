"""A record as data frames says what the record says, number by number."""

from __future__ import annotations

import pytest

from sim.record import Record


def test_orders_have_a_row_for_every_turn_actor_and_desk(record: Record) -> None:
    frame = record.orders()
    actors = len(record.scenario["actors"])
    assert len(frame) == len(record.turns_played) * actors * 2
    assert not frame.duplicated(["turn", "actor", "desk"]).any()
    for row in frame.itertuples():
        why = record.turns_played[row.turn].why[row.actor][row.desk]
        assert row.order == why.chosen
        assert row.options == len(why.options)
    weighed = frame[frame["options"] > 0]
    assert weighed["probability"].between(0, 1).all()
    assert frame.loc[frame["options"] == 0, "probability"].isna().all()


def test_states_begin_with_the_opening(record: Record) -> None:
    frame = record.states()
    assert len(frame) == len(record.turns_played) + 1
    assert list(frame.columns[2:]) == list(record.columns)
    for path in record.columns:
        assert frame[path].tolist() == record.series(path)
    assert frame["date"].tolist()[1:] == [played.date for played in record.turns_played]
    assert frame["stance"].isna().tolist() == [True] + [False] * len(record.turns_played)


def test_rulings_can_be_put_together_again(record: Record) -> None:
    frame = record.rulings()
    for played in record.turns_played:
        for place, ruling in enumerate(played.rulings):
            own = frame[(frame["turn"] == played.turn) & (frame["ruling"] == place)]
            assert set(own["rule"]) <= {ruling.rule}
            parts = {
                part: dict(zip(rows["name"], rows["value"], strict=True))
                for part, rows in own.groupby("part")
            }
            assert parts.get("input", {}) == pytest.approx(dict(ruling.inputs))
            assert parts.get("result", {}) == pytest.approx(dict(ruling.result))
            assert ("draw" in parts) == (ruling.draw is not None)
