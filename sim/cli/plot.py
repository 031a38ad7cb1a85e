"""`sim plot`: the figures of a folder of results, or of a record."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.completion import figure_names, outcome_names, policy_names
from sim.cli.mistakes import UserError
from sim.cli.options import AsJson, out_folder
from sim.cli.output import refuse_to_replace, writing
from sim.cli.printing import say, say_json, tell
from sim.cli.records import open_record
from sim.cli.results import open_results, say_missing

if TYPE_CHECKING:
    from sim.experiment.results import Results
    from sim.plots.entry import Drawn
    from sim.record import Record

FORMATS = ("png", "svg", "pdf")
FIGURES = "figures"
"""Name of the folder for figures inside a folder of results; --out names another folder."""

Source = Annotated[
    Path,
    typer.Argument(
        metavar="DIR|RECORD",
        help="The folder that `sim sweep --out` or `sim run --out` wrote, or a record file.",
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FIGURE...",
        help="Which figures; all that fit if none is named.",
        autocompletion=figure_names,
    ),
]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", metavar="png|svg|pdf", help="File format. Can be repeated."),
]
Out = Annotated[
    Path | None, out_folder("Where to; DIR/figures, or beside the record, if left out.")
]
ListThem = Annotated[
    bool, typer.Option("--list", help="Say which figures fit, and why others do not; draw none.")
]
Outcome = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="The outcome to draw; else the experiment's first.",
        autocompletion=outcome_names,
    ),
]
Policy = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="The policy to draw, where a figure is of one.",
        autocompletion=policy_names,
    ),
]
StatePath = Annotated[
    str,
    typer.Option("--path", metavar="PATH", help="The state variable to draw, where there is one."),
]
Turn = Annotated[
    str, typer.Option(metavar="T", help="The turn to draw, by number or date, where there is one.")
]
Point = Annotated[
    str,
    typer.Option(metavar="N", help="The point of the design to draw, where a figure is of one."),
]


def plot(
    source: Source,
    names: Names = None,
    formats: Formats = None,
    out: Out = None,
    list_them: ListThem = False,
    outcome: Outcome = "",
    policy: Policy = "",
    path: StatePath = "",
    turn: Turn = "",
    point: Point = "",
    as_json: AsJson = False,
) -> None:
    """Draw figures of DIR or RECORD, and write a small CSV of its numbers next to each figure.

    Without names, it draws every figure that fits the experiment's design, or the record.
    """
    from sim.experiment.faults import ResultsError
    from sim.experiment.results import Results
    from sim.page import folded
    from sim.plots import catalogue
    from sim.plots.entry import Choice
    from sim.plots.lettering import letters_told

    wanted = _formats(formats)
    opened = _open(source)
    if list_them:
        _list(opened, as_json=as_json)
        return
    figures = list(dict.fromkeys(names or catalogue.fitting(opened)))
    for name in figures:
        # All names are checked before the first figure is drawn.
        catalogue.check(opened, name)
    catalogue.check_choice(opened, choice := Choice(outcome, policy, path, turn, point))
    folder = out or _place(source, opened)
    if isinstance(opened, Results) and not as_json:
        say_missing(opened)
    told, undrawn = [], ""
    for name in figures:
        try:
            drawn = catalogue.draw(opened, name, choice)
        except ResultsError as error:
            if names:
                raise
            say(f"{name} is left out: {error}", err=True)
            continue
        files = _save(drawn, folder, wanted)
        if not as_json:
            say(f"{name}: {', '.join(map(str, files))}")
            tell(partial(folded, drawn.caption, indent="  "))
        told.append(_facts(name, drawn, files))
        undrawn += drawn.undrawn
    if as_json:
        say_json(told)
        return
    if unlike := letters_told(undrawn):
        say(unlike, err=True)
    say(_next_steps(source, opened, figures), err=True)


def _save(drawn: Drawn, folder: Path, formats: list[str]) -> tuple[Path, ...]:
    """Save a figure, and return the paths of its files.

    Raises UserError if it would replace files that this program did not write. This program wrote
    them if the CSV table next to them begins with the headings of this figure's table.
    """
    from sim.plots.csv_table import csv_bytes
    from sim.plots.saving import save

    table = folder / f"{drawn.name}.csv"
    head = csv_bytes(drawn.rows[:1])
    ours = table.is_file() and table.read_bytes().startswith(head)
    names = [f"{drawn.name}.{ending}" for ending in (*formats, "csv")]
    refuse_to_replace(folder, names, ours=ours)
    with writing(folder):
        return save(drawn, folder, formats=formats)


def _formats(formats: list[str] | None) -> list[str]:
    wanted = [name.strip() for text in formats or ["png"] for name in text.split(",")]
    for name in wanted:
        if name not in FORMATS:
            raise UserError(f"--format {name}: expected one of {', '.join(FORMATS)}")
    return wanted


def _open(source: Path) -> Results | Record:
    """Return the results or the record in a folder; a file is read as a record."""
    from sim.experiment.manifest_file import NAME
    from sim.record.files import RECORD_NAME

    if not source.is_dir():
        return open_record(source)
    if (source / NAME).exists():
        return open_results(source)
    if (source / RECORD_NAME).exists():
        return open_record(source)
    raise UserError(f"{source}: neither results ({NAME}) nor a record ({RECORD_NAME}) is in it")


def _place(source: Path, opened: Results | Record) -> Path:
    from sim.record import Record

    folder = source if source.is_dir() else source.parent
    return folder if isinstance(opened, Record) else folder / FIGURES


def _list(opened: Results | Record, *, as_json: bool) -> None:
    from sim.plots.catalogue import entries

    found = [(entry, entry.fits(opened)) for entry in entries(opened)]
    if as_json:
        facts = [
            {"name": entry.name, "title": entry.title, "fits": not why, "why_not": why}
            for entry, why in found
        ]
        say_json(facts)
        return
    width = max(len(entry.name) for entry, _ in found)
    for entry, why in found:
        say(f"{entry.name:{width}}  {entry.title}" + (f" (no: {why})" if why else ""))


def _facts(name: str, drawn: Drawn, files: tuple[Path, ...]) -> dict[str, Any]:
    return {
        "figure": name,
        "title": drawn.title,
        "caption": drawn.caption,
        "alt": drawn.alt,
        "files": [str(path) for path in files],
    }


def _next_steps(source: Path, opened: Results | Record, figures: list[str]) -> str:
    from sim.plots.catalogue import entries

    path = shlex.quote(str(source))
    steps = [f"  sim plot {path} --list"]
    if figures and any(entry.name not in figures for entry in entries(opened)):
        steps.append(f"  sim plot {path} {figures[0]} --format svg")
    steps.append(f"  sim report {path}    # all of it as one page")
    return "\nNext:\n" + "\n".join(steps)
