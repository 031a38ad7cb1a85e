"""What the shell offers when the tab key is pressed: names of files, figures, policies, outcomes.

The library of the command line asks these functions, and switches completion on by
`sim --install-completion`. They return nothing where nothing is known; then the shell offers files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

SOURCES = ("source", "folder", "first", "record")
"""Names of the arguments that name results or a record."""


def scenario_names(incomplete: str) -> list[str]:
    """Return the shipped scenarios and the files whose names begin so."""
    from sim.scenario.shipped import SCENARIOS

    return _shipped(incomplete, SCENARIOS)


def experiment_names(incomplete: str) -> list[str]:
    """Return the shipped experiments and the files whose names begin so."""
    from sim.scenario.shipped import EXPERIMENTS

    return _shipped(incomplete, EXPERIMENTS)


def scenario_or_experiment_names(incomplete: str) -> list[str]:
    """Return the shipped scenarios and experiments and the files whose names begin so."""
    from sim.scenario.shipped import EXPERIMENTS, SCENARIOS

    return _shipped(incomplete, SCENARIOS, EXPERIMENTS)


def case_names(incomplete: str) -> list[str]:
    """Return the shipped cases and the files whose names begin so."""
    from sim.validation.decisions.case import shipped_cases

    return [*_beginning(incomplete, shipped_cases()), *_files(incomplete)]


def inject_names(incomplete: str) -> list[str]:
    """Return the shipped lists of injects and the files whose names begin so."""
    from sim.exercise.injects.files import SHELF

    return [*_shipped(incomplete, SHELF), *_files(incomplete, ".csv")]


def figure_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the figures of the folder or record that the command names."""
    from sim.plots.names import OF_RECORD, OF_RESULTS

    if _content(ctx) is not None:
        return _beginning(incomplete, OF_RESULTS)
    known = OF_RECORD if _record(ctx).is_file() else (*OF_RESULTS, *OF_RECORD)
    return _beginning(incomplete, dict.fromkeys(known))


def policy_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the policies of the folder of results that the command names."""
    content = _content(ctx) or {"policies": ()}
    return _beginning(incomplete, (policy["name"] for policy in content["policies"]))


def more_policy_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the policies if the words before are policies already, and nothing if they are not."""
    return policy_names(ctx, incomplete) if ctx.params.get("policies") else []


def outcome_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the outcomes of the folder of results that the command names."""
    content = _content(ctx) or {"identity": {"outcomes": ()}}
    return _beginning(incomplete, content["identity"]["outcomes"])


def factor_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return what the runs of the folder that the command names can be grouped by."""
    content = _content(ctx) or {"design": {"factors": ()}}
    paths = (factor["path"] for factor in content["design"]["factors"])
    return _beginning(incomplete, ("policy", "point", *paths))


def actor_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the actors of the record that the command names."""
    try:
        return _beginning(incomplete, json.loads(_record(ctx).read_bytes())["scenario"]["actors"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _shipped(incomplete: str, *shelves: str) -> list[str]:
    from sim.scenario.shipped import paths

    names = (name for shelf in shelves for name in paths(shelf))
    return [*_beginning(incomplete, names), *_files(incomplete)]


def _files(incomplete: str, ending: str = ".toml") -> Iterator[str]:
    """Files in the working folder that may be meant; the shell itself offers paths with folders."""
    for path in sorted(Path().glob(f"*{ending}")):
        if path.name.startswith(incomplete):
            yield path.name


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _content(ctx: typer.Context) -> Mapping[str, Any] | None:
    """Return the manifest of the results that the command names first; None if there is none."""
    from sim.experiment.faults import ResultsError
    from sim.experiment.manifest_file import read_content

    try:
        return read_content(_place(ctx))
    except ResultsError:
        return None


def _record(ctx: typer.Context) -> Path:
    """Return the path of the record that the command names first, whether or not it is there."""
    from sim.record.files import RECORD_NAME

    place = _place(ctx)
    return place / RECORD_NAME if place.is_dir() else place


def _place(ctx: typer.Context) -> Path:
    """Return the first argument of a command, DIR, DIR:POLICY or a record.

    If an option still waits for its value, the library leaves the arguments in a list.
    """
    named = (value for key, value in ctx.params.items() if key in SOURCES)
    text = str(next((value for value in [*named, *ctx.args] if value), ""))
    path = Path(text).expanduser()
    return path if path.exists() else Path(text.rpartition(":")[0]).expanduser()
