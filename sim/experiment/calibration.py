"""The table [calibration] of an experiment file: bands that the outcomes are held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from sim.experiment.designs import MOST_POINTS
from sim.experiment.names import no_mean
from sim.scenario.fields import Part, words
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, choices

if TYPE_CHECKING:
    from sim.experiment.designs import Design
    from sim.experiment.experiment import Replicates

Statistic = Literal["mean", "share", "ratio", "ratio-of-runs"]
Named = Annotated[str, Field(min_length=1, pattern=r"\S")]

_PLACE: Path = ("calibration",)


class BandEntry(Part):
    """What is known of one statistic of the runs at a point: it lies between `low` and `high`."""

    title: str = words("What the statistic is, in a few words")
    statistic: Statistic = Field(
        description="mean of an outcome over runs; share of runs in which any of the outcomes "
        "happens; ratio of the sums of two outcomes; ratio-of-runs, of the runs in which the first "
        "happens to those in which the second does"
    )
    outcomes: Annotated[tuple[Named, ...], Field(min_length=1, max_length=20)] = Field(
        description="The outcomes it is made of; of a ratio, those above the line"
    )
    per: Annotated[tuple[Named, ...], Field(max_length=20)] = Field(
        default=(), description="Outcomes below the line of a ratio"
    )
    low: float = Field(description="Lowest value that agrees with what is known")
    high: float = Field(description="Highest value that agrees with what is known")
    horizon: int = Field(description="Turns that the band speaks of; the turns of a run", ge=1)
    source: str = words("Where the band comes from, with its date")


class CalibrationEntry(Part):
    """How the points of an experiment are weighed by what is known of its outcomes."""

    keep: float = Field(
        default=0.05, description="Share of the points that are kept, nearest first", gt=0, le=1
    )
    truths: int = Field(
        default=400, description="Points that the check of the method takes as the truth", ge=2
    )
    ranks: int = Field(
        default=99, description="Draws against which each truth is ranked", ge=9, le=9999
    )
    members: int = Field(
        default=200, description="Settings in the ensemble that is written", ge=2, le=MOST_POINTS
    )
    futures: int = Field(
        default=200, description="Futures of each member in the check of predictions", ge=2
    )
    seed: int = Field(default=1, description="Seed of everything drawn in the analysis", ge=1)
    watch: Annotated[tuple[Named, ...], Field(max_length=50)] = Field(
        default=(), description="Outcomes that no band speaks of, shown before and after"
    )
    bands: Annotated[dict[str, BandEntry], Field(min_length=1)] = Field(
        description="The bands by name"
    )


def check_calibration(
    entry: CalibrationEntry,
    outcomes: Sequence[str],
    turns: int | None,
    design: Design | None,
    replicates: Replicates,
    policies: int,
    findings: Findings,
) -> None:
    """Report what makes a calibration impossible.

    Args:
        entry: The table.
        outcomes: Outcomes that the experiment names.
        turns: Turns of a run; None for the scenario's own number.
        design: The design; None if it is faulty.
        replicates: Replicates of the experiment.
        policies: Number of policies.
        findings: Receives the faults.
    """
    from sim.experiment.designs import SampledDesign

    if design is not None and not isinstance(design, SampledDesign):
        message = 'a calibration needs points that fill the ranges, such as kind = "sobol"'
        findings.refuse(("design", "kind"), design.kind, message)
    if replicates.fixed is None:
        findings.report(("replicates",), "a calibration needs 'fixed', such as fixed = 200")
    if policies > 1:
        findings.report(("policies",), f"a calibration plays one policy, not {policies}")
    for number, name in enumerate(entry.watch):
        _check_outcome((*_PLACE, "watch", number), name, outcomes, findings)
    for name, band in entry.bands.items():
        place: Path = (*_PLACE, "bands", name)
        for key in ("outcomes", "per"):
            for number, outcome in enumerate(getattr(band, key)):
                _check_outcome((*place, key, number), outcome, outcomes, findings)
        _check_band(band, place, turns, findings)


def _check_outcome(place: Path, name: str, known: Sequence[str], findings: Findings) -> None:
    if name not in known:
        hint = choices(name, list(known))
        findings.refuse(place, name, f"not among the experiment's outcomes{hint}")
    elif reason := no_mean(name):
        findings.refuse(place, name, reason)


def _check_band(band: BandEntry, place: Path, turns: int | None, findings: Findings) -> None:
    is_ratio = band.statistic.startswith("ratio")
    if is_ratio and not band.per:
        findings.report(place, "a ratio needs 'per': the outcomes below the line")
    if band.per and not is_ratio:
        message = 'only a ratio has one; leave it out, or use statistic = "ratio"'
        findings.report((*place, "per"), message)
    if band.statistic == "mean" and len(band.outcomes) > 1:
        findings.report((*place, "outcomes"), "a mean is of one outcome")
    if band.low >= band.high:
        findings.refuse((*place, "low"), band.low, f"must be below high = {band.high:g}")
    if turns is None or band.horizon != turns:
        played = "as many as the scenario says" if turns is None else str(turns)
        message = f"must be the turns of a run ({played}); set both to the same number"
        findings.refuse((*place, "horizon"), band.horizon, message)
