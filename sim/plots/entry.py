"""The types of the catalogue: a figure's entry, a user's choice, and the drawn figure.

A new figure of a folder of results is a module with `x_data(...)` (pure, tables in, a frozen
dataclass out), `draw_x(data, ax)`, and one `Entry` that the catalogue lists:

    def _fits(results: Results) -> str:
        return "" if len(results.store.manifest.policies) > 1 else "it has one policy only"

    def _draw(results: Results, choice: Choice) -> Drawn:
        outcome = chosen_outcome(results, choice, (Kind.YES_NO,))
        data = x_data(runs_of(results, [outcome]), outcome)
        return Drawn(name=stem("x", choice), title=..., caption=..., figure=x_figure(data), ...)

    X = Entry("x", "What x shows, in a few words", _fits, _draw)

The manifest of `results` is already read, its table is not. A draw function reads only the columns
that it needs, with `runs_of`, and so a million runs fit into memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from sim.cards import Card
from sim.experiment.faults import ResultsError
from sim.experiment.table import OK
from sim.measures import Kind, kind_of
from sim.scenario.problems import choices, guess
from sim.words import joined

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.experiment.results import Results

Row = tuple[str | int | float | None, ...]
Source = TypeVar("Source")


class FigureError(ResultsError):
    """A figure that does not exist, or cannot be drawn as asked. One line, with the likely fix."""


@dataclass(frozen=True)
class Choice:
    """A user's choice of what a figure shows.

    Attributes:
        outcome: An outcome; "" means the first of the experiment's that suits the figure.
        policy: A policy; "" means the first, or all of them if the figure compares policies.
        path: A state variable, such as "ties.RUS-ARM.commitment"; "" lets the figure choose.
        turn: A turn by number or date; "" lets the figure choose.
        point: A point of the design by number; "" lets the figure choose.
    """

    outcome: str = ""
    policy: str = ""
    path: str = ""
    turn: str = ""
    point: str = ""


NO_CHOICE = Choice()


@dataclass(frozen=True, repr=False)
class Drawn(Card):
    """A drawn figure with its texts and numbers.

    Attributes:
        name: Name of its files, without ending.
        title: Its title.
        caption: Its result in plain English, with the number of runs and the kind of intervals.
        figure: The drawing.
        rows: The numbers drawn, after a header.
        alt: A description for readers who cannot see the figure.
        undrawn: Letters that no font of this machine has, each drawn as a box; "" if none.
    """

    name: str
    title: str
    caption: str
    figure: Figure
    rows: tuple[Row, ...]
    alt: str
    undrawn: str = ""

    def _card(self) -> tuple[str, ...]:
        return self.title, self.caption


@dataclass(frozen=True)
class Entry(Generic[Source]):
    """A figure that can be drawn of results, or of a record.

    Attributes:
        name: The name that users type, in kebab-case.
        title: A description in a few words.
        fits: Returns why it cannot be drawn of a source, as words to follow "it"; "" if it can.
        draw: Draws it. Raises FigureError if the choice does not exist.
        extra: Whether it is drawn only if a user asks for it by name.
    """

    name: str
    title: str
    fits: Callable[[Source], str]
    draw: Callable[[Source, Choice], Drawn]
    extra: bool = False


def stem(name: str, choice: Choice) -> str:
    """Return the name of a figure's files; it names the choice, and so differs between choices.

    >>> stem("phase-diagram", Choice(outcome="offensive", turn="8"))
    'phase-diagram-offensive-turn-8'
    """
    turn = choice.turn and f"turn-{choice.turn}"
    point = choice.point and f"point-{choice.point}"
    parts = [name, choice.outcome, choice.policy, choice.path, turn, point]
    return re.sub(r"[^\w.-]+", "-", "-".join(part for part in parts if part))


def chosen_outcome(results: Results, choice: Choice, kinds: Sequence[Kind]) -> str:
    """Return the chosen outcome, or else the experiment's first of one of these kinds.

    If the experiment asks about no outcome of these kinds, the first such column is returned.

    Raises:
        FigureError: There is no such outcome, or it is of another kind.
    """
    manifest = results.store.manifest
    every = manifest.columns.outcomes
    if not choice.outcome:
        return next(name for name in (*manifest.outcomes, *every) if kind_of(name) in kinds)
    able = [name for name in every if kind_of(name) in kinds]
    if choice.outcome in every and choice.outcome not in able:
        of = joined(kinds, "or")
        raise FigureError(
            f"outcome {choice.outcome}: a {kind_of(choice.outcome)}, and this figure is of a {of}"
            f"{choices('', able)}"
        )
    if choice.outcome not in able:
        hint = guess(choice.outcome, every) or choices("", able)
        raise FigureError(f"outcome {choice.outcome}: no such outcome{hint}")
    return choice.outcome


def chosen_policy(results: Results, choice: Choice) -> str:
    """Return the chosen policy, or else the first. Raises FigureError for an unknown policy."""
    policies = results.store.manifest.policies
    if choice.policy and choice.policy not in policies:
        hint = choices(choice.policy, policies)
        raise FigureError(f"policy {choice.policy}: no such policy{hint}")
    return choice.policy or policies[0]


def runs_of(results: Results, columns: Sequence[str], *, policy: str = "") -> pd.DataFrame:
    """Return the table of runs with these columns and the columns that every table has.

    Args:
        results: The results.
        columns: Outcomes or factors that the figure needs.
        policy: The policy that the figure shows; "" for all. The table holds all policies.

    Raises:
        FigureError: No run (of that policy) came to its end.
        ResultsError: A part of the results cannot be used.
    """
    table = results.narrow(columns).table
    good = (table["status"] == OK).to_numpy()
    if policy:
        good = good & (table["policy"] == policy).to_numpy()
    if not good.any():
        of = f" of policy {policy}" if policy else ""
        raise FigureError(f"{results.store.folder}: no run{of} came to its end; nothing to draw")
    return table


def chosen_point(results: Results, choice: Choice) -> int | None:
    """Return the chosen point, or None. Raises FigureError if the design has no such point."""
    if not choice.point:
        return None
    points = int(results.manifest["points"])
    if not choice.point.isdecimal() or int(choice.point) >= points:
        raise FigureError(
            f"point {choice.point}: no such point; the design's are numbered 0 to {points - 1}"
        )
    return int(choice.point)
