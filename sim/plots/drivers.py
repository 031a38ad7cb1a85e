"""The parts that all figures of sensitivity share: the study to draw, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.sensitivity import Ranged, Sensitivity, look_at, sensitivity
from sim.experiment.faults import ResultsError
from sim.experiment.titles import heading, policy_titles
from sim.measures import Kind
from sim.plots.entry import Choice, FigureError, Row, chosen_outcome, chosen_policy
from sim.plots.rows import Label
from sim.words import capitalised, counted

if TYPE_CHECKING:
    from sim.experiment.results import Results

KINDS = tuple(Kind)
TOGETHER = "\u00a0"
"""A space at which no line is broken."""
TOP = 12
"""Most factors that a figure shows; it says how many it leaves out."""


def study_of(results: Results, choice: Choice, methods: Sequence[str]) -> Sensitivity:
    """Return the study of the chosen outcome, or else of the experiment's first that varies.

    Raises:
        FigureError: There is no such outcome or policy, or it cannot be studied.
    """
    policy = chosen_policy(results, choice)
    outcome = chosen_outcome(results, choice, KINDS)
    if not choice.outcome:
        outcome = _first_that_varies(results, policy)[0] or outcome
    try:
        return sensitivity(results, outcome, policy=policy, methods=methods)
    except ResultsError as fault:
        raise FigureError(str(fault)) from fault


def unfit(results: Results, design: str = "") -> str:
    """Return why no figure of factors can be drawn, "" if it can.

    `design` is the kind of design that the figure needs, "" for any.
    """
    if not results.manifest["design"]["factors"]:
        return "it has no factors"
    kind_of_it = results.manifest["design"]["kind"]
    if design and kind_of_it != design:
        return f"it has a {kind_of_it} design, and this needs {design}"
    outcome, fault = _first_that_varies(results, results.store.manifest.policies[0])
    return "" if outcome else f"it has no outcome that can be looked at: {fault}"


def _first_that_varies(results: Results, policy: str) -> tuple[str, str]:
    """Return the experiment's first outcome that can be studied and "", or "" and the fault."""
    return results.once((_first_that_varies, policy), lambda: _looked_for(results, policy))


def _looked_for(results: Results, policy: str) -> tuple[str, str]:
    faults = []
    for outcome in results.store.manifest.outcomes:
        try:
            look_at(results, outcome, policy)
            return outcome, ""
        except ResultsError as fault:
            faults.append(str(fault))
    return "", faults[0]


def subject(study: Sensitivity, results: Results) -> str:
    """Return the words for a study's outcome and policy, to begin a title with."""
    said = capitalised(study.said.removeprefix("the "))
    several = len(results.store.manifest.policies) > 1
    return f"{said} ({policy_titles(results)[study.policy]})" if several else said


def axis_name(study: Sensitivity) -> str:
    """Return the name of an axis of means: the outcome, or for a share what the mean is of."""
    return "share of runs" if study.in_percent else study.said.removeprefix("the ")


def amount(study: Sensitivity) -> str:
    """Return the numbers of points and runs of a study, in words."""
    said = f"n = {counted(study.points, 'point')}, {counted(study.runs, 'run')}"
    return f"{said} ({counted(study.failed, 'failed run')} left out)" if study.failed else said


def left_out(total: int, shown: int) -> str:
    """Return the sentence on the factors that a figure does not show; "" if it shows all.

    >>> left_out(40, 12), left_out(5, 5)
    (' Not shown: the 28 factors with less.', '')
    """
    return f" Not shown: the {total - shown} factors with less." if total > shown else ""


def rows_of(study: Sensitivity, method: str) -> tuple[Row, ...]:
    """Return the whole table of a method, after a header, with None for unknown values."""
    table = study.table(method).drop(columns=["name", "meaning"])
    known = table.astype(object).where(table.notna(), None)
    return tuple(table.columns), *known.itertuples(index=False, name=None)


def label(factor: Ranged) -> Label:
    """Return the label of a factor: its name, and below it its path and range."""
    span = f"{factor.low:g} to {factor.high:g}".replace(" ", TOGETHER)
    known = "" if factor.name == factor.path else f"{factor.path}, "
    return Label(heading(factor.name, factor.path), f"{known}{span}")
