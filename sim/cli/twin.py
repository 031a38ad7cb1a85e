"""`sim twin`: the nearest run of the same draw of chance that ended otherwise."""

from __future__ import annotations

import shlex
from textwrap import fill
from typing import Annotated

import typer

from sim.cli.printing import say, say_json
from sim.cli.results import WIDTH, AsJson, ResultsPath, open_results, say_missing


def twin(
    folder: ResultsPath,
    run: Annotated[
        int, typer.Option("--run", metavar="ID", help="Which run: its number in the table.")
    ],
    outcome: Annotated[
        str,
        typer.Option("--outcome", metavar="NAME", help="The outcome in which the twin differs."),
    ] = "stance",
    as_json: AsJson = False,
) -> None:
    """Find the run most like one run of DIR that ended otherwise, and say where they part.

    The twin has the same draw of chance. It was played under another policy or at another point.
    Both are played again, with every reason, and compared.
    """
    from sim.studies.twin import find_twin, told

    results = open_results(folder)
    found = find_twin(results, run, outcome)
    divergence = told(results, found)
    if as_json:
        say_json({"run": found.run, "twin": found.twin, **divergence.facts()})
        return
    say_missing(results)
    say(fill(found.sentence(), WIDTH) + "\n")
    say(divergence.text())
    say(f"\nNext:\n  sim rerun {shlex.quote(str(folder))} --run {found.twin}", err=True)
