"""`sim show NAME`: the brief of a scenario or of an experiment."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.completion import scenario_or_experiment_names
from sim.cli.options import AsJson
from sim.cli.printing import say_json, tell


def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A scenario or experiment file, or a shipped name.",
            autocompletion=scenario_or_experiment_names,
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Print the brief.

    For a scenario: actors, ties, theatres, menus, and parameters with their ranges and sources.
    For an experiment: question, factors, policies, design and number of runs.
    """
    from sim.experiment.detection import is_experiment

    _experiment(name, as_json) if is_experiment(name) else _scenario(name, as_json)


def _scenario(name: str, as_json: bool) -> None:
    from sim.scenario import load_scenario
    from sim.scenario.brief import brief, brief_data

    scenario = load_scenario(name)
    say_json(brief_data(scenario)) if as_json else tell(brief, scenario)


def _experiment(name: str, as_json: bool) -> None:
    from sim.experiment import load_experiment
    from sim.experiment.brief import brief, brief_data

    experiment = load_experiment(name)
    say_json(brief_data(experiment)) if as_json else tell(brief, experiment)
