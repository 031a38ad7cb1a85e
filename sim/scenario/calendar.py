"""The calendar of a scenario: turns are quarters, counted from 0."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

from sim.scenario.fields import Part

QUARTER = r"^[12]\d{3}-Q[1-4]$"
LONGEST = 400
"""Largest number of turns of a scenario."""

Moment = Annotated[int, Field(ge=0)] | Annotated[str, Field(pattern=QUARTER)]
"""Type of a time as written in a scenario: a quarter such as 2022-Q1, or the number of a turn."""


class Calendar(Part):
    """First quarter and number of quarters."""

    start: str = Field(description="Quarter of turn 0, such as 2021-Q1", pattern=QUARTER)
    turns: int = Field(description="Quarters to play", ge=1, le=LONGEST)

    def turn(self, date: str | int) -> int:
        """Return the turn of a date such as "2022-Q1"; a turn number is returned unchanged.

        The turn may be outside the calendar.

        Raises:
            ValueError: The text is not a quarter.
        """
        return date if isinstance(date, int) else _quarters(date) - _quarters(self.start)

    def span(self, at: str | int | None, until: str | int | None) -> tuple[int, int]:
        """Return the first and the last turn of a time; without one, 0 and the last of any run.

        Args:
            at: The first date, or the only one if there is no last one.
            until: The last date; None for one turn.
        """
        first = 0 if at is None else self.turn(at)
        if until is not None:
            return first, self.turn(until)
        return first, LONGEST - 1 if at is None else first

    def date(self, turn: int) -> str:
        """Return the quarter of a turn as printed, such as "2021 Q1"."""
        year, quarter = divmod(_quarters(self.start) + turn, 4)
        return f"{year} Q{quarter + 1}"

    def within(self) -> str:
        """Return when the quarters of the calendar are, with its preposition, for a sentence.

        >>> [Calendar(start="2021-Q1", turns=turns).within() for turns in (20, 4, 1)]
        ['in 2021-2025', 'in 2021', 'in 2021 Q1']
        >>> Calendar(start="2020-Q4", turns=3).within()
        'from 2020 Q4 to 2021 Q2'
        """
        first, last = self.date(0), self.date(self.turns - 1)
        if first == last:
            return f"in {first}"
        if not (first.endswith("Q1") and last.endswith("Q4")):
            return f"from {first} to {last}"
        years = dict.fromkeys((first[:4], last[:4]))
        return f"in {'-'.join(years)}"

    def end(self) -> str:
        """Return the last quarter, or only its year if that ends with it.

        >>> Calendar(start="2021-Q1", turns=20).end(), Calendar(start="2021-Q1", turns=2).end()
        ('2025', '2021 Q2')
        """
        return self.date(self.turns - 1).removesuffix(" Q4")


def _quarters(date: str) -> int:
    if not re.fullmatch(QUARTER, date):
        raise ValueError(f"{date!r} is not a quarter such as 2022-Q1")
    return int(date[:4]) * 4 + int(date[-1]) - 1
