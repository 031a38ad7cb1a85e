"""`sim.plot`: one figure of a run, of a sweep or of a folder, for a notebook."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.results import Results, load_results
from sim.plots.catalogue import check_choice, draw
from sim.plots.entry import Choice
from sim.plots.lettering import letters_told
from sim.record import Record, load_record
from sim.record.files import RECORD_NAME

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot(
    source: Results | Record | str | Path,
    figure: str,
    *,
    outcome: str = "",
    policy: str = "",
    path: str = "",
    turn: int | str = "",
    point: int | str = "",
) -> Figure:
    """Return one figure as a Matplotlib figure; a notebook shows it as the last line of a cell.

    Args:
        source: Results, a record, or the path of a folder of results, of a record or of its folder.
        figure: Name of the figure, such as "fan"; `sim plot DIR --list` lists those that fit.
        outcome: The outcome to draw, if the figure has a choice.
        policy: The policy to draw.
        path: The state variable to draw.
        turn: The turn to draw: its number or date.
        point: The point of the design to draw.

    Raises:
        FigureError: There is no such figure, it does not fit, or what was chosen does not exist.
        RecordError: The record cannot be used.
        ResultsError: The results cannot be used.
    """
    opened = _opened(source)
    choice = Choice(outcome=outcome, policy=policy, path=path, turn=str(turn), point=str(point))
    check_choice(opened, choice)
    drawn = draw(opened, figure, choice)
    if told := letters_told(drawn.undrawn):
        warnings.warn(told, stacklevel=2)
    return drawn.figure


def _opened(source: Results | Record | str | Path) -> Results | Record:
    if isinstance(source, Results | Record):
        return source
    place = Path(source)
    if (place / RECORD_NAME).is_file():
        return load_record(place / RECORD_NAME)
    return load_record(place) if place.is_file() else load_results(place)
