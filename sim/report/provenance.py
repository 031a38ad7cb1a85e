"""The section on provenance: the source of a report's numbers, and how to make them again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sim.experiment.pairing import ordered
from sim.report.content import Block, Code, Folded, Prose, Section, Table
from sim.words import counted

if TYPE_CHECKING:
    from sim.report.study import Study

Facts = tuple[tuple[str, str], ...]
JUDGEMENT = "C"
NOTHING = "nothing"
"""Said of a policy that changes no value."""


def results_provenance(study: Study) -> Section:
    """Return the section: experiment, versions, seeds, and the command that plays it again."""
    manifest = study.manifest
    blocks: tuple[Block, ...] = (
        facts_table(results_facts(study)),
        *(again(study) if manifest.get("beginning") is None else branched_again(manifest)),
        *scenarios(manifest["policies"]),
    )
    return Section("Provenance", blocks)


def results_facts(study: Study) -> Facts:
    """Return names and values of the facts that identify the results."""
    manifest = study.manifest
    design = manifest["design"]
    return (
        ("Experiment", str(manifest["experiment"]["name"])),
        ("Runs", f"{len(study.table):,} of {manifest['most_runs']:,} at the most"),
        ("Runs that failed", f"{study.failed:,}, left out everywhere" if study.failed else "none"),
        ("Design", f"{design['kind']}, {counted(manifest['points'], 'setting')}"),
        *begins(manifest),
        ("Seed of all chance", str(manifest["seed"])),
        ("Made with", made_with(manifest)),
        ("Hash of the results", f"`{manifest['hash']}`"),
        ("Hash of the experiment", f"`{manifest['experiment']['hash']}`"),
        ("Hash of the rules", f"`{manifest['identity']['rules']}`"),
        ("Hash of the design", f"`{design['sha256']}`"),
    )


def begins(manifest: Mapping[str, Any]) -> Facts:
    """Return where the runs begin, if it is a turn of another run."""
    found = manifest.get("beginning")
    if found is None:
        return ()
    run = f"a run of seed {found['seed']}, replicate {found['replicate']}"
    return (("Beginning", f"{found['date']} of {run}; hash of its record `{found['sha256']}`"),)


def facts_table(facts: Facts) -> Table:
    """Return facts as a table of two columns."""
    return Table("What was played, and by what", ("What", "Value"), facts)


def made_with(manifest: Mapping[str, Any]) -> str:
    """Return the versions of the program and the libraries that made the numbers."""
    libraries = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    return f"marchland {manifest['identity']['code_version']}; {libraries}"


def again(study: Study) -> tuple[Block, ...]:
    """Return the commands that play an experiment again, and its text.

    They name a shipped experiment by its name, and another one by the file to save its text in.
    """
    manifest = study.manifest
    name, text = manifest["experiment"]["name"], manifest["experiment"]["text"]
    shipped = _is_shipped(name, text)
    what = name if shipped else f"{name}.toml"
    written = manifest["experiment"]["document"].get("seed")
    seed = () if written == manifest["seed"] else ("--seed", str(manifest["seed"]))
    told = (
        "The same experiment, seed and version give the same runs on every machine, bit for bit."
        if shipped
        else f"Save the experiment below as `{what}`, beside its scenario if that is a file; the "
        "same experiment, seed and version give the same runs on every machine, bit for bit."
    )
    lines = (
        shlex.join(["sim", "sweep", what, *seed, "--out", name]),
        shlex.join(["sim", "report", name]),
    )
    return (
        Prose(f"To make it again. {told}"),
        Code("\n".join(lines), "Commands"),
        Folded(f"The text of the experiment (`{name}`)", (Code(str(text), "Experiment file"),)),
    )


def branched_again(manifest: Mapping[str, Any]) -> tuple[Block, ...]:
    """Return the commands that play a branch again, from the record in the folder of results."""
    told = (
        f"To make it again. The folder of the results holds the record of the run that it goes on "
        f"from, `{manifest['beginning']['record']}`; in that folder, the same version gives the "
        "same runs on every machine, bit for bit."
    )
    lines = (
        str(manifest["experiment"]["text"]),
        shlex.join(["sim", "report", str(manifest["experiment"]["name"])]),
    )
    return Prose(told), Code("\n".join(lines), "Commands")


def _is_shipped(name: str, text: str) -> bool:
    from sim.scenario import shipped

    path = shipped.paths(shipped.EXPERIMENTS).get(name)
    return path is not None and path.read_text(encoding="utf-8") == text


def scenarios(policies: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Return the first policy's scenario in full, the changes of other policies, and the sources.

    The document is the one played, after all overlays and the changes of the policy.
    """
    first, *others = policies
    blocks: list[Block] = [scenario_text(first["document"], first["scenario_hash"])]
    blocks += sources(first["document"])
    rows = tuple(
        (
            policy["name"],
            policy["scenario"],
            _all_changes(first, policy),
            f"`{policy['scenario_hash'][:16]}`",
        )
        for policy in others
    )
    if rows:
        caption = f"The other policies, and what each changes against {first['name']}"
        head = ("Policy", "Scenario", "Changes", "Hash")
        blocks.append(Folded("What the policies change", (Table(caption, head, rows),)))
    return tuple(blocks)


def scenario_text(document: Mapping[str, Any], identity: str) -> Folded:
    """Return the whole scenario document, folded."""
    text = json.dumps(document, indent=1, ensure_ascii=False)
    note = Prose(f"The document that was played, with all overlays applied. Hash: `{identity}`.")
    summary = f"The scenario, complete (`{document['name']}`)"
    return Folded(summary, (note, Code(text, "Scenario")), printed=False)


def sources(document: Mapping[str, Any]) -> tuple[Block, ...]:
    """Return the count of numbers by source, and the share that are judgements."""
    found: dict[str, list[str]] = {}
    judged = total = 0
    for path, entry in _numbers(document, ""):
        total += 1
        judged += entry.get("confidence") == JUDGEMENT
        found.setdefault(str(entry.get("source", "")), []).append(path)
    rows = tuple((source or "none given", f"{len(paths):,}") for source, paths in found.items())
    told = Prose(
        f"Of the scenario's {counted(total, 'number')} with a range, {judged:,} are judgement "
        f"(confidence {JUDGEMENT}); the rest were read in a source, computed from one, or are "
        "definitions."
    )
    table = Table("Sources of the scenario's numbers", ("Source", "Numbers"), rows)
    return told, Folded("Sources of the numbers", (table,), printed=False)


def _numbers(node: Any, path: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Yield path and table of each number that a document gives with a source."""
    if not isinstance(node, Mapping):
        return
    if "value" in node and "source" in node:
        yield path, node
        return
    for key, item in node.items():
        yield from _numbers(item, f"{path}.{key}" if path else str(key))


def _all_changes(first: Mapping[str, Any], policy: Mapping[str, Any]) -> str:
    """Return what a policy changes against the first: values, and orders as the runs begin."""
    changes = _changes(first["document"], policy["document"])
    if not policy.get("orders"):
        return changes
    orders = f"orders as the runs begin: {ordered(policy)}"
    return orders if changes == NOTHING else f"{orders}; {changes}"


def _changes(first: Any, other: Any, most: int = 12) -> str:
    """Return the differences of a document from the first as `path = value`, `most` of them."""
    found = [f"`{path}` = {value}" for path, value in _differences(first, other, "")]
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return "; ".join(found[:most]) + more or NOTHING


def _differences(first: Any, other: Any, path: str) -> Iterable[tuple[str, str]]:
    if isinstance(first, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys([*first, *other]):
            below = f"{path}.{key}" if path else str(key)
            yield from _differences(first.get(key), other.get(key), below)
    elif first != other:
        yield path.removesuffix(".value"), "absent" if other is None else json.dumps(other)
