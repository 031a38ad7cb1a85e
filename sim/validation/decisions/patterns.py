"""Patterns of the record: what moves costly help, in the model and in the record itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.validation.decisions.references import FULL, Forecast, best_ridge, logit
from sim.validation.decisions.rows import USA, Floats, Rows
from sim.validation.decisions.scoring import helps

RESAMPLES = 100
"""Resamples of crises for the intervals."""
SMALL = 0.03
"""A null holds if the mean change of the chance of costly help is smaller than this."""
HALF = 0.5
"""Half a standard deviation: a column is moved by this much up and down."""

Change = Mapping[str, Floats]
Contrast = Callable[[Rows], tuple[Change, Change]]
"""Gives the changed columns for the low and the high end of a contrast."""


@dataclass(frozen=True)
class Pattern:
    """One claim about what moves the chance of costly help.

    Attributes:
        name: What it is.
        sign: +1 or -1; 0 for a null, whose effect must be small.
        contrast: The columns at the low and the high end.
        among: Which rows it is about.
    """

    name: str
    sign: int
    contrast: Contrast
    among: Callable[[Rows], npt.NDArray[np.bool_]]


@dataclass(frozen=True)
class Effect:
    """Mean change of the chance of costly help between the two ends, with its 95 % interval."""

    mean: float
    low: float
    high: float


UNKNOWN = Effect(float("nan"), float("nan"), float("nan"))
"""The effect of a pattern that a record has no rows for."""


def _spread(values: Floats) -> float:
    """Return the standard deviation of the values that are known; 0 if none is."""
    known = values[~np.isnan(values)]
    return float(known.std()) if len(known) else 0.0


def _moved(name: str, low: float, high: float, factor: int = 1) -> Contrast:
    """Move a column half a standard deviation to each side, within its range."""

    def contrast(rows: Rows) -> tuple[Change, Change]:
        values = rows.columns[name]
        step = HALF * _spread(values) * factor
        return (
            {name: np.clip(values - step, low, high)},
            {name: np.clip(values + step, low, high)},
        )

    return contrast


def _by_factor(name: str, sign: int) -> Contrast:
    """Move the logarithm of a share half a standard deviation to each side."""

    def contrast(rows: Rows) -> tuple[Change, Change]:
        values = rows.columns[name]
        step = np.exp(HALF * _spread(np.log(values)) * sign)
        return {name: np.minimum(values / step, 1)}, {name: np.minimum(values * step, 1)}

    return contrast


def _switched(*names: str) -> Contrast:
    """Set columns of 0 and 1 to 0 and to 1."""

    def contrast(rows: Rows) -> tuple[Change, Change]:
        ones = np.ones(len(rows))
        return dict.fromkeys(names, 0 * ones), dict.fromkeys(names, ones)

    return contrast


def _precedent(rows: Rows) -> tuple[Change, Change]:
    """Move the precedent; where there is no past, as if there had been one occasion."""
    low, high = _moved("prec", -1, 3)(rows)
    past = {"nprec": np.fmax(rows.columns["nprec"], 1)}
    return {**low, **past}, {**high, **past}


def _pact(rows: Rows) -> tuple[Change, Change]:
    """Compare a defence pact with another tie: what the pact adds."""
    ones = np.ones(len(rows))
    return {"pact": 0 * ones, "anytie": ones}, {"pact": ones, "anytie": ones}


def _every(rows: Rows) -> npt.NDArray[np.bool_]:
    return np.ones(len(rows), bool)


def _tied(rows: Rows) -> npt.NDArray[np.bool_]:
    return np.equal(rows.columns["anytie"], 1)


def _american(rows: Rows) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (rows.patron == USA) & ~np.isnan(rows.columns["ltroops"])
    return found


PATTERNS = (
    Pattern("own troops in the client", 1, _moved("ltroops", 0, 20), _american),
    Pattern("precedent of help to the client", 1, _precedent, _every),
    Pattern("enmity to the challenger: UN votes", 1, _moved("idph", 0, 6), _every),
    Pattern("enmity to the challenger: rivalry", 1, _switched("riv_ph"), _every),
    Pattern("likeness to the client", 1, _moved("idpc", 0, 6, -1), _every),
    Pattern("weakness of the client", 1, _by_factor("cc", -1), _every),
    Pattern("challenger tied to the patron too", -1, _switched("tie_ch", "pact_ch"), _tied),
    Pattern("capability of the patron", 0, _by_factor("cp", 1), _every),
    Pattern("defence pact, net of the rest", 0, _pact, _tied),
)


def effect_of(forecast: Forecast, pattern: Pattern, rows: Rows, seed: int = 0) -> Effect:
    """Return the mean effect of a pattern's contrast on forecasts, other columns as they are.

    The interval is over resampled crises.

    Args:
        forecast: Gives the probability of each rung.
        pattern: The pattern.
        rows: Rows; those that the pattern is about are used.
        seed: Seed of the resamples.
    """
    some = rows.where(pattern.among(rows))
    if not len(some):
        return UNKNOWN
    change = change_of(forecast, pattern, some)
    names, member = np.unique(np.array(some.crisis), return_inverse=True)
    weight = some.weight
    sums = np.array([np.bincount(member, weight * change), np.bincount(member, weight)])
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), 40 * RESAMPLES)
    drawn = times @ sums.T
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return Effect(float(weight @ change / weight.sum()), float(low), float(high))


def change_of(forecast: Forecast, pattern: Pattern, rows: Rows) -> Floats:
    """Return the change of the chance of costly help between the two ends, by row."""
    low, high = pattern.contrast(rows)
    found: Floats = helps(forecast(rows.with_columns(high))) - helps(
        forecast(rows.with_columns(low))
    )
    return found


def effects_in_record(rows: Rows, seed: int = 0) -> list[Effect]:
    """Return the effect of every pattern in the record, by the full logit fitted on its rows.

    The interval is over resampled crises, with the logit fitted again on each.
    """
    ridge = best_ridge(rows)
    names, member = np.unique(np.array(rows.crisis), return_inverse=True)
    places = [np.flatnonzero(member == k) for k in range(len(names))]
    rng = np.random.default_rng(seed)
    samples = [rows]
    for _ in range(RESAMPLES):
        drawn = rng.integers(0, len(names), len(names))
        sample = rows.where(np.concatenate([places[k] for k in drawn]))
        # A crisis that is drawn twice counts as two.
        fresh = [str(k) for k, crisis in enumerate(drawn) for _ in places[crisis]]
        samples.append(replace(sample, crisis=tuple(fresh)))
    found = np.array([_effects(sample, ridge, rows) for sample in samples])
    low, high = np.quantile(found[1:], [0.025, 0.975], axis=0)
    return [
        Effect(float(m), float(a), float(b)) for m, a, b in zip(found[0], low, high, strict=True)
    ]


def _effects(sample: Rows, ridge: float, rows: Rows) -> list[float]:
    forecast = logit(sample, FULL, ridge)
    found = []
    for pattern in (*PATTERNS, WARS):
        some = rows.where(pattern.among(rows))
        if len(some):
            change = change_of(forecast, pattern, some)
            found.append(float(np.average(change, weights=some.weight)))
        else:
            found.append(float("nan"))
    return found


WARS = Pattern("the patron's wars elsewhere", -1, _switched("pwar"), _every)
"""What the model says of a patron that fights elsewhere; the rule reads no such column."""


def verdict(pattern: Pattern, effect: Effect) -> str:
    """Return whether the model's effect is as the pattern says.

    Returns:
        `holds`, `fails` or `not clear`.
    """
    if np.isnan(effect.mean):
        return "not clear"
    if pattern.sign == 0:
        return "holds" if abs(effect.mean) < SMALL else "fails"
    if effect.low <= 0 <= effect.high:
        return "not clear"
    return "holds" if effect.mean * pattern.sign > 0 else "fails"
