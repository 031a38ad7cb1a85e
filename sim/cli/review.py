"""`sim review`: the after-action review of a game, as one page."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.completion import actor_names
from sim.cli.mistakes import UserError
from sim.cli.options import (
    MOST_JOBS,
    GameFolder,
    MomentFutures,
    OneOutcome,
    Threads,
    out_file,
    within,
)
from sim.cli.output import page_to_write, writing
from sim.cli.printing import say, say_json

if TYPE_CHECKING:
    from sim.studies.review import Review

For = Annotated[
    str,
    typer.Option(
        "--for",
        metavar="ACTOR",
        help="A review for this seat: first what it knew, then the truth.",
        autocompletion=actor_names,
    ),
]
Blind = Annotated[
    bool,
    typer.Option("--blind", help="With --for: only what the seat knew; safe to hand out in play."),
]
Marks = Annotated[
    list[str] | None,
    typer.Option(
        "--mark",
        metavar="ACTOR:TURN=yes|no",
        help="Keep in the log whether an intent came; writes no page. The turn is its number, "
        "from 0, or its date: 2022-Q1.",
    ),
]
Out = Annotated[Path | None, out_file("The page; review.html in DIR.", "FILE.html")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs, and write no page.")]

_MARK = re.compile(r"(?P<actor>[^:=]+):(?P<turn>\d+|\d{4}[- ]?[Qq]\d)=(?P<came>yes|no)")


def review(
    folder: GameFolder,
    outcome: OneOutcome = "recommitted",
    runs: MomentFutures = 400,
    actor: For = "",
    blind: Blind = False,
    mark: Marks = None,
    jobs: Threads = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Write the review of the game in DIR: what turned it, and what each player made of it.

    One HTML page: the story, the odds of every turn, the decisions with what each player saw,
    meant and could have ordered, luck and judgement, intents, injects and notes. The odds are of
    futures in which the doctrines of the scenario decide. With --for the page is for one player.

    An intent is a free sentence. Whether it came, a person says with --mark; the page then shows
    how well the stated confidences fit.
    """
    from sim.exercise.log import read_log
    from sim.report import write_report

    within("--runs", runs, 2)
    within("--jobs", jobs, 1, MOST_JOBS)
    if blind and not actor:
        raise UserError("--blind: say for which seat, with --for ACTOR")
    if mark:
        _mark(folder, mark)
        return
    # A folder without a game is refused before anything is written there.
    read_log(folder)
    target = None if as_json else page_to_write(out or folder / _page(actor, blind=blind))
    found = _reviewed(folder, outcome, runs, actor, blind=blind, jobs=jobs)
    if target is None:
        say_json(found.facts())
        return
    with writing(target):
        write_report(found, target)
    _tell(found)
    say(str(target))
    say(_next_steps(folder, found), err=True)


def _page(actor: str, *, blind: bool) -> str:
    return "-".join(filter(None, ["review", actor, "blind" if blind else ""])) + ".html"


def _reviewed(
    folder: Path, outcome: str, runs: int, actor: str, *, blind: bool, jobs: int | None
) -> Review:
    from sim.cli.gauge import Gauge
    from sim.studies.review import review as find_review

    with Gauge("review") as gauge:
        try:
            return find_review(
                folder,
                outcome=outcome,
                futures=runs,
                actor=actor,
                blind=blind,
                jobs=jobs,
                watch=gauge.show,
            )
        except ValueError as error:
            fault = str(error)
            of_seat = fault.startswith("actor:")
            raise UserError(
                f"--for{fault.removeprefix('actor')}" if of_seat else f"--outcome {fault}"
            ) from error


def _mark(folder: Path, marks: Sequence[str]) -> None:
    """Keep the marks of intents in the log."""
    from sim.exercise.intents import mark_intents

    wanted: dict[tuple[str, int | str], bool] = {}
    for one in marks:
        found = _MARK.fullmatch(one)
        if found is None:
            raise UserError(f"--mark {one}: expected ACTOR:TURN=yes or ACTOR:TURN=no, as ARM:3=yes")
        turn = found["turn"]
        key = (found["actor"], int(turn) if turn.isdigit() else turn)
        wanted[key] = found["came"] == "yes"
    try:
        marked = mark_intents(folder, wanted)
    except ValueError as error:
        raise UserError(f"--mark: {error}") from error
    for intent in marked:
        came = "came" if intent.came else "did not come"
        say(f"Marked: the intent of {intent.actor} in {intent.date} (turn {intent.turn}) {came}.")
    say(f"\nNext:\n  sim review {shlex.quote(str(folder))}", err=True)


def _tell(found: Review) -> None:
    """Print the odds and the judgement of every seat in a few lines."""
    from sim.cli.printing import tell

    if found.odds is not None:
        tell(_told, found)


def _told(found: Review) -> str:
    from sim.page import fill

    return "\n".join(fill(line, subsequent_indent="  ") for line in found.findings()) + "\n"


def _next_steps(folder: Path, found: Review) -> str:
    path = shlex.quote(str(folder))
    open_ones = [one for one in found.intents if one.came is None]
    lines = ["Next: open it in a browser, print it or send it; it needs nothing else."]
    if found.odds is not None and open_ones:
        first = open_ones[0]
        lines.append(f"  sim review {path} --mark {first.actor}:{first.turn}=yes")
    return "\n" + "\n".join(lines)
