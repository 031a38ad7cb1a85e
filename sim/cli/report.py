"""`sim report`: one HTML file about a sweep or a run, to read, print or send."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.mistakes import UserError
from sim.cli.options import out_file
from sim.cli.output import page_to_write, writing
from sim.cli.printing import say
from sim.cli.results import open_results

if TYPE_CHECKING:
    from sim.experiment.results import Results
    from sim.record import Record


def report(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|RECORD",
            help="A folder that `sim sweep --out` wrote; or a record, or the folder of one.",
        ),
    ],
    out: Annotated[
        Path | None, out_file("The file to write; report.html beside the source.", "FILE.html")
    ] = None,
    robustness: Annotated[
        Path | None,
        typer.Option(
            "--robustness",
            metavar="DIR",
            help="Results of an experiment whose policies are doctrines: what survives them.",
        ),
    ] = None,
    levers: Annotated[
        Path | None,
        typer.Option(
            "--levers",
            metavar="DIR",
            help="A folder that `sim levers --out` wrote: what would change the outcome.",
        ),
    ] = None,
    ensemble: Annotated[
        Path | None,
        typer.Option(
            "--ensemble",
            metavar="FILE",
            help="The ensemble over which DIR was played; anything else is refused.",
        ),
    ] = None,
) -> None:
    """Write a report: key judgements on one page, then the answer and what it depends on.

    The report is one HTML file that contains its figures and loads nothing from the network. It can
    be read on a phone, on paper and on a dark screen.
    """
    target = page_to_write(out or (source if source.is_dir() else source.parent) / "report.html")
    subject = _subject(source)
    doctrines = _doctrines(subject, robustness)
    ranking = _levers(subject, levers)
    if ensemble is not None:
        _check_ensemble(source, subject, ensemble)
    from sim.report import write_report

    say(f"Writing the report on {source} ...", err=True)
    with writing(target):
        write_report(subject, target, under_doctrines=doctrines, levers=ranking)
    say(str(target))
    say(_next_steps(source, subject), err=True)


def _subject(source: Path) -> Results | Record:
    """Return the results or the record at a path. Raises UserError, ResultsError or RecordError."""
    from sim.cli.records import open_record
    from sim.experiment.manifest_file import NAME
    from sim.record.files import RECORD_NAME

    if source.is_dir() and (source / NAME).exists():
        return open_results(source, ())
    if source.is_file() or (source / RECORD_NAME).exists():
        return open_record(source)
    missing = "no such file or folder" if not source.exists() else "neither results nor a record"
    raise UserError(
        f"{source}: {missing}; name a folder that `sim sweep --out` or `sim run --out` wrote"
    )


def _doctrines(subject: Results | Record, folder: Path | None) -> Results | None:
    from sim.experiment.results import load_results
    from sim.record import Record

    if folder is None:
        return None
    if isinstance(subject, Record):
        raise UserError("--robustness: for a folder of results, not for one run")
    return load_results(folder, ())


def _levers(subject: Results | Record, folder: Path | None) -> Mapping[str, Any] | None:
    from sim.record import Record
    from sim.report.levers import load_levers

    if folder is None:
        return None
    if isinstance(subject, Record):
        raise UserError("--levers: for a folder of results, not for one run")
    return load_levers(folder)


def _check_ensemble(source: Path, subject: Results | Record, file: Path) -> None:
    """Raise UserError if the subject was not played over the ensemble of a file."""
    from sim.record import Record
    from sim.scenario.ensemble import load_ensemble

    if isinstance(subject, Record):
        raise UserError("--ensemble: for a folder of results, not for one run")
    wanted, played = load_ensemble(file), subject.store.manifest.ensemble
    if played is not None and played["hash"] == wanted.hash:
        return
    name = shlex.quote(subject.store.manifest.name)
    over = f"another ensemble, {played['hash'][:12]}" if played else "no ensemble"
    raise UserError(
        f"--ensemble {file}: {source} was played over {over}; play it again with "
        f"`sim sweep {name} --ensemble {shlex.quote(str(file))} --out DIR` and report on DIR"
    )


def _next_steps(source: Path, subject: Results | Record) -> str:
    from sim.record import Record

    path = shlex.quote(str(source))
    another = f"sim replay {path}" if isinstance(subject, Record) else f"sim summary {path}"
    return f"\nNext: open it in a browser, print it or send it; it needs nothing else.\n  {another}"
