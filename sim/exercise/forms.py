"""Briefings and sheets: what a seat is told before the game and in every turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sim.exercise.sheets import Briefing, Choice, Sheet
from sim.narrative.cast import Cast
from sim.play.game import Game
from sim.play.sight import ESTIMATED, EXACT, UNKNOWN
from sim.scenario import Scenario
from sim.scenario.actions import Action
from sim.scenario.meanings import meaning, name_of
from sim.state_words import VARIABLE_WORDS
from sim.vocabulary import COURSE, DESKS, KINDS, REPLIES
from sim.words import CHANNEL_WORDS, joined, possessive

AIMS = 8
"""Most aims of a briefing."""
_WHOLE = 200
"""More letters than the name of an aim has: it stands in a line of its own, and is not cut."""
_DISLIKED = ("penalty", "cost of")
"""Words in the description of a weight that is subtracted although it is positive."""
_KNOWLEDGE = {
    EXACT: "Of others you know exactly: {list}.",
    ESTIMATED: (
        "Of others you estimate, with an error that is drawn once a quarter: {list}. In nine of "
        "ten cases the truth lies in the interval that you are shown."
    ),
    UNKNOWN: "Of others you do not know: {list}.",
}


def briefing(game: Game, cast: Cast, actor: str) -> Briefing:
    """Return what the player of an actor is told before the first turn.

    `cast` has the names of the game's scenario.
    """
    scenario = game.scenario
    calendar = scenario.calendar
    return Briefing(
        actor=actor,
        name=cast.name(actor),
        role=cast.role(actor),
        title=scenario.title,
        summary=" ".join(scenario.summary.split()),
        aims=aims(scenario, actor),
        actors={key: cast.name(key) for key in game.cast.actors},
        roles={key: cast.role(key) for key in game.cast.actors},
        turns=game.turns,
        dates=tuple(calendar.date(turn) for turn in range(game.turns)),
        orders={
            desk: tuple(
                choice(cast, actor, name, action)
                for name, action in scenario.actions[cast.role(actor)].items()
                if action.desk in (desk, "both") and name not in scenario.closed(actor)
            )
            for desk in DESKS
        },
        knows=tuple(_knows(game, actor)),
    )


def sheet(
    game: Game,
    cast: Cast,
    actor: str,
    *,
    news: Sequence[str] = (),
    messages: Sequence[str] = (),
    seconds: float | None = None,
) -> Sheet:
    """Return the sheet of an actor for the turn that is open.

    Args:
        game: The game.
        cast: Names of its scenario.
        actor: Id of the actor.
        news: What happened since its last sheet.
        messages: Messages to it.
        seconds: Time for its answer.
    """
    menu = game.scenario.actions[cast.role(actor)]
    legal = game.legal_orders(actor)
    return Sheet(
        view=game.view(actor),
        legal={
            desk: tuple(choice(cast, actor, name, menu[name]) for name in names)
            for desk, names in legal.items()
        },
        standing=game.courses(actor),
        replies=REPLIES if actor == game.scenario.guarantor else (),
        news=tuple(news),
        messages=tuple(messages),
        seconds=seconds,
    )


def choice(cast: Cast, actor: str, name: str, action: Action) -> Choice:
    """Return an order of an actor in words."""
    return Choice(
        order=name,
        phrase=cast.phrase(actor, name),
        lasts=action.kind == KINDS[COURSE],
        cost=action.cost,
        does=tuple(_does(cast, actor, action.efforts)),
    )


def _does(cast: Cast, actor: str, efforts: Mapping[str, Mapping[str, float]]) -> Iterable[str]:
    for channel, targets in efforts.items():
        for target, effort in targets.items():
            words = CHANNEL_WORDS[channel]
            name = words.less if effort < 0 and words.less else words.name
            at = cast.target(actor, target)
            yield f"{name}{f', {at}' if at else ''} {abs(effort):g}"


def aims(scenario: Scenario, actor: str) -> tuple[str, ...]:
    """Return what an actor wants in words, the weightiest aim first, at most `AIMS`.

    They are the weights of its utility, without the factors of the guarantor's factions.
    """
    prefix = f"utility.{actor}."
    weights = {
        path: value
        for path, value in scenario.numbers().items()
        if path.startswith(prefix) and ".factions." not in path and value != 0.0
    }
    ranked = sorted(weights, key=lambda path: -abs(weights[path]))
    return tuple(_aim(scenario, actor, path, weights[path]) for path in ranked[:AIMS])


def _aim(scenario: Scenario, actor: str, path: str, weight: float) -> str:
    owner = f"{possessive(scenario.actors[actor].name)} weight on "
    what = name_of(scenario, path, longest=_WHOLE).removeprefix(owner)
    if ".control." in path:
        what = f"{possessive(scenario.actors[scenario.challenger].name)} {what}"
    said = meaning(scenario, path)
    dislikes = weight < 0 or any(word in said for word in _DISLIKED)
    return f"{'less' if dislikes else 'more'}: {what} (weight {abs(weight):g})"


def _knows(game: Game, actor: str) -> Iterable[str]:
    """Sentences on how the seat knows each kind of number that is not its own."""
    ways = game.sight.ways(actor)
    for way, said in _KNOWLEDGE.items():
        names = [
            VARIABLE_WORDS[path.rpartition(".")[2]].name
            for path, found in ways.items()
            if found == way and actor not in game.sight.owners(path)
        ]
        if names:
            yield said.format(list=joined(dict.fromkeys(names)))
