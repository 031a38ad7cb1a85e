"""`sim explain` and `sim replay` read what `sim run --out` wrote."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sim.record import Why, load_record, state_hash


def desks(folder: Path, actor: str) -> Iterator[tuple[int, str, Why]]:
    """Decisions of an actor's desks in the recorded run, by turn and desk."""
    for played in load_record(folder / "record.json").turns_played:
        for desk, why in played.why[actor].items():
            yield played.turn, desk, why


def test_explain_shows_every_option_with_its_terms(sim, folder: Path) -> None:
    turn, _, why = next(found for found in desks(folder, "RUS") if len(found[2].options) > 1)
    ended = sim("explain", folder / "record.json", "--turn", turn, "--actor", "RUS")
    assert (ended.status, ended.err) == (0, "")
    for option in why.options:
        assert option.action in ended.out
        assert f"{option.expected_utility:.3f}" in ended.out
    assert f"The draw was {why.draw:.4f}" in " ".join(ended.out.split())
    assert why.beliefs


def test_explain_says_why_a_desk_did_not_choose(sim, folder: Path) -> None:
    stays = [
        (turn, desk, why.review)
        for turn, desk, why in desks(folder, "RUS")
        if why.review is not None and why.review.reason == "course" and why.review.since >= 0
    ]
    record = load_record(folder / "record.json")
    for turn, desk, review in stays[:3]:
        ended = sim("explain", folder, "--turn", turn, "--actor", "RUS")
        said = " ".join(ended.out.split())
        date = record.turns_played[review.since].date
        assert f"Not reviewed: the course of {date} goes on;" in said
        assert f"{desk.capitalize()} desk: Russia" in said
    assert stays


def test_explain_takes_the_folder_and_a_date(sim, folder: Path) -> None:
    by_number = sim("explain", folder / "record.json", "--turn", 5, "--actor", "TUR")
    by_date = sim("explain", folder, "--turn", "2022-Q2", "--actor", "TUR")
    assert by_date == by_number


def test_the_terms_sum_to_the_expected_utility(sim, folder: Path) -> None:
    for actor in ("RUS", "TUR", "AZE", "ARM", "WST", "IRN"):
        ended = sim("explain", folder, "--turn", 3, "--actor", actor, "--json")
        decisions = json.loads(ended.out)["why"]
        assert list(decisions) == ["security", "diplomacy"]
        for options in (why["options"] for why in decisions.values() if why["options"]):
            for option in options:
                total = sum(option["terms"].values())
                assert total == pytest.approx(option["expected_utility"], abs=1e-9)
            assert sum(o["probability"] for o in options) == pytest.approx(1.0, abs=1e-12)


def test_the_draw_falls_in_the_stretch_of_what_was_chosen(folder: Path) -> None:
    chosen = [why for actor in ("RUS", "AZE") for _, _, why in desks(folder, actor) if why.options]
    for why in chosen:
        shares = [option.probability for option in why.options]
        place = [option.action for option in why.options].index(why.chosen)
        assert why.draw is not None
        assert sum(shares[:place]) - 1e-12 <= why.draw <= sum(shares[: place + 1]) + 1e-12
    assert len(chosen) > 10


@pytest.mark.parametrize(
    ("turn", "actor", "said"),
    [
        ("20", "RUS", "its turns are 0 (2021 Q1) to 19 (2025 Q4)"),
        ("2019-Q4", "RUS", "its turns are 0 (2021 Q1)"),
        ("3", "rus", "Did you mean 'RUS'?"),
        ("3", "FRA", "The actors are RUS, TUR, AZE, ARM, WST, IRN"),
    ],
)
def test_explain_mistakes(sim, folder: Path, turn: str, actor: str, said: str) -> None:
    ended = sim("explain", folder, "--turn", turn, "--actor", actor)
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err


@pytest.mark.parametrize("command", [("replay",), ("explain", "--turn", "1", "--actor", "RUS")])
def test_a_record_that_is_missing_or_spoilt(sim, folder: Path, tmp_path: Path, command) -> None:
    path = tmp_path / "spoilt.json"
    missing = sim(*command, path)
    assert (missing.status, missing.err) == (2, f"sim: {path}: no such file\n")
    path.write_bytes((folder / "record.json").read_bytes()[:-100])
    spoilt = sim(*command, path)
    assert spoilt.status == 2
    assert "cut short" in spoilt.err


@pytest.mark.parametrize("command", [("replay",), ("explain", "--turn", "1", "--actor", "RUS")])
def test_a_record_of_an_older_format(sim, folder: Path, tmp_path: Path, command) -> None:
    path = tmp_path / "old.json"
    data = (folder / "record.json").read_bytes()
    path.write_bytes(data.replace(b'"format":3', b'"format":2', 1))
    ended = sim(*command, path)
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "record format 2; this version of sim reads format 3" in ended.err


def test_a_folder_without_a_record(sim, tmp_path: Path) -> None:
    ended = sim("replay", tmp_path)
    assert (ended.status, ended.err) == (2, f"sim: {tmp_path / 'record.json'}: no such file\n")


def test_replay_agrees_with_the_record(sim, folder: Path) -> None:
    ended = sim("replay", folder)
    assert (ended.status, ended.err) == (0, "")
    assert "all 20 turns replay to the same state" in ended.out


def test_replay_names_the_first_turn_and_variables_that_differ(
    sim, folder: Path, tmp_path: Path
) -> None:
    record = load_record(folder / "record.json")
    played = list(record.turns_played)
    for number in (4, 9):
        state = list(played[number].state)
        state[record.column("world.tension")] += 1e-12
        played[number] = replace(played[number], state=tuple(state), hash=state_hash(state))
    forged = tmp_path / "forged.json"
    replace(record, turns_played=tuple(played)).save(forged)
    ended = sim("replay", forged)
    assert ended.status == 1
    assert "differs first in turn 4 (2022 Q1)" in ended.out
    assert ended.out.count("recorded") == 1
    assert "world.tension: recorded" in ended.out


def test_replay_shows_a_dozen_differences_and_counts_the_rest(
    sim, folder: Path, tmp_path: Path
) -> None:
    record = load_record(folder / "record.json")
    first, *rest = record.turns_played
    state = tuple(value + 0.25 for value in first.state)
    spoilt = replace(first, state=state, hash=state_hash(state))
    forged = tmp_path / "forged.json"
    replace(record, turns_played=(spoilt, *rest), code_version="0.0.0", rules_hash="1").save(forged)
    ended = sim("replay", forged)
    assert ended.out.count("recorded") == 12
    assert f"and {len(state) - 12} more" in ended.out
    assert "made by other rules: version 0.0.0" in ended.err


def test_replay_says_what_was_forged_beside_the_turns(sim, folder: Path, tmp_path: Path) -> None:
    record = load_record(folder / "record.json")
    forged = tmp_path / "forged.json"
    outcome = replace(record.outcome, stance="recommit")
    replace(record, outcome=outcome, scenario_hash="0" * 64).save(forged)
    ended = sim("replay", forged)
    assert ended.status == 1
    assert "the replay differs beside its turns:" in ended.out
    assert "scenario_hash: recorded '0000" in ended.out
    assert "outcome.stance: recorded 'recommit', replayed " in ended.out


@pytest.mark.parametrize("command", [("replay",), ("explain", "--turn", "1", "--actor", "RUS")])
def test_a_record_whose_scenario_lacks_something(
    sim, folder: Path, tmp_path: Path, command
) -> None:
    record = load_record(folder / "record.json")
    scenario = {key: value for key, value in record.scenario.items() if key != "theatres"}
    forged = tmp_path / "forged.json"
    replace(record, scenario=scenario).save(forged)
    ended = sim(*command, forged)
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "its scenario is not valid" in ended.err and "theatres" in ended.err
