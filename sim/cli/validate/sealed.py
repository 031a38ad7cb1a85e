"""`sim validate sealed`: score a sealed forecast on what has come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.mistakes import UserError
from sim.cli.options import AsJson
from sim.cli.printing import say_json, tell

if TYPE_CHECKING:
    from sim.validation.prospect.score import Resolved
    from sim.validation.prospect.seal import Sealed


def sealed(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A sealed forecast, or the name of a shipped one."),
    ],
    outcomes: Annotated[
        Path | None,
        typer.Option(
            "--outcomes", metavar="CSV", help="Columns question,half_year,outcome; may be partial."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the seal of FILE, and score it on the outcomes that are known.

    A file that was changed after it was sealed is refused. The scores stand beside those of
    persistence, where the file says what held on its day, and of equal chances.
    """
    from sim.validation.prospect.score import read_outcomes, resolved
    from sim.validation.prospect.seal import SealError, read_sealed

    try:
        held = read_sealed(file)
        found = resolved(held, {} if outcomes is None else read_outcomes(outcomes, held))
    except SealError as error:
        raise UserError(str(error)) from error
    if as_json:
        say_json(
            {
                "sealed_on": held.content["sealed_on"],
                "digest": held.digest,
                "questions": [asdict(one) for one in found],
            }
        )
    else:
        tell(told, held, found)


def told(held: Sealed, found: Sequence[Resolved]) -> str:
    """Return the scores as text: what is resolved, and what is open."""
    from sim.page import fill
    from sim.words import fine_percent, grid, joined, numeral

    over = sum(len(one.half_years) for one in found)
    total = over + sum(len(one.open) for one in found)
    parts = [
        f"Sealed on {held.content['sealed_on']}, unchanged since: hash {held.digest[:12]}.\n"
        f"{over} of {total} answers are known."
    ]
    scored = [one for one in found if one.half_years]
    if scored:
        rows = [["question", "half-years", "forecast", "persistence", "equal chances"]]
        for one in scored:
            scores = [
                numeral(one.scores[who].rps if who in one.scores else None)
                for who in ("forecast", "persistence", "uniform")
            ]
            rows.append([one.name, f"n = {len(one.half_years)}", *scores])
        parts.append("Ranked probability score, lower is better:\n\n" + grid(rows))
        rows = [["question", "half-year", "what came", "the forecast gave it"]]
        for one in scored:
            for half, came, said in zip(one.half_years, one.outcomes, one.said, strict=True):
                rows.append([one.name, half, came, fine_percent(said)])
        parts.append(grid(rows))
    waiting = [f"{one.name} ({joined(one.open)})" for one in found if one.open]
    if waiting:
        parts.append(fill(f"Open: {'; '.join(waiting)}.", subsequent_indent="  "))
    return "\n\n".join(parts)
