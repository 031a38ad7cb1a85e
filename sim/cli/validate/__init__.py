"""`sim validate`: what the model gets right and what it gets wrong, one command a question."""

from collections.abc import Callable

import typer

from sim.cli.examples import HELP, examples_of
from sim.cli.validate.backtest import backtest
from sim.cli.validate.decisions import decisions
from sim.cli.validate.patterns import patterns
from sim.cli.validate.sealed import sealed

validate = typer.Typer(
    help="Hold the model against patterns and the record.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=HELP,
)


def _add(name: str, function: Callable[..., None], short_help: str) -> None:
    """Add a command; its help ends with its examples."""
    epilog = examples_of(f"validate {name}")
    validate.command(name, short_help=short_help, epilog=epilog, context_settings=HELP)(function)


_add("patterns", patterns, "Does it show what is known of patrons and clients?")
_add("decisions", decisions, "Score it on a thousand decisions of patrons.")
_add("backtest", backtest, "Score 2021-25 as forecast from November 2020.")
_add("sealed", sealed, "Score a sealed forecast on what came of it.")
