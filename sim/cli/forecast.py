"""`sim forecast`: a dated forecast that cannot be changed unseen."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.mistakes import UserError
from sim.cli.options import (
    LARGEST_SEED,
    MOST_FUTURES,
    SCENARIO,
    AsJson,
    futures_of,
    out_file,
    seed_else,
    within,
)
from sim.cli.output import holds_our_json, writing
from sim.cli.printing import say, say_json, tell
from sim.words import counted

if TYPE_CHECKING:
    from sim.validation.prospect.seal import Sealed


Scenario = Annotated[
    str,
    SCENARIO,
]


def forecast(
    scenario: Scenario,
    until: Annotated[
        str, typer.Option("--until", metavar="HALF-YEAR", help="The last half-year.")
    ] = "2028-H2",
    out: Annotated[Path | None, out_file("Write the sealed forecast there.")] = None,
    now: Annotated[
        list[str] | None,
        typer.Option(
            "--now",
            metavar="QUESTION=ANSWER",
            help="What holds today, for the baseline of persistence. Can be repeated.",
        ),
    ] = None,
    futures: Annotated[int | None, futures_of("Futures to play; 20,000.")] = None,
    seed: Annotated[int | None, seed_else("2028")] = None,
    as_json: AsJson = False,
) -> None:
    """Seal a forecast of every half-year after today, to be scored when it is over.

    The file holds the questions with the rules by which they are resolved, the probabilities, the
    date, and a hash of all of it. `sim validate sealed` scores it later and refuses a changed file.
    """
    from sim.cli.gauge import Gauge
    from sim.scenario import load_scenario
    from sim.validation.prospect.seal import FUTURES, SEED, SealError, seal

    within("--futures", futures, 1, MOST_FUTURES)
    within("--seed", seed, 0, LARGEST_SEED)
    if out is not None:
        _check_out(out)
    today = dict(_pair(text) for text in now or ())
    with Gauge("forecast") as gauge:
        try:
            sealed = seal(
                load_scenario(scenario),
                until=until,
                now=today,
                seed=SEED if seed is None else seed,
                futures=FUTURES if futures is None else futures,
                watch=gauge.show,
            )
        except SealError as error:
            option = "--" if str(error).startswith(("now ", "until ")) else ""
            raise UserError(f"{option}{error}") from error
    if out is not None:
        _write(out, sealed)
    say_json({**sealed.content, "digest": sealed.digest}) if as_json else tell(told, sealed)
    place = "FILE" if out is None else shlex.quote(str(out))
    say(f"\nNext:\n  sim validate sealed {place} --outcomes CSV    # when it is over", err=True)


def _write(path: Path, sealed: Sealed) -> None:
    from sim.record.files import write_file

    with writing(path):
        write_file(path, sealed.to_bytes())


def told(sealed: Sealed) -> str:
    """Return a sealed forecast as text: what it is about, and a table of probabilities."""
    from sim.page import fill
    from sim.words import fine_percent, grid

    content = sealed.content
    lines = [
        f"Sealed on {content['sealed_on']}: {content['scenario']['title']}",
        f"{counted(content['futures'], 'future')} of {content['scenario']['name']}, "
        f"seed {content['seed']}, "
        f"model {content['model_version']}, conditional on "
        f"{content['scenario']['conditional_on']}",
        f"Hash {sealed.digest}",
    ]
    parts = ["\n".join(fill(line, subsequent_indent="  ") for line in lines)]
    for question in content["questions"]:
        rows = [[question["asks"], *question["answers"]]]
        rows += [
            [row["half_year"], *(fine_percent(share) for share in row["probabilities"])]
            for row in question["forecasts"]
        ]
        parts.append(grid(rows))
    parts.append("\n".join(fill(line) for line in content["limits"]))
    return "\n\n".join(parts)


def _pair(text: str) -> tuple[str, str]:
    name, equals, answer = text.partition("=")
    if not equals:
        raise UserError(f"--now {text}: expected QUESTION=ANSWER, such as stance=brokers")
    return name.strip(), answer.strip()


def _check_out(path: Path) -> None:
    """Raise UserError if a file may not be written: a sealed forecast is never replaced."""
    if holds_our_json(path, "kind", "sealed_on", "digest"):
        raise UserError(
            f"--out {path}: a sealed forecast is there, and is never replaced; name another file"
        )
    if path.exists():
        raise UserError(f"--out {path}: it is there already; name another file")
    if not path.parent.is_dir():
        raise UserError(f"--out {path}: there is no folder {path.parent}")
