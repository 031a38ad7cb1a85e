"""`sim odds`: how likely an outcome was at each turn of a run, and what changed it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.mistakes import UserError
from sim.cli.options import (
    MOST_JOBS,
    AsJson,
    MomentFutures,
    OneOutcome,
    Threads,
    out_folder,
    within,
)
from sim.cli.output import folder_to_write, holds_our_json, pictures, write_json, writing
from sim.cli.printing import say, say_json, tell
from sim.cli.records import RecordPath, open_record

if TYPE_CHECKING:
    from sim.studies.odds import Odds

FACTS = "odds.json"

Split = Annotated[
    int, typer.Option("--split", metavar="K", help="Turns whose orders are split by actor.")
]
Out = Annotated[Path | None, out_folder("Write the figure and its numbers there.")]


def odds(
    record: RecordPath,
    outcome: OneOutcome = "recommitted",
    runs: MomentFutures = 2_000,
    split: Split = 2,
    jobs: Threads = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Say how likely an outcome was at the start of every turn of RECORD, and what changed it.

    From every moment of the run, futures are played to its last turn, by the doctrines of the
    scenario. What a turn changes is split exactly: the orders, the guarantor's reply to an attack,
    and chance until the next orders. In the turns with the largest changes the orders are split by
    actor: all orders of a turn are given at once, so which comes first is arbitrary, and half of
    the futures take them in one order, half in the opposite one.
    """
    from sim.cli.gauge import Gauge
    from sim.studies.odds import odds as find_odds

    played = open_record(record)
    within("--runs", runs, 2)
    within("--split", split, 0)
    within("--jobs", jobs, 1, MOST_JOBS)
    folder = None if out is None else _folder(out)
    with Gauge("odds") as gauge:
        try:
            found = find_odds(
                played, outcome=outcome, futures=runs, split=split, jobs=jobs, watch=gauge.show
            )
        except ValueError as error:
            raise UserError(f"--outcome {error}") from error
    if folder is not None:
        save(found, folder)
    say_json(found.facts()) if as_json else tell(told, found)
    if folder is None:
        say(f"\nNext:\n  sim odds {shlex.quote(str(record))} --out DIR    # the figure", err=True)


def told(found: Odds) -> str:
    """Return the odds as text: sentences, and a row for every turn."""
    from math import nan

    from sim.page import fill
    from sim.words import change_words, grid, mean_words

    parts = ["\n".join(fill(line, subsequent_indent="  ") for line in found.findings())]
    rows = [["turn", "", "odds" if found.share else "mean", *found.causes]]
    for row in found.rows():
        value = mean_words(row["value"], share=found.share)
        changes = [
            change_words(
                nan if row[name] is None else row[name], nan, nan, share=found.share
            ).split(" [")[0]
            for name in found.causes
        ]
        rows.append([str(row["turn"]), row["date"], value, *changes])
    return "\n\n".join([*parts, grid(rows)])


def save(found: Odds, folder: Path) -> None:
    """Write the facts and the figure; a file is never written in part."""
    from sim.plots import save as save_figure
    from sim.plots.odds import odds_drawn

    with writing(folder):
        write_json(folder / FACTS, found.facts())
        save_figure(odds_drawn(found), folder, formats=("png", "svg"))


def _folder(path: Path) -> Path:
    ours = holds_our_json(path / FACTS, "outcome", "odds")
    return folder_to_write(path, [FACTS, *pictures("odds")], ours=ours)
