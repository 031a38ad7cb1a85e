"""`sim validate decisions`: the record of patrons' decisions, played and scored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.mistakes import UserError
from sim.cli.options import (
    LARGEST_SEED,
    MOST_JOBS,
    AsJson,
    Threads,
    futures_of,
    out_folder,
    seed_else,
    within,
)
from sim.cli.output import folder_to_write, holds_our_json, pictures, write_json, writing
from sim.cli.printing import say_json, tell

FACTS, PAGE, KEPT = "facts.json", "decisions.md", "kept"
MOST_CASE_FUTURES = 100_000

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="FILE", help="Another CSV of the same columns to test on."),
]
OwnFit = Annotated[
    bool,
    typer.Option("--own-fit", help="Fit the crises before 1990 of --data, test its later ones."),
]
Futures = Annotated[int | None, futures_of("Futures of each case; 400.")]
Seed = Annotated[int | None, seed_else("2026")]
Out = Annotated[Path | None, out_folder("Write facts, page and figures there; resumable.")]
Quick = Annotated[
    bool, typer.Option("--quick", help="Few futures and the shipped fit: seconds, for a look.")
]


def decisions(
    data: Data = None,
    own_fit: OwnFit = False,
    futures: Futures = None,
    seed: Seed = None,
    jobs: Threads = None,
    out: Out = None,
    quick: Quick = False,
    as_json: AsJson = False,
) -> None:
    """Score the model on what patrons did for clients in crises, 1946 to 2021.

    Every decision of the record is coded into a scenario by one mechanical rule and played for a
    year. Six scales are fitted on crises before 1990; later crises test them, against frequencies,
    two logits and the challenge model. With --data, the decisions of another file are tested with
    the shipped fit; crises that were used for the fit are left out.
    """
    from dataclasses import replace

    from sim.cli.gauge import Gauge
    from sim.validation.decisions.page import told
    from sim.validation.decisions.rows import DataError
    from sim.validation.decisions.study import FULL_SIZE, QUICK_SIZE, SEED, Study
    from sim.validation.kept import Kept

    check_numbers(futures, seed, jobs)
    if own_fit and data is None:
        raise UserError("--own-fit: says how to use --data FILE; name the file")
    folder = None if out is None else _folder(out)
    size = QUICK_SIZE if quick else FULL_SIZE
    with Gauge("decisions") as gauge:
        try:
            study = Study(
                data,
                size=replace(size, futures=futures or size.futures),
                own_fit=own_fit,
                seed=SEED if seed is None else seed,
                jobs=jobs,
                kept=Kept(None if folder is None else folder / KEPT),
                progress=gauge.show,
            )
            facts = study.facts()
        except DataError as error:
            raise UserError(str(error)) from error
    if folder is not None:
        save(facts, folder)
    say_json(facts) if as_json else tell(told, facts)


def check_numbers(futures: int | None, seed: int | None, jobs: int | None) -> None:
    """Raise UserError for numbers that no run can have."""
    within("--futures", futures, 1, MOST_CASE_FUTURES)
    within("--seed", seed, 0, LARGEST_SEED)
    within("--jobs", jobs, 1, MOST_JOBS)


def save(facts: Mapping[str, Any], folder: Path) -> None:
    """Write the facts, the page and the figures; a file is never written in part."""
    from sim.plots import save as save_figure
    from sim.plots.decisions import all_drawn
    from sim.record.files import write_file
    from sim.validation.decisions.page import markdown

    with writing(folder):
        write_json(folder / FACTS, facts)
        write_file(folder / PAGE, markdown(facts).encode())
        for drawn in all_drawn(facts):
            save_figure(drawn, folder, formats=("png", "svg"))


def _folder(path: Path) -> Path:
    stems = ("decisions-reliability", "decisions-skill", "decisions-ablation")
    ours = holds_our_json(path / FACTS, "part", "scores")
    return folder_to_write(path, [FACTS, PAGE, *pictures(*stems)], ours=ours)
