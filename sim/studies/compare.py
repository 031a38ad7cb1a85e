"""`sim.compare`: how policies, sweeps or two records differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.comparison import Comparison, Comparisons, compare_runs, corrected_together
from sim.experiment.faults import ResultsError
from sim.experiment.pairing import (
    Side,
    names_of,
    obstacle,
    open_side,
    set_otherwise,
    side_of,
    titles_of,
)
from sim.experiment.results import Results
from sim.measures import HEADLINES, MEASURE_NAMES, STANCE, with_beside
from sim.scenario.problems import choices, guess

if TYPE_CHECKING:
    from sim.narrative.divergence import Divergence
    from sim.record import Record


def compare(
    first: Results | Record | str | Path,
    *others: Results | Record | str | Path,
    policies: Sequence[str] | None = None,
    against: str | None = None,
    outcomes: Sequence[str] | None = None,
) -> Comparison | Comparisons | Divergence:
    """Compare policies of a sweep, sweeps, or two records.

    Args:
        first: Results or their folder, DIR:POLICY for one policy of a folder, a record, or a
            record's file or folder.
        others: More of them. If there is none, the policies of the first are compared.
        policies: Policies of the first to compare, at least two; or one for each of several
            folders. If None, all policies of the first.
        against: The one that all others are compared with, named by its policy or as it is given
            here. If None, the first.
        outcomes: Outcomes to compare; "offered" is compared beside "recommitted". If None, all
            measures and the outcomes of the experiments.

    Returns:
        For two policies or sweeps a `Comparison`; for more a `Comparisons`, in which all are
        compared with one and intervals hold for all at once; for two records a `Divergence`. Each
        has `findings()`.

    Raises:
        ResultsError: There are no results, no such policy, or no such outcome.
        RecordError: A record cannot be read.
    """
    from sim.narrative.divergence import diverge
    from sim.record import Record

    sources = (first, *others)
    records = [found for found in map(_record_at, sources) if found is not None]
    if records:
        if len(sources) == 1:
            raise ResultsError(f"{first}: a record is compared with another; give a second one")
        if len(records) < len(sources):
            raise ResultsError("a record and a folder of results: compare two of a kind")
        if len(sources) > 2:
            raise ResultsError(f"{len(sources)} records: records are compared two at a time")
        return diverge(*records)
    sides = _sides([source for source in sources if not isinstance(source, Record)], policies)
    found = compare_sides(_ordered(sides, sources, against), outcomes=outcomes)
    return found.each[0] if len(found.each) == 1 else found


def _record_at(source: Results | Record | str | Path) -> Record | None:
    """Return the record that a source is or names; None if it names something else."""
    from sim.record import Record, load_record
    from sim.record.files import RECORD_NAME

    if isinstance(source, Record):
        return source
    if isinstance(source, Results):
        return None
    path = Path(source)
    if path.is_file():
        return load_record(path)
    return load_record(path / RECORD_NAME) if (path / RECORD_NAME).exists() else None


def compare_sides(sides: Sequence[Side], *, outcomes: Sequence[str] | None) -> Comparisons:
    """Compare the first of several policies of folders of results with each of the others.

    They are compared run by run where they share their random draws. Raises ResultsError if an
    outcome is not in both.
    """
    first, *others = sides
    name, *names = names_of(sides)
    title, *titles = titles_of(sides)
    main = first.results.store.manifest.outcomes[0]
    asked = [main, *(HEADLINES if main in HEADLINES else ())]
    found = [
        replace(
            _compared(first, side, outcomes, names=(name, other), together=len(others)),
            titles=(title, called),
        )
        for side, other, called in zip(others, names, titles, strict=True)
    ]
    return corrected_together(found, main=with_beside(list(dict.fromkeys(outcomes or asked))))


def _compared(
    first: Side,
    second: Side,
    outcomes: Sequence[str] | None,
    *,
    names: tuple[str, str],
    together: int,
) -> Comparison:
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
        names=names,
        document=first.entry["document"],
        why_not=obstacle(first, second),
        changes=set_otherwise(first, second),
        together=together,
    )
    return replace(found, missing=_missing(first, second))


def _missing(first: Side, second: Side) -> tuple[str, ...]:
    """Sentences about the missing runs, one for each folder that lacks some."""
    folders = {side.folder: side.results.missing for side in (first, second)}
    return tuple(f"{folder}: {said}" for folder, said in folders.items() if said)


def _sides(sources: Sequence[Results | str | Path], policies: Sequence[str] | None) -> list[Side]:
    """Return the sides to compare, at least two, in the order in which they are named.

    Raises ResultsError if one policy is left over, or policies are named in two ways.
    """
    places = [side_of(source) for source in sources]
    if policies is not None and any(policy is not None for _, policy in places):
        raise ResultsError("name policies either as DIR:POLICY or apart, not both")
    if len(places) == 1:
        folder, alone = places[0]
        if alone is not None:
            raise ResultsError(f"{sources[0]}: one policy alone; name a second, or give the folder")
        return [open_side(folder, name) for name in policies or _all(folder)]
    if policies is not None and len(policies) != len(places):
        raise ResultsError(
            f"{len(places)} folders and {len(policies)} policies: name one policy for each folder, "
            f"or write DIR:POLICY, such as {places[0][0]}:{policies[0]}"
        )
    named: Sequence[str | None] = policies or [policy for _, policy in places]
    return [open_side(folder, policy) for (folder, _), policy in zip(places, named, strict=True)]


def _all(folder: Path) -> tuple[str, ...]:
    """Return all policies of a folder. Raises ResultsError if it holds only one."""
    from sim.experiment.store import open_store

    names = open_store(folder).manifest.policies
    if len(names) < 2:
        raise ResultsError(
            f"{folder}: it holds one policy, {names[0]}; give a second folder to compare it with"
        )
    return tuple(names)


def _ordered(
    sides: Sequence[Side], sources: Sequence[Results | Record | str | Path], against: str | None
) -> list[Side]:
    """Return the sides; the one with which the others are compared comes first.

    Raises ResultsError if there is only one, or none is named `against`, or one is there twice.
    """
    if len(sides) < 2:
        raise ResultsError(f"{sides[0].policy}: one policy alone; name a second to compare it with")
    if against is None:
        return list(sides)
    # Policies of one folder are named by the policy, folders also as they were given.
    given = list(map(str, sources)) if len(sources) == len(sides) else [""] * len(sides)
    places = [
        k for k, side in enumerate(sides) if against in (side.policy, f"{side.folder}", given[k])
    ]
    if len(places) > 1:
        raise ResultsError(
            f"against {against}: {len(places)} have that name; give it as DIR:POLICY"
        )
    if not places:
        known = list(dict.fromkeys([*(side.policy for side in sides), *filter(None, given)]))
        raise ResultsError(f"against {against}: it is not compared here{choices(against, known)}")
    return [sides[places[0]], *(side for k, side in enumerate(sides) if k != places[0])]


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
