"""`sim twin`: the nearest run of the same draw of chance that ended otherwise."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from sim.cli.completion import outcome_names
from sim.cli.options import AsJson, RunNumber
from sim.cli.printing import say, say_json, tell
from sim.cli.results import ResultsPath, open_results, say_missing


def twin(
    folder: ResultsPath,
    run: RunNumber,
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            metavar="NAME",
            help="The outcome in which the twin differs.",
            autocompletion=outcome_names,
        ),
    ] = "stance",
    as_json: AsJson = False,
) -> None:
    """Find the run most like one run of DIR that ended otherwise, and say where they part.

    The twin has the same draw of chance. It was played under another policy or at another point.
    Both are played again, with every reason, and compared.
    """
    from sim.page import fill
    from sim.studies.twin import find_twin, told

    results = open_results(folder)
    found = find_twin(results, run, outcome)
    divergence = told(results, found)
    if as_json:
        say_json({"run": found.run, "twin": found.twin, **divergence.facts()})
        return
    say_missing(results)
    tell(lambda: f"{fill(found.sentence())}\n\n{divergence.text()}")
    say(f"\nNext:\n  sim rerun {shlex.quote(str(folder))} --run {found.twin}", err=True)
