"""`sim play`: play a scenario with people and programs in its seats."""

from __future__ import annotations

import shlex
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sim.cli.kinds import refuse_other_kind
from sim.cli.mistakes import UserError
from sim.cli.options import (
    LARGEST_REPLICATE,
    LARGEST_SEED,
    SCENARIO,
    Changes,
    Replicate,
    Turns,
    out_folder,
    seed_else,
    within,
)
from sim.cli.printing import columns, say
from sim.cli.run import changed_values
from sim.play.arguments import LONGEST_RUN, draw_secret_seed
from sim.words import counted, numeral

MOST_SECONDS = 7 * 24 * 3600
"""Longest time for an answer: a week."""

_KEPT = (
    *("SCENARIO", "--seed", "--replicate", "--turns"),
    *("--set", "--out", "--injects", "--default"),
)
"""What a game keeps from its beginning."""

if TYPE_CHECKING:
    from sim.exercise.host import Host
    from sim.exercise.session import Session

Scenario = Annotated[
    str | None,
    SCENARIO,
]
Seats = Annotated[
    list[str] | None,
    typer.Option(
        "--seat",
        metavar="ACTOR=SEAT",
        help=(
            "Who decides for an actor: human, a doctrine, program:COMMAND, an http address, "
            "chat:MODEL@URL, script:FILE or replay:RECORD. Can be repeated."
        ),
    ),
]
Resume = Annotated[
    Path | None,
    typer.Option("--resume", metavar="DIR", help="Go on with the game of this folder."),
]
Seed = Annotated[int | None, seed_else("drawn if left out, and in the log alone")]
Out = Annotated[Path | None, out_folder("Folder of the game; one in out/ if it is left out.")]
Injects = Annotated[
    str | None,
    typer.Option("--injects", metavar="FILE", help="Events that the staff keeps ready."),
]
Control = Annotated[
    bool, typer.Option("--control", help="Ask the control desk for commands before every turn.")
]
Advice = Annotated[
    bool, typer.Option("--advice/--no-advice", help="Let people ask for staff advice.")
]
Seconds = Annotated[
    float | None,
    typer.Option("--seconds", metavar="N", help="Time for every answer; programs have 60."),
]
Default = Annotated[
    str | None,
    typer.Option(
        "--default",
        metavar="WHAT",
        help="What is played without an answer: stay (courses go on, the default) or doctrine.",
    ),
]


def play(
    scenario: Scenario = None,
    seats: Seats = None,
    resume: Resume = None,
    seed: Seed = None,
    replicate: Replicate = 0,
    turns: Turns = None,
    changes: Changes = None,
    out: Out = None,
    injects: Injects = None,
    control: Control = False,
    advice: Advice = True,
    seconds: Seconds = None,
    default: Default = None,
) -> None:
    """Play SCENARIO with people and programs in its seats; the doctrines play all others.

    Orders are sealed until all are in. Every seat sees what its actor may know. All that is decided
    is on the disk before anybody sees what comes of it: stop at any time, and go on with --resume.
    """
    from sim.exercise.host import Host
    from sim.exercise.people.console import Terminal

    within("--seed", seed, 0, LARGEST_SEED)
    within("--replicate", replicate, 0, LARGEST_REPLICATE)
    within("--turns", turns, 1, LONGEST_RUN)
    if seconds is not None and not 1 <= seconds <= MOST_SECONDS:
        given = numeral(seconds, "g")
        raise UserError(f"--seconds {given}: expected 1 to {MOST_SECONDS}")
    host = Host(Terminal(), lambda text: say(f"! {text}", err=True), seconds, advice, control)
    with _ended_well(host):
        if resume is not None:
            kept = (scenario, seed, replicate or None, turns, changes, out, injects, default)
            _only_resume(dict(zip(_KEPT, kept, strict=True)))
            session = host.resume(resume, seats or [])
        else:
            session = _started(
                host, scenario, seats, seed, replicate, turns, changes, out, injects, default
            )
        _said_at_first(session, seed, resumed=resume is not None)
        _played(host, session)


@contextmanager
def _ended_well(host: Host) -> Iterator[None]:
    """End a game however it ends: say how to go on, close its log and end its programs.

    It stops as at Ctrl-C when the window is closed or the process is to end. A signal that is
    ignored stays so, as for a command below nohup.

    Raises:
        UserError: The game cannot be played, or not go on.
    """
    from sim.exercise.log import LogError
    from sim.exercise.people.console import LeftError

    numbers = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    heard = [one for one in numbers if signal.getsignal(one) is signal.SIG_DFL]
    for number in heard:
        signal.signal(number, _interrupt)
    try:
        yield
    except (LeftError, KeyboardInterrupt):
        if host.session is None:
            raise
        # The terminal may be closed: then nobody reads this.
        with suppress(OSError):
            say(f"\nStopped. To go on:\n  {_again(host)}", err=True)
    except LogError as error:
        if host.session is None:
            raise
        raise UserError(f"{error}; all before is kept, go on with: {_again(host)}") from error
    except (LookupError, ValueError) as error:
        raise UserError(str(error)) from error
    finally:
        # What the control desk alone may hear is in the log.
        with suppress(OSError):
            for text in () if host.control else host.untold():
                say(f"! {text}", err=True)
        host.close()
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _started(
    host: Host,
    scenario: str | None,
    seats: list[str] | None,
    seed: int | None,
    replicate: int,
    turns: int | None,
    changes: list[str] | None,
    out: Path | None,
    injects: str | None,
    default: str | None,
) -> Session:
    import sim
    from sim.exercise.injects.files import read_injects
    from sim.exercise.seating import DEFAULTS, STAY

    if scenario is None:
        raise UserError("name a SCENARIO to play, or go on with a game by --resume DIR")
    if default is not None and default not in DEFAULTS:
        raise UserError(f"--default {default}: expected {' or '.join(DEFAULTS)}")
    refuse_other_kind(scenario, "scenario")
    loaded = sim.load_scenario(scenario)
    if values := changed_values(changes or [], [], tuple(loaded.actors)):
        loaded = loaded.replace(values)
    return host.start(
        out or _folder(loaded.name, seed),
        loaded,
        seats=seats or [],
        seed=draw_secret_seed() if seed is None else seed,
        replicate=replicate,
        turns=turns,
        default=default or STAY,
        injects=read_injects(injects, loaded) if injects else None,
    )


def _folder(name: str, seed: int | None) -> Path:
    """Return the folder of a game if none is named; its name tells no seed that was drawn."""
    if seed is not None:
        return Path("out") / f"{name}-{seed}"
    folders = (Path("out") / f"{name}-game-{number}" for number in count(1))
    return next(folder for folder in folders if not folder.exists())


def _only_resume(given: Mapping[str, object]) -> None:
    """Refuse what a game that has begun cannot change.

    Raises:
        UserError: Something of it is given.
    """
    for name, value in given.items():
        if value is not None and value != []:
            raise UserError(f"{name} with --resume: a game that has begun keeps its own")


def _said_at_first(session: Session, seed: int | None, *, resumed: bool) -> None:
    from sim.page import folded, on_page

    game = session.game
    seats = ", ".join(f"{actor} {one.spelling}" for actor, one in session.seats.items())
    if game.over:
        began = "The game has ended."
    else:
        began = f"Goes on with {game.scenario.calendar.date(game.turn)}" if resumed else "Begins"
        began += "; stop with quit or Ctrl-C."
    # Who knows the seed can play the game alone, and read there what it hides.
    known = "" if seed is None else f"seed {seed}, "
    opening = (
        f"{game.scenario.title}: {counted(game.turns, 'quarter')}, {known}in {session.folder}."
    )
    if not any(one.is_person for one in session.seats.values()):
        seats += "; no person has one (--seat ACTOR=human)"
    with on_page(columns()):
        lines = [folded(opening), folded(f"Seats: {seats}."), began]
    say("\n".join(lines) + "\n", err=True)


def _played(host: Host, session: Session) -> None:
    from sim.exercise.people.desk import ControlDesk
    from sim.narrative.outcome import outcome_headline
    from sim.page import folded, on_page

    desk = ControlDesk(host.console, host) if host.control else None
    while not session.game.over:
        # A window may have another width in the next turn.
        with on_page(columns()):
            if desk is not None and not session.is_open:
                desk.before_turn()
            session.step()
    session.finish()
    record = session.record()
    with on_page(columns()):
        if desk is not None:
            desk.hear()
        host.console.say(folded(f"{outcome_headline(record)}. {record.outcome.reason}"))
    folder = shlex.quote(str(session.folder))
    say(
        f"\nNext:\n  sim review {folder}    # what turned the game\n"
        f"  sim odds {folder}    # how likely it was, turn by turn",
        err=True,
    )


def _again(host: Host) -> str:
    """Return the command that goes on with a game as it is played here."""
    assert host.session is not None
    words = ["sim", "play", "--resume", str(host.session.folder)]
    words += ["--control"] if host.control else []
    words += [] if host.advises else ["--no-advice"]
    return shlex.join(words)
