"""`sim odds`: how likely an outcome was at each turn of a run, and what changed it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.mistakes import UserError
from sim.cli.options import (
    MOST_JOBS,
    AsJson,
    MomentFutures,
    OneOutcome,
    Threads,
    out_folder,
    within,
)
from sim.cli.output import folder_to_write, holds_our_json, pictures, write_json, writing
from sim.cli.printing import say, say_json, tell
from sim.cli.records import RecordPath, open_record

if TYPE_CHECKING:
    from sim.studies.alternatives import Decided
    from sim.studies.odds import Odds

FACTS = "odds.json"

Split = Annotated[
    int, typer.Option("--split", metavar="K", help="Turns whose orders are split by actor.")
]
Turn = Annotated[
    str | None,
    typer.Option(
        "--turn",
        metavar="T",
        help="Show every legal order of this turn, with the odds after it: its number, from 0, or "
        "date: 2022-Q1.",
    ),
]
Out = Annotated[Path | None, out_folder("Write the figure and its numbers there.")]


def odds(
    record: RecordPath,
    outcome: OneOutcome = "recommitted",
    runs: MomentFutures = 2_000,
    split: Split = 2,
    turn: Turn = None,
    jobs: Threads = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Say how likely an outcome was at the start of every turn of RECORD, and what changed it.

    From every moment of the run, futures are played to its last turn, by the doctrines of the
    scenario. What a turn changes is split exactly: the orders, the guarantor's reply to an attack,
    and chance until the next orders. In the turns with the largest changes the orders are split by
    actor: all orders of a turn are given at once, so which comes first is arbitrary, and half of
    the futures take them in one order, half in the opposite one.

    With --turn, the orders of every seat in that turn are also held against its average order and
    against every other order that was legal. The orders of all other seats count as open there.
    """
    from sim.cli.gauge import Gauge
    from sim.studies.alternatives import alternatives
    from sim.studies.odds import odds as find_odds

    played = open_record(record)
    within("--runs", runs, 2)
    within("--split", split, 0)
    within("--jobs", jobs, 1, MOST_JOBS)
    if turn is not None:
        try:
            played.find_turn(turn)
        except LookupError as error:
            raise UserError(f"--turn: {error}") from error
    folder = None if out is None else _folder(out)
    with Gauge("odds") as gauge:
        try:
            found = find_odds(
                played, outcome=outcome, futures=runs, split=split, jobs=jobs, watch=gauge.show
            )
        except ValueError as error:
            raise UserError(f"--outcome {error}") from error
    decided: tuple[Decided, ...] = ()
    if turn is not None:
        with Gauge(f"orders of {played.find_turn(turn).date}") as gauge:
            decided = alternatives(found, turn, jobs=jobs, watch=gauge.show)
    if folder is not None:
        save(found, decided, folder)
    say_json(facts(found, decided)) if as_json else tell(told, found, decided)
    path = shlex.quote(str(record))
    steps = [] if folder else [f"sim odds {path} --out DIR    # the figure"]
    if not decided and (date := _ordered_most(found)):
        steps.append(f"sim odds {path} --turn {date}    # what else could have been ordered there")
    if steps:
        say("\n  ".join(["\nNext:", *steps]), err=True)


def _ordered_most(found: Odds) -> str:
    """Return the date of the turn in which orders clearly changed the odds most; "" if none did."""
    from sim.studies.odds import ORDERS

    clear = [step for step in found.turning_points() if step.cause == ORDERS]
    return clear[0].date.replace(" ", "-") if clear else ""


def facts(found: Odds, decided: Sequence[Decided]) -> dict[str, Any]:
    """Return the odds, and the decisions of a turn if there are any, as a dictionary for JSON."""
    from sim.studies.alternatives import facts_of

    more = {"decisions": [facts_of(one) for one in decided]} if decided else {}
    return {**found.facts(), **more}


def told(found: Odds, decided: Sequence[Decided] = ()) -> str:
    """Return the odds as text: sentences, a row for every turn, and the decisions of a turn."""
    from math import nan

    from sim.page import fill
    from sim.words import change_words, grid, mean_words

    parts = ["\n".join(fill(line, subsequent_indent="  ") for line in found.findings())]
    rows = [["turn", "", "odds" if found.share else "mean", *found.causes]]
    for row in found.rows():
        value = mean_words(row["value"], share=found.share)
        changes = [
            change_words(
                nan if row[name] is None else row[name], nan, nan, share=found.share
            ).split(" [")[0]
            for name in found.causes
        ]
        rows.append([str(row["turn"]), row["date"], value, *changes])
    return "\n\n".join([*parts, grid(rows), *_decisions(found, decided)])


def _decisions(found: Odds, decided: Sequence[Decided]) -> Iterator[str]:
    """Yield what every seat ordered in a turn, and then every order that was legal."""
    from sim.narrative.cast import Cast
    from sim.page import fill
    from sim.studies.odds import REPLY
    from sim.words import capitalised, change_words, grid, mean_words, percent

    if not decided:
        return
    share, cast = found.share, Cast(found.record.scenario)

    def cell(value: float, low: float, high: float) -> str:
        return change_words(value, low, high, share=share).replace(" points", "")

    most, least = ("most likely", "least likely") if share else ("highest", "lowest")
    yield fill(
        f"Every seat's orders in {decided[0].date} (turn {decided[0].turn}), those of all others "
        "being open: what they changed against its average order, by its doctrine, and against the "
        f"legal orders after which it was {most} and {least}{', in points' if share else ''}."
    )
    head = ["seat", "odds" if share else "mean", "its average", most, least]
    rows = [
        [
            capitalised(cast.name(one.actor)),
            mean_words(one.odds, share=share),
            *(
                cell(*astuple(change))
                for change in (
                    one.against_doctrine,
                    one.against(highest=True),
                    one.against(highest=False),
                )
            ),
        ]
        for one in decided
    ]
    yield grid([head, *rows])
    yield fill(
        "Every legal order, one desk at a time, the other desk doing what it did; < marks what was "
        "ordered. Doctrine: how likely it would have chosen it. A reply to an attack is given "
        "after all orders are known."
    )
    rows = []
    for one in decided:
        for other in one.alternatives:
            value, change = other.odds, other.change
            rows.append(
                [
                    f"{one.actor} {other.desk}",
                    f"{other.order}{' <' if other.given else ''}",
                    mean_words(value, share=share),
                    "" if other.given else cell(*astuple(change)),
                    "" if other.desk == REPLY or other.advised is None else percent(other.advised),
                ]
            )
    head = ["desk", "order", "odds" if share else "mean", "against what was ordered", "doctrine"]
    yield grid([head, *rows], keys=2)


def save(found: Odds, decided: Sequence[Decided], folder: Path) -> None:
    """Write the facts and the figure; a file is never written in part."""
    from sim.plots import save as save_figure
    from sim.plots.odds import odds_drawn

    with writing(folder):
        write_json(folder / FACTS, facts(found, decided))
        save_figure(odds_drawn(found), folder, formats=("png", "svg"))


def _folder(path: Path) -> Path:
    ours = holds_our_json(path / FACTS, "outcome", "odds")
    return folder_to_write(path, [FACTS, *pictures("odds")], ours=ours)
