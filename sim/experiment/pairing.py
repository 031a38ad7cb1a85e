"""The two sides of a comparison, and whether their runs can be paired.

A side is one policy of one folder of results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.faults import ResultsError
from sim.experiment.results import Results, load_results
from sim.experiment.snapshot import read_frame
from sim.experiment.store import open_store
from sim.experiment.table import KEYS
from sim.experiment.titles import policy_titles
from sim.scenario.differences import differences
from sim.scenario.meanings import named_setting, scenario_in
from sim.scenario.problems import choices

if TYPE_CHECKING:
    import pandas as pd

SEPARATOR = ":"
"""Stands between a folder and one of its policies."""


@dataclass(frozen=True)
class Side:
    """A policy of a folder of results."""

    results: Results
    policy: str

    @property
    def folder(self) -> Path:
        """The folder."""
        return self.results.store.folder

    @property
    def entry(self) -> dict[str, Any]:
        """The entry of the policy in the manifest: its title, turns, scenario and others."""
        names = self.results.store.manifest.policies
        entry: dict[str, Any] = self.results.manifest["policies"][names.index(self.policy)]
        return entry

    def runs(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return the runs of the policy, with these columns besides the keys and the status.

        Raises:
            ResultsError: No run is stored yet, or a part cannot be used.
        """
        store = self.results.store
        place = store.manifest.policies.index(self.policy)
        wanted = list(dict.fromkeys([*KEYS, *columns, "status"]))
        paths = store.parts(store.runs, f"*-policy{place:03d}")
        if not paths:
            raise ResultsError(
                f"{store.folder}: no runs of {self.policy} yet; to go on: {store.resume}"
            )
        return read_frame(store, paths, wanted)


def side_of(source: Results | str | Path) -> tuple[Path, str | None]:
    """Return the folder and the policy that DIR or DIR:POLICY names; of results, their folder.

    If there is a folder with a colon in its name, the text names that folder and no policy. A
    colon before a slash is part of a path, as after the drive on Windows.

    >>> side_of("out/moscow:baseline")
    (PosixPath('out/moscow'), 'baseline')
    >>> folder, policy = side_of("C:/out/moscow")
    >>> folder.as_posix(), policy
    ('C:/out/moscow', None)
    """
    if isinstance(source, Results):
        return source.store.folder, None
    path = Path(source)
    folder, separator, policy = str(source).rpartition(SEPARATOR)
    whole = not separator or not policy or not folder or bool({"/", "\\"} & set(policy))
    if whole or path.exists():
        return path, None
    return Path(folder), policy


def open_side(folder: Path, policy: str | None) -> Side:
    """Return a side; the policy may be None if the folder has only one.

    Raises:
        ResultsError: The folder has no results or no such policy, or several and None is given.
    """
    results = load_results(folder, [])
    names = open_store(folder).manifest.policies
    if policy is None and len(names) > 1:
        raise ResultsError(
            f"{folder}: it holds {len(names)} policies; say which, such as {folder}:{names[0]} "
            f"(there are {', '.join(names)})"
        )
    chosen = names[0] if policy is None else policy
    if chosen not in names:
        raise ResultsError(f"{folder}: no policy '{chosen}'{choices(chosen, list(names))}")
    return Side(results, chosen)


def names_of(sides: Sequence[Side]) -> tuple[str, ...]:
    """Return names for sides: their policies, with their folders if policies have equal names."""
    different = len({(side.folder, side.policy) for side in sides})
    ways = (
        [side.policy for side in sides],
        [f"{side.folder.name}{SEPARATOR}{side.policy}" for side in sides],
        [f"{side.folder}{SEPARATOR}{side.policy}" for side in sides],
    )
    return tuple(next((names for names in ways if len(set(names)) == different), ways[-1]))


def titles_of(sides: Sequence[Side]) -> tuple[str, ...]:
    """Return what sides are called: the titles of their policies, equal ones with their names."""
    titles = [policy_titles(side.results)[side.policy] for side in sides]
    keys = [(side.folder, side.policy) for side in sides]
    times = Counter(dict(zip(keys, titles, strict=True)).values())
    return tuple(
        name if title == side.policy else title if times[title] == 1 else f"{title} ({name})"
        for side, name, title in zip(sides, names_of(sides), titles, strict=True)
    )


def obstacle(first: Side, second: Side) -> str:
    """Return in words why the runs of two sides cannot be paired; "" if they can.

    Chance is a function of seed and replicate. Runs therefore pair if the two sides have the same
    seed and the same points of the design.
    """
    one, other = first.results.manifest, second.results.manifest
    if one["seed"] != other["seed"]:
        return f"the seeds differ ({one['seed']} and {other['seed']})"
    if one["design"]["paths"] != other["design"]["paths"] or one["points"] != other["points"]:
        return "the designs differ: they vary other numbers, or have another number of points"
    if one["design"]["sha256"] != other["design"]["sha256"]:
        return "the designs differ: their points are not the same"
    if one["design"].get("apart") != other["design"].get("apart"):
        return "the points of one share their draws of chance, those of the other do not"
    return ""


def set_otherwise(first: Side, second: Side) -> tuple[str, ...]:
    """Return in words each difference between what the two sides played."""
    one, other = first.entry, second.entry
    changes = differences(one["document"], other["document"])
    scenario = scenario_in(one["document"]) if changes else None
    said = [f"{named_setting(scenario, change.path)}: {change.values}" for change in changes]
    if one.get("orders", {}) != other.get("orders", {}):
        said.append(f"orders as the runs begin: {ordered(one)} and {ordered(other)}")
    begun = [side.results.store.manifest.beginning for side in (first, second)]
    if begun[0] != begun[1]:
        said.append(f"where the runs begin: {_begun(begun[0])} and {_begun(begun[1])}")
    if one["turns"] != other["turns"]:
        said.append(f"turns played: {one['turns']} and {other['turns']}")
    ours, theirs = (side.results.manifest["identity"] for side in (first, second))
    if ours["rules"] != theirs["rules"]:
        said.append(
            "the rules of the model: they were played by different code "
            f"(versions {ours['code_version']} and {theirs['code_version']})"
        )
    return tuple(said)


def ordered(entry: Mapping[str, Any]) -> str:
    """Return the orders that a policy gives as its runs begin, such as "AZE border_push+hold"."""
    orders = entry.get("orders", {}).items()
    return ", ".join(f"{who} {'+'.join(desks.values())}" for who, desks in orders) or "none"


def _begun(beginning: Mapping[str, Any] | None) -> str:
    """Return where runs begin, such as "2022 Q3 of seed 7, replicate 0"."""
    if beginning is None:
        return "as the scenario says"
    where = f"seed {beginning['seed']}, replicate {beginning['replicate']}"
    return f"{beginning['date']} of {where} (record {beginning['sha256'][:12]})"
