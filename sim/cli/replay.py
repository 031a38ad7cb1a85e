"""`sim replay`: check that a record still plays out the same, bit by bit."""

import typer

from sim.cli.records import RecordPath, open_record

SHOWN = 12
"""How many differing state variables are listed before the rest are only counted."""


def replay(record: RecordPath) -> None:
    """Play a record's orders again and check the state of every turn.

    Exit status 0 when every turn comes out the same, to the last bit; 1 when one does not, with
    the first such turn and the state variables that differ.
    """
    from sim.play.replay import replay as play_again

    played = open_record(record)
    result = play_again(played)
    if result.turn is None:
        typer.echo(f"{record}: all {result.turns} turns replay to the same state, bit for bit.")
        return
    date = played.find_turn(result.turn).date
    typer.echo(f"{record}: the replay differs first in turn {result.turn} ({date}):")
    for found in result.differences[:SHOWN]:
        typer.echo(f"  {found.path}: recorded {found.recorded!r}, replayed {found.replayed!r}")
    if len(result.differences) > SHOWN:
        typer.echo(f"  and {len(result.differences) - SHOWN} more state variables")
    from sim.version import __version__

    if played.code_version != __version__:
        versions = f"made by version {played.code_version}, replayed by {__version__}"
        typer.echo(f"The record was {versions}.", err=True)
    raise typer.Exit(1)
