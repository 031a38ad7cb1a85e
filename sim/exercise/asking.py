"""Ask a player for its orders, and say what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from sim.exercise.sheets import Answer, NoAnswer, Player, Sheet
from sim.play.game import Game
from sim.play.seats import Decision
from sim.scenario.problems import choices
from sim.vocabulary import DESKS

TRIES = 3
"""How often a player is asked in a turn, if its orders cannot be given."""


def answer_of(player: Player, sheet: Sheet, problem: Callable[[Decision], str]) -> Answer:
    """Return the answer of a player; it is asked again if its orders cannot be given.

    It is asked with what is left of its time: the limit is one for the whole turn.

    Args:
        player: The player.
        sheet: Its sheet.
        problem: Function that says why a decision cannot be played; "" if it can.

    Raises:
        NoAnswer: It gave no valid answer in time.
    """
    begun = monotonic()
    for _ in range(TRIES):
        answer = player.answer(sheet)
        fault = problem(answer.decision)
        if not fault:
            return answer
        left = sheet.seconds and round(sheet.seconds - (monotonic() - begun), 1)
        if left is not None and left <= 0:
            break
        sheet, begun = replace(sheet, fault=fault, seconds=left), monotonic()
    raise NoAnswer(fault)


def problem_of(game: Game, actor: str, decision: Decision) -> str:
    """Return why a decision of an actor cannot be played in the open turn; "" if it can.

    Args:
        game: The game, with the turn open; it stays as it is.
        actor: Id of the actor.
        decision: What it wants to order.
    """
    trial = game.clone(record=False)
    try:
        trial.submit(actor, decision)
    except (TypeError, ValueError) as error:
        return str(error)
    legal, given = game.legal_orders(actor), trial.orders(actor)
    for desk in DESKS:
        wanted = getattr(decision, desk)
        if wanted and wanted not in legal[desk]:
            return f"{desk}: '{wanted}' is not legal in this turn{choices(wanted, legal[desk])}"
        if wanted and given[desk] != wanted:
            beside = " and ".join(f"'{getattr(decision, one)}'" for one in DESKS)
            return f"{beside} cannot be ordered together: no attack beside an offer of peace"
    if decision.reply != "own" and actor != game.scenario.guarantor:
        return f"reply: '{decision.reply}' is for the guarantor alone"
    return ""
