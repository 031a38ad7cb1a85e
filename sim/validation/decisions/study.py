"""The whole question: fit on crises before 1990, test once, and say what the score is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from sim.validation.decisions import scoring as by
from sim.validation.decisions.coding import (
    DECISIONS,
    Signals,
    code,
    place_of,
    signals_of,
    the_rule,
)
from sim.validation.decisions.fitted import PART, shipped_fit
from sim.validation.decisions.fitting import Fit, fit, left_out_scores
from sim.validation.decisions.patterns import (
    PATTERNS,
    WARS,
    effect_of,
    effects_in_record,
    verdict,
)
from sim.validation.decisions.playing import Cases, chances
from sim.validation.decisions.references import (
    Forecast,
    folds_of,
    full_logit,
    marginal,
    plain_logit,
)
from sim.validation.decisions.rows import DataError, Floats, Rows, read_rows
from sim.validation.freeze import frozen
from sim.validation.kept import Kept

SEED = 2026
"""Seed of the futures that test."""
FEWEST = 30
"""A record needs as many rows on each side of the split to be fitted by itself."""
Progress = Callable[[int, int], None]
"""Called with the number of futures played and of all."""


@dataclass(frozen=True)
class Size:
    """How much is played.

    Attributes:
        futures: Futures of each case of the test.
        pattern_futures: Futures of each case of a pattern.
        every: One row in so many is used for patterns.
        fits: Whether the table of simulations is played; otherwise the shipped fit is used.
    """

    futures: int
    pattern_futures: int
    every: int
    fits: bool


FULL_SIZE = Size(400, 100, 1, True)
QUICK_SIZE = Size(50, 16, 4, False)


class Study:
    """One run of the question on one record.

    Args:
        data: The record; the shipped one if None.
        size: How much is played.
        own_fit: Whether another record is fitted by itself; otherwise the shipped record's rows
            before 1990 fit the scales and the references.
        seed: Seed of the futures that test.
        jobs: Threads; all cores if None.
        kept: Where results are kept.
        progress: Called as futures are played.

    Raises:
        DataError: The record cannot be used.
    """

    def __init__(
        self,
        data: Path | None = None,
        *,
        size: Size = FULL_SIZE,
        own_fit: bool = False,
        seed: int = SEED,
        jobs: int | None = None,
        kept: Kept | None = None,
        progress: Progress = lambda done, of: None,
    ) -> None:
        self.rule = the_rule()
        self.size, self.seed, self.jobs = size, seed, jobs
        self.kept = kept or Kept()
        self._progress, self._done, self._of = progress, 0, 0
        self.path = data or place_of(DECISIONS)
        self.rows = read_rows(self.path)
        self._known()
        self.borrowed = data is not None and not own_fit
        self.train, self.test = self._sides(self.borrowed, data)
        self.fits = size.fits and (data is None or own_fit)
        if own_fit and not size.fits:
            raise DataError("--own-fit: a fit of its own needs the full size; leave out --quick")
        self.cases = Cases(self.rule, kept=self.kept, jobs=jobs)

    def _known(self) -> None:
        unknown = np.flatnonzero(self.rows.rung < 0)
        if len(unknown):
            at = unknown[0]
            raise DataError(
                f"{self.path}: y = -1 for {self.rows.title[at]}: a decision that is scored needs "
                "its outcome, 0 to 3"
            )

    def _sides(self, borrowed: bool, data: Path | None) -> tuple[Rows, Rows]:
        """Return the rows that fit and those that test."""
        if borrowed:
            ours = read_rows(place_of(DECISIONS))
            train = ours.where(by.split(ours)[0])
            seen = set(train.crisis)
            fresh = np.array([crisis not in seen for crisis in self.rows.crisis])
            if not fresh.any():
                raise DataError(
                    f"{self.path}: every crisis in it was used for the fit; add --own-fit to fit "
                    "its rows before 1990 and test the later ones"
                )
            return train, self.rows.where(fresh)
        early, late = by.split(self.rows)
        if early.sum() < FEWEST or late.sum() < FEWEST:
            hint = "" if data is None else "; without --own-fit the shipped fit is used"
            raise DataError(
                f"{self.path}: {early.sum()} rows of crises before {by.SPLIT} and {late.sum()} "
                f"later ones; a fit and a test need {FEWEST} each{hint}"
            )
        return self.rows.where(early), self.rows.where(late)

    # --- playing ------------------------------------------------------------------------------

    def _watch(self, futures: int) -> None:
        self._done += futures
        self._progress(self._done, max(self._of, self._done))

    def play(
        self,
        rows: Rows,
        scales: Mapping[str, float],
        *,
        signals: Signals | None = None,
        cases: Cases | None = None,
        futures: int | None = None,
    ) -> Floats:
        """Return the model's probability of each rung, axes [row, rung].

        Args:
            rows: The cases.
            scales: Values of the free scales.
            signals: The signals of the rows, if some of them are changed.
            cases: The cases made ready, if the template is changed.
            futures: Futures of each case; those of the test if None.
        """
        given = signals_of(rows, self.rule) if signals is None else signals
        counts = (cases or self.cases).counts(
            code(given, self.rule, scales),
            futures=futures or self.size.futures,
            seed=self.seed,
            watch=self._watch,
        )
        return chances(counts)

    def _total(self) -> int:
        """Return the number of futures that will be played."""
        mechanisms = len(self.rule.mechanisms)
        test = len(self.test) * self.size.futures * (5 + mechanisms)
        patterns = (
            2
            * (len(PATTERNS) + 1)
            * (len(self.rows) // self.size.every)
            * self.size.pattern_futures
        )
        table = len(self.train) * int(self.rule.fit["points"]) * int(self.rule.fit["futures"])
        return test + patterns + (table if self.fits else 0)

    # --- the parts of the answer --------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        """Play everything and return all that the page and the figures say, ready for JSON."""
        self._of = self._total()
        found = self._fit() if self.fits else None
        scales = shipped_fit().scales if found is None else found.scales
        given = self.forecasts(scales)
        listed = frozen(PART)
        test = self.test
        return {
            "part": PART,
            "frozen": {
                "digest": listed.latest,
                "holds": listed.holds,
                "changes": [
                    {"on": one.on.isoformat(), "reason": one.reason} for one in listed.changes
                ],
            },
            "data": {
                "file": self.path.name,
                "digest": sha256(self.path.read_bytes()).hexdigest(),
                "rows": len(self.rows),
                "crises": len(set(self.rows.crisis)),
                "years": [int(self.rows.year.min()), int(self.rows.year.max())],
                "fit_rows": len(self.train),
                "fit_crises": len(set(self.train.crisis)),
                "test_rows": len(test),
                "test_crises": len(set(test.crisis)),
                "shipped_fit": self.borrowed,
            },
            "size": {**asdict(self.size), "seed": self.seed},
            "scales": dict(scales),
            "fit": None if found is None else self._fit_facts(found),
            "scores": by.scored(given, test),
            "reliability": {name: self._curve(given[name]) for name in (by.MODEL, by.FULL_LOGIT)},
            "ablation": self._ablation(given[by.MODEL], scales),
            "patterns": self._patterns(scales),
            "controls": self._controls(given, scales),
        }

    def _fit(self) -> Fit:
        return fit(
            self.train,
            self.cases,
            points=int(self.rule.fit["points"]),
            futures=int(self.rule.fit["futures"]),
            watch=self._watch,
        )

    def references(self, rows: Rows) -> dict[str, Forecast]:
        """Return the references, fitted on rows."""
        return {
            by.MARGINAL: marginal(rows),
            by.PLAIN_LOGIT: plain_logit(rows),
            by.FULL_LOGIT: full_logit(rows),
        }

    def forecasts(self, scales: Mapping[str, float]) -> dict[str, Floats]:
        """Return the probabilities of the test rows by forecaster, axes [row, rung]."""
        challenge = Cases(self.rule, doctrine="bdm_challenge", kept=self.kept, jobs=self.jobs)
        return {
            by.MODEL: self.play(self.test, scales),
            **{name: one(self.test) for name, one in self.references(self.train).items()},
            by.CHALLENGE: self.play(self.test, scales, cases=challenge),
        }

    def _fit_facts(self, found: Fit) -> dict[str, Any]:
        """Return what the table says, and how the fit does on crises of its own side left out."""
        rows, scores = self.train, np.sort(found.scores)
        share = rows.weight / rows.weight.sum()
        fold = folds_of(rows)
        parts: dict[str, Floats] = {"model": left_out_scores(found, rows)}
        for name in (by.MARGINAL, by.PLAIN_LOGIT, by.FULL_LOGIT):
            left = np.empty(len(rows))
            for k in np.unique(fold):
                one = self.references(rows.where(fold != k))[name]
                some = rows.where(fold == k)
                left[fold == k] = by.SCORES["rps"](one(some), some.rung)
            parts[name] = left
        return {
            "points": len(scores),
            "best": float(scores[0]),
            "tenth": float(scores[min(9, len(scores) - 1)]),
            "median": float(np.median(scores)),
            "marginal": float(share @ by.SCORES["rps"](marginal(rows)(rows), rows.rung)),
            "left_out": {
                name: {
                    "score": float(share @ values),
                    "skill": float(1 - share @ values / (share @ parts[by.MARGINAL])),
                }
                for name, values in parts.items()
            },
        }

    def _curve(self, given: Floats) -> dict[str, Any]:
        found = by.reliability_of(given, self.test)
        return {
            "chance": found.chance.tolist(),
            "frequency": found.frequency.tolist(),
            "weight": found.weight.tolist(),
            "score": found.score,
            "miscalibration": found.miscalibration,
            "discrimination": found.discrimination,
            "uncertainty": found.uncertainty,
        }

    def _ablation(self, given: Floats, scales: Mapping[str, float]) -> list[dict[str, Any]]:
        """Return what each mechanism of the coding is worth on the test rows.

        Its signals are set to their mean in the rows of the fit; nothing is fitted again.
        """
        usual = signals_of(self.train, self.rule)
        share = self.train.weight / self.train.weight.sum()
        told = []
        for mechanism, names in self.rule.mechanisms.items():
            signals = signals_of(self.test, self.rule)
            for name in names:
                signals[name] = np.full(len(self.test), float(share @ usual[name]))
            without = self.play(self.test, scales, signals=signals)
            worth = by.compared(given, without, self.test)
            told.append({"mechanism": mechanism, "signals": list(names), **asdict(worth)})
        return told

    def _patterns(self, scales: Mapping[str, float]) -> list[dict[str, Any]]:
        """Return the effects of the patterns, in the model and in the record."""
        rows = self.rows.where(np.arange(0, len(self.rows), self.size.every))
        own = self._forecast(scales)
        told = []
        effects = effects_in_record(rows)
        for pattern, record in zip((*PATTERNS, WARS), effects, strict=True):
            if pattern is WARS:
                model = self._at_war(rows, scales)
                held = "not borne out" if record.mean * pattern.sign <= 0 else "borne out"
            else:
                effect = effect_of(own, pattern, rows)
                model, held = asdict(effect), verdict(pattern, effect)
            told.append(
                {
                    "pattern": pattern.name,
                    "sign": pattern.sign,
                    "model": model,
                    "record": asdict(record),
                    "verdict": held,
                }
            )
        return told

    def _forecast(self, scales: Mapping[str, float]) -> Forecast:
        return lambda rows: self.play(rows, scales, futures=self.size.pattern_futures)

    def _at_war(self, rows: Rows, scales: Mapping[str, float]) -> dict[str, float]:
        """Return what a large war elsewhere does to costly help in the model."""
        war = Cases(self.rule, changes={"world.shock": True}, kept=self.kept, jobs=self.jobs)
        futures = self.size.pattern_futures
        change = by.helps(self.play(rows, scales, cases=war, futures=futures)) - by.helps(
            self.play(rows, scales, futures=futures)
        )
        mean = float(np.average(change, weights=rows.weight))
        return {"mean": mean, "low": float("nan"), "high": float("nan")}

    def _controls(self, given: Mapping[str, Floats], scales: Mapping[str, float]) -> dict[str, Any]:
        """Return what must fail, and what must come out exactly."""
        from sim.validation.decisions.controls import controls

        return controls(self, given, scales)
