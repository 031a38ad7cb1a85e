"""The control desk, and a whole game to be read."""

from __future__ import annotations

import os
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
from sim.scenario import Scenario
from tests.exercise.hosting import SEAL, entry, hosted
from tests.exercise.scripted import Scripted


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
        ("set", "expected set PATH=VALUE REASON"),
        ("set theatres.border.heat=0.9", "expected set PATH=VALUE REASON"),
        ("set theatres.border.heat=9 x", "must be"),
        ("set parameters.bulwark=1 x", "is not a state variable"),
        ("message ARN hello", "message to 'ARN': nobody is called so; did you mean"),
        ("accept ARN hello", "no actor 'ARN'; did you mean"),
        ("accept ARM", "expected accept WHO REASON"),
        ("fir 3", "no command 'fir 3'; did you mean 'fire'?"),
        ("fire", "expected fire N"),
        ("quit now", "no command 'quit now'"),
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
    lines = ["", "challenge The odds were wrong.", *SEAL]
    lines += [
        "set theatres.karabakh.control=0.7 The line was drawn again.",
        "accept ARM You are right.",
        "",
    ]
    lines += ["", *SEAL]
    folder = tmp_path / "game"
    told: list[str] = []
    console = Scripted(lines)
    # The control desk and Armenia take turns at the screen: each is asked to come.
    host = Host(console, told.append, control=True)
    session = host.start(folder, karabakh, seats=["ARM=human"], seed=5, turns=2)
    session.step()
    assert not told
    ControlDesk(console, host).before_turn()
    assert "! ARM challenges a ruling: The odds were wrong." in console.screen
    session.step()
    host.close()
    assert "The control desk accepts your challenge: You are right." in console.screen
    assert [event.text for event in session.game.scenario.events.values()][-1] == (
        "The line was drawn again."
    )


def test_a_challenge_is_told_again_until_it_is_ruled_on(tmp_path: Path, karabakh: Scenario) -> None:
    folder, said = tmp_path / "game", "ARM challenges a ruling: The odds were wrong."
    lines = ["", "challenge The odds were wrong.", "quit"]
    with (
        hosted(folder, karabakh, lines, ["ARM=human"], control=True) as (session, _, _),
        pytest.raises(LeftError),
    ):
        session.step()
    for told in ([said], [said], []):
        host = Host(Scripted([]), print, control=True)
        session = host.resume(folder)
        assert host.untold() == told
        if len(list(of_kind(read_log(folder), kinds.RESUMED))) == 2:
            session.staff.rule("ARM", "Bad luck.", accepted=False, values={})
        host.close()


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
