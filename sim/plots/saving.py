"""Saving of figures: the picture, and the table of its numbers beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.plots import style
from sim.plots.csv_table import csv_bytes
from sim.plots.entry import Drawn, Row


def save(
    drawn: Drawn, folder: str | Path, *, formats: Sequence[str] = ("png",)
) -> tuple[Path, ...]:
    """Save a figure and the table of its numbers; return the paths written, the table's last.

    The same figure gives the same bytes.

    Args:
        drawn: The figure.
        folder: The folder to save in; it is made if it does not exist.
        formats: Any of `sim.plots.style.FORMATS`.

    Raises:
        OSError: A file cannot be written.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    pictures = style.save(drawn.figure, target / drawn.name, formats)
    return *pictures, save_table(target / f"{drawn.name}.csv", drawn.rows)


def save_table(path: Path, rows: Iterable[Row]) -> Path:
    """Write rows as CSV and return the path."""
    path.write_bytes(csv_bytes(rows))
    return path
