"""`sim run`: play a scenario and print what happened."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.kinds import refuse_other_kind
from sim.cli.mistakes import UserError
from sim.cli.options import (
    LARGEST_REPLICATE,
    LARGEST_SEED,
    SCENARIO,
    Changes,
    DrawnSeed,
    ReplaceRun,
    Replicate,
    Turns,
    out_folder,
    within,
)
from sim.cli.output import Folder
from sim.cli.printing import say, say_json, tell
from sim.play.arguments import LONGEST_RUN, draw_seed

if TYPE_CHECKING:
    from sim.record import Record

Scenario = Annotated[
    str,
    SCENARIO,
]
Doctrines = Annotated[
    list[str] | None,
    typer.Option(
        "--doctrine", metavar="ACTOR=NAME", help="Choose who decides for an actor. Can be repeated."
    ),
]
EnsembleFile = Annotated[
    Path | None,
    typer.Option(
        "--ensemble", metavar="FILE", help="Play a calibrated setting: one member of an ensemble."
    ),
]
Member = Annotated[
    int | None,
    typer.Option(
        "--member", metavar="K", help="Which member, from 0; the seed decides if left out."
    ),
]
Out = Annotated[Path | None, out_folder("Write record.json, chronicle.txt and figures there.")]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="Print the record (with --quiet: the outcome) as JSON."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the outcome only, in one line.")]


def run(
    scenario: Scenario,
    seed: DrawnSeed = None,
    replicate: Replicate = 0,
    turns: Turns = None,
    changes: Changes = None,
    doctrines: Doctrines = None,
    ensemble: EnsembleFile = None,
    member: Member = None,
    out: Out = None,
    overwrite: ReplaceRun = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Play SCENARIO once and print its chronicle, outcome and summary.

    The same scenario, seed and replicate always give the same record.
    """
    import sim

    within("--seed", seed, 0, LARGEST_SEED)
    within("--replicate", replicate, 0, LARGEST_REPLICATE)
    within("--turns", turns, 1, LONGEST_RUN)
    refuse_other_kind(scenario, "scenario")
    loaded = sim.load_scenario(scenario)
    values = changed_values(changes or [], doctrines or [], tuple(loaded.actors))
    if values:
        loaded = loaded.replace(values)
    drawn = draw_seed() if seed is None else seed
    if ensemble is not None or member is not None:
        settings, member = _setting(ensemble, member, drawn, replicate, values)
        loaded = loaded.replace(settings)
    folder = Folder(out, overwrite=overwrite) if out else None
    record = sim.run(loaded, seed=drawn, replicate=replicate, turns=turns)
    if folder:
        folder.save(record)
    _print(record, as_json=as_json, quiet=quiet)
    again = _command(record, scenario, turns, changes or [], doctrines or [], ensemble, member)
    if quiet or as_json:
        if seed is None:
            say(f"seed {drawn} was drawn; again: {again}", err=True)
        return
    say(_next_steps(record, again, folder), err=True)


def _setting(
    ensemble: Path | None, member: int | None, seed: int, replicate: int, changed: dict[str, object]
) -> tuple[dict[str, float], int]:
    """Return the values that a member of an ensemble sets, and which member it is."""
    from sim.scenario.ensemble import load_ensemble

    if ensemble is None:
        raise UserError(f"--member {member}: name the ensemble that it belongs to, by --ensemble")
    held = load_ensemble(ensemble)
    chosen = held.member_of(seed, replicate) if member is None else member
    within("--member", chosen, 0, len(held.members) - 1)
    if twice := next((path for path in held.paths if path in changed), None):
        raise UserError(f"--set {twice}=...: the ensemble sets it too; give one of them")
    return held.changes(chosen), chosen


def changed_values(
    changes: list[str], doctrines: list[str], actors: Sequence[str]
) -> dict[str, object]:
    """Return the values to change in the scenario, by path."""
    from sim.scenario import parse_assignments

    values: dict[str, object] = {}
    for text in changes:
        _put(values, parse_assignments([text]), f"--set {text}")
    for text in doctrines:
        actor, equals, name = (part.strip() for part in text.partition("="))
        if not actor or not equals or not name:
            raise UserError(f"--doctrine {text}: expected ACTOR=NAME, such as {actors[0]}=random")
        if actor not in actors:
            raise UserError(f"--doctrine {text}: the actors are {', '.join(actors)}")
        _put(values, {f"actors.{actor}.doctrine": name}, f"--doctrine {text}")
    return values


def _put(values: dict[str, object], more: dict[str, object], option: str) -> None:
    for path in more:
        if path in values:
            raise UserError(f"{option}: {path} is given twice")
    values.update(more)


def _print(record: "Record", *, as_json: bool, quiet: bool) -> None:
    from sim.narrative.chronicle import chronicle
    from sim.narrative.outcome import outcome_headline
    from sim.record import Outcome
    from sim.record.codec import encode

    if as_json and quiet:
        say_json(encode(record.outcome, Outcome), indent=None)
    elif as_json:
        typer.echo(record.to_bytes(), nl=False)
    elif quiet:
        say(f"{outcome_headline(record)}. {record.outcome.reason}")
    else:
        tell(chronicle, record, nl=False)


def _command(
    record: "Record",
    scenario: str,
    turns: int | None,
    changes: list[str],
    doctrines: list[str],
    ensemble: Path | None,
    member: int | None,
) -> str:
    """Return the command that plays this run again."""
    words = ["sim", "run", scenario, "--seed", str(record.seed)]
    words += ["--replicate", str(record.replicate)] if record.replicate else []
    words += ["--turns", str(turns)] if turns is not None else []
    words += [word for change in changes for word in ("--set", change)]
    words += [word for doctrine in doctrines for word in ("--doctrine", doctrine)]
    words += ["--ensemble", str(ensemble), "--member", str(member)] if ensemble else []
    return shlex.join(words)


def _next_steps(record: "Record", again: str, folder: Folder | None) -> str:
    from sim.narrative.cast import Cast
    from sim.scenario.calendar import Calendar

    if folder is None:
        played = Calendar(
            start=record.scenario["calendar"]["start"], turns=len(record.turns_played)
        )
        return (
            f"\nThis is one future {played.within()}. To keep it, with figures, and ask why:\n"
            f"  {again} --out out"
        )
    turn = _telling_turn(record)
    actor = Cast(record.scenario).holder("guarantor")
    path = shlex.quote(str(folder.record))
    return (
        f"\nWritten to {folder.path}. To ask why, and to check that the run plays out the same:\n"
        f"  sim explain {path} --turn {turn} --actor {actor}\n"
        f"  sim replay {path}"
    )


def _telling_turn(record: "Record") -> int:
    """Return the turn to ask about: of the outcome, else of the first test, else the last turn."""
    if record.outcome.reached is not None:
        return record.outcome.reached
    tested = [
        played.turn
        for played in record.turns_played
        if any(ruling.rule == "test" for ruling in played.rulings)
    ]
    return [*tested, record.turns_played[-1].turn][0]
