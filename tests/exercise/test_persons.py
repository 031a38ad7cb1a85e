"""A person at a console: what it types, what it is shown, and what it is not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.exercise import log as kinds
from sim.exercise.host import Host
from sim.exercise.injects.inject import Schedule
from sim.exercise.log import of_kind, read_log
from sim.exercise.people.console import LeftError
from sim.exercise.people.desk import ControlDesk
from sim.exercise.people.persons import COMMANDS
from sim.exercise.people.sheet_text import TABLES
from sim.record import load_record
from sim.scenario import Scenario
from tests.exercise.conftest import Make
from tests.exercise.hosting import SEAL, entry, hosted
from tests.exercise.scripted import LATE, Scripted


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["3", "2", "deter", "70", ""], ("mobilise", "court_guarantor", "deter", 0.7)),
        (["mobilise", "concede", "peace", "70 %", ""], ("mobilise", "concede", "peace", 0.7)),
        (["", "", "", ""], ("", "", "", None)),
        # What is not possible is asked again.
        (["9", "mobilize", "3", "0", "2", "x", "many", "150", "", ""], ("mobilise",)),
        # Commands are no answers.
        (["?", "? 3", "? fly", "sheet", "brief", "advice", "note", "3", "", "", ""], ("mobilise",)),
        # From the first order again.
        (["3", "2", "back", "1", "2", "", ""], ("hold", "court_guarantor", "", None)),
        (["3", "2", "deter", "70", "back", "1", "1", "", ""], ("hold", "hold", "", None)),
    ],
)
def test_what_a_person_types_is_ordered(
    tmp_path: Path, karabakh: Scenario, lines: list[str], expected: tuple[Any, ...]
) -> None:
    with hosted(tmp_path / "game", karabakh, lines, ["ARM=human"]) as (session, _, console):
        session.play()
    given = entry(session.folder, "ARM")
    found = (given["security"], given["diplomacy"], given["intent"], given["confidence"])
    assert found[: len(expected)] == expected
    assert not console.lines


def test_what_the_screen_says_to_mistakes(tmp_path: Path, karabakh: Scenario) -> None:
    lines = ["9", "mobilize", "? 3", "? fly", "note", "note x", "3", "", "hm", "many", "", ""]
    with hosted(tmp_path / "game", karabakh, lines, ["ARM=human"]) as (session, _, console):
        session.play()
    for said in (
        "There is no number 9: give 1 to 4",
        "did you mean 'mobilise'?",
        "mobilise: mobilises and braces for attack. It goes on until you change it",
        "No order and no term is called 'fly'",
        "Say what: note TEXT",
        "'many' is no percentage",
    ):
        assert said in console.screen
    (note,) = of_kind(read_log(session.folder), kinds.NOTE)
    assert (note["author"], note["text"]) == ("ARM", "x")


def test_a_sentence_is_never_taken_for_a_command(tmp_path: Path, karabakh: Scenario) -> None:
    sentences = [f"{word} of the north" for word in COMMANDS if word != "?"]
    lines = [line for sentence in sentences for line in ("", "", sentence, "60", "back")]
    lines[-1] = ""
    with hosted(tmp_path / "game", karabakh, lines, ["ARM=human"]) as (session, _, console):
        session.play()
    for sentence in sentences:
        assert f"You mean to reach: {sentence} (60 % likely)" in console.screen
    assert entry(session.folder, "ARM")["intent"] == sentences[-1]
    assert not console.lines


def test_every_line_at_a_question_is_answered(tmp_path: Path, karabakh: Scenario) -> None:
    answers = {
        "quit now": "'quit now' is not possible here",
        "hlep": "did you mean 'help'?",
        "concede": "'concede' is an order of the diplomacy desk; this is the security desk.",
        "? invoke_guarantee": "It is not legal in this turn.",
        "? heat": "heat: Intensity of incidents along the front line",
        "? officers": "officers (cadre): Share of the client's officer corps",
        "?2": "rearm: rearms. It goes on until you change it; it costs 0.15 a quarter.",
        "? influense": "did you mean 'influence'?",
        "challenge No.": "this game has no control desk",
    }
    lines = [*answers, "", "invoke_guarantee", "", "", "no", "bcak", "3", ""]
    with hosted(tmp_path / "game", karabakh, lines, ["ARM=human"]) as (session, _, console):
        session.play()
    answers |= {
        "invoke_guarantee": "'invoke_guarantee' is not legal in this turn.",
        **{line: f"'{line}' is no answer" for line in ("no", "bcak", "3")},
    }
    for line, said in answers.items():
        answer = console.screen.split(f"<{line}>\n")[1].split("<")[0]
        assert said in " ".join(answer.split()), line
    assert entry(session.folder, "ARM")["security"] == ""
    assert not console.lines


def test_a_number_asks_for_the_order_of_the_desk_that_is_asked(
    tmp_path: Path, karabakh: Scenario
) -> None:
    lines = ["? 3", "", "? 3", "", "", ""]
    with hosted(tmp_path / "game", karabakh, lines, ["ARM=human"]) as (session, _, console):
        session.play()
    first, second = console.screen.split("<? 3>\n")[1:]
    assert first.startswith("mobilise: ")
    assert second.startswith("diversify: ")


def test_orders_that_cannot_be_given_together_are_asked_again_as_often_as_need_be(
    tmp_path: Path, karabakh: Scenario
) -> None:
    wrong = ["probe", "offer_treaty"]
    lines = [*wrong * 4, "probe", "hold", "", ""]
    with hosted(tmp_path / "game", karabakh, lines, ["AZE=human"]) as (session, _, console):
        session.play()
    assert console.screen.count("no attack beside an offer of peace.\nFrom the first order") == 4
    given = entry(session.folder, "AZE")
    assert (given["security"], given["diplomacy"], given["by"]) == ("probe", "hold", "player")


def test_a_part_of_the_sheet_can_be_seen_again(tmp_path: Path, karabakh: Scenario) -> None:
    parts = ["news", "numbers", *TABLES, "orders"]
    lines = [*parts, *SEAL]
    with hosted(tmp_path / "game", karabakh, lines, ["ARM=human"]) as (session, _, console):
        session.play()
    sheet, *shown = re.split(rf"<(?:{'|'.join(parts)})>\n", console.screen)
    texts = [part.split("\nSecurity: number")[0] for part in shown]
    assert len(set(texts)) == len(parts)
    assert all(text and text in sheet for text in texts)


def test_a_guarantor_says_what_it_does_if_its_client_is_attacked(
    tmp_path: Path, karabakh: Scenario
) -> None:
    for line, reply in (("2", "defend"), ("", "own"), ("stand_aside", "stand_aside")):
        folder = tmp_path / reply
        with hosted(folder, karabakh, ["", "", line, "", ""], ["RUS=human"]) as (session, _, _):
            session.play()
        assert entry(folder, "RUS")["reply"] == reply


def test_who_is_late_stays_on_its_courses(tmp_path: Path, karabakh: Scenario) -> None:
    lines = ["3", LATE, *SEAL]
    seats = ["ARM=human"]
    with hosted(tmp_path / "g", karabakh, lines, seats, seconds=30.0, turns=2) as (
        session,
        _,
        seen,
    ):
        session.play()
    given = entry(session.folder, "ARM")
    assert (given["security"], given["by"]) == ("", "default")
    assert given["fault"] == "no answer within 30 seconds"
    assert "You have 30 seconds. If they run out, your courses go on." in seen.screen
    assert "[30 s] Security" in seen.screen
    assert entry(session.folder, "ARM", 1)["by"] == "player"


def test_two_people_at_one_screen_do_not_see_each_other(tmp_path: Path, karabakh: Scenario) -> None:
    # Nothing but Enter lifts the curtain; then orders. Russia also says what it replies.
    lines = ["2", "", "", "", "", "", "", "", "3", "", "secret aim", "50", ""]
    seats = ["RUS=human", "ARM=human"]
    with hosted(tmp_path / "game", karabakh, lines, seats) as (session, _, console):
        session.play()
    before, after = console.screen.split("Armenia, 2021 Q1: come to the screen")
    assert "the screen is cleared" in before.splitlines()[-1]
    orders, *_ = after.split("Russia, after the last turn: come to the screen")
    assert "the screen is cleared" in orders.splitlines()[-1]
    with hosted(tmp_path / "alone", karabakh, SEAL, ["ARM=human"]) as (alone, _, console):
        alone.play()
    assert "the screen is cleared" not in console.screen


def test_a_seat_that_a_person_takes_is_hidden_from_the_other(
    tmp_path: Path, karabakh: Scenario
) -> None:
    with hosted(tmp_path / "game", karabakh, ["", *SEAL], ["ARM=human"]) as (_, host, console):
        host.take_seat("RUS=human")
        with pytest.raises(LeftError):
            host.session.step()
    assert "Russia, 2021 Q1: come to the screen" in console.screen
    assert console.screen.index("cleared") < console.screen.index("Russia, the guarantor")


def test_the_screen_is_cleared_between_a_player_and_the_control_desk(
    tmp_path: Path, karabakh: Scenario
) -> None:
    lines = ["see", "", "", *SEAL]
    with hosted(tmp_path / "game", karabakh, lines, ["ARM=human"], control=True) as (
        session,
        host,
        console,
    ):
        ControlDesk(console, host).before_turn()
        session.step()
    hidden = console.screen.split("the screen is cleared")
    assert "ties.RUS-ARM.belief_client" in hidden[0]
    assert not any("ties.RUS-ARM.belief_client" in part for part in hidden[1:])


def test_what_is_for_the_staff_alone_is_on_no_screen_of_a_player(
    tmp_path: Path, karabakh: Scenario, inject: Make
) -> None:
    injects = Schedule.of([inject(1, to="control", at=0, text="Only for us.")], karabakh.calendar)
    for control, lines in ((False, SEAL), (True, ["", *SEAL])):
        folder = tmp_path / str(control)
        with hosted(folder, karabakh, lines, ["ARM=human"], injects=injects, control=control) as (
            session,
            host,
            console,
        ):
            session.play()
            assert "Only for us." not in console.screen
            assert host.untold() == (
                ["Inject 1, for the staff alone: Only for us."] if control else []
            )
        # Nothing is told again to those who take the game up.
        again = Host(Scripted([]), console.say, control=True)
        again.resume(folder)
        assert again.untold() == []
        again.close()


def test_each_hears_what_came_of_the_last_turn(tmp_path: Path, karabakh: Scenario) -> None:
    with hosted(tmp_path / "game", karabakh, SEAL, ["ARM=human"]) as (session, _, console):
        session.play()
    last = console.screen.split("Press Enter to seal")[1]
    assert "Since your last sheet" in last
    assert session.news["ARM"][0] in " ".join(last.split())


def test_a_reply_is_told_once_with_the_test_of_the_guarantee(
    tmp_path: Path, karabakh: Scenario
) -> None:
    lines = ["", "", "", "defend", "", "", "", "border_push", "hold", "", ""]
    seats = ["RUS=human", "AZE=human"]
    with hosted(tmp_path / "game", karabakh, lines, seats) as (session, _, _):
        session.play()
    for news in (session.news[actor] for actor in ("RUS", "ARM", "WST")):
        told = [one for one in news if "defends" in one]
        assert len(told) == 1
        assert told[0].startswith("Test of the guarantee")
        assert "Russia defends Armenia" in told[0]


def test_the_time_of_a_game_is_kept_when_it_is_taken_up_or_replaced(
    tmp_path: Path, karabakh: Scenario
) -> None:
    folder, seats = tmp_path / "game", ["ARM=human", "AZE=program:cat"]
    with hosted(folder, karabakh, [], seats, seconds=300.0) as (session, _, _):
        pass
    for given, expected in ((None, 300.0), (20.0, 20.0), (None, 20.0)):
        host = Host(Scripted([]), print, given)
        session = host.resume(folder)
        for actor in ("ARM", "AZE"):
            assert session.seats[actor].seconds == expected
        assert session.seats["AZE"].player.seconds == expected
        host.close()


@pytest.mark.parametrize("seats", [["ARM=human"], []])
def test_who_sits_at_the_screen_reads_no_fault_of_another_seat(
    tmp_path: Path, karabakh: Scenario, seats: list[str]
) -> None:
    lines = [] if seats else ["seat ARM=human", ""]
    with hosted(tmp_path / "game", karabakh, lines, seats) as (session, host, console):
        assert session.shared is bool(seats)
        if not seats:
            ControlDesk(console, host).before_turn()
        assert session.shared


def test_advice_is_given_unless_the_game_has_none(tmp_path: Path, karabakh: Scenario) -> None:
    lines = ["advice", *SEAL]
    for advises, said in ((True, "Your staff weighs the game"), (False, "no staff advice")):
        folder, seats = tmp_path / str(advises), ["ARM=human"]
        with hosted(folder, karabakh, lines, seats, advises=advises) as (session, _, console):
            session.play()
        assert said in console.screen


def test_who_leaves_comes_back_to_the_same_question(tmp_path: Path, karabakh: Scenario) -> None:
    folder = tmp_path / "game"
    seats = ["RUS=human", "ARM=human"]
    lines = ["", "", "", "2", "", "", "", "quit"]
    with (
        hosted(folder, karabakh, lines, seats) as (session, _, _),
        pytest.raises(LeftError),
    ):
        session.play()
    console = Scripted(["", "3", "", "", ""])
    host = Host(console, console.say)
    again = host.resume(folder)
    again.play()
    host.close()
    assert entry(folder, "ARM")["security"] == "mobilise"
    assert entry(folder, "RUS")["reply"] == "defend"
    assert "Russia, the guarantor" not in console.screen
    assert sim.replay(load_record(folder / "record.json")).agrees


@pytest.mark.parametrize(
    ("seats", "said"),
    [
        (["ARM"], "must be ACTOR=SEAT"),
        (["AR=human"], "did you mean 'ARM'?"),
        (["ARM=humen"], "no such seat"),
        (["ARM=human", "ARM=random"], "has a seat already"),
    ],
)
def test_faults_of_seats(tmp_path: Path, karabakh: Scenario, seats: list[str], said: str) -> None:
    with (
        pytest.raises(ValueError, match=said.replace("?", r"\?")),
        hosted(tmp_path / "game", karabakh, [], seats),
    ):
        pass
    assert not (tmp_path / "game").exists()


def test_a_doctrine_in_a_seat_decides_from_the_first_turn(
    tmp_path: Path, karabakh: Scenario
) -> None:
    seats = ["RUS=fixed:arm_client+broker_neutral"]
    with hosted(tmp_path / "game", karabakh, [], seats, turns=3) as (session, host, _):
        session.play()
        with pytest.raises(ValueError, match="the doctrine of RUS stays fixed:arm_client"):
            host.take_seat("RUS=random")
    orders = [turn.orders["RUS"].security for turn in session.record().turns_played]
    assert orders == ["arm_client"] * 3
