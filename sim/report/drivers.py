"""The section on drivers: the dependence of an outcome on each number that varies."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING

from sim.analysis.sensitivity import LIMITS, Sensitivity, fitting, sensitivity
from sim.experiment.faults import ResultsError
from sim.experiment.titles import heading
from sim.measures import INDEX, RECOMMITTED, STANCE, label_of, with_beside
from sim.report.answer import under
from sim.report.content import Block, Folded, Heading, Items, Prose, Section, Table
from sim.report.wording import interval, number
from sim.words import (
    UNKNOWN,
    capitalised,
    counted,
    mean_words,
    percent,
    percent_range,
    points,
)

if TYPE_CHECKING:
    from sim.report.study import Study

TOP = 12
"""Most factors that a table shows; the others have less effect."""
SHOWN = {
    "sobol": (("first", "Alone"), ("total", "With interactions")),
    "morris": (("mu_star", "Mean size of effect"), ("mu", "Mean effect"), ("sigma", "Spread")),
    "regression": (("rank", "On ranks"), ("straight", "On values")),
}
"""Columns of each method's table and their headings. A report uses the method that fits best."""
CAPTIONS = {
    "sobol": "Sobol indices: the share of the variance of {said} that each factor makes",
    "morris": "Elementary effects: change of {said} over the whole range of a factor",
    "regression": "Standardised regression coefficients of {said}",
}


def drivers(study: Study, figures: Sequence[Block]) -> Section:
    """Return the section on the drivers of the main outcome and of the index.

    Both are of the runs under the first policy.
    """
    blocks: list[Block] = [
        Prose(
            "On which of the numbers that the experiment varies does the outcome depend, over the "
            f"ranges given{under(study)}? Wider ranges would give other answers."
        ),
        *figures,
    ]
    for outcome in outcomes_to_explain(study):
        blocks += _of_outcome(study, outcome)
    return Section("What drives it", tuple(blocks))


def outcomes_to_explain(study: Study) -> tuple[str, ...]:
    """Return the main outcome with the measure beside it, and the recommitment index.

    Recommitment takes the place of the stance.
    """
    main = study.outcomes[0]
    return with_beside((RECOMMITTED if main == STANCE else main, INDEX))


def _of_outcome(study: Study, outcome: str) -> tuple[Block, ...]:
    document = study.manifest["policies"][0]["document"]
    title = Heading(f"{capitalised(label_of(outcome, document))} `{outcome}`")
    method = fitting(study.manifest["design"]["kind"])[0]
    try:
        found = sensitivity(study.results, outcome, policy=study.policies[0], methods=(method,))
    except ResultsError as error:
        return title, Prose(f"Not available here: {study.without_folder(error)}.")
    blocks: list[Block] = [title, *map(Prose, found.findings())]
    blocks += [method_table(found, method), Prose(LIMITS[method]), swing_table(found)]
    if found.notes:
        blocks.append(Items(tuple(("", note) for note in found.notes)))
    # On paper once: it is the same for every outcome.
    first = outcome == outcomes_to_explain(study)[0]
    return (*blocks, Folded("What the factors are", (meanings_table(found),), printed=first))


def method_table(found: Sensitivity, method: str) -> Table:
    """Return the table of a method's results, the largest first."""
    columns = SHOWN[method]
    table = found.table(method)
    head = ["Factor"]
    for _, over in columns:
        head += [over, "95 % interval"]
    rows = []
    for row in table.head(TOP).to_dict("records"):
        cells = [factor_cell(row["name"], row["factor"])]
        for name, _ in columns:
            ends = (row[name], row[f"{name}_low"], row[f"{name}_high"])
            cells += _estimate(ends, method, in_percent=found.in_percent)
        rows.append(tuple(cells))
    caption = CAPTIONS[method].format(said=found.said)
    if method == "morris" and found.in_percent:
        caption += ", in percentage points"
    return Table(f"{caption}. {_how_many(len(table))}", tuple(head), tuple(rows))


def swing_table(found: Sensitivity) -> Table:
    """Return the table of swings: mean outcome at a factor's high end less that at its low end."""
    table, share = found.table("swing"), found.in_percent
    unit = ", in percentage points" if share else ""
    return Table(
        f"Which way it works: {found.said} in the highest slice of a factor's range less that in "
        f"the lowest{unit}, the others varying. {_how_many(len(table))}",
        ("Factor", "Swing", "95 % interval", "At the low end", "At the high end"),
        tuple(
            (
                factor_cell(row["name"], row["factor"]),
                points(row["swing"]) if share else f"{row['swing']:+.3f}",
                _span(row["low"], row["high"], share=share),
                mean_words(row["at_low"], share=True) if share else number(row["at_low"]),
                mean_words(row["at_high"], share=True) if share else number(row["at_high"]),
            )
            for row in table.head(TOP).to_dict("records")
        ),
    )


def meanings_table(found: Sensitivity) -> Table:
    """Return the table of the range and meaning of every factor."""
    return Table(
        "The factors, and the ranges over which they were varied",
        ("Factor", "From", "To", "Meaning"),
        tuple(
            (
                factor_cell(factor.name, factor.path),
                number(factor.low),
                number(factor.high),
                factor.meaning,
            )
            for factor in found.factors
        ),
    )


def factor_cell(name: str, path: str) -> str:
    """Return the cell of a factor: its name, and its path as code beside it.

    >>> factor_cell("normal load of Russia", "parameters.overstretch_base")
    'Normal load of Russia `parameters.overstretch_base`'
    """
    return f"`{path}`" if name == path else f"{heading(name, path)} `{path}`"


def _estimate(ends: tuple[float, float, float], method: str, *, in_percent: bool) -> list[str]:
    """Return the cells of an estimate and its interval: shares in percent, changes in points."""
    value, low, high = ends
    if method == "sobol":
        return [percent(value), UNKNOWN if isnan(low) else percent_range(low, high)]
    if method == "morris" and in_percent:
        return [points(value, sign=False), _span(low, high, share=True)]
    return [number(value), interval(low, high)]


def _span(low: float, high: float, *, share: bool) -> str:
    """Return the interval of a change: of a share in percentage points, or else a plain one."""
    if not share:
        return interval(low, high)
    if isnan(low):
        return UNKNOWN
    return f"{points(low, sign=False)} to {points(high, sign=False)}"


def _how_many(factors: int) -> str:
    if factors <= TOP:
        return f"All {counted(factors, 'factor')}"
    return f"The first {TOP} of {factors} factors"
