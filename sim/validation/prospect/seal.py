"""Sealed forecasts: made before, dated, with a hash of their content, never changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.engine.compiled import source_hash
from sim.experiment.intervals import wilson
from sim.scenario import shipped
from sim.scenario.calendar import LONGEST
from sim.scenario.problems import choices
from sim.studies.levers import Counted
from sim.validation.backtest.metrics import shares
from sim.validation.freeze import FOLDER
from sim.validation.futures import HalfYear, half_years, play_futures
from sim.validation.prospect.questions import Question, questions
from sim.version import MODEL_VERSION, __version__

if TYPE_CHECKING:
    from sim.scenario import Scenario

FORMAT = 1
"""Version of the format of sealed files."""
KIND = "sealed forecast"
DIGEST = "digest"
FUTURES, SEED = 20_000, 2028
"""Futures and seed, by default."""
DIGITS = 5
"""Decimals of a probability."""
ALIKE = 1e-9

Watch = Callable[[int, int], None]
"""Called with the number of futures played so far and the number planned."""


class SealError(ValueError):
    """A sealed forecast that cannot be made or used. The message is one line."""


@dataclass(frozen=True)
class Sealed:
    """A sealed forecast, as it stands in its file.

    Attributes:
        content: The content without its hash: values that JSON can hold.
        digest: SHA-256 of the content, as `sealed_of` says.
    """

    content: Mapping[str, Any]
    digest: str

    def to_bytes(self) -> bytes:
        """Return the bytes of the file: JSON that people can read, the same on every machine."""
        held = {**self.content, DIGEST: self.digest}
        return json.dumps(held, indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def seal(
    scenario: Scenario,
    *,
    until: str,
    on: date | None = None,
    now: Mapping[str, str] | None = None,
    seed: int = SEED,
    futures: int = FUTURES,
    jobs: int | None = None,
    watch: Watch = lambda done, of: None,
) -> Sealed:
    """Play a scenario and return the sealed forecast of every half-year after today.

    Args:
        scenario: The scenario, which starts today or earlier.
        until: Last half-year, such as "2028H2" or "2028-H2".
        on: Date of the seal; today if None.
        now: What holds today, by question: the answer with which persistence goes on. Questions
            that are left out have no such baseline.
        seed: Seed of all chance, [0, 2^64).
        futures: Number of futures, at least 1.
        jobs: Threads; all cores if None. The result does not depend on it.
        watch: Called with the number of futures played so far and the number planned.

    Raises:
        SealError: There is no half-year between today and `until` in the calendar, or `now` names
            no question or level.
    """
    _check(futures)
    day = date.today() if on is None else on
    asked = questions(scenario)
    turns, horizon = _horizon(scenario, until, day)
    known = _now(asked, now or {})
    paths = tuple(dict.fromkeys(path for question in asked for path in question.paths))
    count = Counted(watch, futures)
    played = play_futures(
        scenario, paths, seed=seed, count=futures, turns=turns, jobs=jobs, watch=count.add
    )
    at = [played.half_years.index(half) for half in horizon]
    told = [_told(one, one.answer(played)[:, at], horizon, known) for one in asked]
    return sealed_of(
        {
            "kind": KIND,
            "format": FORMAT,
            "sealed_on": day.isoformat(),
            "program": __version__,
            "model_version": MODEL_VERSION,
            "rules": source_hash(),
            "scenario": _facts(scenario),
            "seed": seed,
            "futures": futures,
            "horizon": [half.name for half in horizon],
            "questions": told,
            "limits": _limits(told),
        }
    )


def _check(futures: int) -> None:
    if futures < 1:
        raise SealError(f"futures = {futures}: must be at least 1")


def _facts(scenario: Scenario) -> dict[str, str]:
    """Return what a forecast says of its scenario."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "start": scenario.calendar.start,
        "conditional_on": "nothing: every future of the scenario counts alike",
    }


def sealed_of(content: Mapping[str, Any]) -> Sealed:
    """Return a content with its seal: the SHA-256 of its JSON, keys sorted, without spaces."""
    text = json.dumps(
        dict(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return Sealed(content, sha256(text.encode()).hexdigest())


def read_sealed(path: str | Path) -> Sealed:
    """Return the sealed forecast of a file, or of a shipped one by its name.

    Raises:
        SealError: The file cannot be read, is no sealed forecast, or was changed.
    """
    place = _located(Path(path))
    try:
        held = json.loads(place.read_bytes())
    except OSError as error:
        raise SealError(f"{place}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise SealError(f"{place}: not JSON, so no sealed forecast") from None
    if not isinstance(held, dict) or held.get("kind") != KIND:
        raise SealError(f"{place}: not a sealed forecast; `sim forecast` writes one")
    if held.get("format") != FORMAT:
        raise SealError(f"{place}: format {held.get('format')!r:.20}; this program reads {FORMAT}")
    written = held.pop(DIGEST, None)
    found = sealed_of(held)
    if written != found.digest:
        raise SealError(
            f"{place}: the file was changed after it was sealed: its hash is {found.digest[:12]}, "
            f"its seal {str(written)[:12]}"
        )
    return found


def shipped_seals() -> dict[str, Path]:
    """Return the sealed forecasts that are shipped, by name."""
    folder = shipped.folder(shipped.EXPERIMENTS) / FOLDER / "sealed"
    return {path.stem: path for path in sorted(folder.glob("*.json"))}


def _located(path: Path) -> Path:
    return path if path.exists() else shipped_seals().get(path.name.removesuffix(".json"), path)


def _horizon(scenario: Scenario, until: str, day: date) -> tuple[int, list[HalfYear]]:
    """Return the turns to play, and the half-years from the first after a day to the last asked."""
    last = until.upper().replace("-", "").replace(" ", "")
    first = f"{day.year}H2" if day.month <= 6 else f"{day.year + 1}H1"
    every = half_years(scenario, LONGEST)
    names = [half.name for half in every]
    if last not in names:
        raise SealError(
            f"until {until!r:.20}: expected a half-year such as 2028-H2, after the start of "
            f"{scenario.name}, {scenario.calendar.start}"
        )
    if last < first:
        raise SealError(
            f"until {until:.20}: over before the first half-year after {day}, {first}; name a "
            "later one"
        )
    if names[0] > first:
        raise SealError(
            f"{scenario.name} starts in {scenario.calendar.start}, after {first}, the first "
            f"half-year after {day}; a forecast starts today or earlier"
        )
    horizon = [half for half in every if first <= half.name <= last]
    return horizon[-1].last + 1, horizon


def _now(asked: tuple[Question, ...], now: Mapping[str, str]) -> dict[str, int]:
    by_name = {one.name: one for one in asked}
    found = {}
    for name, level in now.items():
        if name not in by_name:
            raise SealError(f"now {name}: no such question{choices(name, list(by_name))}")
        levels = by_name[name].levels
        if level not in levels:
            raise SealError(f"now {name}={level}: no such answer{choices(level, levels)}")
        found[name] = levels.index(level)
    return found


def _told(
    question: Question, levels: Any, horizon: list[HalfYear], now: Mapping[str, int]
) -> dict[str, Any]:
    """Return a question with its forecasts, as values that JSON can hold."""
    chances = shares(levels.astype(float), len(question.levels))
    bounds = [[wilson(share * len(levels), len(levels)) for share in row] for row in chances]
    given = now.get(question.name)
    return {
        "name": question.name,
        "asks": question.asks,
        "resolves": question.resolves,
        "answers": list(question.levels),
        "today": None if given is None else question.levels[given],
        "forecasts": [
            {
                "half_year": half.name,
                "probabilities": [_number(share) for share in row],
                "low": [_number(low) for low, _ in ends],
                "high": [_number(high) for _, high in ends],
            }
            for half, row, ends in zip(horizon, chances, bounds, strict=True)
        ],
    }


def _number(value: Any) -> float:
    return round(float(value), DIGITS) + 0.0


def _limits(told: list[dict[str, Any]]) -> list[str]:
    """Return what a reader must know: the intervals, and answers that are certain by rule."""
    found = [
        "low and high are 95 % intervals of Monte Carlo error alone; what the rules and the "
        "starting position get wrong is not in them.",
    ]
    for one in told:
        chances = [row["probabilities"] for row in one["forecasts"]]
        for level, answer in enumerate(one["answers"]):
            if all(row[level] >= 1 - ALIKE for row in chances):
                found.append(
                    f"{one['name']}: '{answer}' came in every future. Where the rules leave no way "
                    "to another answer, this is certain by construction and not by evidence."
                )
    return found
