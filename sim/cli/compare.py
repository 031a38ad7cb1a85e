"""`sim compare`: how two policies, sweeps or records differ, and why."""

from __future__ import annotations

import shlex
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.mistakes import UserError
from sim.cli.output import holds_our_json, refuse_to_replace
from sim.cli.printing import json_text, say, say_json

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison, Crossing
    from sim.narrative.divergence import Divergence

WIDTH = 96


def compare(
    first: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help="A folder of results, DIR:POLICY for one policy of it, or a record.",
        ),
    ],
    second: Annotated[
        str | None,
        typer.Argument(metavar="[B]", help="Another; left out for two policies of A."),
    ] = None,
    policies: Annotated[
        tuple[str, str] | None,
        typer.Option("--policies", metavar="P Q", help="The policies to compare: P of A, Q of B."),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option("--outcome", metavar="NAME", help="Compare this outcome; may be repeated."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write the table and the figure there."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Say how A and B differ: two policies, two sweeps, or two records.

    For results: which outcomes moved and by how much, with 95 % intervals and a correction for
    looking at many outcomes; and which stances the same futures end in. Runs are compared one by
    one if both sides were played with the same random draws. For records: the first difference,
    its cause, and how it led to the outcome.
    """
    from sim.narrative.divergence import Divergence
    from sim.studies.compare import compare as study

    found = study(first, second, policies=policies, outcomes=outcome)
    if isinstance(found, Divergence):
        if out is not None or outcome or policies:
            raise UserError("--out, --outcome and --policies are for results, not for records")
        say_json(found.facts()) if as_json else say(found.text())
        say(_next_of_records(first, found), err=True)
        return
    if out is not None:
        save(found, out)
    say_json(found.facts()) if as_json else say(told(found))
    say(_next(first, found, out), err=True)


def save(found: Comparison, folder: Path) -> None:
    """Write the effects, and the cross table of stances with its figure.

    Raises UserError if the folder cannot be written, or holds files of these names that this
    program did not write.
    """
    from sim.plots import save as save_figure
    from sim.plots.crossing import crossing_drawn
    from sim.plots.csv_table import csv_bytes
    from sim.record.files import write_file

    names = ["comparison.csv", "comparison.json"]
    names += [f"stance-changes.{ending}" for ending in ("png", "svg", "csv")]
    ours = holds_our_json(folder / "comparison.json", "first", "second", "findings")
    refuse_to_replace(folder, names, ours=ours)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        frame = found.frame()
        table = csv_bytes([list(frame), *frame.itertuples(index=False)])
        write_file(folder / "comparison.csv", table)
        write_file(folder / "comparison.json", json_text(found.facts()).encode() + b"\n")
        if found.crossing is not None and found.crossing.runs:
            save_figure(crossing_drawn(found), folder, formats=("png", "svg"))
    except OSError as error:
        raise UserError(f"--out {folder}: cannot be written: {error.strerror}") from error


def told(found: Comparison) -> str:
    """Return a comparison as text: sentences and tables."""
    parts = [*(fill(said, WIDTH) for said in found.missing), _heading(found)]
    if found.identical:
        return "\n\n".join([*parts, *found.findings()[len(found.missing) :]])
    parts.append(_effects(found))
    if found.crossing is not None and found.crossing.runs:
        lines = [fill(line, WIDTH) for line in found.crossing.sentences()]
        parts.append("\n".join([_crossing(found.crossing, found), "", *lines]))
    return "\n\n".join(parts)


def _heading(found: Comparison) -> str:
    lines = [f"{found.first} against {found.second}"]
    what = "; ".join(found.changes) if found.changes else "nothing that is played"
    lines.append(fill(f"set otherwise  {what}", WIDTH, subsequent_indent=" " * 15))
    how = "run by run, on the same chance"
    if found.draws:
        how += f": {found.draws:,} draws that all points share, which intervals and p count"
    if not found.paired:
        how = (
            f"as independent samples, because {found.why_not}; intervals are wider than on one "
            "chance"
        )
    lines.append(fill(f"compared       {how}", WIDTH, subsequent_indent=" " * 15))
    if found.failed:
        lines.append(f"left out       {found.failed:,} runs that failed")
    return "\n".join(lines)


def _effects(found: Comparison) -> str:
    from sim.words import grid

    tables = []
    for title, effects in (("Moved", found.moved), ("Not shown to have moved", found.unmoved)):
        if not effects:
            continue
        unit = "pairs" if found.paired else "runs"
        rows = [[title, found.first, found.second, "difference [95 %]", "p, Holm", unit]]
        for effect in effects:
            same = "the same in every pair" if effect.runs else "came in neither"
            same = same if effect.same else effect.change()
            p = "-" if effect.holm != effect.holm else _p(effect.holm)
            numbers = (effect.value(effect.first), effect.value(effect.second))
            rows.append([effect.outcome, *numbers, same, p, f"{effect.runs:,}"])
        tables.append(grid(rows))
    return "\n\n".join(tables)


def _p(value: float) -> str:
    return "< .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def _crossing(crossing: Crossing, found: Comparison) -> str:
    from sim.words import grid

    rows = [
        [f"Stances: {found.first} down, {found.second} across", *crossing.stances, "all"],
        *(
            [stance, *(f"{count:,}" if count else "." for count in counts), f"{sum(counts):,}"]
            for stance, counts in zip(crossing.stances, crossing.counts, strict=True)
        ),
    ]
    totals = [sum(column) for column in zip(*crossing.counts, strict=True)]
    rows.append(["all", *(f"{total:,}" for total in totals), f"{sum(totals):,}"])
    return grid(rows)


def _next(first: str, found: Comparison, out: Path | None) -> str:
    folder = shlex.quote(first.rpartition(":")[0] or first)
    steps = [f"  sim summary {folder}"]
    if out is not None:
        steps.insert(0, f"  {out}/stance-changes.png shows which futures end in another stance")
    elif found.crossing is not None:
        steps.append(f"  sim rerun {folder} --run N --out DIR    (one run, to be explained)")
    return "\nNext:\n" + "\n".join(steps)


def _next_of_records(first: str, found: Divergence) -> str:
    step = found.parting
    if step is None or step.kind == "ruling":
        return f"\nNext:\n  sim replay {shlex.quote(first)}"
    return f"\nNext:\n  sim explain {shlex.quote(first)} --turn {step.turn} --actor {step.who}"
