"""`sim validate patterns`: does the model show what is known of patrons and clients?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.mistakes import UserError
from sim.cli.options import MOST_JOBS, AsJson, jobs_of, out_folder, within
from sim.cli.output import folder_to_write, holds_our_json, pictures, write_json, writing
from sim.cli.printing import say, say_json, tell

if TYPE_CHECKING:
    from sim.validation.facts import Facts

TABLE, FACTS, KEPT = "checks.csv", "facts.json", "kept"

Source = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="Patterns of your own, instead of the shipped."),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="ID", help="Evaluate this pattern alone. Can be repeated."),
]
Quick = Annotated[
    bool,
    typer.Option("--quick", help="A few runs, to see that it works; its verdicts say nothing."),
]
Jobs = Annotated[int | None, jobs_of("Runs at once; all cores.")]
Out = Annotated[Path | None, out_folder("Write table, facts and figure there, and resume.")]


def patterns(
    source: Source = None,
    only: Only = None,
    quick: Quick = False,
    jobs: Jobs = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Check every pattern that the model must reproduce: holds, fails, or not clear at 99 %.

    Then again with random weights and efforts, under other rules of choice, and with each mechanism
    removed, where its patterns, and no others, must die. With --out, a second call goes on where
    the first one stopped.
    """
    from sim.cli.gauge import Gauge
    from sim.validation.patterns.declared import PatternsError
    from sim.validation.patterns.facts import facts_of_study
    from sim.validation.patterns.plays import PlayError
    from sim.validation.patterns.study import FULL, QUICK, study_patterns

    within("--jobs", jobs, 1, MOST_JOBS)
    folder = None if out is None else _folder(out)
    with Gauge("patterns") as gauge:
        try:
            study = study_patterns(
                source=source,
                size=QUICK if quick else FULL,
                only=only or (),
                keep=None if folder is None else folder / KEPT,
                jobs=jobs,
                watch=gauge.show,
            )
        except (PatternsError, PlayError) as error:
            raise UserError(str(error)) from error
    facts = facts_of_study(study)
    if folder is not None:
        save(facts, folder)
    say_json(facts) if as_json else tell(told, facts)
    if folder is None:
        say("\nNext:\n  sim validate patterns --out DIR    # table, figure and facts", err=True)


def save(facts: Facts, folder: Path) -> None:
    """Write the table, the facts and the figure; a file is never written in part."""
    from sim.plots import save as save_figure
    from sim.plots.csv_table import csv_bytes
    from sim.plots.patterns import patterns_drawn
    from sim.record.files import write_file

    with writing(folder):
        write_file(folder / TABLE, csv_bytes(table(facts)))
        write_json(folder / FACTS, facts)
        save_figure(patterns_drawn(facts), folder, formats=("png", "svg"))


def _folder(path: Path) -> Path:
    ours = holds_our_json(path / FACTS, "part", "checks")
    return folder_to_write(path, [TABLE, FACTS, *pictures("patterns")], ours=ours)


def table(facts: Facts) -> list[list[Any]]:
    """Return a row for each check, after a header, with None for what is not known."""
    names = sorted({name for row in facts["checks"] for name in row["doctrines"]})
    keys = ("id", "what", "scenario", "expected", "effect", "low", "high", "verdict", "misfit")
    head = [*keys, "values", "draws", "clear", "held", *names]
    rows: list[list[Any]] = [head]
    for row in facts["checks"]:
        values = "; ".join(f"{at}: {value}" if at else f"{value}" for at, value in row["values"])
        counts = [row[key] for key in ("draws", "clear", "held")]
        doctrines = [row["doctrines"].get(name) for name in names]
        rows.append([*(row[key] for key in keys), values, *counts, *doctrines])
    return rows


def told(facts: Facts) -> str:
    """Return the results as text: sentences and tables, losses first."""
    from sim.page import fill
    from sim.validation.patterns.page import headline

    short = headline(facts)
    lines = [*short.losses, *short.gains]
    if facts["size"] != "full":
        lines.insert(0, "A quick look with few runs: its verdicts say nothing about the model.")
    parts = ["\n".join(fill(line, subsequent_indent="  ") for line in lines), _checks(facts)]
    if facts["removed"]:
        parts.append(_removed(facts))
    return "\n\n".join(parts)


def _checks(facts: Facts) -> str:
    from sim.validation.patterns.page import by_verdict, effect_said
    from sim.words import grid

    rows = [["Check", "verdict", "expected", "effect [99 %]", "other weights", *_heads(facts)]]
    for row in by_verdict(facts["checks"]):
        star = " (known misfit)" if row["misfit"] else ""
        rows.append(
            [
                f"{row['pattern']} {row['what']}",
                row["verdict"] + star,
                row["expected"],
                effect_said(row),
                f"{row['held']} of {row['clear']}" if row["draws"] else "",
                *(row["doctrines"].get(name, "") for name in _heads(facts)),
            ]
        )
    return grid(rows)


def _heads(facts: Facts) -> list[str]:
    return list(next((row["doctrines"] for row in facts["checks"] if row["doctrines"]), {}))


def _removed(facts: Facts) -> str:
    from sim.words import grid

    rows = [["Removed", "should die and does", "should die and does not", "dies unexpectedly"]]
    for one in facts["removed"]:
        survived = [*one["survived"], *one["open"]]
        rows.append([one["id"], *(_names(part) for part in (one["died"], survived))])
        rows[-1].append(_names(one["unexpected"]))
    return grid(rows)


def _names(rows: Sequence[Any]) -> str:
    return ", ".join(row["id"] for row in rows) or "none"
