"""`sim results` and `sim merge`: describe a folder of results, and join shards."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson, out_folder
from sim.cli.printing import say, say_json, tell
from sim.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.results import Results, Survey
    from sim.experiment.store import Store

ResultsPath = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `sim sweep --out` wrote.")
]


def open_results(folder: Path, columns: Sequence[str] | None = None) -> Results:
    """Return the results in a folder, and print the files in it that do not belong to them."""
    from sim.experiment.results import load_results
    from sim.experiment.store import strays_line

    opened = load_results(folder, columns)
    if strays := opened.store.strays():
        say(strays_line(strays), err=True)
    return opened


def results(
    folder: ResultsPath,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every byte of the parts against its digest.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is in DIR: which experiment, how much of it, and what was kept.

    With --verify the exit status is 1 if a part is damaged.
    """
    from sim.experiment.results import survey
    from sim.experiment.store import open_store, strays_line

    store = open_store(folder)
    found = survey(store, verify=verify)
    if as_json:
        say_json(_facts(store, found))
    else:
        tell(_told, store, found)
        if verify:
            say(_verified(found))
            store.beginning()  # it raises the fault of the record that the runs go on from
        if found.strays:
            say(strays_line(found.strays), err=True)
        say(_next_steps(store, found), err=True)
    if verify and _faulty(found):
        raise typer.Exit(1)


def merge(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders with shards of one sweep.")
    ],
    out: Annotated[Path, out_folder("Folder for all of them.")],
    as_json: AsJson = False,
) -> None:
    """Join shards that were swept apart with --shard."""
    from sim.experiment.merge import merge as join
    from sim.experiment.store import open_store

    found = join(folders, out)
    store = open_store(out)
    if as_json:
        say_json(_facts(store, found))
        return
    say(f"{_how_much(found)} in {out}")
    say(_next_steps(store, found), err=True)


def say_missing(results: Results) -> None:
    """Print which runs of the sweep are missing, if any are."""
    from sim.experiment.completeness import REMEDY
    from sim.page import fill

    if results.missing:
        tell(fill, f"{results.missing} {REMEDY}")
        say(f"  {results.store.resume}\n")


def quoted_answer(results: Results, outcome: str | None = None) -> str:
    """Return the answer of results: the headline of each policy, and what to know before quoting.

    See `sim.analysis.headline.quotation` for the arguments and errors.
    """
    from sim.analysis.headline import quotation
    from sim.page import folded

    return "\n".join(folded(sentence) for sentence in quotation(results, outcome))


def _how_much(found: Survey) -> str:
    missing = (
        f", {len(found.missing):,} of {counted(found.units, 'unit')} to play"
        if found.missing
        else ""
    )
    return (
        f"{found.runs:,} of {counted(found.planned_runs, 'run')}, {found.failed:,} failed{missing}"
    )


def _faulty(found: Survey) -> int:
    """Return the number of parts that exist but cannot be used."""
    from sim.experiment.part import MISSING

    return sum(fault != MISSING for _, fault in found.missing)


def _verified(found: Survey) -> str:
    bad = _faulty(found)
    return f"verified    {found.done + bad:,} units, {bad or 'none':} damaged"


def _told(store: Store, found: Survey) -> str:
    from sim.experiment.part import MISSING
    from sim.page import folded

    content = store.manifest.content
    experiment, design = content["experiment"], content["design"]
    lines = [
        f"{experiment['name']}: {experiment['title']}",
        f"question    {experiment['question']}",
        f"runs        {_how_much(found)}",
        f"design      {design['kind']}, {counted(content['points'], 'point')}; seed "
        f"{content['seed']}",
        *_begins(store),
        f"policies    {', '.join(store.manifest.policies)}",
        f"factors     {', '.join(factor['path'] for factor in design['factors']) or 'none'}",
        f"outcomes    {', '.join(experiment['outcomes'])}",
        f"columns     {len(content['columns'])}",
        f"kept        {experiment['keep']}; {_size(store)}",
        f"made with   marchland {content['identity']['code_version']}, {_versions(content)}",
        f"manifest    {store.manifest.hash}",
    ]
    lines += [f"  {unit.name}: {fault}" for unit, fault in found.missing if fault != MISSING]
    return "\n".join(folded(line, hanging=12) for line in lines)


def _begins(store: Store) -> list[str]:
    """Return the line that says where the runs begin, if it is a turn of another run."""
    begins = store.manifest.beginning
    if begins is None:
        return []
    run = f"a run of seed {begins['seed']}, replicate {begins['replicate']}"
    return [f"begins      {begins['date']} (turn {begins['turn']}) of {run}: {begins['record']}"]


def _size(store: Store) -> str:
    total = sum(path.stat().st_size for path in store.folder.rglob("*.parquet"))
    return f"{total / 1e6:,.1f} MB"


def _versions(content: Any) -> str:
    return ", ".join(f"{name} {version}" for name, version in content["versions"].items())


def _next_steps(store: Store, found: Survey) -> str:
    folder = shlex.quote(str(store.folder))
    if found.missing:
        step = f"  {store.resume}"
    else:
        step = f"  sim summary {folder}\n  sim plot {folder}"
        if store.manifest.columns.factors:
            step += f"\n  sim sensitivity {folder}"
    return f"\nNext:\n{step}"


def _facts(store: Store, found: Survey) -> dict[str, Any]:
    content = store.manifest.content
    return {
        "experiment": store.manifest.name,
        "question": content["experiment"]["question"],
        "manifest": store.manifest.hash,
        "seed": content["seed"],
        "points": content["points"],
        "policies": list(store.manifest.policies),
        "outcomes": list(store.manifest.outcomes),
        "runs": found.runs,
        "planned_runs": found.planned_runs,
        "failed": found.failed,
        "units": found.units,
        "units_done": found.done,
        "missing": {unit.name: fault for unit, fault in found.missing},
        "left_aside": found.strays,
        "versions": content["versions"],
        **({"beginning": begins} if (begins := store.manifest.beginning) else {}),
    }
