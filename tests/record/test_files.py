"""A record comes back equal from its file, or is refused in one clear line."""

import json
import math
import os
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sim.record import Record, RecordError, load_record

OLD = b'"format":2,"code_version":"0.2.0","model_version":1'
"""Versions in a record of the last program with model 1."""


@pytest.fixture
def saved(record: Record, tmp_path: Path) -> Path:
    path = tmp_path / "record.json"
    record.save(path)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(RecordError) as caught:
        load_record(path)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def edited(path: Path, before: bytes, after: bytes) -> None:
    data = path.read_bytes()
    assert before in data
    path.write_bytes(data.replace(before, after, 1))


def test_a_saved_record_loads_equal_and_saves_to_the_same_bytes(
    record: Record, saved: Path, tmp_path: Path
) -> None:
    loaded = load_record(saved)
    assert loaded == record
    loaded.save(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == saved.read_bytes()


def test_numbers_keep_every_bit(record: Record, tmp_path: Path) -> None:
    hard = (0.1 + 0.2, -0.0, 5e-324, 1.7976931348623157e308)
    initial = (*hard, *record.initial[4:])
    replace(record, initial=initial).save(tmp_path / "r.json")
    loaded = load_record(tmp_path / "r.json")
    assert [value.hex() for value in loaded.initial] == [value.hex() for value in initial]


def test_the_order_of_theatres_survives(saved: Path) -> None:
    assert list(load_record(saved).scenario["theatres"]) == ["karabakh", "border"]


def test_a_whole_number_in_a_field_of_floats_is_written_as_a_float(
    record: Record, saved: Path, tmp_path: Path
) -> None:
    whole = replace(record, initial=(4, *record.initial[1:]))
    whole.save(tmp_path / "whole.json")
    assert (tmp_path / "whole.json").read_bytes() == saved.read_bytes()


def test_measures_come_back_with_their_own_types(record: Record, tmp_path: Path) -> None:
    measures = {"yes": True, "count": 1, "share": 1.0, "never": None}
    outcome = replace(record.outcome, measures=measures)
    replace(record, outcome=outcome).save(tmp_path / "r.json")
    loaded = load_record(tmp_path / "r.json").outcome.measures
    assert [type(value) for value in loaded.values()] == [bool, int, float, type(None)]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_record_holds_a_number_that_is_none(
    record: Record, tmp_path: Path, value: float
) -> None:
    broken = replace(record, initial=(value, *record.initial[1:]))
    with pytest.raises(ValueError, match=r"initial\[0\]: expected a finite number"):
        broken.save(tmp_path / "r.json")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.json").endswith("no such file")


def test_a_folder(tmp_path: Path) -> None:
    assert "a directory" in refusal(tmp_path)


def test_an_empty_file(saved: Path) -> None:
    saved.write_bytes(b"")
    assert "empty" in refusal(saved)


def test_not_json(saved: Path) -> None:
    saved.write_bytes(b"\xff\xfe not json")
    assert "not JSON" in refusal(saved)


def test_json_of_another_kind(saved: Path) -> None:
    saved.write_bytes(b"[1, 2]\n")
    assert "not a run record" in refusal(saved)


def test_another_format_version(saved: Path) -> None:
    edited(saved, b'"format":3', b'"format":1')
    assert "record format 1; this version of sim reads format 3" in refusal(saved)


def test_a_record_of_model_1_is_refused_with_its_version_and_a_way_out(saved: Path) -> None:
    edited(saved, b'"format":3,"code_version":"0.3.0","model_version":2', OLD)
    assert refusal(saved) == (
        f"{saved}: record format 2; this version of sim reads format 3; it was written by "
        "marchland 0.2.0 with model version 1: read it with that version, or play its scenario "
        "and seed again with this one"
    )


@pytest.mark.parametrize("kept", [2, 10, 1000, -2])
def test_a_file_cut_short(saved: Path, kept: int) -> None:
    saved.write_bytes(saved.read_bytes()[:kept])
    assert "cut short" in refusal(saved)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"seed":7', b'"seed":8'),
        (b'"stance":"broker"', b'"stance":"recommit"'),
        (b"Two lines", b"Ten lines"),
    ],
)
def test_an_edited_file(saved: Path, before: bytes, after: bytes) -> None:
    edited(saved, before, after)
    assert "changed after it was written" in refusal(saved)


def test_swapped_theatres_are_an_edit_too(saved: Path) -> None:
    first, second = b'"karabakh":{"name":"Karabakh"}', b'"border":{"name":"the border"}'
    edited(saved, first + b"," + second, second + b"," + first)
    assert "changed after it was written" in refusal(saved)


def test_a_record_without_a_digest(saved: Path) -> None:
    document = json.loads(saved.read_text("utf-8"))
    del document["digest"]
    saved.write_text(json.dumps(document) + "\n", "utf-8")
    assert "no digest" in refusal(saved)


def test_a_state_that_does_not_match_its_hash(record: Record, tmp_path: Path) -> None:
    first, *rest = record.turns_played
    tampered = replace(first, state=(0.0, *first.state[1:]))
    path = tmp_path / "r.json"
    replace(record, turns_played=(tampered, *rest)).save(path)
    assert "the state of turn 0 does not match its hash" in refusal(path)


def test_a_value_of_the_wrong_shape_is_named(record: Record, tmp_path: Path) -> None:
    broken = replace(record, seed="seven")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"record\.seed: expected a whole number"):
        broken.save(tmp_path / "r.json")


def test_saving_replaces_a_file_whole_and_leaves_no_draft(record: Record, saved: Path) -> None:
    replace(record, seed=8).save(saved)
    assert load_record(saved).seed == 8
    assert [path.name for path in saved.parent.iterdir()] == ["record.json"]


def test_a_save_that_fails_leaves_the_old_file(
    record: Record, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace(record, seed=8).save(saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["record.json"]


def forged(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the document and sign it again, as a program gone wrong might write it."""
    document = json.loads(path.read_text("utf-8"))
    del document["digest"]
    change(document)
    compact = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    document["digest"] = sha256(compact.encode("utf-8")).hexdigest()
    path.write_text(json.dumps(document), "utf-8")


def test_a_forged_record_of_the_right_shape_is_read(saved: Path) -> None:
    forged(saved, lambda document: document.update(seed=9))
    assert load_record(saved).seed == 9


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.pop("seed"), "record: 'seed' is missing"),
        (lambda d: d.update(colour="red"), "record: unknown entry 'colour'"),
        (lambda d: d.update(seed=True), "record.seed: expected a whole number, not True"),
        (lambda d: d.update(driver=3), "record.driver: expected a text, not 3"),
        (lambda d: d.update(columns="abc"), "record.columns: expected a list"),
        (lambda d: d.update(scenario=[1]), "record.scenario: expected a table"),
        (lambda d: d.update(outcome=[1]), "record.outcome: expected a table"),
        (lambda d: d["initial"].__setitem__(0, "x"), "record.initial[0]: expected a finite number"),
        (lambda d: d["initial"].__setitem__(0, 4), "record.initial[0]: must be written"),
        (lambda d: d["initial"].__setitem__(0, 10**400), "record.initial[0]: expected a finite"),
        (lambda d: d.update(resolve=1), "record.resolve: must be written 1.0, not 1"),
        (lambda d: d["outcome"].pop("reason"), "record.outcome: 'reason' is missing"),
        (
            lambda d: d["turns_played"][0]["orders"].pop("RUS"),
            "turn 0 does not have orders and reasons for every actor",
        ),
        (
            lambda d: d["turns_played"][1]["why"]["RUS"].pop("diplomacy"),
            "turn 1 does not have reasons for both desks of every actor",
        ),
        (
            lambda d: d["turns_played"][0]["why"]["RUS"]["security"]["review"].pop("since"),
            "record.turns_played[0].why.RUS.security.review: 'since' is missing",
        ),
        (lambda d: d["turns_played"].pop(0), "turn 0 is expected in place of turn 1"),
        (lambda d: d["initial"].pop(), "the opening state does not have a number"),
        (lambda d: d["scenario"].pop("actors"), "record.scenario: 'actors' is missing"),
        (
            lambda d: d["outcome"]["measures"].update(tests="many"),
            "record.outcome.measures.tests: expected a finite number",
        ),
        (
            lambda d: d["turns_played"][1]["orders"]["RUS"].update(reply=4),
            "record.turns_played[1].orders.RUS.reply: expected a text, not 4",
        ),
    ],
)
def test_a_signed_record_of_the_wrong_shape_says_where(saved: Path, change, said: str) -> None:
    forged(saved, change)
    assert said in refusal(saved)


def test_numbers_that_json_does_not_have_are_refused(saved: Path) -> None:
    edited(saved, b'"resolve":0.8', b'"resolve":NaN')
    assert "not JSON" in refusal(saved)


def test_a_number_too_large_is_named(saved: Path) -> None:
    edited(saved, b'"resolve":0.8', b'"resolve":1e999')
    assert "the number 1e999 is too large" in refusal(saved)


def test_half_a_character_is_refused(saved: Path) -> None:
    edited(saved, b'"driver":"mesa"', b'"driver":"\\ud800"')
    assert "half a character" in refusal(saved)


@pytest.mark.parametrize("depth", [600, 100_000])
def test_a_record_nested_too_deeply_is_refused(saved: Path, depth: int) -> None:
    forest = b'{"a":' * depth + b"1" + b"}" * depth
    edited(saved, b'"events":{', b'"odd":' + forest + b',"events":{')
    assert re.search("nested too deeply|digest differs", refusal(saved))


@pytest.mark.parametrize("depth", [150, 190, 250, 700])
def test_a_signed_record_nested_too_deeply_is_read_or_refused(saved: Path, depth: int) -> None:
    deep: dict[str, Any] = {}
    for _ in range(depth):
        deep = {"a": deep}
    forged(saved, lambda document: document["scenario"].update(odd=deep))
    try:
        assert load_record(saved).scenario["odd"] == deep
    except RecordError as error:
        assert str(error) == f"{saved}: not a run record: record: nested too deeply"
        assert depth > 150


@pytest.mark.parametrize("text", ["\ud800", "\udfff and more"])
def test_half_a_character_is_not_saved(record: Record, tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="half a character"):
        replace(record, driver=text).save(tmp_path / "r.json")


def test_a_number_that_is_none_is_not_saved_in_the_scenario_either(
    record: Record, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="finite"):
        replace(record, scenario={**record.scenario, "odd": math.nan}).save(tmp_path / "r.json")


def test_a_file_that_may_not_be_read(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert refusal(saved).endswith("cannot be read: Permission denied")


def test_an_entry_of_another_class_is_not_saved(record: Record, tmp_path: Path) -> None:
    broken = replace(record, outcome=record)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"record\.outcome: expected Outcome"):
        broken.save(tmp_path / "r.json")
