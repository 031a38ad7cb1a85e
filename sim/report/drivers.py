"""The section on drivers: the dependence of an outcome on each number that varies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.sensitivity import LIMITS, Sensitivity, fitting, sensitivity
from sim.experiment.faults import ResultsError
from sim.measures import INDEX, RECOMMITTED, STANCE, with_beside
from sim.report.answer import under
from sim.report.content import Block, Folded, Heading, Items, Prose, Section, Table
from sim.report.wording import coded, interval, number
from sim.words import counted

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
    heading = Heading(f"`{outcome}`")
    method = fitting(study.manifest["design"]["kind"])[0]
    try:
        found = sensitivity(study.results, outcome, policy=study.policies[0], methods=(method,))
    except ResultsError as error:
        return heading, Prose(f"Not available here: {study.without_folder(error)}.")
    names = (outcome, *(factor.path for factor in found.factors))
    told = (Prose(coded(sentence, names)) for sentence in found.findings())
    blocks: list[Block] = [heading, *told]
    blocks += [method_table(found, method), Prose(LIMITS[method]), swing_table(found)]
    if found.notes:
        blocks.append(Items(tuple(("", coded(note, names)) for note in found.notes)))
    return (*blocks, Folded("What the factors are", (meanings_table(found),)))


def method_table(found: Sensitivity, method: str) -> Table:
    """Return the table of a method's results, the largest first."""
    columns = SHOWN[method]
    table = found.table(method)
    head = ["Factor"]
    for _, heading in columns:
        head += [heading, "95 % interval"]
    rows = []
    for row in table.head(TOP).to_dict("records"):
        cells = [f"`{row['factor']}`"]
        for name, _ in columns:
            cells += [number(row[name]), interval(row[f"{name}_low"], row[f"{name}_high"])]
        rows.append(tuple(cells))
    caption = CAPTIONS[method].format(said=found.said)
    return Table(f"{caption}. {_how_many(len(table))}", tuple(head), tuple(rows))


def swing_table(found: Sensitivity) -> Table:
    """Return the table of swings: mean outcome at a factor's high end less that at its low end."""
    table = found.table("swing")
    return Table(
        f"Which way it works: {found.said} in the highest slice of a factor's range less that in "
        f"the lowest, the others varying. {_how_many(len(table))}",
        ("Factor", "Swing", "95 % interval", "At the low end", "At the high end"),
        tuple(
            (
                f"`{row['factor']}`",
                f"{row['swing']:+.3f}",
                interval(row["low"], row["high"]),
                number(row["at_low"]),
                number(row["at_high"]),
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
            (f"`{factor.path}`", number(factor.low), number(factor.high), factor.meaning)
            for factor in found.factors
        ),
    )


def _how_many(factors: int) -> str:
    if factors <= TOP:
        return f"All {counted(factors, 'factor')}"
    return f"The first {TOP} of {factors} factors"
