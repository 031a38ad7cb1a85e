"""Read the design of an experiment file, and the CSV file that it may name."""

from __future__ import annotations

import os
from typing import Any

from sim.experiment.csv_rows import read_table
from sim.experiment.designs import (
    DESIGN_MODELS,
    MOST_POINTS,
    CsvDesign,
    Design,
    EnsembleDesign,
    ListDesign,
    SinglePoint,
)
from sim.experiment.entries import FactorEntry
from sim.experiment.experiment import Factor
from sim.experiment.factors import Wish
from sim.scenario.ensemble import load_ensemble
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, Problem, ScenarioError, choices
from sim.scenario.sources import Source
from sim.scenario.validation import parse
from sim.words import counted

_PLACE: Path = ("design",)


def read_design(
    table: Any,
    wishes: list[Wish],
    source: Source,
    findings: Findings,
    foreign: list[Problem],
) -> tuple[Design | None, list[Wish]]:
    """Return the design (None if it is faulty) and the factors, which a CSV file may name.

    Args:
        table: The table [design] of the file; None if there is none.
        wishes: The factors that the file names.
        source: The experiment file.
        findings: Receives the faults of the experiment file.
        foreign: Receives the faults of the CSV file.
    """
    has_factors = bool(wishes) or "factors" in source.data
    if table is None:
        if not has_factors:
            return SinglePoint(), wishes
        kinds = ", ".join(DESIGN_MODELS)
        findings.report((), f"missing key 'design': how to set the factors (kinds: {kinds})")
        return None, wishes
    known = len(findings)
    design = _parse(table, findings)
    if isinstance(design, EnsembleDesign):
        return _with_ensemble(design, wishes, source, findings, foreign)
    if design is not None and not has_factors and not isinstance(design, CsvDesign):
        findings.report(_PLACE, "there is no factor to set; without factors, leave [design] out")
    if isinstance(design, CsvDesign):
        return _with_table(design, wishes, source, findings, foreign)
    if isinstance(design, ListDesign):
        _check_widths(design, wishes, findings)
    _check_counts(table, findings)
    return (design if len(findings) == known else None), wishes


def _parse(table: Any, findings: Findings) -> Design | None:
    kind = table.get("kind") if isinstance(table, dict) else None
    model = DESIGN_MODELS.get(kind) if isinstance(kind, str) else None
    if isinstance(table, dict) and model is None:
        kinds = tuple(DESIGN_MODELS)
        if "kind" in table:
            hint = choices(str(kind), kinds)
            findings.refuse((*_PLACE, "kind"), kind, f"not a kind of design{hint}")
        else:
            findings.report(_PLACE, f"missing key 'kind' (allowed: {', '.join(kinds)})")
        return None
    return parse(model or Design, table, _PLACE, findings, _belonging(model))


def _belonging(model: type[Design] | None) -> dict[str, str]:
    """Return a remark for each key that only other kinds of design have: which kinds these are."""
    owners: dict[str, list[str]] = {}
    for kind, other in DESIGN_MODELS.items():
        for key in other.model_fields:
            owners.setdefault(key, []).append(kind)
    own = model.model_fields if model else {}
    return {
        key: f"it belongs to: {', '.join(kinds)}" for key, kinds in owners.items() if key not in own
    }


_POWERS_OF_TWO = {"sobol": "points", "saltelli": "base"}


def _check_counts(table: Any, findings: Findings) -> None:
    """Report numbers of points or levels with which the sampler does not work."""
    kind = table.get("kind") if isinstance(table, dict) else None
    key = _POWERS_OF_TWO.get(kind, "") if isinstance(kind, str) else ""
    count = table.get(key) if key else None
    if isinstance(count, int) and count > 0 and count & (count - 1):
        below = 1 << (count.bit_length() - 1)
        message = f"must be a power of two, such as {below} or {below * 2}"
        findings.refuse((*_PLACE, key), count, message)
    levels = table.get("levels") if kind == "morris" else None
    if isinstance(levels, int) and levels % 2:
        findings.refuse((*_PLACE, "levels"), levels, "must be even")


def _check_widths(design: ListDesign, wishes: list[Wish], findings: Findings) -> None:
    for number, row in enumerate(design.rows):
        if len(row) != len(wishes):
            message = f"has {len(row)} numbers; the factors are {len(wishes)}"
            findings.report((*_PLACE, "points", number), message)


def _with_table(
    design: CsvDesign,
    wishes: list[Wish],
    source: Source,
    findings: Findings,
    foreign: list[Problem],
) -> tuple[Design | None, list[Wish]]:
    place: Path = (*_PLACE, "file")
    file = source.file.parent / design.file
    try:
        found = file.is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        findings.refuse(place, design.file, "no such file beside the experiment")
        return None, wishes
    name = os.path.normpath(os.path.join(os.path.dirname(source.name), design.file))
    table, problems = read_table(file, name, [wish.entry.path for wish in wishes])
    foreign.extend(problems)
    if table is None:
        return None, wishes
    if not wishes:
        wishes = [Wish(place, FactorEntry(path=path)) for path in table.columns]
    return design.with_rows(table.rows), wishes


def _with_ensemble(
    design: EnsembleDesign,
    wishes: list[Wish],
    source: Source,
    findings: Findings,
    foreign: list[Problem],
) -> tuple[Design | None, list[Wish]]:
    for wish in wishes:
        message = "the ensemble says what varies; leave the factors out"
        findings.refuse(wish.place, wish.entry.path, message)
    try:
        ensemble = load_ensemble(source.file.parent / design.file)
    except ScenarioError as error:
        foreign.extend(error.problems)
        return None, []
    members = [Wish((*_PLACE, "file"), FactorEntry(path=path)) for path in ensemble.paths]
    return design.with_ensemble(ensemble), members


def check_size(design: Design, factors: tuple[Factor, ...], findings: Findings) -> None:
    """Report a design with more than `MOST_POINTS` points."""
    size = design.size(factors)
    if size > MOST_POINTS:
        findings.report(_PLACE, f"{counted(size, 'point')}; at most {MOST_POINTS:,} are allowed")
