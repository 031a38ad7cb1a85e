"""Tell experiments from scenarios by the keys of a file or by a name, without checking either."""

from __future__ import annotations

from pathlib import Path

from sim.scenario import shipped
from sim.scenario.problems import ScenarioError, closest
from sim.scenario.sources import read

EXPERIMENT, SCENARIO = "experiment", "scenario"
"""The two kinds of files."""
_OF_EXPERIMENTS = {"scenario", "seed", "outcomes", "factors", "policies", "design", "replicates"}
_OF_SCENARIOS = {"extends", "calendar", "actors", "ties", "theatres", "world", "parameters"}


def is_experiment(path_or_name: str) -> bool:
    """Whether a path or a name means an experiment; False also if that cannot be decided."""
    kind = kind_of_file(path_or_name)
    return _sounds_like(path_or_name) if kind is None else kind == EXPERIMENT


def kind_of_file(path_or_name: str) -> str | None:
    """Return `EXPERIMENT` or `SCENARIO`, whichever a path or a name is; None if there is no file.

    A file that cannot be read, or has keys of neither, counts as a scenario.
    """
    file = _file(path_or_name)
    if file is None:
        return None
    return EXPERIMENT if _reads_as_experiment(file, path_or_name) else SCENARIO


def _reads_as_experiment(file: Path, path_or_name: str) -> bool:
    try:
        keys = set(read(file, path_or_name).data)
    except ScenarioError:
        return _names_schema(file)
    return len(keys & _OF_EXPERIMENTS) > len(keys & _OF_SCENARIOS)


def _file(name: str) -> Path | None:
    try:
        if Path(name).is_file():
            return Path(name)
        return shipped.find(name) or shipped.find(name, shipped.EXPERIMENTS)
    except (OSError, ValueError):
        return None


def _sounds_like(name: str) -> bool:
    likely = closest(name, shipped.paths(shipped.EXPERIMENTS))
    return bool(likely) and not closest(name, shipped.scenario_paths())


def _names_schema(file: Path) -> bool:
    """Whether the first line of a file names the schema of experiments; for files with bad TOML."""
    try:
        with file.open("rb") as lines:
            return b"experiment.schema.json" in lines.readline(1000)
    except OSError:
        return False
