"""The command line: each command parses, calls one public function and prints the result.

Only the standard library and Typer are imported here. Each command imports what it needs when it
runs, so that `sim --help` answers at once.
"""

import os
import sys
import traceback
from collections.abc import Callable
from functools import cache
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from sim.cli.branch import branch
from sim.cli.calibrate import calibrate
from sim.cli.case import case
from sim.cli.check import check
from sim.cli.compare import Compare, compare
from sim.cli.discover import discover
from sim.cli.examples import HELP, examples_of, guide
from sim.cli.explain import explain
from sim.cli.export import export
from sim.cli.forecast import forecast
from sim.cli.injects import injects
from sim.cli.levers import levers
from sim.cli.listing import list_shipped
from sim.cli.mistakes import UserError, is_mistake, message_of
from sim.cli.new import new
from sim.cli.odds import odds
from sim.cli.play import play
from sim.cli.plot import plot
from sim.cli.printing import replace_letters_unknown, say
from sim.cli.replay import replay
from sim.cli.report import report
from sim.cli.rerun import rerun
from sim.cli.results import merge, results
from sim.cli.review import review
from sim.cli.run import run
from sim.cli.runs import runs
from sim.cli.sensitivity import sensitivity
from sim.cli.show import show
from sim.cli.summary import summary
from sim.cli.sweep import sweep
from sim.cli.twin import twin
from sim.cli.validate import validate

app = typer.Typer(
    name="sim",
    help="Marchland: a strategic wargame of patrons, clients and the borderlands between them.",
    epilog=guide(),
    context_settings=HELP,
    pretty_exceptions_enable=False,
    # Plain help: it pipes cleanly and loads in half the time.
    rich_markup_mode=None,
)

INTERRUPTED = 130


def _version(wanted: bool) -> None:
    if wanted:
        from sim.version import MODEL_VERSION, __version__

        say(f"marchland {__version__}, model {MODEL_VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _sim(
    context: typer.Context,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the full traceback of an error.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the versions of program and model.",
            callback=_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        say(context.get_help())


def _add(
    name: str,
    function: Callable[..., None],
    short_help: str | None = None,
    cls: type[TyperCommand] = TyperCommand,
) -> None:
    """Add a command; its help ends with its examples."""
    epilog = examples_of(name)
    app.command(name, cls=cls, short_help=short_help, epilog=epilog, context_settings=HELP)(
        function
    )


_add("run", run)
_add("explain", explain)
_add("play", play, "Play a scenario with people and programs in its seats.")
_add("odds", odds, "Say how likely an outcome was at each turn, and what changed it.")
_add("branch", branch, "Go back to a turn, do something else, and compare.")
_add("replay", replay, "Play a record again, and check every turn.")
_add("show", show, "Print the brief of a scenario or experiment.")
_add("check", check, "Validate scenario and experiment files.")
_add("list", list_shipped)
_add("new", new, "Write the first draft of a scenario.")
_add("sweep", sweep, "Play an experiment: many futures at many settings.")
_add("results", results, "Say what a folder of results holds.")
_add("summary", summary, "Print what came out of a sweep, with intervals.")
_add("plot", plot, "Draw the figures of a sweep or of a run.")
_add("compare", compare, "Say how policies, sweeps or records differ, and why.", Compare)
_add("levers", levers, "Rank what would change an actor's mind, and its cost.")
_add("sensitivity", sensitivity, "Rank factors by how much an outcome hangs on them.")
_add("discover", discover, "Say under which conditions something happens.")
_add("runs", runs, "Find runs of a sweep by what came out of them.")
_add("rerun", rerun, "Play one run of a sweep again and tell it.")
_add("twin", twin, "Find the nearest run that ended otherwise, and say why.")
_add("merge", merge, "Join shards of a sweep.")
_add("calibrate", calibrate, "Find settings that agree with what was known.")
_add("report", report, "Write one file of HTML about a sweep or a run.")
_add("review", review, "Write the after-action review of a game.")
_add("export", export, "Give a player its own copy of a game.")
_add("case", case, "Say what a patron would do in a case that you code.")
_add("injects", injects, "Check, list and convert the injects of a game.")
_add("forecast", forecast, "Seal a dated forecast of the half-years to come.")
app.add_typer(validate, name="validate", short_help="Hold the model against what is known.")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status.

    0 means success, 1 a failed check or a fault of the program, 2 a mistake of the user.
    """
    replace_letters_unknown()
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    arguments = [argument for argument in arguments if argument != "--debug"]
    sys.exit(_status(arguments, debug=debug))


@cache
def _command() -> TyperGroup:
    """Return the command line, which takes a tenth of a second to make."""
    made = typer.main.get_command(app)
    assert isinstance(made, TyperGroup)
    return made


def _status(arguments: list[str], *, debug: bool) -> int:
    try:
        _refuse_empty(arguments)
        status = _command().main(args=arguments, prog_name="sim", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (such as `| head`) has closed the pipe. Python would report this once more when
        # it closes standard output at exit, so standard output is sent to the null device.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _report(error, debug=debug)
    # Typer turns Ctrl-C into this status without a word.
    if status == INTERRUPTED:
        say("sim: interrupted", err=True)
    return status if isinstance(status, int) else 0


def _refuse_empty(arguments: list[str]) -> None:
    """Raise UserError for an empty name, which would be taken for the folder one stands in."""
    for before, argument in zip(["sim", *arguments], arguments, strict=False):
        option, equals, value = argument.partition("=")
        cut_short = equals and not value and option.startswith("--")
        if cut_short or not argument:
            raise UserError(f'{option or before} "": a name is missing there')


def _report(error: Exception, *, debug: bool) -> int:
    """Print on standard error what went wrong, and return the exit status."""
    mistake = is_mistake(error)
    if debug:
        traceback.print_exc()
    elif mistake:
        say(message_of(error), err=True)
    else:
        fault = f"{type(error).__name__}: {error}"
        say(f"sim: internal error: {fault} (--debug shows where)", err=True)
    return 2 if mistake else 1
