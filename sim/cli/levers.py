"""`sim levers`: what would change an actor's mind, and at what cost."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.completion import scenario_or_experiment_names
from sim.cli.mistakes import UserError
from sim.cli.options import LARGEST_SEED, AsJson, OneOutcome, out_folder, seed_else, within
from sim.cli.output import folder_to_write, holds_our_json, pictures, write_json, writing
from sim.cli.printing import say, say_json, tell
from sim.words import counted

if TYPE_CHECKING:
    from sim.analysis.levers import Pair, Ranking, Single

TABLE, FACTS = "ranking.csv", "ranking.json"


Source = Annotated[
    str,
    typer.Argument(
        metavar="EXPERIMENT|SCENARIO",
        help="A file, or the name of a shipped one.",
        autocompletion=scenario_or_experiment_names,
    ),
]
Seat = Annotated[
    str | None,
    typer.Option("--seat", metavar="ACTOR", help="Whose mind: an actor's id; the guarantor."),
]
Replicates = Annotated[
    int | None,
    typer.Option("--replicates", metavar="N", help="Futures for every lever; 2,000."),
]
Pairs = Annotated[int | None, typer.Option("--pairs", metavar="K", help="Pairs to measure; 8.")]
Turns = Annotated[
    int | None, typer.Option("--turns", metavar="N", help="Turns of a run; as many as it has.")
]
Seed = Annotated[int | None, seed_else("the experiment's own")]
Out = Annotated[Path | None, out_folder("Write the table and the figure there.")]
All = Annotated[bool, typer.Option("--all", help="Print every lever, not the strongest alone.")]


def levers(
    source: Source,
    seat: Seat = None,
    outcome: OneOutcome = "recommitted",
    replicates: Replicates = None,
    pairs: Pairs = None,
    turns: Turns = None,
    seed: Seed = None,
    out: Out = None,
    every: All = False,
    as_json: AsJson = False,
) -> None:
    """Rank levers by how far they move an outcome: what would change an actor's mind.

    A lever is one order that a desk of an actor gives whenever it is legal; or a number of the
    starting position that an actor controls, moved to the end of its range; or a policy of the
    experiment. Every lever is measured in the same futures, and pairs of the strongest in others.
    Beside its effect stand the share of quarters in which its order was given, its cost, and its
    side effects: a full offensive, and a frozen alliance. The 95 % intervals hold for all levers
    together.
    """
    from sim.cli.gauge import Gauge
    from sim.studies.levers import PAIRS, REPLICATES
    from sim.studies.levers import levers as rank

    within("--seed", seed, 0, LARGEST_SEED)
    folder = None if out is None else _folder(out)
    with Gauge("levers") as gauge:
        try:
            ranking = rank(
                source,
                seat=seat,
                outcome=outcome,
                replicates=REPLICATES if replicates is None else replicates,
                pairs=PAIRS if pairs is None else pairs,
                turns=turns,
                seed=seed,
                watch=gauge.show,
            )
        except ValueError as error:
            raise UserError(str(error)) from error
    if folder is not None:
        save(ranking, folder)
    say_json(ranking.facts()) if as_json else tell(told, ranking, every)
    say(_next(source, ranking, folder), err=True)


def save(ranking: Ranking, folder: Path) -> None:
    """Write the table, the facts and the figure; a file is never written in part."""
    from sim.plots import save as save_figure
    from sim.plots.csv_table import csv_bytes
    from sim.plots.levers import levers_drawn
    from sim.record.files import write_file

    with writing(folder):
        frame = ranking.frame()
        table = csv_bytes([list(frame), *frame.itertuples(index=False)])
        write_file(folder / TABLE, table)
        write_json(folder / FACTS, ranking.facts())
        if ranking.singles:
            save_figure(levers_drawn(ranking), folder, formats=("png", "svg"))


def _folder(path: Path) -> Path:
    ours = holds_our_json(path / FACTS, "outcome", "findings")
    return folder_to_write(path, [TABLE, FACTS, *pictures("levers")], ours=ours)


def told(ranking: Ranking, every: bool = False) -> str:
    """Return the ranking as text: sentences and tables, of every lever or of those shown."""
    from sim.page import fill

    listed = ranking.singles if every else ranking.shown
    parts = ["\n".join(fill(line, subsequent_indent="  ") for line in ranking.findings())]
    for title, own in (
        (f"Levers that others pull on {ranking.seat_name}", False),
        (f"Levers that {ranking.seat_name} pulls itself", True),
    ):
        items = [item for item in listed if (item.lever.puller == ranking.seat) is own]
        if items:
            items.sort(key=lambda item: -item.effect.difference)
            parts.append(_singles(ranking, title, items))
            if ranking.sides:
                parts.append(_sides(ranking, items))
    if ranking.pairs:
        parts.append(_pairs(ranking, ranking.pairs))
    parts += filter(None, (_impossible(listed), _left_out(ranking, listed)))
    return "\n\n".join(parts)


def _singles(ranking: Ranking, title: str, items: Sequence[Single]) -> str:
    from sim.words import grid

    rows = [[title, "given in", *ranking.heads, "change [95 %]", "cost"]]
    rows += [
        [
            item.said,
            item.given_said or "-",
            *ranking.values(item),
            ranking.change(item.effect) + ("" if item.effect.moves else " (no effect shown)"),
            item.lever.cost.said,
        ]
        for item in items
    ]
    return grid(rows)


def _sides(ranking: Ranking, items: Sequence[Single]) -> str:
    from sim.analysis.lever_findings import side_cell, side_change
    from sim.words import grid

    heads = [head for label in ranking.side_labels for head in (label, "change [95 %]")]
    rows = [["Side effects of the same levers", *heads]]
    for item in items:
        cells = []
        for k, side in enumerate(item.sides):
            cells += [side_cell(ranking, item, k), side_change(side)]
        rows.append([item.said, *cells])
    return grid(rows)


def _impossible(items: Sequence[Single]) -> str:
    """What the levers listed make impossible: a line for each event, with its levers."""
    from sim.page import fill
    from sim.words import capitalised

    causes: dict[str, list[str]] = {}
    for item in items:
        for event in item.barred:
            causes.setdefault(event.said, []).append(item.said)
    lines = [
        fill(f"{capitalised(said)}: {'; '.join(levers)}.", subsequent_indent="    ",
             initial_indent="  ")
        for said, levers in causes.items()
    ]  # fmt: skip
    head = "What levers make impossible, because the order that they fix keeps a desk from others:"
    return "\n".join([head, *lines]) if lines else ""


def _left_out(ranking: Ranking, listed: Sequence[Single]) -> str:
    from sim.experiment.levers import GIVEN
    from sim.page import fill

    notes = [GIVEN] if any(item.given_said for item in listed) else []
    left = len(ranking.singles) - len(listed)
    if left:
        notes.append(
            f"Not shown are {left} of the {counted(len(ranking.singles), 'lever')}; "
            "shown are the strongest, "
            "and of every actor the strongest that raises and that lowers it. --all shows all."
        )
    return "\n".join(fill(note, subsequent_indent="  ") for note in notes)


def _pairs(ranking: Ranking, pairs: Sequence[Pair]) -> str:
    from sim.words import grid

    rows = [["Pairs", *ranking.heads, "change [95 %]", "more or less than the sum"]]
    for pair in pairs:
        rows.append(
            [
                pair.first.said,
                *ranking.values(pair),
                ranking.change(pair.effect),
                ranking.change(pair.interaction) if pair.interaction.moves else "as the sum",
            ]
        )
        rows.append([f"  and {pair.second.said}", "", "", *("" for _ in ranking.heads)])
    return grid(rows)


def _next(source: str, ranking: Ranking, folder: Path | None) -> str:
    if folder is None:
        return f"\nNext:\n  sim levers {shlex.quote(source)} --out DIR    # table and figure"
    steps = [f"  {folder}/levers.png shows them"]
    first = next((item for item in ranking.others if item.lever.kind != "policy"), None)
    scenario = _scenario_of(source)
    if scenario and first is not None and len(first.lever.changes) == 1:
        ((path, value),) = first.lever.changes.items()
        words = ["sim", "run", scenario, "--set", f"{path}={value}"]
        steps.append(f"  {shlex.join(words)}    # one future with the strongest")
    return "\nNext:\n" + "\n".join(steps)


def _scenario_of(source: str) -> str:
    """Name or path of the scenario that the levers are pulled in; "" if it has none to type."""
    from sim.scenario import shipped
    from sim.studies.levers import experiment_of

    experiment = experiment_of(source)
    if experiment is None:
        return source
    name = experiment.policies[0].scenario.name
    return name if name in shipped.scenario_paths() else ""
