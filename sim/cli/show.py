"""`sim show NAME`: the brief of a scenario or of an experiment."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sim.cli.printing import say, say_json


def show(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="A scenario or experiment file, or a shipped name."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Print the brief.

    For a scenario: actors, ties, theatres, menus, and parameters with their ranges and sources.
    For an experiment: question, factors, policies, design and number of runs.
    """
    from sim.experiment.detection import is_experiment

    data, text = _experiment(name) if is_experiment(name) else _scenario(name)
    say_json(data) if as_json else say(text)


def _scenario(name: str) -> tuple[dict[str, Any], str]:
    from sim.scenario import load_scenario
    from sim.scenario.brief import brief, brief_data

    scenario = load_scenario(name)
    return brief_data(scenario), brief(scenario)


def _experiment(name: str) -> tuple[dict[str, Any], str]:
    from sim.experiment import load_experiment
    from sim.experiment.brief import brief, brief_data

    experiment = load_experiment(name)
    return brief_data(experiment), brief(experiment)
