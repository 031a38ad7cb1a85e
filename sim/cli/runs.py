"""`sim runs`: find runs of a sweep by what came out of them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.mistakes import UserError
from sim.cli.printing import say, say_json, tell
from sim.cli.results import AsJson, ResultsPath, open_results, say_missing

if TYPE_CHECKING:
    from sim.experiment.finding import FoundRuns

SHOWN = 20
"""Runs that are printed unless another number is asked for."""


def runs(
    folder: ResultsPath,
    where: Annotated[
        str,
        typer.Option("--where", metavar="CONDITION", help="'recommitted and first_quarter < 4'"),
    ] = "",
    sort: Annotated[
        str, typer.Option("--sort", metavar="COLUMNS", help="Sort by these; -NAME: downwards.")
    ] = "",
    columns: Annotated[
        str, typer.Option("--columns", metavar="COLUMNS", help="Columns to print, with commas.")
    ] = "",
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", help="Runs to print; 0 prints all.")
    ] = SHOWN,
    as_json: AsJson = False,
) -> None:
    """Print the runs of DIR that a condition holds for.

    A condition compares columns of the table of runs: factors by path, outcomes by name, texts in
    quotes. An example: --where 'stance == "broker" and parameters.bulwark > 1.5'.
    """
    from sim.experiment.finding import find_runs

    if limit < 0:
        raise UserError(f"--limit {limit}: must be at least 0; 0 prints all")
    results = open_results(folder)
    found = find_runs(
        results, where, sort=_names(sort), columns=_names(columns), limit=limit or None
    )
    if as_json:
        say_json(_facts(found, where))
        return
    say_missing(results)
    tell(_told, found, where)
    if len(found.table) and "run" in found.table:
        first = int(found.table["run"].iloc[0])
        say(f"\nNext:\n  sim rerun {shlex.quote(str(folder))} --run {first}", err=True)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _facts(found: FoundRuns, where: str) -> dict[str, Any]:
    """What was found as JSON; a missing value is null."""
    rows = found.table.astype(object).where(found.table.notna(), None).to_dict("records")
    return {"where": where, "found": found.found, "of": found.of, "runs": rows}


def _told(found: FoundRuns, where: str) -> str:
    from sim.words import aligned, percent

    share = f" ({percent(found.found / found.of)})" if found.of else ""
    head = f"{found.found:,} of {found.of:,} runs{share}"
    head += f": {where}" if where else ""
    if found.table.empty:
        return head
    rows = [[str(name) for name in found.table.columns]]
    rows += [[_cell(value) for value in row] for row in found.table.itertuples(index=False)]
    shown = aligned(rows)
    left = found.found - len(found.table)
    return f"{head}\n\n{shown}" + (f"\n... and {left:,} more; --limit 0 prints all" if left else "")


def _cell(value: Any) -> str:
    """Text of a value: yes or no, a number, "-" for what is missing."""
    import numpy as np
    import pandas as pd

    from sim.words import NOTHING, numeral

    if pd.isna(value):
        return NOTHING
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return numeral(value, ".4g") if isinstance(value, float) else str(value)
