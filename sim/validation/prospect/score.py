"""Scores of a sealed forecast on what has come of it, and what is still open."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.scenario.problems import choices
from sim.validation.backtest.baselines import persistence, uniform
from sim.validation.backtest.metrics import Scored, scored
from sim.validation.prospect.seal import Sealed, SealError

COLUMNS = ("question", "half_year", "outcome")
"""Columns of the table of outcomes."""
FORECAST, PERSISTENCE, UNIFORM = "forecast", "persistence", "uniform"

Outcomes = Mapping[tuple[str, str], str]
"""Answer, by question and half-year."""


@dataclass(frozen=True)
class Resolved:
    """Scores of one question on the half-years that are over.

    Attributes:
        name: Name of the question.
        asks: The question.
        half_years: Half-years with an outcome.
        outcomes: The answer of each.
        said: Probability that the forecast gave to each of these answers.
        open: Half-years without an outcome.
        scores: Scores by forecaster: the forecast, persistence if known, and equal chances; empty
            if nothing is resolved.
    """

    name: str
    asks: str
    half_years: tuple[str, ...]
    outcomes: tuple[str, ...]
    said: tuple[float, ...]
    open: tuple[str, ...]
    scores: Mapping[str, Scored]


def read_outcomes(path: str | Path, sealed: Sealed) -> dict[tuple[str, str], str]:
    """Return the outcomes in a CSV file, by question and half-year. Some may be missing.

    Raises:
        SealError: The file cannot be read; or a column is missing, or a row names a question,
            half-year or answer that the forecast does not have, or an outcome twice.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SealError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SealError(f"{path}: not UTF-8 text") from None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = list(csv.DictReader(lines, restval=""))
    missing = [name for name in COLUMNS if rows and name not in rows[0]]
    if missing or not rows:
        raise SealError(
            f"{path}: expected a header and rows with the columns {', '.join(COLUMNS)}"
            + (f"; there is no column {missing[0]}" if missing else "")
        )
    found: dict[tuple[str, str], str] = {}
    for number, row in enumerate(rows, 1):
        given = {name: (row[name] or "").strip() for name in COLUMNS}
        _check(f"{path}, row {number}", given, sealed)
        key = given["question"], _plain(given["half_year"])
        if key in found:
            raise SealError(f"{path}, row {number}: {' '.join(key)} has an outcome already")
        found[key] = given["outcome"]
    return found


def resolved(sealed: Sealed, outcomes: Outcomes) -> tuple[Resolved, ...]:
    """Return the scores of every question on the half-years that have an outcome."""
    return tuple(_resolved(question, outcomes) for question in sealed.content["questions"])


def _resolved(question: Mapping[str, Any], outcomes: Outcomes) -> Resolved:
    name, answers = question["name"], list(question["answers"])
    over = [row for row in question["forecasts"] if (name, row["half_year"]) in outcomes]
    came = [answers.index(outcomes[name, row["half_year"]]) for row in over]
    chances = {FORECAST: np.array([row["probabilities"] for row in over])}
    if question["today"] is not None:
        today = answers.index(question["today"])
        chances[PERSISTENCE] = persistence(today, len(answers), len(over))
    chances[UNIFORM] = uniform(len(answers), len(over))
    return Resolved(
        name=name,
        asks=question["asks"],
        half_years=tuple(row["half_year"] for row in over),
        outcomes=tuple(answers[level] for level in came),
        said=tuple(
            float(row["probabilities"][level]) for row, level in zip(over, came, strict=True)
        ),
        open=tuple(row["half_year"] for row in question["forecasts"] if row not in over),
        scores={who: scored(given, came) for who, given in chances.items()} if over else {},
    )


def _check(place: str, given: Mapping[str, str], sealed: Sealed) -> None:
    questions = {one["name"]: one for one in sealed.content["questions"]}
    name, half, outcome = (given[key] for key in COLUMNS)
    _known(place, "question", name, list(questions))
    _known(place, "half_year", _plain(half), sealed.content["horizon"])
    _known(place, "outcome", outcome, questions[name]["answers"])


def _known(place: str, what: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise SealError(
            f"{place}: {what} '{given:.40}' is not in the forecast{choices(given, known)}"
        )


def _plain(half_year: str) -> str:
    """Return a half-year as forecasts write it: 2027-H1 is 2027H1."""
    return half_year.upper().replace("-", "").replace(" ", "")
