"""`sim validate`: what the model gets right and what it gets wrong, one command a question."""

import typer

from sim.cli.validate.backtest import backtest
from sim.cli.validate.sealed import sealed

validate = typer.Typer(
    help="Hold the model against patterns and the record.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
validate.command("backtest", short_help="Score 2021-25 as forecast from November 2020.")(backtest)
validate.command("sealed", short_help="Score a sealed forecast on what came of it.")(sealed)
