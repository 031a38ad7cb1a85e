"""A person at a console, and the control desk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.exercise import log as kinds
from sim.exercise.host import Host
from sim.exercise.injects.files import read_injects
from sim.exercise.log import of_kind, read_log
from sim.exercise.people.console import LeftError
from sim.exercise.people.desk import ControlDesk
from sim.exercise.session import Session
from sim.page import on_page
from sim.record import load_record
from sim.scenario import Scenario
from tests.exercise.scripted import LATE, Scripted

SEAL = ["", "", "", ""]
"""Stay on both courses, no intent, seal."""


@contextmanager
def hosted(
    folder: Path, scenario: Scenario, lines: Iterable[str], seats: Iterable[str], **options: Any
) -> Iterator[tuple[Session, Host, Scripted]]:
    """A game at a console at which these lines are typed."""
    console = Scripted(lines)
    told: list[str] = []
    host = Host(console, told.append, options.pop("seconds", None), options.pop("advises", True))
    options.setdefault("turns", 1)
    try:
        yield host.start(folder, scenario, seats=seats, seed=5, **options), host, console
    finally:
        host.close()


def entry(folder: Path, actor: str, turn: int = 0) -> dict[str, Any]:
    (found,) = (
        dict(one)
        for one in of_kind(read_log(folder), kinds.ORDER)
        if (one["actor"], one["turn"]) == (actor, turn)
    )
    return found


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
        "There is no order 9: give 1 to 4",
        "Did you mean mobilise?",
        "mobilise: mobilises and braces for attack. It goes on until you change it",
        "No legal order is called 'fly'.",
        "Say what: note TEXT",
        "'many' is no percentage",
    ):
        assert said in console.screen
    (note,) = of_kind(read_log(session.folder), kinds.NOTE)
    assert (note["author"], note["text"]) == ("ARM", "x")


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
    assert "[30 s] Security" in seen.screen
    assert entry(session.folder, "ARM", 1)["by"] == "player"


def test_two_people_at_one_screen_do_not_see_each_other(tmp_path: Path, karabakh: Scenario) -> None:
    # Enter at the curtain, then orders; Russia also says what it replies.
    lines = ["", "", "", "", "", "", "", "3", "", "secret aim", "50", ""]
    seats = ["RUS=human", "ARM=human"]
    with hosted(tmp_path / "game", karabakh, lines, seats) as (session, _, console):
        session.play()
    before, *_, after = console.screen.split("Armenia, 2021 Q1: come to the screen")
    assert "the screen is cleared" in before.splitlines()[-2]
    assert "the screen is cleared" in after.splitlines()[-1]
    with hosted(tmp_path / "alone", karabakh, SEAL, ["ARM=human"]) as (alone, _, console):
        alone.play()
    assert "the screen is cleared" not in console.screen


def test_one_person_does_not_see_what_the_control_desk_saw(
    tmp_path: Path, karabakh: Scenario
) -> None:
    console = Scripted(["see", "", "", *SEAL])
    host = Host(console, lambda text: None, control=True)
    session = host.start(tmp_path / "game", karabakh, seats=["ARM=human"], seed=5, turns=1)
    ControlDesk(console, host).before_turn()
    session.step()
    host.close()
    desk, _, person = console.screen.partition("the screen is cleared")
    assert "ties.RUS-ARM.belief_client" in desk
    assert "Armenia, 2021 Q1: come to the screen" in person


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


# --- the control desk ---------------------------------------------------------------------------


def at_desk(
    folder: Path, scenario: Scenario, commands: list[str], **options: Any
) -> tuple[str, Session]:
    """What the control desk sees and does before the first turn, which is then played."""
    seats = options.pop("seats", [])
    with hosted(folder, scenario, [*commands, ""], seats, **options) as (session, host, console):
        ControlDesk(console, host).before_turn()
        session.step()
    return console.screen, session


def test_the_control_desk_changes_numbers_and_sends_messages(
    tmp_path: Path, karabakh: Scenario
) -> None:
    commands = [
        "set theatres.border.heat=0.9 Shots at the border.",
        "message ARM Your envoy is back.",
        "note It begins well.",
        "bookmark Look here.",
    ]
    screen, session = at_desk(tmp_path / "game", karabakh, commands)
    assert screen.count("Done.") == 2
    assert screen.count("Kept.") == 2
    state = session.record().turns_played[0]
    assert [event.set for event in session.game.scenario.events.values()][-1] == {
        "theatres.border.heat": 0.9
    }
    assert state.events
    assert sim.replay(session.record()).agrees
    notes = list(of_kind(read_log(session.folder), kinds.NOTE))
    assert [note["bookmark"] for note in notes] == [False, True]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("fly", "no command 'fly'"),
        ("set", "expected set ..."),
        ("set theatres.border.heat=0.9", "expected set PATH=VALUE REASON"),
        ("set theatres.border.heat=9 x", "must be"),
        ("set parameters.bulwark=1 x", "is not a state variable"),
        ("message ARN hello", "expected one of all, RUS"),
        ("fire 77", "no inject 77"),
        ("edit 77 title=x", "no inject 77"),
        ("add title", "expected KEY=VALUE"),
        ("add title=x to=ARN text=y at=3", "ARN"),
        ("seat ARM=humen", "no such seat"),
        ('add title="x', "No closing quotation"),
    ],
)
def test_a_command_that_cannot_be_done_changes_nothing(
    tmp_path: Path, karabakh: Scenario, command: str, said: str
) -> None:
    screen, session = at_desk(tmp_path / "game", karabakh, [command])
    assert said in screen
    assert not list(of_kind(read_log(session.folder), kinds.CONTROL))
    assert session.record() == sim.run(karabakh, seed=5, turns=1)


def test_the_control_desk_keeps_the_list_of_injects(tmp_path: Path, karabakh: Scenario) -> None:
    injects = read_injects("karabakh-2020", karabakh)
    serials = [one.serial for one in injects.injects]
    commands = [
        "injects",
        "hold 2",
        "cancel 3",
        "edit 1 at=2021-Q1 title='An old quarrel'",
        "add title='A letter' to=RUS text='A letter has come.' at=2021-Q1",
        "injects",
    ]
    seats = ["RUS=human"]
    lines = [*commands, "", "", "", "", "", ""]
    folder = tmp_path / "game"
    with hosted(folder, karabakh, lines, seats, injects=injects) as (session, host, console):
        ControlDesk(console, host).before_turn()
        session.step()
    status = {one.serial: one.status for one in session.injects.injects}
    new = next(serial for serial in status if serial not in serials)
    assert (status["2"], status["3"], status["1"], status[new]) == (
        "held",
        "cancelled",
        "fired",
        "fired",
    )
    assert "A letter has come." in console.screen
    # What the list has become is made again from the log.
    again = Session.resume(folder, lambda actor, spelling: session.seats[actor])
    assert again.injects == session.injects
    again.close()


def test_an_inject_reaches_those_it_is_for_and_nobody_else(
    tmp_path: Path, karabakh: Scenario
) -> None:
    injects = read_injects("karabakh-2020", karabakh)
    lines = ["fire 2", "", *["", "", "", "", "", ""], *["", "", "", "", ""]]
    seats = ["RUS=human", "ARM=human"]
    folder = tmp_path / "game"
    with hosted(folder, karabakh, lines, seats, injects=injects) as (session, host, console):
        ControlDesk(console, host).before_turn()
        session.step()
    russia, armenia = console.screen.split("Armenia, 2021 Q1: come to the screen")
    text = " ".join(injects["2"].text.split())
    assert text[:40] in " ".join(russia.split())
    assert text[:40] not in " ".join(armenia.split())


def test_a_challenge_is_ruled_on(tmp_path: Path, karabakh: Scenario) -> None:
    lines = ["challenge The odds were wrong.", *SEAL]
    lines += [
        "set theatres.karabakh.control=0.7 The line was drawn again.",
        "accept ARM You are right.",
        "",
    ]
    lines += SEAL
    folder = tmp_path / "game"
    told: list[str] = []
    console = Scripted(lines)
    host = Host(console, told.append)
    session = host.start(folder, karabakh, seats=["ARM=human"], seed=5, turns=2)
    session.step()
    assert told == ["ARM challenges a ruling: The odds were wrong."]
    ControlDesk(console, host).before_turn()
    session.step()
    host.close()
    assert "The control desk accepts your challenge: You are right." in console.screen
    assert [event.text for event in session.game.scenario.events.values()][-1] == (
        "The line was drawn again."
    )


def test_the_control_desk_sees_everything(tmp_path: Path, karabakh: Scenario) -> None:
    screen, _ = at_desk(tmp_path / "game", karabakh, ["see", "injects", "help"])
    for part in ("ties.RUS-ARM.belief_client", "reinforce_mission", "There are no injects."):
        assert part in screen


def test_somebody_takes_a_seat_by_command(tmp_path: Path, karabakh: Scenario) -> None:
    commands = ["seat ARM=human", "", "3", "", "", ""]
    folder = tmp_path / "game"
    with hosted(folder, karabakh, commands, []) as (session, host, console):
        ControlDesk(console, host).before_turn()
        session.step()
    assert entry(folder, "ARM")["security"] == "mobilise"
    assert session.seats["ARM"].spelling == "human"


# --- a whole game, to be read --------------------------------------------------------------------

TRANSCRIPT = Path(__file__).parents[1] / "goldens" / "games" / "two-people.txt"


def test_the_transcript_of_a_game_of_two_people(tmp_path: Path, karabakh: Scenario) -> None:
    """Control, Armenia and Russia at one screen, for two turns; compared with a file to be read."""
    control = ["injects", "fire 2", "message all Welcome to the game.", ""]
    russia = ["", "2", "2", "2", "keep Armenia in the alliance", "65", ""]
    armenia = ["", "? 3", "advice", "3", "2", "make an attack costly", "55", ""]
    later = ["see", "accept ARM The estimate was too low.", ""]
    russia_later = ["", "", "", "", "", ""]
    armenia_later = ["", "back", "", "", "", ""]
    challenge = ["", "challenge The danger was higher.", *armenia[1:]]
    lines = [*control, *russia, *challenge, *later, *russia_later, *armenia_later]
    with on_page(100):
        folder, seats = (
            tmp_path / "game",
            ["RUS=human", "ARM=human", "AZE=fixed:rearm+deepen_sponsor_tie"],
        )
        injects = read_injects("karabakh-2020", karabakh)
        with hosted(folder, karabakh, lines, seats, turns=2, injects=injects) as (
            session,
            host,
            console,
        ):
            desk = ControlDesk(console, host)
            while not session.game.over:
                desk.before_turn()
                session.step()
    assert not console.lines
    if os.environ.get("MARCHLAND_GOLDENS") == "write":
        TRANSCRIPT.write_text(console.screen, encoding="utf-8")
    assert console.screen == TRANSCRIPT.read_text(encoding="utf-8")
