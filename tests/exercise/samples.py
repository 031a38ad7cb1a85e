"""A briefing and sheets to try players with, as at the opening of Karabakh."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sim.exercise import forms
from sim.exercise.sheets import Briefing, Choice, Sheet
from sim.narrative.cast import Cast
from sim.play.game import Game


@cache
def game() -> Game:
    """A game whose first turn is open."""
    opened = Game("karabakh-2020", seed=1)
    opened.open()
    return opened


@cache
def cast() -> Cast:
    """Names of its scenario."""
    return Cast(game().scenario.document)


@cache
def briefing(actor: str = "ARM") -> Briefing:
    return forms.briefing(game(), cast(), actor)


@cache
def sheet(actor: str = "ARM", turn: int = 0, *, seconds: float | None = None) -> Sheet:
    """The first sheet of an actor, as if it were that of a later turn."""
    first = forms.sheet(game(), cast(), actor, seconds=seconds)
    date = game().scenario.calendar.date(turn)
    return replace(first, view=replace(first.view, turn=turn, date=date))


def choices(actor: str) -> dict[str, tuple[Choice, ...]]:
    """The legal orders of an actor, by desk."""
    return dict(sheet(actor).legal)
