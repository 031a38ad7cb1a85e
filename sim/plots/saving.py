"""Figures on disk: the picture, and beside it the table of what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.plots import style
from sim.plots.csv_table import csv_bytes
from sim.plots.entry import Drawn, Row


def save(
    drawn: Drawn, folder: str | Path, *, formats: Sequence[str] = ("png",)
) -> tuple[Path, ...]:
    """Save a figure and, beside it, the table of its numbers; the paths written, the table last.

    The same figure gives the same bytes.

    Args:
        drawn: The figure.
        folder: Where to; made if need be.
        formats: Any of `sim.plots.style.FORMATS`.

    Raises:
        OSError: A file cannot be written.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    pictures = style.save(drawn.figure, target / drawn.name, formats)
    return *pictures, save_table(target / f"{drawn.name}.csv", drawn.rows)


def save_table(path: Path, rows: Iterable[Row]) -> Path:
    """Write rows as CSV."""
    path.write_bytes(csv_bytes(rows))
    return path
