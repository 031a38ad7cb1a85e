"""`sim validate`: what the model gets right and what it gets wrong, one command a question."""

import typer

from sim.cli.validate.patterns import patterns

validate = typer.Typer(
    help="Hold the model against patterns and the record.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
validate.command("patterns", short_help="Does it show what is known of patrons and clients?")(
    patterns
)
