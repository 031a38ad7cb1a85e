"""The manifest: the file that says what a folder of results holds.

Its `hash` is the hash of its `identity`: everything that determines the bytes of the parts, but not
when, where and by how many workers they were made. Every part carries this hash, so results of two
sweeps that differ in anything cannot be mixed up.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.designs import EnsembleDesign
from sim.experiment.experiment import Keep
from sim.experiment.manifest_file import FORMAT, hash_of, read_content, to_bytes
from sim.experiment.plan import Plan, tolerance_of
from sim.experiment.schedule import Schedule
from sim.experiment.sources import sources_here
from sim.experiment.table import Columns
from sim.experiment.units import Layout

LIBRARIES = ("numpy", "numba", "pyarrow")


@dataclass(frozen=True)
class Manifest:
    """The content of a manifest file."""

    content: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """SHA-256 of the identity, in hexadecimal."""
        return str(self.content["hash"])

    @property
    def name(self) -> str:
        """Name of the experiment."""
        return str(self.content["experiment"]["name"])

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies, in order."""
        return tuple(policy["name"] for policy in self.content["policies"])

    @property
    def columns(self) -> Columns:
        """Columns of the table of runs."""
        return Columns(
            tuple(factor["path"] for factor in self.content["design"]["factors"]),
            tuple(self.content["identity"]["outcomes"]),
        )

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes that the experiment asks about; the first is the main one."""
        return tuple(self.content["experiment"]["outcomes"])

    @property
    def apart(self) -> bool:
        """Whether each point has draws of chance of its own, as the members of an ensemble have."""
        return bool(self.content["design"].get("apart"))

    @property
    def ensemble(self) -> Mapping[str, Any] | None:
        """The ensemble whose members are the points: name, hash, scenario, experiment, members."""
        found: Mapping[str, Any] | None = self.content["design"].get("ensemble")
        return found

    @property
    def keep(self) -> Keep:
        """What is stored besides outcomes: "outcomes" (nothing), "quantiles" or "trajectories"."""
        keep: Keep = self.content["experiment"]["keep"]
        return keep

    @property
    def beginning(self) -> Mapping[str, Any] | None:
        """The turn of a run in which all runs begin: its record, hash, turn and date; or None."""
        found: Mapping[str, Any] | None = self.content.get("beginning")
        return found

    def layout(self, order: Any = ()) -> Layout:
        """Return the runs divided into units; `order` is the order of play of the points."""
        cut = self.content["identity"]["layout"]
        return Layout(
            np.asarray(order, np.int64),
            len(self.policies),
            cut["groups"],
            tuple((first, count) for first, count in cut["blocks"]),
            tuple((first, end) for first, end in cut["stages"]),
        )

    def schedule(self, order: Any) -> Schedule:
        """Return the schedule of the whole sweep; `order` is the order of play of the points."""
        until = self.content["experiment"]["replicates"].get("until")
        tolerance = tolerance_of(until["outcome"], until["half_width"]) if until else None
        return Schedule(self.layout(order), tolerance)

    @property
    def watched(self) -> str:
        """The outcome that decides about more replicates; the main outcome if none decides."""
        until = self.content["experiment"]["replicates"].get("until")
        return str(until["outcome"]) if until else self.outcomes[0]

    def to_bytes(self) -> bytes:
        """Return the bytes of the file."""
        return to_bytes(self.content)


def manifest_of(plan: Plan) -> Manifest:
    """Return the manifest of a plan."""
    experiment, layout, sources = plan.experiment, plan.layout, sources_here()
    identity = {
        "format": FORMAT,
        "experiment": experiment.hash,
        "code_version": sources.version,
        "rules": sources.rules,
        "outcomes": plan.columns.outcomes,
        "layout": {"groups": layout.groups, "blocks": layout.blocks, "stages": layout.stages},
        "order": hashlib.sha256(layout.order.astype("<i8").tobytes()).hexdigest(),
    }
    content = {
        "format": FORMAT,
        "hash": hash_of(identity),
        "identity": identity,
        "experiment": _experiment(plan),
        "policies": _policies(plan),
        "seed": experiment.seed,
        "design": _design(plan),
        "points": layout.points,
        "most_runs": layout.runs,
        "columns": plan.columns.names,
        "versions": versions(),
    }
    if experiment.beginning is not None:
        content["beginning"] = experiment.beginning.facts
    # Converted to JSON and back, so that it equals the manifest that is read from the file later.
    return Manifest(json.loads(json.dumps(content, allow_nan=False)))


def _experiment(plan: Plan) -> dict[str, Any]:
    experiment, until = plan.experiment, plan.experiment.replicates.until
    replicates: dict[str, Any] = {"fixed": experiment.replicates.fixed}
    if until is not None:
        names = ("outcome", "half_width", "minimum", "cap")
        replicates = {"until": {name: getattr(until, name) for name in names}}
    return {
        "name": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "hash": experiment.hash,
        "turns": experiment.turns,
        "outcomes": experiment.outcomes,
        "replicates": replicates,
        "keep": experiment.keep,
        "keep_paths": experiment.keep_paths,
        "text": experiment.text,
        "document": experiment.document,
    }


def _policies(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "name": policy.name,
            "title": policy.title,
            "turns": turns,
            "scenario": policy.scenario.name,
            "scenario_hash": policy.scenario.hash,
            "document": policy.scenario.document,
            **({"orders": policy.orders} if plan.experiment.beginning else {}),
        }
        for policy, turns in zip(plan.experiment.policies, plan.turns, strict=True)
    ]


def _design(plan: Plan) -> dict[str, Any]:
    design = plan.experiment.design
    ensemble = {}
    if isinstance(design, EnsembleDesign):
        held = design.ensemble
        ensemble = {
            "apart": design.apart,
            "ensemble": {
                "name": held.name,
                "hash": held.hash,
                "scenario": held.scenario,
                "experiment": held.experiment,
                "members": len(held.members),
                "model": held.model,
            },
        }
    return {
        **ensemble,
        "kind": design.kind,
        "factors": [
            {
                "path": factor.path,
                "low": factor.low,
                "high": factor.high,
                "levels": factor.levels,
                **({"title": factor.title} if factor.title else {}),
            }
            for factor in plan.experiment.factors
        ],
        "paths": plan.recipes[0].paths,
        "sha256": hashlib.sha256(np.asarray(plan.values, "<f8").tobytes()).hexdigest(),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that make the numbers and the files."""
    from importlib.metadata import version

    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in a folder; None if there is none.

    Raises:
        ResultsError: It cannot be read, was changed by hand, or has another format.
    """
    content = read_content(folder)
    return None if content is None else Manifest(content)


def difference(theirs: Manifest, ours: Manifest) -> str:
    """Return in words the first difference between the sweep in the folder and this one."""
    then, now = theirs.content, ours.content
    if theirs.name != ours.name:
        return f"it holds another experiment, {theirs.name}"
    if theirs.policies != ours.policies:
        return f"its policies were {', '.join(theirs.policies)}"
    if said := _begun_otherwise(then, now) or _played_otherwise(then, now):
        return said
    if then["seed"] != now["seed"]:
        return f"it was begun with seed {then['seed']}, not {now['seed']}"
    for part in ("design", "experiment"):
        skipped = ("text", "document", "title", "question", "hash")
        for key in then[part]:
            if key not in skipped and then[part][key] != now[part].get(key):
                changed = _first_change({key: then[part][key]}, {key: now[part].get(key)})
                return f"the {part} has changed since: {changed}"
    if then["identity"]["code_version"] != now["identity"]["code_version"]:
        return f"it was begun by version {then['identity']['code_version']} of sim"
    if then["identity"]["rules"] != now["identity"]["rules"]:
        return "the rules of the model have changed since"
    return "it was divided into other units of work"


def _begun_otherwise(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return where the runs in the folder begin; "" if those of this sweep begin there, too."""
    theirs, ours = then.get("beginning"), now.get("beginning")
    if theirs == ours:
        return ""
    if theirs is None:
        return "its runs begin as the scenario says, not in a turn of another run"
    told = f"its runs go on from {theirs['date']} of a run of {theirs['scenario']}"
    return f"{told}, seed {theirs['seed']}, replicate {theirs['replicate']}"


def _played_otherwise(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return in words the first policy with another scenario or other orders; "" if none has."""
    for old, new in zip(then["policies"], now["policies"], strict=True):
        if old["scenario_hash"] != new["scenario_hash"]:
            changed = _first_change(old["document"], new["document"])
            return f"the scenario of policy {old['name']} has changed since: {changed}"
        if old.get("orders") != new.get("orders"):
            changed = _first_change(old.get("orders"), new.get("orders"))
            return f"the orders of policy {old['name']} were others: {changed}"
    return ""


def _first_change(old: Any, new: Any) -> str:
    path, before, after = next(_changes(old, new, ""), ("", None, None))
    if not path:
        return "the order of its tables"
    return f"{path} was {_short(before)}, is {_short(after)}"


def _changes(old: Any, new: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            below = f"{path}.{key}" if path else str(key)
            yield from _changes(old.get(key), new.get(key), below)
    elif old != new:
        yield path, old, new


def _short(value: Any) -> str:
    text = "absent" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:37] + "..."
