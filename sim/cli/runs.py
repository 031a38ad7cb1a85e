"""`sim runs`: find runs of a sweep by what came out of them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.mistakes import UserError
from sim.cli.options import AsJson
from sim.cli.printing import say, say_json, tell
from sim.cli.results import ResultsPath, open_results, say_missing

if TYPE_CHECKING:
    from sim.experiment.finding import FoundRuns
    from sim.experiment.results import Results

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
    tell(_told, results, found, where)
    if len(found.table) and "run" in found.table:
        first = int(found.table["run"].iloc[0])
        say(f"\nNext:\n  sim rerun {shlex.quote(str(folder))} --run {first}", err=True)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _facts(found: FoundRuns, where: str) -> dict[str, Any]:
    """What was found as JSON; a missing value is null."""
    rows = found.table.astype(object).where(found.table.notna(), None).to_dict("records")
    return {"where": where, "found": found.found, "of": found.of, "runs": rows}


def _told(results: Results, found: FoundRuns, where: str) -> str:
    from sim.words import aligned, counted, grid, percent

    share = f" ({percent(found.found / found.of)})" if found.of else ""
    head = f"{found.found:,} of {counted(found.of, 'run')}{share}"
    head += f": {where}" if where else ""
    if found.table.empty:
        return head
    called = _called(results, found)
    rows = [[called.get(name, name) for name in map(str, found.table.columns)]]
    rows += [[_cell(value) for value in row] for row in found.table.itertuples(index=False)]
    parts = [head, "", aligned(rows)]
    if left := found.found - len(found.table):
        parts.append(f"... and {left:,} more; --limit 0 prints all")
    names = [[name, words] for name, words in called.items() if name != words]
    if names:
        parts += ["", grid([["Names to type", "what they stand for"], *names])]
    return "\n".join(parts)


def _called(results: Results, found: FoundRuns) -> dict[str, str]:
    """What columns and policies are called, by the name that one types."""
    from sim.experiment.titles import heading, number_names, policy_titles
    from sim.measures import STANCE, mean_label
    from sim.words import STANCE_WORDS

    outcomes, numbers = results.store.manifest.columns.outcomes, number_names(results)
    document = results.manifest["policies"][0]["document"]
    columns = [str(name) for name in found.table.columns]
    called = {name: heading(numbers[name], name) for name in columns if name in numbers}
    called |= {name: mean_label(name, document) for name in columns if name in outcomes}
    if "policy" in columns:
        titles = policy_titles(results)
        called |= {name: titles[name] for name in found.table["policy"].unique()}
    if STANCE in columns:
        called |= {name: STANCE_WORDS[name].label for name in found.table[STANCE].dropna().unique()}
    return called


def _cell(value: Any) -> str:
    """Text of a value: a stance, yes or no, a number, "-" for what is missing."""
    import numpy as np
    import pandas as pd

    from sim.words import NOTHING, STANCE_WORDS, numeral

    if pd.isna(value):
        return NOTHING
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if value in STANCE_WORDS:
        return STANCE_WORDS[value].label
    return numeral(value, ".4g") if isinstance(value, float) else str(value)
