"""`sim explain`: why the desks of an actor gave their orders."""

import json
from typing import Annotated

import typer

from sim.cli.completion import actor_names
from sim.cli.mistakes import UserError
from sim.cli.options import TURN, AsJson
from sim.cli.printing import say_json, tell
from sim.cli.records import RecordPath, open_record


def explain(
    record: RecordPath,
    turn: Annotated[str, TURN],
    actor: Annotated[
        str,
        typer.Option(
            "--actor", metavar="A", help="The actor's id: RUS.", autocompletion=actor_names
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Say why both desks of an actor gave their orders in one turn of a recorded run.

    Prints for each desk whether it was reviewed and why. For a desk that chose anew: every legal
    option with its expected utility split by term, its probability, the random draw and the chosen
    option. Then what the actor believed next to what was true.
    """
    from sim.narrative.explanation import explain as find_explanation

    played = open_record(record)
    try:
        explanation = find_explanation(played, turn, actor)
    except LookupError as error:
        raise UserError(str(error)) from error
    say_json(json.loads(explanation.to_json())) if as_json else tell(explanation.text)
