"""`sim replay`: check that replaying a record gives the same result, bit for bit."""

from typing import TYPE_CHECKING

import typer

from sim.cli.printing import say
from sim.cli.records import RecordPath, open_record
from sim.words import several, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.play.replay import Difference
    from sim.record import Record

SHOWN = 12
"""Number of differences that are listed; the rest are only counted."""


def replay(record: RecordPath) -> None:
    """Play a record's orders again and check the opening, every turn and the outcome.

    The exit status is 0 if everything is the same, to the last bit. It is 1 if something differs;
    then the first turn that differs is printed, with its differences.
    """
    from sim.play.replay import replay as play_again

    played = open_record(record)
    result = play_again(played)
    if result.agrees:
        turns = f"{several(result.turns, 'turn')} {verb(result.turns, 'replay')}"
        say(
            f"{record}: {'the' if result.turns == 1 else 'all'} {turns} to the same "
            "state, bit for bit."
        )
        return
    if result.beside:
        say(f"{record}: the replay differs beside its turns:")
        _list(result.beside)
    if result.turn is not None:
        date = played.find_turn(result.turn).date
        say(f"{record}: the replay differs first in turn {result.turn} ({date}):")
        _list(result.differences)
    if told := _other_rules(played):
        say(told, err=True)
    raise typer.Exit(1)


def _list(differences: "Sequence[Difference]") -> None:
    for found in differences[:SHOWN]:
        say(f"  {found.path}: recorded {found.recorded!r}, replayed {found.replayed!r}")
    if len(differences) > SHOWN:
        say(f"  and {len(differences) - SHOWN} more")


def _other_rules(played: "Record") -> str:
    """Return a sentence that says that other rules made a record; "" if the rules are the same."""
    from sim.play.scribe import rules_hash
    from sim.version import MODEL_VERSION, __version__

    if played.rules_hash == rules_hash():
        return ""
    theirs = f"version {played.code_version}, model {played.model_version}"
    return (
        f"The record was made by other rules: {theirs}. It is replayed by version "
        f"{__version__}, model {MODEL_VERSION}."
    )
