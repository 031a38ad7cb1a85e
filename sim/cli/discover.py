"""`sim discover`: under which conditions something happens."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.completion import outcome_names, policy_names
from sim.cli.options import AsJson
from sim.cli.printing import say, say_json, tell
from sim.cli.results import ResultsPath, open_results, say_missing
from sim.words import aligned, counted, numeral, percent, quoted

if TYPE_CHECKING:
    from sim.analysis.discovery import Discovery
    from sim.analysis.discovery.search import Found
    from sim.analysis.discovery.tree import Node

STRIDE = 5
"""Number of steps along the trajectory from the chosen box to the box suggested next."""
SHOWN_STEPS = 12
"""Number of rows of the trajectory that are printed; --json prints all rows."""

Outcome = Annotated[
    str,
    typer.Option(
        "--outcome",
        metavar="NAME",
        help="What happens; the main outcome if left out.",
        autocompletion=outcome_names,
    ),
]
Threshold = Annotated[
    str,
    typer.Option(
        "--threshold", metavar="CONDITION", help="From where on a number counts: '>= 0.5'."
    ),
]
Policy = Annotated[
    str,
    typer.Option(
        "--policy",
        metavar="NAME",
        help="Whose runs to search; the first's.",
        autocompletion=policy_names,
    ),
]
Not = Annotated[bool, typer.Option("--not", help="Look for where it does not happen.")]
BoxNumber = Annotated[
    int | None, typer.Option("--box", metavar="N", help="Take box N of the trajectory.")
]
MinDensity = Annotated[
    float | None,
    typer.Option("--min-density", metavar="SHARE", help="The largest box at least that dense."),
]
MinCoverage = Annotated[
    float | None,
    typer.Option(
        "--min-coverage", metavar="SHARE", help="The densest box with that share of the hits."
    ),
]
Boxes = Annotated[
    int, typer.Option("--boxes", metavar="N", help="Look for up to N boxes, one outside another.")
]
AsPeeled = Annotated[
    bool, typer.Option("--as-peeled", help="Do not drop, paste or round the ends of the box.")
]
Alpha = Annotated[
    float, typer.Option("--alpha", metavar="SHARE", help="Share of a box peeled off at a time.")
]
MinMass = Annotated[
    float, typer.Option("--min-mass", metavar="SHARE", help="Smallest share of all runs in a box.")
]


def discover(
    folder: ResultsPath,
    outcome: Outcome = "",
    threshold: Threshold = "",
    negate: Not = False,
    policy: Policy = "",
    box: BoxNumber = None,
    min_density: MinDensity = None,
    min_coverage: MinCoverage = None,
    boxes: Boxes = 1,
    as_peeled: AsPeeled = False,
    alpha: Alpha = 0.05,
    min_mass: MinMass = 0.05,
    as_json: AsJson = False,
) -> None:
    """Say under which conditions something happens in DIR: boxes by PRIM, and a tree."""
    from sim.analysis.discovery import discover as search
    from sim.experiment.titles import policy_titles

    results = open_results(folder)
    found = search(
        results,
        outcome,
        policy=policy,
        threshold=threshold,
        negate=negate,
        box=box,
        min_density=min_density,
        min_coverage=min_coverage,
        boxes=boxes,
        refine=not as_peeled,
        alpha=alpha,
        min_mass=min_mass,
    )
    if as_json:
        say_json({**found.to_dict(), "missing": results.missing})
        return
    say_missing(results)
    tell(lambda: "\n".join(_told(found, policy_titles(results))))
    say(_next_steps(found, folder), err=True)


def _told(found: Discovery, titles: Mapping[str, str]) -> Iterator[str]:
    failed = f"{found.failed:,} left out" if found.failed else "none left out"
    others = [name for name in titles if name != found.policy]
    others_too = f" (other policies: {', '.join(others)})" if others else ""
    called = titles[found.policy]
    policy = called if called == found.policy else f"{found.policy}: {called}"
    yield f"{found.experiment}: when {found.happens} ({found.condition})"
    yield f"policy {policy}{others_too}"
    yield f"{counted(found.runs, 'run')} at {counted(len(found.sample), 'point')}, {failed}"
    yield ""
    yield from _paragraphs(found.sentences)
    for place, box in enumerate(found.boxes, start=1):
        number = f" {place}" if len(found.boxes) > 1 else ""
        yield from _restrictions(found, box, place, number)
        yield from _trajectory(box, number)
    yield "\nTree"
    yield from _tree(found.tree, found, "all runs", 0)
    yield from _paragraphs([found.tree_sentence])
    yield from _paths(found)
    if found.notes:
        yield "\nBefore you lean on it"
        yield from _paragraphs([f"- {note}" for note in found.notes])


def _paragraphs(sentences: Sequence[str]) -> Iterator[str]:
    from textwrap import wrap

    from sim.page import line_width

    for sentence in sentences:
        lines = wrap(
            # A line break must not separate a number from its per cent sign.
            sentence.replace(" %", "\N{NO-BREAK SPACE}%"),
            line_width(100),
            subsequent_indent="  " if sentence.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from (line.replace("\N{NO-BREAK SPACE}", " ") for line in lines)


def _restrictions(found: Discovery, box: Found, place: int, number: str) -> Iterator[str]:
    from sim.analysis.discovery.refining import SIGNIFICANCE
    from sim.analysis.discovery.wording import SIDES, split_words
    from sim.experiment.titles import heading

    rows = found.restrictions
    rows = rows[rows["box"] == place]
    if len(rows):
        tried = "found again" if box.reproduced else ""
        lines = [("condition", "", "bound", "quasi-p", "without it", tried)]
        for row in rows.to_dict("records"):
            side = SIDES[row["side"]].removeprefix("is ")
            again = percent(row["found_again"]) if box.reproduced else ""
            name = heading(found.names[row["factor"]], row["factor"])
            without = percent(row["without"], digits=1)
            numbers = (numeral(row["bound"], ".6g"), numeral(row["quasi_p"], ".2g"), without)
            lines.append((name, side, *numbers, again))
        yield f"\nBox{number}"
        yield aligned(lines)
    for end, value in box.dropped:
        said = split_words(end, found.names)
        yield from _paragraphs(
            [f"dropped: {said} (quasi-p {numeral(value, '.2g')}, above {SIGNIFICANCE})"]
        )
    if box.refined:
        m = box.chosen.measures
        yield (
            f"as peeled: coverage {percent(m.coverage, digits=1)}, density "
            f"{percent(m.density, digits=1)}; "
            "--as-peeled shows that box"
        )


def _trajectory(box: Found, number: str) -> Iterator[str]:
    steps, chosen = box.trajectory, box.chosen.number
    stride = max((len(steps) - 1) / (SHOWN_STEPS - 1), 1.0)
    shown = {round(k * stride) for k in range(SHOWN_STEPS)} | {chosen}
    yield f"\nTrajectory{number}: {len(steps)} boxes, from the whole to the smallest"
    lines = [("box", "coverage", "density", "mass", "runs", "points", "factors", "")]
    for step in steps:
        if step.number in shown:
            m = step.measures
            shares = (
                percent(m.coverage, digits=1),
                percent(m.density, digits=1),
                percent(m.mass, digits=1),
            )
            counts = (f"{m.runs:,}", f"{m.points:,}", f"{len(step.box.restricted)}")
            mark = "< taken" if step.number == chosen else ""
            lines.append((f"{step.number}", *shares, *counts, mark))
    yield aligned(lines)


def _tree(node: Node, found: Discovery, where: str, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{where}: {percent(node.density, digits=1)} of {counted(node.runs, 'run')}"
    if node.factor is None or node.below is None or node.above is None:
        return
    name = quoted(found.names[found.sample.factors[node.factor]])
    bound = numeral(node.threshold, ".6g")
    yield from _tree(node.below, found, f"{name} is below {bound}", depth + 1)
    yield from _tree(node.above, found, f"{name} is at least {bound}", depth + 1)


def _paths(found: Discovery) -> Iterator[str]:
    """The paths of the factors that the boxes and the tree name, beside their names."""
    from sim.analysis.discovery.tree import rules
    from sim.experiment.titles import heading

    named = [end.factor for box in found.boxes for end in box.restrictions]
    named += [end.rsplit(maxsplit=2)[0] for box in found.boxes for end, _ in box.dropped]
    for rule in rules(found.tree, found.sample.factors):
        named += [text.rsplit(maxsplit=2)[0] for text in rule.conditions]
    rows = [(heading(found.names[path], path), path) for path in dict.fromkeys(named)]
    if rows and any(name != path for name, path in rows):
        yield "\nWhere these numbers stand"
        yield aligned(rows)


def _next_steps(found: Discovery, folder: Path) -> str:
    where = shlex.quote(str(folder))
    chosen = found.boxes[0].chosen.number
    steps_on = [step for step in found.boxes[0].trajectory if step.number >= chosen + STRIDE]
    steps: list[Any] = [f"  sim plot {where} discovery-box discovery-trajectory"]
    if steps_on:
        number = steps_on[0].number
        steps.append(f"  sim discover {where} --box {number}    # farther on: smaller, denser")
    if len(found.boxes) == 1:
        steps.append(f"  sim discover {where} --boxes 2    # another region beside it")
    return "\n".join(["", "Next:", *steps])
