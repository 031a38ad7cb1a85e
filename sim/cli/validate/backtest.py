"""`sim validate backtest`: 2021 to 2025 from what was known in November 2020, scored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import (
    LARGEST_SEED,
    MOST_FUTURES,
    AsJson,
    futures_of,
    out_folder,
    seed_else,
    within,
)
from sim.cli.output import folder_to_write, holds_our_json, pictures, write_json, writing
from sim.cli.printing import say, say_json

if TYPE_CHECKING:
    from sim.validation.backtest.study import Backtest

FACTS, SECTION = "facts.json", "section.md"
FIGURES = ("backtest-stance", "backtest-offensive", "backtest-skill")


def backtest(
    out: Annotated[Path | None, out_folder("Write facts, section and figures there.")] = None,
    futures: Annotated[int | None, futures_of("Futures of each scenario; 10,000.")] = None,
    seed: Annotated[int | None, seed_else("2020")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="400 futures, for a first look.")] = False,
    as_json: AsJson = False,
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

    within("--futures", futures, 1, MOST_FUTURES)
    within("--seed", seed, 0, LARGEST_SEED)
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
    with writing(folder):
        write_json(folder / FACTS, facts)
        write_file(folder / SECTION, markdown(facts).encode() + b"\n")
        for figure in (*drawn, skill_drawn(found)):
            save_figure(figure, folder, formats=("png", "svg"))


def _folder(path: Path) -> Path:
    ours = holds_our_json(path / FACTS, "part", "frozen", "backtest")
    return folder_to_write(path, [FACTS, SECTION, *pictures(*FIGURES)], ours=ours)
