"""`sim summary`: the outcomes of a sweep, with intervals."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.completion import factor_names
from sim.cli.mistakes import UserError
from sim.cli.options import AsJson
from sim.cli.printing import say, say_json, tell
from sim.cli.results import ResultsPath, open_results, quoted_answer, say_missing
from sim.measures import ORDERED_OR_ARRIVED, Kind, kind_of, mean_label
from sim.page import folded
from sim.words import (
    NOTHING,
    aligned,
    change_words,
    counted,
    interval_numeral,
    mean_words,
    named,
    numeral,
    percent,
    percent_bounds,
)

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

    Intervals are of 95 %. Runs that failed are left out and counted. With --all also quantiles, the
    differences whose interval holds 0, and how much the same chance takes off their variance.
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

    facts = _facts(results, {})
    failed = f"{facts['failed']:,} failed and left out" if facts["failed"] else "none failed"
    parts = [
        f"{facts['experiment']}: {counted(facts['runs'], 'run')}, {failed}",
        folded(results.manifest["experiment"]["question"]),
        "",
        quoted_answer(results),
        "",
        _outcomes(results, found["outcomes"], grouped, whole=whole),
        folded(ORDERED_OR_ARRIVED),
        "",
        *_thresholds(results, found["recommitment"], grouped),
    ]
    barred = [made_impossible(results, policy) for policy in results.store.manifest.policies]
    if any(barred):
        parts += ["", *map(folded, filter(None, barred))]
    if "differences" in found:
        parts += ["", *_differences(results, found["differences"], grouped, whole=whole)]
        if len(results.store.manifest.policies) > 2:
            folder = shlex.quote(str(results.store.folder))
            parts.append(
                f"Each interval is for its difference alone. All at once: sim compare {folder}"
            )
    return "\n".join(parts)


def _outcomes(results: Results, table: pd.DataFrame, grouped: Sequence[str], *, whole: bool) -> str:
    """The outcomes of every group: shares and means, or all statistics."""
    from sim.studies.summary import SHORT, outcome_words

    document = results.manifest["policies"][0]["document"]
    shown = table if whole else table[table["statistic"].isin(SHORT)]
    rows: list[Sequence[str]] = [("Outcome", "", "value [95 %]", "runs")]
    for head, group in _groups(results, shown, grouped):
        rows.append([head])
        for row in group:
            called = named(*outcome_words(document, row["outcome"], row["statistic"]))
            bounds = (row["value"], row["low"], row["high"])
            value = _value(*bounds, share=_in_percent(row["outcome"], row["statistic"]))
            rows.append((f"  {called}", _statistic(row["statistic"]), value, f"{row['runs']:,}"))
    return aligned(rows)


def _groups(
    results: Results, table: pd.DataFrame, grouped: Sequence[str]
) -> Iterator[tuple[str, list[dict[Any, Any]]]]:
    """Yield what each group of a table is called, and its rows."""
    from sim.studies.summary import group_words

    rows = table.to_dict("records")
    for head, group in groupby(rows, key=lambda row: group_words(results, grouped, row)):
        yield head, list(group)


def _in_percent(outcome: str, statistic: str) -> bool:
    return statistic == "share" or kind_of(outcome).in_percent


def _value(value: float, low: float, high: float, *, share: bool) -> str:
    """A share in percent, or another number, with its interval."""
    if share:
        return f"{mean_words(value, share=True)} {percent_bounds(low, high, digits=1)}"
    return f"{numeral(value, '.4g')} {interval_numeral(low, high)}"


def _statistic(name: str) -> str:
    """A statistic in words; nothing for a share, which has a percent sign."""
    if name == "share":
        return ""
    return f"{percent(int(name[1:]) / 100)} quantile" if name.startswith("q") else name


def _thresholds(results: Results, frame: pd.DataFrame, grouped: list[str]) -> list[str]:
    """Shares as a table: the level of commitment down, the length of the spell across."""
    surface = frame[frame["level"].notna()]
    lengths = [int(turns) for turns in sorted(surface["turns"].unique())]
    rows: list[Sequence[str]] = [("Commitment", *(counted(turns, "quarter") for turns in lengths))]
    across = surface.pivot(index=[*grouped, "level"], columns="turns", values="value").reset_index()
    for head, group in _groups(results, across, grouped):
        rows.append([head])
        for row in group:
            cells = [mean_words(row[turns], share=True) for turns in lengths]
            rows.append((f"  {numeral(row['level'], '.2f')}", *cells))
    head = (
        "Share of runs that recommit, by the commitment asked for (down) and for how many quarters "
        "running (across)"
    )
    return [folded(head), aligned(rows)]


def _differences(
    results: Results, frame: pd.DataFrame, grouped: list[str], *, whole: bool
) -> list[str]:
    """Differences from the first policy; only those that chance does not explain, or all."""
    from sim.studies.summary import group_words

    document = results.manifest["policies"][0]["document"]
    shown = frame if whole or frame.empty else frame[(frame["low"] > 0) | (frame["high"] < 0)]
    baseline = group_words(results, ["policy"], {"policy": results.store.manifest.policies[0]})
    said = [folded(f"Differences on the same chance from: {baseline}")]
    if hidden := len(frame) - len(shown):
        said.append(f"Not shown: {hidden} whose interval holds 0; --all shows them")
    if shown.empty:
        return said
    keys = [*(name for name in grouped if name != "policy"), "policy"]
    reduction = ("variance reduction",) if whole else ()
    rows: list[Sequence[str]] = [("Outcome", "difference [95 %]", "pairs", *reduction)]
    for head, group in _groups(results, shown, keys):
        rows.append([head])
        for row in group:
            share = kind_of(row["outcome"]).in_percent or kind_of(row["outcome"]) is Kind.CATEGORY
            change = change_words(
                row["difference"], row["low"], row["high"], share=share, unknown=NOTHING
            )
            called = named(mean_label(row["outcome"], document), row["outcome"])
            cells = (f"  {called}", change, f"{row['pairs']:,}")
            less = (numeral(row["variance_reduction"], ".3g"),) if whole else ()
            rows.append((*cells, *less))
    return [*said, aligned(rows)]
