"""Options and arguments that several commands have, and the bounds of their numbers.

What reads the same in several commands is a type here, such as `AsJson`. Where only the help
differs, a function makes the option, such as `out_folder`. The types of an option that one command
alone has stand in its own file.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.completion import scenario_names
from sim.cli.mistakes import UserError
from sim.engine.draws import REPLICATE_LIMIT, SEED_LIMIT

LARGEST_SEED, LARGEST_REPLICATE = SEED_LIMIT - 1, REPLICATE_LIMIT - 1
MOST_JOBS = 4096
MOST_FUTURES = 1_000_000


def out_folder(does: str) -> Any:
    """Return the option --out of a command that writes a folder."""
    return typer.Option("--out", metavar="DIR", help=does)


def out_file(does: str, kind: str = "FILE") -> Any:
    """Return the option --out of a command that writes one file."""
    return typer.Option("--out", metavar=kind, help=does)


def seed_else(usual: str) -> Any:
    """Return the option --seed; `usual` is the seed that is used without it."""
    return typer.Option("--seed", metavar="N", help=f"The seed of all chance; {usual}.")


def jobs_of(what: str) -> Any:
    """Return the option --jobs; `what` says what runs at the same time, and how much without it."""
    return typer.Option("--jobs", metavar="N", help=what)


def futures_of(what: str) -> Any:
    """Return the option --futures; `what` says of what they are, and how many without it."""
    return typer.Option("--futures", metavar="N", help=what)


SCENARIO = typer.Argument(
    metavar="SCENARIO",
    help="A scenario file, or the name of a shipped one.",
    autocompletion=scenario_names,
)
TURN = typer.Option("--turn", metavar="T", help="The turn: its number, from 0, or date: 2022-Q1.")

GameFolder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a game.")]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change a value of the scenario. Can be repeated."
    ),
]
DrawnSeed = Annotated[int | None, seed_else("drawn and printed if left out")]
MomentFutures = Annotated[int, typer.Option("--runs", metavar="N", help="Futures of every moment.")]
OneOutcome = Annotated[
    str,
    typer.Option(
        "--outcome", metavar="NAME", help="A measure, end.PATH, or stance=NAME of a stance."
    ),
]
ReplaceResults = Annotated[bool, typer.Option("--overwrite", help="Replace the results in DIR.")]
ReplaceRun = Annotated[bool, typer.Option("--overwrite", help="Let --out replace a different run.")]
Replicate = Annotated[
    int,
    typer.Option(
        "--replicate", metavar="K", help="Which of the seed's runs to play, counted from 0."
    ),
]
RunNumber = Annotated[
    int, typer.Option("--run", metavar="ID", help="Which run: its number in the table.")
]
Threads = Annotated[int | None, jobs_of("Threads; all cores.")]
Turns = Annotated[
    int | None,
    typer.Option(
        "--turns", metavar="N", help="How many turns to play; the scenario's if left out."
    ),
]
Units = Annotated[int | None, jobs_of("Units of work played at once; one a core.")]


def within(option: str, value: int | None, low: int, high: int | None = None) -> None:
    """Raise UserError if an option is given and lies outside its bounds; both are allowed."""
    if value is None or (value >= low and (high is None or value <= high)):
        return
    most = "" if high is None else f" to {high}"
    raise UserError(f"{option} {value}: expected a whole number from {low}{most}")
