"""`sim export`: a player's own copy of a game, without what its seat may not know."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.completion import actor_names
from sim.cli.mistakes import UserError
from sim.cli.options import GameFolder, out_file
from sim.cli.output import holds_our_json, make_parent, refuse_to_replace, writing
from sim.cli.printing import json_text, say, say_json


def export(
    folder: GameFolder,
    actor: Annotated[
        str,
        typer.Option("--for", metavar="ACTOR", help="The seat: ARM.", autocompletion=actor_names),
    ],
    out: Annotated[Path | None, out_file("The file to write; printed if not given.")] = None,
) -> None:
    """Write a player's own copy of the game in DIR, as JSON.

    It holds the briefing, every sheet with news and messages, the player's answers and notes, the
    turns as its seat could see them, and how the game ended. What the seat may not know is not in
    it, so it can be given away while the game goes on.
    """
    from sim.exercise.redaction import own_copy
    from sim.exercise.retelling import retell
    from sim.record.files import write_file

    if out is not None:
        if out.is_dir():
            raise UserError(f"--out {out}: a folder; name a file, such as {out / 'copy.json'}")
        ours = holds_our_json(out, "format", "actor", "briefing")
        refuse_to_replace(out.parent, [out.name], ours=ours)
        make_parent(out)
    told = retell(folder)
    try:
        copy = own_copy(told, actor)
    except ValueError as error:
        raise UserError(f"--{error}") from error
    if out is None:
        say_json(copy.plain())
        return
    with writing(out):
        write_file(out, json_text(copy.plain()).encode() + b"\n", private=True)
    say(str(out))
