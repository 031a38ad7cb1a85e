"""`sim case`: what the model says of one decision that somebody has coded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from sim.cli.completion import case_names
from sim.cli.mistakes import UserError
from sim.cli.options import AsJson, Threads
from sim.cli.printing import say_json, tell
from sim.cli.validate.decisions import Futures, Seed, check_numbers
from sim.words import counted

Source = Annotated[
    str,
    typer.Argument(
        metavar="FILE|NAME",
        help="A case coded in TOML, or a shipped one.",
        autocompletion=case_names,
    ),
]


def case(
    source: Source,
    futures: Futures = None,
    seed: Seed = None,
    jobs: Threads = None,
    as_json: AsJson = False,
) -> None:
    """Give the chances that a patron does nothing, speaks, helps at cost or fights for its client.

    The case is a TOML file with the columns of the record; docs/coding-a-case.md says how to code
    one. The same rule and fit are used as for the record.
    """
    from sim.validation.decisions.case import FUTURES, find_case, judged, read_case
    from sim.validation.decisions.rows import DataError
    from sim.validation.decisions.study import SEED

    check_numbers(futures, seed, jobs)
    try:
        found = judged(
            read_case(find_case(source)),
            futures=futures or FUTURES,
            seed=SEED if seed is None else seed,
            jobs=jobs,
        )
    except DataError as error:
        raise UserError(str(error)) from error
    say_json(found) if as_json else tell(told, found)


def told(found: Mapping[str, Any]) -> str:
    """Return what is said of a case, as text."""
    from sim.words import grid, numeral, range_numeral

    head = found["name"]
    if found["patron_name"] and found["client_name"]:
        against = f" against {found['challenger_name']}" if found["challenger_name"] else ""
        head += f": what does {found['patron_name']} do for {found['client_name']}{against}?"
    numbers = zip(found["words"], found["chances"], found["low"], found["high"], strict=True)
    table = grid(
        [
            ["within a year", "chance", "range"],
            *(
                [w, numeral(p, ".2f"), range_numeral(low, high, ".2f")]
                for w, p, low, high in numbers
            ),
        ]
    )
    drivers = grid(
        [
            ["what drives it", "costly help or more"],
            *([one["mechanism"], numeral(one["worth"], "+z.2f")] for one in found["drivers"]),
        ]
    )
    near = grid(
        [
            ["nearest decisions of record", "distance", "what was done"],
            *(
                [one["title"], numeral(one["distance"], ".1f"), found["words"][one["rung"]]]
                for one in found["nearest"]
            ),
        ]
    )
    lines = [head, table, drivers, near]
    if found["rung"] >= 0:
        did = found["words"][found["rung"]]
        lines.append(f"What was done: {did} ({found['decision'] or 'as coded'}).")
    if found["unknown"]:
        lines.append(f"Not known, so taken as usual: {', '.join(found['unknown'])}.")
    lines.append(
        f"{counted(found['futures'], 'future')}. The range spans the settings that fit "
        "nearly as well. How "
        "often such chances came true: sim validate decisions."
    )
    return "\n\n".join(lines)
