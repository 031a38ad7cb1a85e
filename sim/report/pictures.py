"""Figures of the catalogue as blocks of a report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from sim.experiment.faults import ResultsError
from sim.report.content import LONGEST_TABLE, Picture, Table
from sim.report.inline_svg import inline_svg
from sim.report.wording import number

if TYPE_CHECKING:
    from sim.experiment.results import Results
    from sim.plots.entry import Drawn
    from sim.record import Record


@dataclass(frozen=True)
class Gallery:
    """Figures by name, in the catalogue's order, and the reasons why others are missing, by title.

    A figure may fit the design of an experiment and still have nothing to show: for example, an
    outcome that is the same in every run has no drivers.
    """

    pictures: dict[str, Picture]
    missing: dict[str, str]


def gallery(source: Results | Record) -> Gallery:
    """Return every figure of the catalogue that fits the results or record."""
    from sim.plots import catalogue

    pictures, missing = {}, {}
    for name in catalogue.fitting(source):
        try:
            pictures[name] = picture(catalogue.draw(source, name))
        except ResultsError as error:
            missing[catalogue.find(source, name).title] = str(error)
    return Gallery(pictures, missing)


def picture(drawn: Drawn) -> Picture:
    """Return a drawn figure as a block, with its numbers if they are at most `LONGEST_TABLE`."""
    name = re.sub(r"[^a-z0-9]+", "-", drawn.name.lower()).strip("-")
    return Picture(
        name=name,
        title=drawn.title.rstrip("."),
        caption=drawn.caption,
        svg=inline_svg(drawn.figure, name=name, title=drawn.title, description=drawn.alt),
        width=float(drawn.figure.get_size_inches()[0]),
        numbers=_numbers(drawn),
    )


def _numbers(drawn: Drawn) -> Table | None:
    """Return the numbers of a figure as a table; None if there are none or too many."""
    head, *rows = drawn.rows
    if not rows or len(rows) > LONGEST_TABLE:
        return None
    return Table(
        f"The numbers behind: {drawn.title.rstrip('.')}",
        tuple(str(cell) for cell in head),
        tuple(tuple(_cell(cell) for cell in row) for row in rows),
    )


def _cell(value: str | int | float | None) -> str:
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, float):
        return number(value)
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


def taken(pictures: dict[str, Picture], names: Sequence[str]) -> tuple[Picture, ...]:
    """Remove these pictures from `pictures` and return them in this order."""
    return tuple(pictures.pop(name) for name in names if name in pictures)
