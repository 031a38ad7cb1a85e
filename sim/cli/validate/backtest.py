"""`sim validate backtest`: 2021 to 2025 from what was known in November 2020, scored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.mistakes import UserError
from sim.cli.output import folder_to_write, holds_our_json, pictures
from sim.cli.printing import json_text, say, say_json
from sim.cli.run import LARGEST_SEED

if TYPE_CHECKING:
    from sim.validation.backtest.study import Backtest

FACTS, SECTION = "facts.json", "section.md"
FIGURES = ("backtest-stance", "backtest-offensive", "backtest-skill")
MOST_FUTURES = 1_000_000


def backtest(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write facts, section and figures there."),
    ] = None,
    futures: Annotated[
        int | None,
        typer.Option("--futures", metavar="N", help="Futures of each scenario; 10,000."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="The seed of all chance; 2020.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="400 futures, for a first look.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Forecast the half-years 2021 to 2025 from November 2020, and score them on the record.

    Six things are asked of every half-year, with and without the shock of 2022 given, and of 2016
    to 2020 from the end of 2015. The model is compared with persistence, the frequencies of
    2016-20, equal chances and, for fighting, with the benchmarks of VIEWS. What it gets wrong is
    printed first.
    """
    from sim.cli.gauge import Gauge
    from sim.validation.backtest.facts import facts as facts_of
    from sim.validation.backtest.page import markdown
    from sim.validation.backtest.study import FUTURES, QUICK, SEED
    from sim.validation.backtest.study import backtest as play

    if futures is not None and not 1 <= futures <= MOST_FUTURES:
        raise UserError(f"--futures {futures}: expected a whole number from 1 to {MOST_FUTURES}")
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise UserError(f"--seed {seed}: expected a whole number from 0 to {LARGEST_SEED}")
    folder = None if out is None else _folder(out)
    usual = QUICK if quick else FUTURES
    with Gauge("backtest") as gauge:
        found = play(
            seed=SEED if seed is None else seed,
            futures=usual if futures is None else futures,
            watch=gauge.show,
        )
    facts = facts_of(found)
    if folder is not None:
        save(found, facts, folder)
    say_json(facts) if as_json else say(markdown(facts))


def save(found: Backtest, facts: dict[str, object], folder: Path) -> None:
    """Write the facts, the section of the page and the figures; no file is written in part."""
    from sim.plots import save as save_figure
    from sim.plots.backtest import levels_drawn, skill_drawn
    from sim.record.files import write_file
    from sim.validation.backtest.page import markdown

    shown = {f"backtest-{answer.target.name}": answer for answer in found.backtest.answers}
    drawn = [levels_drawn(found.backtest, shown[name]) for name in FIGURES if name in shown]
    try:
        write_file(folder / FACTS, json_text(facts).encode() + b"\n")
        write_file(folder / SECTION, markdown(facts).encode() + b"\n")
        for figure in (*drawn, skill_drawn(found)):
            save_figure(figure, folder, formats=("png", "svg"))
    except OSError as error:
        raise UserError(f"--out {folder}: cannot be written: {error.strerror}") from error


def _folder(path: Path) -> Path:
    ours = holds_our_json(path / FACTS, "part", "frozen", "backtest")
    return folder_to_write(path, [FACTS, SECTION, *pictures(*FIGURES)], ours=ours)
