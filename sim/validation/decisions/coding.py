"""The mechanical coding rule: a row of the record becomes numbers of the template, by path."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.scenario import shipped
from sim.validation.decisions.rows import PATRONS, USA, Floats, Rows

FOLDER = "cases"
RULE, TEMPLATE, DECISIONS = "rule.toml", "template.toml", "patron-decisions.csv"

Signals = dict[str, Floats]


@dataclass(frozen=True)
class Number:
    """How one number of the template follows from signals and scales.

    Attributes:
        path: Path of the number.
        form: `linear`, `log` (a factor) or `rest` (one minus the numbers of `of`).
        base: Value where all signals are zero.
        terms: Weight of each signal.
        base_scale: Scale that multiplies the base; "" for none.
        terms_scale: Scale that multiplies the signals; "" for none.
        of: For `rest`, the paths that are taken from one.
        low: Least value.
        high: Largest value.
    """

    path: str
    form: str
    base: float
    terms: Mapping[str, float]
    base_scale: str
    terms_scale: str
    of: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Scale:
    """One free scale: its range, whether it varies by factors, and what it is."""

    name: str
    low: float
    high: float
    log: bool
    what: str

    def at(self, share: Floats) -> Floats:
        """Return the values at shares in [0, 1] of the range."""
        if self.log:
            factor: Floats = self.low * (self.high / self.low) ** share
            return factor
        return self.low + (self.high - self.low) * share


@dataclass(frozen=True, eq=False)
class Rule:
    """The rule as it stands in `scenarios/cases/rule.toml`."""

    signals: Mapping[str, Mapping[str, Any]]
    scales: tuple[Scale, ...]
    numbers: tuple[Number, ...]
    reading: Mapping[str, Any]
    fit: Mapping[str, Any]

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the numbers that it sets, in order."""
        return tuple(number.path for number in self.numbers)

    @property
    def mechanisms(self) -> dict[str, tuple[str, ...]]:
        """Names of the signals of every mechanism."""
        found: dict[str, tuple[str, ...]] = {}
        for name, signal in self.signals.items():
            key = str(signal["mechanism"])
            found[key] = (*found.get(key, ()), name)
        return found


def place_of(name: str) -> Path:
    """Return the path of a file of the shipped cases."""
    return shipped.folder(shipped.SCENARIOS) / FOLDER / name


@cache
def the_rule() -> Rule:
    """Return the shipped rule."""
    held = tomllib.loads(place_of(RULE).read_text(encoding="utf-8"))
    return Rule(
        signals=held["signals"],
        scales=tuple(
            Scale(name, float(one["low"]), float(one["high"]), one["log"], one["what"])
            for name, one in held["scales"].items()
        ),
        numbers=tuple(
            Number(
                one["path"],
                one.get("form", "linear"),
                float(one.get("base", 0)),
                one.get("terms", {}),
                one.get("base_scale", ""),
                one.get("terms_scale", ""),
                tuple(one.get("of", ())),
                float(one["low"]),
                float(one["high"]),
            )
            for one in held["numbers"]
        ),
        reading=held["reading"],
        fit=held["fit"],
    )


def signals_of(rows: Rows, rule: Rule) -> Signals:
    """Return every signal of the rows, axis [row], cut to its range; `missing` where not known."""
    raw = _raw(rows, rule.signals)
    found: Signals = {}
    for name, how in rule.signals.items():
        values = np.clip(raw[name], how.get("low", 0), how.get("high", 1))
        found[name] = np.where(np.isnan(raw[name]), how["missing"], values)
    return found


def _raw(rows: Rows, how: Mapping[str, Mapping[str, Any]]) -> Signals:
    """Return every signal before it is cut; NaN where a column that it needs is not known."""
    given = rows.columns
    like, foe = how["likeness"], how["enmity"]
    apart = (given["idph"] - foe["centre"]) / foe["spread"]
    rivals = np.where(np.isnan(given["riv_ph"]), 0.0, given["riv_ph"])
    known = ~(np.isnan(given["idph"]) & np.isnan(given["riv_ph"]))
    enmity = np.where(np.isnan(apart), rivals / 2, (np.clip(apart, -1, 1) + rivals) / 2)
    weight = np.where(np.isnan(given["nprec"]), 0.0, given["nprec"])
    with np.errstate(divide="ignore", invalid="ignore"):
        shrunk = given["prec"] * weight / (weight + how["precedent"]["shrink"])
    return {
        "client_strength": np.log(given["cc"] / given["ch"]) / 2,
        "patron_strength": np.log(given["cp"] / given["ch"]) / 2,
        "far": given["dist"] / 10_000,
        "pact": given["pact"],
        "tie": given["anytie"],
        "troops": _troops(rows, how["troops"]),
        "likeness": (like["centre"] - given["idpc"]) / like["spread"],
        "enmity": np.where(known, enmity, np.nan),
        "precedent": shrunk,
        "precedent_challenger": given["prec_h"],
        "pact_challenger": given["pact_ch"],
        "tie_challenger": given["tie_ch"],
        "rival_itself": given["chal_other_sp"],
        "rival_behind": given["chal_other_pact"],
        "other_patron": np.where(
            np.isin(given["client"], list(PATRONS)), 1.0, given["cl_other_pact"]
        ),
        "violent": np.where(
            np.isnan(given["triggr"]), np.nan, given["triggr"] >= how["violent"]["least"]
        ),
    }


def _troops(rows: Rows, how: Mapping[str, Any]) -> Floats:
    """Return the troops: as counted for the USA, by the tie for a patron whose are not counted."""
    given = rows.columns
    stand_in = np.where(
        given["pact"] == 1, how["pact"], np.where(given["anytie"] == 1, how["tie"], 0)
    )
    counted = (rows.patron == USA) | (given["ltroops"] > 0)
    counted &= ~np.isnan(given["ltroops"])
    found: Floats = np.where(counted, given["ltroops"] / 10, stand_in)
    return found


def code(signals: Signals, rule: Rule, scales: Mapping[str, float]) -> Floats:
    """Return the numbers of the template, axes [row, path of `rule.paths`].

    Args:
        signals: Every signal, axis [row].
        rule: The rule.
        scales: Value of every free scale.
    """
    rows = len(next(iter(signals.values())))
    found: dict[str, Floats] = {}
    for one in rule.numbers:
        base = one.base * (scales[one.base_scale] if one.base_scale else 1.0)
        moved = np.zeros(rows)
        for name, weight in one.terms.items():
            moved = moved + weight * signals[name]
        moved *= scales[one.terms_scale] if one.terms_scale else 1.0
        if one.form == "rest":
            value = 1.0 - np.sum([found[path] for path in one.of], axis=0)
        else:
            value = base * np.exp(moved) if one.form == "log" else base + moved
        found[one.path] = np.clip(value, one.low, one.high)
        if one.form == "rest":
            total = found[one.path] + np.sum([found[path] for path in one.of], axis=0)
            for path in (*one.of, one.path):
                found[path] = found[path] / total
    return np.stack([found[path] for path in rule.paths], axis=1)
