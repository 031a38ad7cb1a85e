"""The catalogue of figures that can be drawn of a folder of results or of a record.

To add a figure, write its module as `sim.plots.entry` says and list its entry in `OF_RESULTS` or
`OF_RECORD`; `sim plot`, `sim report` and the gallery's tests then find it. The order here is the
order in which figures are drawn and reported.

    results = sim.load_results("out/phase")
    for name in fitting(results):
        drawn = draw(results, name)
        save(drawn, "out/phase/figures", formats=("svg",))  # of sim.plots.saving
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.experiment.results import Results
from sim.plots.crossing import CROSSING
from sim.plots.differences import DIFFERENCES
from sim.plots.discovery_box import BOX
from sim.plots.discovery_trajectory import TRAJECTORY
from sim.plots.entry import (
    NO_CHOICE,
    Choice,
    Drawn,
    Entry,
    FigureError,
    chosen_point,
    chosen_policy,
)
from sim.plots.fan import FAN
from sim.plots.house_style import in_house_style
from sim.plots.map_figures import INFLUENCE_MAP, MEAN_INFLUENCE_MAP, MEAN_TIES
from sim.plots.morris import MORRIS
from sim.plots.phase import PHASE
from sim.plots.run_figures import RUN_FIGURES
from sim.plots.shares import SHARES
from sim.plots.sobol_bars import SOBOL
from sim.plots.stance_flows import STANCE_FLOWS
from sim.plots.stance_shares import STANCE_SHARES
from sim.plots.survival import SURVIVAL
from sim.plots.thresholds import THRESHOLDS
from sim.plots.tornado import TORNADO
from sim.record import Record
from sim.scenario.problems import choices

OF_RESULTS: tuple[Entry[Results], ...] = (
    SHARES,
    DIFFERENCES,
    CROSSING,
    PHASE,
    THRESHOLDS,
    SURVIVAL,
    FAN,
    STANCE_SHARES,
    STANCE_FLOWS,
    MEAN_INFLUENCE_MAP,
    MEAN_TIES,
    SOBOL,
    MORRIS,
    TORNADO,
    BOX,
    TRAJECTORY,
)
OF_RECORD: tuple[Entry[Record], ...] = (*RUN_FIGURES, INFLUENCE_MAP)


def entries(source: Results | Record) -> tuple[Entry[Any], ...]:
    """Return all figures of this kind of source, in order, even if they do not fit it."""
    return OF_RECORD if isinstance(source, Record) else OF_RESULTS


def fitting(source: Results | Record) -> tuple[str, ...]:
    """Return the names of the figures that fit a source; those of `Entry.extra` are left out."""
    return tuple(
        entry.name for entry in entries(source) if not entry.extra and not entry.fits(source)
    )


def find(source: Results | Record, name: str) -> Entry[Any]:
    """Return the entry of a name. Raises FigureError, with the nearest name, if there is none."""
    known = entries(source)
    for entry in known:
        if entry.name == name:
            return entry
    of = "a record" if isinstance(source, Record) else "results"
    other = OF_RESULTS if isinstance(source, Record) else OF_RECORD
    if any(entry.name == name for entry in other):
        wrong = "results" if isinstance(source, Record) else "a record"
        raise FigureError(
            f"figure {name}: it is drawn of {wrong}, and this is {of}"
            f"{choices('', [entry.name for entry in known])}"
        )
    hint = choices(name, [entry.name for entry in known])
    raise FigureError(f"figure {name}: no such figure of {of}{hint}")


@in_house_style
def draw(source: Results | Record, name: str, choice: Choice = NO_CHOICE) -> Drawn:
    """Draw one figure of results or of a record.

    Args:
        source: The value of `sim.load_results` or `sim.load_record`. Only the manifest of results
            is read in advance; the figure reads the columns it needs.
        name: Name of the figure.
        choice: The outcome, policy, path, turn or point to draw, if the figure has a choice.

    Raises:
        FigureError: There is no such figure, it does not fit, or what was chosen does not exist.
        ResultsError: A part of the results cannot be used.
    """
    drawn: Drawn = check(source, name).draw(source, choice)
    if isinstance(source, Record) or not source.missing:
        return drawn
    return replace(drawn, caption=f"{source.missing} {drawn.caption}")


def check_choice(source: Results | Record, choice: Choice) -> None:
    """Check that the outcome, policy and point chosen exist, for any figure. Raises FigureError."""
    if isinstance(source, Record):
        if choice.outcome or choice.policy:
            raise FigureError("a record is of one run: it has no outcome or policy to choose")
        return
    chosen_policy(source, choice)
    chosen_point(source, choice)
    known = source.store.manifest.columns.outcomes
    if choice.outcome and choice.outcome not in known:
        hint = choices(choice.outcome, known)
        raise FigureError(f"outcome {choice.outcome}: no such outcome{hint}")


def check(source: Results | Record, name: str) -> Entry[Any]:
    """Return the entry of a name. Raises FigureError if there is none or it does not fit."""
    entry = find(source, name)
    if unfit := entry.fits(source):
        raise FigureError(f"figure {name} does not fit: {unfit}")
    return entry
