"""The record of half-years: what happened, as coded in `scenarios/record/karabakh-half-years.csv`.

Frozen before anything was scored.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.scenario import shipped
from sim.validation.backtest.targets import (
    CONTROL,
    MISSION,
    OFFENSIVE,
    PRESENCE,
    STANCE,
    WEST,
    share_band,
    step_band,
)

PANEL = "record/karabakh-half-years.csv"
"""The table, in the folder of the shipped scenarios."""
BEFORE, RUN_UP, BACKTEST = "before", "run-up", "backtest"
"""Uses of a half-year: start of the run-up, 2016 to 2020, 2021 to 2025."""


@dataclass(frozen=True)
class Row:
    """One half-year of the record.

    Attributes:
        half_year: Such as "2021H1".
        use: `BEFORE`, `RUN_UP` or `BACKTEST`.
        levels: Level of every target, by its name.
        confidence: How sure the codes are: C, judgement, in every row.
        facts_confidence: How sure the facts behind them are: A read in a source, B widely known.
        events: What happened, in a few words.
    """

    half_year: str
    use: str
    levels: Mapping[str, int]
    confidence: str
    facts_confidence: str
    events: str


def panel() -> tuple[Row, ...]:
    """Return the half-years of the record, in order."""
    return tuple(_row(line) for line in read_table(PANEL))


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped CSV table. Lines that begin with # are left out.

    Args:
        name: Path in the folder of the shipped scenarios.
    """
    text = Path(shipped.folder() / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    yield from csv.DictReader(lines)


def _row(line: Mapping[str, str]) -> Row:
    levels = {
        STANCE.name: int(line["stance"]),
        OFFENSIVE.name: int(line["offensive"]),
        CONTROL.name: int(share_band(float(line["armenian_share"]))),
        MISSION.name: int(line["peacekeepers"]),
        WEST.name: int(step_band(int(line["west_steps"]))),
        PRESENCE.name: int(line["turkish_presence"]),
    }
    return Row(
        half_year=line["half_year"],
        use=line["use"],
        levels=levels,
        confidence=line["confidence"],
        facts_confidence=line["facts_confidence"],
        events=line["events"],
    )
