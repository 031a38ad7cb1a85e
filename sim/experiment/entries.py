"""The tables of an experiment file as they are written, before anything is looked up."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from sim.engine.draws import SEED_LIMIT
from sim.experiment.calibration import CalibrationEntry
from sim.experiment.experiment import Keep, Stored
from sim.scenario.calendar import LONGEST
from sim.scenario.fields import Part, words
from sim.scenario.meanings import LONGEST as LONGEST_NAME

MOST_REPLICATES = 100_000_000
MOST_LEVELS = 1000

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


class FactorEntry(Part):
    """One number that varies."""

    path: str = words("Path of the number, such as parameters.bulwark")
    title: Annotated[str, Field(max_length=LONGEST_NAME)] = Field(
        default="", description="What to call it in figures and sentences; its plain name if absent"
    )
    low: float | None = Field(
        default=None, description="Lowest value; left out with high: the scenario's own range"
    )
    high: float | None = Field(default=None, description="Highest value")
    levels: (
        Annotated[int, Field(ge=2, le=MOST_LEVELS)]
        | Annotated[tuple[float, ...], Field(min_length=2, max_length=MOST_LEVELS)]
        | None
    ) = Field(
        default=None,
        description="The values to take, or how many equally spaced ones from low to high",
    )


class GroupEntry(Part):
    """All numbers of a pattern that have a range in the scenario."""

    group: str = words("Pattern such as parameters.*; a star stands for one part of a path")
    without: tuple[Text, ...] = Field(default=(), description="Paths or patterns to leave out")


class PolicyEntry(Part):
    """A named set of changes to the scenario."""

    title: Annotated[str, Field(max_length=200)] = Field(
        default="", description="What it is, in a few words"
    )
    set: dict[str, Any] = Field(
        default_factory=dict, description="Values by path in quotes; doctrines and switches too"
    )


class UntilEntry(Part):
    """Replicates are added until one outcome is known well enough at every point."""

    outcome: str = words("Outcome that must be known; one of the experiment's outcomes")
    half_width: float = Field(
        description="Half the width that its 95 % interval may have", gt=0, le=1_000_000
    )
    minimum: int = Field(description="Replicates to play at least", ge=2, le=MOST_REPLICATES)
    cap: int = Field(description="Replicates to play at most", ge=2, le=MOST_REPLICATES)


class ReplicatesEntry(Part):
    """How many futures to play at each point: `fixed`, or `until` one outcome is known."""

    fixed: int | None = Field(
        default=None, description="Replicates at every point", ge=1, le=MOST_REPLICATES
    )
    until: UntilEntry | None = Field(
        default=None, description="Replicates until an outcome is known well enough"
    )


class ExperimentFile(Part):
    """One question put to a scenario."""

    PARAGRAPHS = frozenset({"question"})

    name: str = words("Short name, such as recommit-baseline")
    title: str = words("Title, one line")
    question: str = words("The question it answers, in plain words")
    scenario: Text | Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)] = Field(
        description="Shipped scenario or path of a scenario file; an array of several"
    )
    set: dict[str, Any] = Field(
        default_factory=dict, description="Changes to the scenario that hold in every run"
    )
    turns: int | None = Field(
        default=None, description="Turns to play; absent: the scenario's own", ge=1, le=LONGEST
    )
    seed: int = Field(description="Seed of all chance in the runs", ge=0, le=SEED_LIMIT - 1)
    outcomes: tuple[Text, ...] = Field(
        description="Outcomes to report; the first is the main one", min_length=1, max_length=100
    )
    columns: Stored = Field(
        default="all",
        description="Outcomes that are stored: all there are, or the named ones, to save space",
    )
    keep: Keep = Field(
        default="outcomes",
        description="What is stored: outcomes alone, or also quantiles or trajectories by turn",
    )
    keep_paths: tuple[Text, ...] = Field(
        default=(),
        description="State paths of the quantiles or trajectories, and stance",
        max_length=200,
    )
    factors: tuple[Any, ...] = Field(
        default=(), description="What varies: paths, patterns, or tables", max_length=1000
    )
    policies: dict[str, Any] = Field(
        default_factory=dict, description="Policies by name, compared on the same chance"
    )
    design: Any = Field(default=None, description="Where in the factors' ranges to play")
    replicates: ReplicatesEntry
    calibration: CalibrationEntry | None = Field(
        default=None, description="Bands that the outcomes are held against by sim calibrate"
    )
