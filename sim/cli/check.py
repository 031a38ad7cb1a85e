"""`sim check FILE...`: validate scenario and experiment files."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from sim.cli.completion import scenario_or_experiment_names
from sim.cli.printing import say


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Scenario or experiment files, or shipped names.",
            autocompletion=scenario_or_experiment_names,
        ),
    ],
) -> None:
    """Validate scenarios and experiments; list every fault as FILE:LINE:COLUMN, exit status 2."""
    from sim.exercise.injects.files import is_list
    from sim.experiment import load_experiment
    from sim.experiment.detection import is_experiment
    from sim.scenario import ScenarioError, load_scenario

    faulty = False
    for file in files:
        if is_list(file):
            faulty = True
            say(f"{file}: a list of injects; `sim injects {shlex.quote(file)}` checks it", err=True)
            continue
        try:
            checked = load_experiment(file) if is_experiment(file) else load_scenario(file)
        except ScenarioError as error:
            faulty = True
            say(str(error), err=True)
        else:
            say(f"{file}: ok, {checked.title}")
    if faulty:
        raise typer.Exit(2)
