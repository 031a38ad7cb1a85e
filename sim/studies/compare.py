"""`sim.compare`: how two policies, sweeps or records differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.comparison import Comparison, compare_runs
from sim.experiment.faults import ResultsError
from sim.experiment.pairing import (
    Side,
    names_of,
    obstacle,
    open_side,
    set_otherwise,
    side_of,
)
from sim.experiment.results import Results
from sim.measures import HEADLINES, MEASURE_NAMES, STANCE, with_beside
from sim.scenario.problems import guess

if TYPE_CHECKING:
    from sim.narrative.divergence import Divergence
    from sim.record import Record


def compare(
    first: Results | Record | str | Path,
    second: Results | Record | str | Path | None = None,
    *,
    policies: tuple[str, str] | None = None,
    outcomes: Sequence[str] | None = None,
) -> Comparison | Divergence:
    """Compare two policies of a sweep, two sweeps, or two records.

    Args:
        first: Results or their folder, DIR:POLICY for one policy of a folder, a record, or a
            record's file or folder.
        second: The same. If None, two policies of the first are compared; then the first must hold
            exactly two policies, or `policies` must name two.
        policies: Policy of the first and policy of the second.
        outcomes: Outcomes to compare; "offered" is compared beside "recommitted". If None, all
            measures and the outcomes of the experiments.

    Returns:
        For results a `Comparison`, for records a `Divergence`; both have `findings()`.

    Raises:
        ResultsError: There are no results, no such policy, or no such outcome.
        RecordError: A record cannot be read.
    """
    from sim.narrative.divergence import diverge
    from sim.record import Record, load_record
    from sim.record.files import RECORD_NAME

    def record_at(source: Results | Record | str | Path) -> Record | None:
        if isinstance(source, Record):
            return source
        if isinstance(source, Results):
            return None
        path = Path(source)
        if path.is_file():
            return load_record(path)
        return load_record(path / RECORD_NAME) if (path / RECORD_NAME).exists() else None

    one = record_at(first)
    other = None if second is None else record_at(second)
    if one is not None and other is not None:
        return diverge(one, other)
    if one is not None or other is not None:
        if second is None:
            raise ResultsError(f"{first}: a record is compared with another; give a second one")
        raise ResultsError("one is a record, the other a folder of results: compare two of a kind")
    assert not isinstance(first, Record) and not isinstance(second, Record)
    return compare_sides(*_sides(first, second, policies), outcomes=outcomes)


def compare_sides(first: Side, second: Side, *, outcomes: Sequence[str] | None) -> Comparison:
    """Compare two policies of folders of results: run by run if they share their random draws.

    Raises ResultsError if an outcome is not in both.
    """
    common = _common(first, second)
    wanted = list(outcomes) if outcomes is not None else _usual(first, second, common)
    for name in wanted:
        if name not in common:
            raise ResultsError(f"no outcome '{name}' in both{guess(name, common)}")
    wanted = [name for name in with_beside(wanted) if name in common]
    columns = list(dict.fromkeys([*wanted, *([STANCE] if STANCE in common else [])]))
    found = compare_runs(
        first.runs(columns),
        second.runs(columns),
        wanted,
        names=names_of(first, second),
        why_not=obstacle(first, second),
        changes=set_otherwise(first, second),
    )
    return replace(found, missing=_missing(first, second))


def _missing(first: Side, second: Side) -> tuple[str, ...]:
    """Sentences about the missing runs, one for each folder that lacks some."""
    folders = {side.folder: side.results.missing for side in (first, second)}
    return tuple(f"{folder}: {said}" for folder, said in folders.items() if said)


def _sides(
    first: Results | str | Path,
    second: Results | str | Path | None,
    policies: tuple[str, str] | None,
) -> tuple[Side, Side]:
    folder, mine = side_of(first)
    if second is None:
        other_folder, theirs = folder, None
        if mine is not None:
            raise ResultsError(f"{first}: one policy alone; name a second, or give the folder")
        if policies is None:
            policies = _both(folder)
    else:
        other_folder, theirs = side_of(second)
    if policies is not None:
        if mine is not None or theirs is not None:
            raise ResultsError("name policies either as DIR:POLICY or apart, not both")
        mine, theirs = policies
    return open_side(folder, mine), open_side(other_folder, theirs)


def _both(folder: Path) -> tuple[str, str]:
    """Return the two policies of a folder. Raises ResultsError if it does not hold exactly two."""
    from sim.experiment.store import open_store

    names = open_store(folder).manifest.policies
    if len(names) != 2:
        held = f"{len(names)} policies" if len(names) > 1 else "one policy"
        raise ResultsError(
            f"{folder}: it holds {held}; name two to compare (--policies P Q), or give a second "
            f"folder; there are {', '.join(names)}"
        )
    return names[0], names[1]


def _common(first: Side, second: Side) -> list[str]:
    theirs = set(second.results.store.manifest.columns.outcomes)
    return [name for name in first.results.store.manifest.columns.outcomes if name in theirs]


def _usual(first: Side, second: Side, common: Sequence[str]) -> list[str]:
    """Common measures of a run and outcomes of the experiments, without other state variables."""
    asked = {
        *HEADLINES,
        *first.results.store.manifest.outcomes,
        *second.results.store.manifest.outcomes,
    }
    return [name for name in common if name in asked or name in MEASURE_NAMES]
