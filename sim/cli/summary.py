"""`sim summary`: the outcomes of a sweep, with intervals."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.completion import factor_names
from sim.cli.mistakes import UserError
from sim.cli.printing import say, say_json, tell
from sim.cli.results import AsJson, ResultsPath, open_results, quoted_answer, say_missing
from sim.measures import ORDERED_OR_ARRIVED
from sim.page import folded
from sim.words import aligned, interval_numeral, numeral

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.results import Results

By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="COLUMN",
        help="Group by policy (the default), point or a factor's path.",
        autocompletion=factor_names,
    ),
]


Whole = Annotated[
    bool, typer.Option("--all", help="Quantiles too, and differences that chance may explain.")
]


def summary(
    folder: ResultsPath, by: By = None, whole: Whole = False, as_json: AsJson = False
) -> None:
    """Print shares and means of the outcomes in DIR, and in what its policies differ.

    Intervals are of 95 %. Runs that failed are left out and counted. With --all also quantiles, and
    the differences whose interval holds 0.
    """
    from sim.studies.summary import groupings
    from sim.studies.summary import summary as summarised

    opened = open_results(folder)
    manifest = opened.store.manifest
    grouped = _grouping(by, groupings(opened))
    made = summarised(folder, by=grouped)
    results = made.results
    found = {"outcomes": made.outcomes, "recommitment": made.recommitment}
    if len(manifest.policies) > 1:
        found["differences"] = made.differences
    if as_json:
        say_json(_facts(results, found))
        return
    say_missing(results)
    tell(partial(_told, results, found, grouped, whole=whole))
    steps = f"  sim plot {shlex.quote(str(folder))}"
    if manifest.columns.factors:
        steps += f"\n  sim sensitivity {shlex.quote(str(folder))}"
    say(f"\nNext:\n{steps}", err=True)


def _grouping(by: list[str] | None, known: Sequence[str]) -> list[str]:
    from sim.scenario.problems import guess

    grouped = [name.strip() for text in by or ["policy"] for name in text.split(",")]
    for name in grouped:
        if name not in known:
            raise UserError(f"--by {name}: group by {', '.join(known)}{guess(name, known)}")
    return grouped


def _facts(results: Results, found: dict[str, pd.DataFrame]) -> dict[str, Any]:
    table = results.table
    return {
        "experiment": results.store.manifest.name,
        "manifest": results.store.manifest.hash,
        "runs": len(table),
        "failed": int((table["status"] != "ok").sum()),
        "missing": results.missing,
        **{name: frame.to_dict("records") for name, frame in found.items()},
    }


def _told(
    results: Results, found: dict[str, pd.DataFrame], grouped: list[str], *, whole: bool
) -> str:
    from sim.experiment.barred import made_impossible
    from sim.studies.summary import SHORT

    facts = _facts(results, {})
    failed = f"{facts['failed']:,} failed and left out" if facts["failed"] else "none failed"
    lines: list[tuple[str, ...]] = [(*grouped, "outcome", "", "value", "95 % interval", "runs")]
    table = found["outcomes"]
    for row in (table if whole else table[table["statistic"].isin(SHORT)]).to_dict("records"):
        numbers = (numeral(row["value"], ".4g"), interval_numeral(row["low"], row["high"]))
        named = (*_key(row, grouped), row["outcome"], row["statistic"])
        lines.append((*named, *numbers, f"{row['runs']}"))
    parts = [
        f"{facts['experiment']}: {facts['runs']:,} runs, {failed}",
        folded(results.manifest["experiment"]["question"]),
        "",
        quoted_answer(results),
        "",
        aligned(lines, keys=len(grouped) + 2),
        folded(ORDERED_OR_ARRIVED),
        "",
        *_thresholds(found["recommitment"], grouped),
    ]
    barred = [made_impossible(results, policy) for policy in results.store.manifest.policies]
    if any(barred):
        parts += ["", *map(folded, filter(None, barred))]
    if "differences" in found:
        baseline = results.store.manifest.policies[0]
        parts += ["", *_differences(found["differences"], baseline, grouped, whole=whole)]
        if len(results.store.manifest.policies) > 2:
            folder = shlex.quote(str(results.store.folder))
            parts.append(
                f"Each interval is for its difference alone. All at once: sim compare {folder}"
            )
    return "\n".join(parts)


def _thresholds(frame: pd.DataFrame, grouped: list[str]) -> list[str]:
    """P(recommit) as a table: the level of commitment down, the length of the spell across."""
    surface = frame[frame["level"].notna()]
    lengths = [int(turns) for turns in sorted(surface["turns"].unique())]
    lines: list[tuple[str, ...]] = [(*grouped, "level", *(f"{turns} turns" for turns in lengths))]
    keys = [*grouped, "level"]
    across = surface.pivot(index=keys, columns="turns", values="value").reset_index()
    for row in across.itertuples(index=False, name=None):
        named = dict(zip(keys, row, strict=False))
        cells = [numeral(value) for value in row[len(keys) :]]
        lines.append((*_key(named, grouped), numeral(named["level"], ".2f"), *cells))
    head = "P(recommit) by the commitment asked for (down) and for how many turns (across)"
    return [folded(head), aligned(lines, keys=len(keys))]


def _differences(
    frame: pd.DataFrame, baseline: str, grouped: list[str], *, whole: bool
) -> list[str]:
    """Differences from the first policy; only those that chance does not explain, or all."""
    shown = frame if whole or frame.empty else frame[(frame["low"] > 0) | (frame["high"] < 0)]
    said = [f"Differences from {baseline} on the same chance"]
    if hidden := len(frame) - len(shown):
        said.append(f"Not shown: {hidden} whose interval holds 0; --all shows them")
    if shown.empty:
        return said
    keys = [name for name in grouped if name != "policy"]
    head = ("policy", "outcome", "difference", "95 % interval", "pairs", "variance reduction")
    lines: list[tuple[str, ...]] = [(*keys, *head)]
    for row in shown.to_dict("records"):
        numbers = (numeral(row["difference"], ".4g"), interval_numeral(row["low"], row["high"]))
        reduction = numeral(row["variance_reduction"], ".3g")
        named = (*_key(row, keys), row["policy"], row["outcome"])
        lines.append((*named, *numbers, f"{row['pairs']}", reduction))
    return [*said, aligned(lines, keys=len(keys) + 2)]


def _key(row: dict[Any, Any], grouped: Sequence[str]) -> list[str]:
    values = (row[name] for name in grouped)
    return [numeral(one, "g") if isinstance(one, float) else str(one) for one in values]
