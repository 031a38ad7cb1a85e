"""The section of a review on the turns that moved the odds: what was seen, meant, ordered, open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.exercise.redaction import own_copy
from sim.exercise.retelling import ToldTurn
from sim.narrative.cast import Cast
from sim.narrative.rulings import closing_rulings, opening_rulings
from sim.play.game import Game
from sim.play.sight import UNKNOWN
from sim.plots.paths import path_words
from sim.record import Ruling, TurnRecord
from sim.report.content import Block, Folded, Heading, Items, Prose, Section, Table
from sim.report.seat_copy import answered, bounds, intended, shown
from sim.report.wording import number
from sim.studies.alternatives import Alternative, Change, Decided
from sim.studies.odds import REPLY, Odds
from sim.studies.review import Review
from sim.words import REPLY_WORDS, capitalised, change_words, joined, mean_words, percent

CHANCES = ("probability", "chance", "hazard")
"""Inputs of a ruling that are the chance with which its draw was compared."""
NAMED = 4
"""Most numbers outside their intervals that a sentence names."""
NOTICED = 0.02
"""A truth nearer than this to its estimate is not told as missed: an estimate of a share never says
0 or 1."""


def decision_points(found: Review) -> Section:
    """Return the section; in a review for one seat only the decisions of that seat."""
    assert found.odds is not None
    blocks: list[Block] = [
        Prose(
            "The turns in which orders and replies moved the odds most, and for every player the "
            "turn in which its own orders did. For each player: what it ordered and meant, and "
            "every order that was legal, one desk at a time, with the odds after it. The orders of "
            "all others count as open there, as nobody knew them. The column of the doctrine says "
            "how likely it would have chosen the order, weighing the game as the seat saw it."
        )
    ]
    for turn in found.turns_told():
        blocks += _turn(found, found.odds, found.told.turns[turn])
    return Section("Decision points", tuple(blocks))


def change(one: Change, odds: Odds) -> str:
    """Return a change with its interval."""
    return change_words(one.value, one.low, one.high, share=odds.share)


def cell(one: Change, odds: Odds) -> str:
    """Return a change with its interval for a table whose heading has the unit."""
    return change(one, odds).replace(" points", "")


def headed(text: str, odds: Odds) -> str:
    """Return the heading of a column of changes."""
    return f"{text}, points" if odds.share else text


def ends(odds: Odds) -> tuple[str, str]:
    """Return the two ends of the odds, or of the mean, in words."""
    return ("most likely", "least likely") if odds.share else ("highest", "lowest")


def _turn(found: Review, odds: Odds, turn: ToldTurn) -> Iterator[Block]:
    cast = Cast(found.told.record.scenario)
    played = turn.played
    assert played is not None
    before, after = (
        mean_words(odds.starts[k][0], share=odds.share) for k in (turn.turn, turn.turn + 1)
    )
    yield Heading(f"{turn.date} (turn {turn.turn}): from {before} to {after}")
    steps = [one for one in odds.steps if one.turn == turn.turn and (one.low > 0 or one.high < 0)]
    if steps:
        ranked = sorted(steps, key=lambda one: -abs(one.change))
        said = "; ".join(f"{odds.said(one, cast)}, {odds.change(one)}" for one in ranked)
        yield Prose(f"What moved the odds clearly: {said}.")
    else:
        yield Prose("No single cause moved the odds clearly in this turn.")
    for decided in found.decided:
        if decided.turn == turn.turn and found.actor in ("", decided.actor):
            yield from _decision(found, odds, turn, decided)
    yield from _ruled(found, cast, played)


def _decision(found: Review, odds: Odds, turn: ToldTurn, one: Decided) -> Iterator[Block]:
    cast = Cast(found.told.record.scenario)
    name = capitalised(cast.name(one.actor))
    own = own_copy(found.told, one.actor).turns[one.turn]
    after = mean_words(one.odds, share=odds.share)
    most, least = ends(odds)
    yield Items(
        (
            (f"{name} ordered.", answered(own, cast)),
            ("Meant.", intended(own) or "It stated no intent."),
            (
                "Changed.",
                f"With its orders alone known: {after}. Against its doctrine: "
                f"{change(one.against_doctrine, odds)}. Against the legal order after which the "
                f"outcome was {most}: {change(one.against(highest=True), odds)}; {least}: "
                f"{change(one.against(highest=False), odds)}.",
            ),
            ("Saw.", _misread(turn, one.actor, found)),
        )
    )
    yield _alternatives(odds, cast, one)
    yield Folded(
        f"What {cast.name(one.actor)} saw in {one.date}, beside the truth",
        tuple(_beside_the_truth(turn, one.actor, found)),
        printed=False,
    )


def _alternatives(odds: Odds, cast: Cast, one: Decided) -> Table:
    desks = list(dict.fromkeys(other.desk for other in one.alternatives))
    ranked = sorted(one.alternatives, key=lambda other: (desks.index(other.desk), -other.odds))
    rows = tuple(
        (
            _named(cast, one.actor, other),
            mean_words(other.odds, share=odds.share),
            "" if other.given else cell(other.change, odds),
            "" if other.advised is None else percent(other.advised),
        )
        for other in ranked
    )
    head = ("Order", "After it", headed("Against what was ordered", odds), "Doctrine")
    name = capitalised(cast.name(one.actor))
    return Table(f"{name}, {one.date}: the orders that were legal", head, rows)


def _named(cast: Cast, actor: str, one: Alternative) -> str:
    does = REPLY_WORDS[one.order] if one.desk == REPLY else cast.phrase(actor, one.order)
    mark = f", {'replied' if one.desk == REPLY else 'ordered'}" if one.given else ""
    return f"{capitalised(one.desk)}: {does} (`{one.order}`){mark}"


# --- what was seen, and the truth ----------------------------------------------------------------


def _misread(turn: ToldTurn, actor: str, found: Review) -> str:
    """Return which truths lay outside the intervals that the seat was shown, as a sentence."""
    view, state = turn.sheets[actor].view, turn.before.state()
    document = found.told.record.scenario
    missed = {
        path: abs(one.value - state[path])
        for path, one in view.estimates.items()
        if not one.low <= state[path] <= one.high
    }
    outside = {path: far for path, far in missed.items() if far >= NOTICED}
    if not outside:
        return "The truth lay inside the intervals that it was shown, or close to them."
    worst = sorted(outside, key=lambda path: -outside[path])
    told = [
        f"{path_words(path, document)} (seen as {shown(path, view.estimates[path].value)}, in "
        f"truth {shown(path, state[path])})"
        for path in worst[:NAMED]
    ]
    more = f", and {len(worst) - NAMED} more" if len(worst) > NAMED else ""
    return (
        f"Of {len(view.estimates)} estimates, {len(outside)} missed the truth by more than their "
        f"intervals allow: "
        f"{'; '.join(told)}{more}."
    )


def _beside_the_truth(turn: ToldTurn, actor: str, found: Review) -> Iterator[Block]:
    game, document = turn.before, found.told.record.scenario
    view, state = turn.sheets[actor].view, game.state()
    rows = [
        (
            path_words(path, document),
            shown(path, one.value),
            bounds(path, one),
            shown(path, state[path]),
            "yes" if one.low <= state[path] <= one.high else "no",
        )
        for path, one in view.estimates.items()
    ]
    head = ("Number", "As seen", "In nine of ten cases", "Truth", "Inside")
    yield Table("Estimates", head, tuple(rows))
    yield _defence(game, actor, view.defence, Cast(document))
    unknown = tuple(
        (path_words(path, document), shown(path, state[path]))
        for path, way in game.sight.ways(actor).items()
        if way == UNKNOWN
    )
    if unknown:
        yield Table("What it could not see at all", ("Number", "Truth"), unknown)


def _defence(game: Game, actor: str, expected: Mapping[str, float], cast: Cast) -> Table:
    real = game.sight.defence(actor, game.table)
    rows = tuple(
        (cast.theatre(key), percent(chance), percent(real[key])) for key, chance in expected.items()
    )
    guarantor = cast.role_name("guarantor")
    head = ("Theatre", "As it expected", "With the true numbers")
    return Table(f"How likely {guarantor} would defend", head, rows)


# --- rulings -------------------------------------------------------------------------------------


def _ruled(found: Review, cast: Cast, played: TurnRecord) -> Iterator[Block]:
    earlier = found.told.record.turns_played[played.turn - 1] if played.turn else None
    told = [*opening_rulings(cast, played), *closing_rulings(cast, played, earlier)]
    yield Prose(f"Rulings: {' '.join(told)}" if told else "Nothing had to be ruled in this turn.")
    drawn = [one for one in played.rulings if one.draw is not None]
    if drawn:
        rows = tuple(_draw(cast, one, played) for one in drawn)
        head = ("Ruling", "Chance", "Draw", "Result")
        yield Table(f"The draws of {played.date}", head, rows)


def _draw(cast: Cast, one: Ruling, played: TurnRecord) -> tuple[str, str, str, str]:
    names = {key: cast.theatre(key) for key in cast.theatres}
    names |= {key: cast.name(key) for key in cast.actors}
    subject = names.get(one.subject, one.subject)
    guarantor = cast.holder("guarantor")
    reply = played.why[guarantor]["security"].reply if guarantor else None
    chances = [percent(one.inputs[name]) for name in CHANCES if name in one.inputs]
    if one.rule == "test" and reply is not None:
        chances = [f"{percent(reply.probability)} to defend"]
    result = joined(f"{name} {number(value)}" for name, value in one.result.items())
    assert one.draw is not None
    what = f"{capitalised(one.rule)}, {subject}" if subject else capitalised(one.rule)
    return what, "".join(chances[:1]), number(one.draw), result
