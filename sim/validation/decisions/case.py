"""One case that somebody has coded: its four probabilities, what drives them, its nearest rows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.scenario.problems import guess
from sim.validation.decisions.coding import (
    DECISIONS,
    RULE,
    TEMPLATE,
    code,
    place_of,
    signals_of,
    the_rule,
)
from sim.validation.decisions.fitted import shipped_fit
from sim.validation.decisions.playing import Cases, chances
from sim.validation.decisions.rows import (
    NUMBERS,
    DataError,
    Floats,
    Rows,
    read_rows,
    rows_of,
)
from sim.validation.decisions.scoring import helps

WORDS = ("nothing or against", "words or brokering", "costly help", "fights")
"""What each rung is called."""
TEXTS = ("name", "patron_name", "client_name", "challenger_name", "source", "note", "decision")
"""Keys of a case for readers."""
NEAREST = 5
FUTURES = 400


@dataclass(frozen=True, eq=False)
class Coded:
    """A case as it was coded.

    Attributes:
        rows: The case as one row.
        texts: What it says for readers.
        file: Its file.
    """

    rows: Rows
    texts: Mapping[str, str]
    file: str


def shipped_cases() -> dict[str, Path]:
    """Return the files of the shipped cases by name, sorted by name."""
    others = (RULE, TEMPLATE)
    files = sorted(place_of(DECISIONS).parent.glob("*.toml"))
    return {one.stem: one for one in files if one.name not in others}


def find_case(name: str) -> Path:
    """Return the file of a case: a path, or the name of a shipped one.

    Raises:
        DataError: There is no such file.
    """
    path = Path(name)
    if path.is_file():
        return path
    shipped = shipped_cases()
    if name.removesuffix(".toml") in shipped:
        return shipped[name.removesuffix(".toml")]
    hint = guess(name, list(shipped)) or f"; shipped cases are {', '.join(shipped)}"
    raise DataError(f"{name}: no such file, nor a shipped case{hint}")


def read_case(path: Path) -> Coded:
    """Return the case of a TOML file: keys as the columns of the record, and texts for readers.

    Raises:
        DataError: The file cannot be read, or holds a key or value that cannot be.
    """
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: cannot be read as TOML: {error}") from None
    known = [*NUMBERS, "year", "patron", "y", *TEXTS]
    for key, value in held.items():
        if key not in known:
            raise DataError(
                f"{path}: {key}: no such key{guess(key, known)}; docs/coding-a-case.md lists them"
            )
        if isinstance(value, dict | list):
            raise DataError(f"{path}: {key}: must be one value")
    for key in ("name", "year", "patron", "source"):
        if key not in held:
            raise DataError(f"{path}: {key} is missing; docs/coding-a-case.md says what it is")
    values = {key: int(value) if isinstance(value, bool) else value for key, value in held.items()}
    line = {
        "y": -1,
        **values,
        "crisno": held["name"],
        "crisname": held["name"],
        "actor": held.get("client_name", "its client"),
    }
    texts = {key: str(held[key]) for key in TEXTS if key in held}
    return Coded(rows_of([line], [str(path)]), texts, path.name)


def judged(
    case: Coded, *, futures: int = FUTURES, seed: int, jobs: int | None = None
) -> dict[str, Any]:
    """Return what the model says of a case, ready for JSON.

    Args:
        case: The case.
        futures: Futures to play.
        seed: Seed of all chance.
        jobs: Threads; all cores if None.

    Returns:
        `chances` with `low` and `high`: the least and the largest among the points of the fit that
        score nearly as well, widened by the 95 % interval of so many futures. `drivers`: what the
        chance of costly help loses when a mechanism's signals are as usual. `nearest`: the rows of
        record that are most like it, with what was done.
    """
    rule, fitted = the_rule(), shipped_fit()
    cases = Cases(rule, jobs=jobs)
    signals = signals_of(case.rows, rule)
    record = read_rows(place_of(DECISIONS))
    usual = _usual(record)
    values = [code(signals, rule, scales) for scales in fitted.near]
    for names in rule.mechanisms.values():
        plain = {**signals, **{name: np.array([usual[name]]) for name in names}}
        values.append(code(plain, rule, fitted.scales))
    table = np.concatenate(values)
    cases.check(table)
    counts = cases.counts(table, futures=futures, seed=seed)
    near = chances(counts[: len(fitted.near)])
    margin = 1.96 * np.sqrt(near * (1 - near) / futures)
    own = helps(near[:1])[0]
    without = helps(chances(counts[len(fitted.near) :]))
    drivers = sorted(
        zip(rule.mechanisms, own - without, strict=True), key=lambda item: -abs(item[1])
    )
    return {
        "case": case.file,
        **{key: case.texts.get(key, "") for key in TEXTS},
        "year": int(case.rows.year[0]),
        "rung": int(case.rows.rung[0]),
        "futures": futures,
        "seed": seed,
        "words": list(WORDS),
        "chances": near[0].tolist(),
        "low": np.maximum((near - margin).min(axis=0), 0).tolist(),
        "high": np.minimum((near + margin).max(axis=0), 1).tolist(),
        "unknown": _unknown(case.rows),
        "drivers": [{"mechanism": name, "worth": float(worth)} for name, worth in drivers],
        "nearest": nearest(case.rows, record),
    }


def _usual(record: Rows) -> dict[str, float]:
    """Return the weighted mean of every signal in the record."""
    signals = signals_of(record, the_rule())
    return {key: float(np.average(one, weights=record.weight)) for key, one in signals.items()}


def _unknown(rows: Rows) -> list[str]:
    """Return the columns that the case leaves open."""
    return [name for name in NUMBERS if np.isnan(rows.columns[name][0]) and name != "client"]


def nearest(case: Rows, record: Rows, number: int = NEAREST) -> list[dict[str, Any]]:
    """Return the rows of record whose signals are most like those of a case, nearest first.

    The distance is that of the signals, each divided by its standard deviation in the record.
    """
    rule = the_rule()
    ours, theirs = _stacked(signals_of(case, rule)), _stacked(signals_of(record, rule))
    spread = theirs.std(axis=0)
    gap = np.sqrt((((theirs - ours) / np.where(spread > 0, spread, 1)) ** 2).sum(axis=1))
    found: list[dict[str, Any]] = []
    for k in np.argsort(gap, kind="stable"):
        if len(found) == number:
            break
        if record.title[k] not in [one["title"] for one in found]:
            rung = int(record.rung[k])
            found.append(
                {"title": record.title[k], "rung": rung, "distance": round(float(gap[k]), 2)}
            )
    return found


def _stacked(signals: Mapping[str, Floats]) -> Floats:
    return np.stack(list(signals.values()), axis=1)
