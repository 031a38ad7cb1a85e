"""The review of a game: what turned it, what each seat decided, and what else it could have done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.best import best_of
from sim.analysis.estimates import mean_of
from sim.engine.courses import desk_place
from sim.engine.opening import Opening, from_table
from sim.exercise.intents import Intent, intents
from sim.exercise.log import LogError
from sim.exercise.redaction import OwnCopy, own_copy
from sim.exercise.retelling import Answered, Told, ToldTurn, retell
from sim.experiment.trials import check_outcome, play_moments
from sim.narrative.cast import Cast
from sim.play.arguments import check_actor
from sim.play.game import Game
from sim.play.perspective import advice
from sim.play.seats import Decision
from sim.studies.odds import CHANCE, LEVEL, ORDERS, REPLY, Odds, odds
from sim.vocabulary import DESKS, REPLIES

if TYPE_CHECKING:
    from sim.experiment.table import Values
    from sim.record import TurnRecord

FUTURES = 400
"""Futures of each moment unless another number is asked for."""
TURNS_TOLD = 4
"""Turns that are told in full because the odds changed most in them."""
BY_DOCTRINE = "doctrine"
ANSWERS = REPLIES[:2]
"""Replies to an attack that a guarantor can order."""
Watch = Callable[[int, int], None]
"""Called with the number of futures that are played, and with that of all."""


@dataclass(frozen=True)
class Change:
    """A change of the odds, or of the mean of an outcome that is a number.

    Attributes:
        value: The change.
        low: Lower end of its 95 % interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, futures: Values) -> Change:
        """Return the mean of the changes in the single futures [future]."""
        mean = mean_of(futures)
        return cls(mean.value, *mean.interval(LEVEL))


@dataclass(frozen=True)
class Alternative:
    """An order that a seat gave or could have given.

    Attributes:
        desk: The desk; "reply" for the reply to an attack.
        order: Its name.
        given: Whether it is what the seat ordered.
        odds: The mean of the outcome after it.
        change: What it would have changed against the orders that were given.
        advised: How likely the doctrine would have chosen it, as the seat saw the game; None where
            the doctrine weighs nothing.
    """

    desk: str
    order: str
    given: bool
    odds: float
    change: Change
    advised: float | None


@dataclass(frozen=True, eq=False)
class Decided:
    """What a seat with a player decided in a turn, and what came of each order that was legal.

    Attributes:
        turn: Number of the turn.
        date: Its date.
        actor: Id of the actor.
        answer: The answer of the seat.
        orders: The orders that were played, by desk.
        before: The outcome in the futures before any order [future].
        values: The outcome in the futures after the orders of this seat alone, the orders of all
            other seats being open [alternative, future]; the first are the orders that were given.
        alternatives: The alternatives: for each desk its legal orders, the other desk doing what it
            did; then the replies, if the guarantor's client was attacked.
    """

    turn: int
    date: str
    actor: str
    answer: Answered
    orders: Mapping[str, str]
    before: Values
    values: Values
    alternatives: tuple[Alternative, ...]

    @property
    def odds(self) -> float:
        """The mean of the outcome after the orders of this seat alone."""
        return float(self.values[0].mean())

    @cached_property
    def against_doctrine(self) -> Change:
        """The change against the mean of all alternatives, weighted as the doctrine chooses."""
        return Change.of(self.values[0] - self.before)

    def against(self, *, highest: bool) -> Change:
        """Return the change against the alternative with the highest or the lowest odds."""
        return Change.of(self.gap(highest=highest))

    def gap(self, *, highest: bool) -> Values:
        """Return the change against the best alternative in every future [future]."""
        gap: Values = self.values[0] - best_of(self.values, highest=highest)
        return gap


@dataclass(frozen=True)
class Part:
    """A part of the change of the odds over the whole game; the parts add up to it exactly.

    Attributes:
        cause: "orders", "reply" or "chance".
        actor: The seat whose orders or reply they are; "" for chance.
        change: The part.
    """

    cause: str
    actor: str
    change: Change


@dataclass(frozen=True)
class Judgement:
    """What the orders of a seat changed over the game, each as if nobody else's were known.

    Attributes:
        actor: Id of the actor.
        turns: In how many turns its player decided.
        doctrine: Sum of the changes against its doctrine.
        highest: Sum of the changes against the alternative with the highest odds.
        lowest: Sum of the changes against that with the lowest.
    """

    actor: str
    turns: int
    doctrine: Change
    highest: Change
    lowest: Change


@dataclass(frozen=True)
class Calibration:
    """Stated confidences against what came of the intents.

    Attributes:
        actor: Id of the actor; "" for all seats.
        count: Number of intents that have a confidence and were judged.
        confidence: Mean confidence.
        came: Share that came.
        score: Mean Brier score, 0 is perfect and 1 is worst.
    """

    actor: str
    count: int
    confidence: float
    came: float
    score: float


@dataclass(frozen=True, eq=False)
class Review:
    """The review of a game; `sim.make_report` makes a page of it.

    Attributes:
        told: The game.
        odds: The odds of every turn; None for a blind copy.
        decided: What the seats with players decided, in the order of play.
        actor: The seat for which the review is; "" for the control desk.
        copy: What that seat may know; None for the control desk.
    """

    told: Told
    odds: Odds | None
    decided: tuple[Decided, ...]
    actor: str = ""
    copy: OwnCopy | None = None

    @property
    def intents(self) -> tuple[Intent, ...]:
        """The intents of all players."""
        return intents(self.told)

    @cached_property
    def calibration(self) -> tuple[Calibration, ...]:
        """The calibration of every seat with judged confidences; of all, if there are several."""
        judged = [one for one in self.intents if one.came is not None and one.confidence is not None]
        actors = list(dict.fromkeys(one.actor for one in judged))
        groups = [*actors, ""] if len(actors) > 1 else actors
        return tuple(
            _calibration(actor, [one for one in judged if actor in ("", one.actor)])
            for actor in groups
        )

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the change of the odds over the game: orders by seat, reply, chance."""
        if self.odds is None:
            return ()
        found, values = self.odds, self.odds.values
        actors = list(self.told.briefings)
        ordered = sum(found.split[turn] for turn in range(len(values)))
        replies = (values[:, 2] - values[:, 1]).sum(axis=0)
        after = np.vstack([values[1:, 0], np.full((1, found.futures), found.end)])
        chance = (after - values[:, 2]).sum(axis=0)
        parts = [Part(ORDERS, actor, Change.of(ordered[i])) for i, actor in enumerate(actors)]
        if any(step.cause == REPLY for step in found.steps):
            guarantor = self.told.game.scenario.guarantor
            parts.append(Part(REPLY, guarantor, Change.of(replies)))
        return (*parts, Part(CHANCE, "", Change.of(chance)))

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """The judgement of every seat with a player."""
        found = []
        for actor in dict.fromkeys(one.actor for one in self.decided):
            own = [one for one in self.decided if one.actor == actor]
            sums = [
                Change.of(np.sum(gaps, axis=0))
                for gaps in (
                    [one.values[0] - one.before for one in own],
                    [one.gap(highest=True) for one in own],
                    [one.gap(highest=False) for one in own],
                )
            ]
            found.append(Judgement(actor, len(own), *sums))
        return tuple(found)

    def turns_told(self, most: int = TURNS_TOLD) -> tuple[int, ...]:
        """Return the turns whose decisions are told in full, in the order of play.

        They are the turns in which orders and replies changed the odds most, and for every seat
        with a player the turn in which its own orders changed them most.
        """
        if self.odds is None:
            return ()
        values = self.odds.values
        changed = np.abs((values[:, 2] - values[:, 0]).mean(axis=1))
        chosen = set(np.argsort(-changed, kind="stable")[:most].tolist())
        for judged in self.judgements:
            own = [one for one in self.decided if one.actor == judged.actor]
            chosen.add(max(own, key=lambda one: abs(one.against_doctrine.value)).turn)
        return tuple(sorted(chosen))

    def facts(self) -> dict[str, Any]:
        """Return everything as a dictionary for JSON; of a blind copy what the seat may know."""
        own = {} if self.copy is None else {"actor": self.actor, "copy": self.copy.plain()}
        if self.odds is None:
            return own
        return {
            **own,
            "seats": dict(self.told.seats),
            "ended": self.told.ended,
            "odds": self.odds.facts(),
            "parts": [asdict(one) for one in self.parts],
            "judgements": [asdict(one) for one in self.judgements],
            "decisions": [_facts(one) for one in self.decided],
            "intents": [asdict(one) for one in self.intents],
            "calibration": [asdict(one) for one in self.calibration],
            "acts": [dict(act) for turn in self.told.turns for act in turn.acts],
        }


def review(
    folder: str | Path,
    *,
    outcome: str = "recommitted",
    futures: int = FUTURES,
    actor: str = "",
    blind: bool = False,
    jobs: int | None = None,
    watch: Watch = lambda done, of: None,
) -> Review:
    """Return the review of a game: what turned it, and what each seat saw, decided and gave up.

    The odds are those of `sim.odds`, with the orders of every turn split by seat. For every turn in
    which a player decided, each legal order of its desks is tried as well: futures are played from
    that turn with the order of this seat, while all other seats follow their doctrines, as nobody
    knew their orders then. All futures have the same random draws.

    Args:
        folder: Folder of the game.
        outcome: A yes or no, a number, or `stance=NAME`, as in `sim.odds`.
        futures: Futures of each moment, at least 2.
        actor: Seat for which the review is; "" for the control desk.
        blind: Whether only what this seat knew is wanted; nothing is played then.
        jobs: Threads; all cores if None.
        watch: Called as futures are played.

    Raises:
        LogError: There is no game, or it cannot be told again.
        ValueError: There is no such outcome or actor, or too few futures.
    """
    told = retell(Path(folder))
    if actor:
        check_actor(actor, tuple(told.briefings), "actor")
    copy = own_copy(told, actor) if actor else None
    if blind:
        if copy is None:
            raise ValueError("blind: needs the actor whose copy it is")
        return Review(told, None, (), actor, copy)
    if not told.record.turns_played:
        raise LogError(f"{told.folder}: no turn of this game is closed yet; there is no review")
    check_outcome(outcome, told.game.scenario)
    asked = _asked(told)
    mine = futures * sum(len(one.moments) for one in asked)
    theirs = 0

    def shown(done: int, of: int) -> None:
        nonlocal theirs
        theirs = of
        watch(done, of + mine)

    split = len(told.record.turns_played)
    found = odds(
        told.record, outcome=outcome, futures=futures, split=split, jobs=jobs, watch=shown
    )
    decided = _decide(told, found, asked, jobs, lambda done: watch(theirs + done, theirs + mine))
    return Review(told, found, decided, actor, copy)


@dataclass(frozen=True)
class _Asked:
    """The alternatives of a seat in a turn, before their futures are played.

    Attributes:
        turn: The turn.
        actor: Id of the actor.
        keys: Desk and order of every alternative.
        places: For each its place among the moments; the first place is that of the orders given.
        moments: The moments after the orders of this seat alone; then those after all orders, one
            for each reply.
        replies: How many of the moments are those of replies.
    """

    turn: ToldTurn
    actor: str
    keys: tuple[tuple[str, str], ...]
    places: tuple[int, ...]
    moments: tuple[Opening, ...]
    replies: int


def decided_by_player(answer: Answered | None) -> bool:
    """Return whether a player, or the default of its seat, gave this answer."""
    return answer is not None and (answer.by != BY_DOCTRINE or bool(answer.fault))


def _asked(told: Told) -> list[_Asked]:
    """Play the game again; return the alternatives of all seats with players."""
    game, found = Game.of_record(told.record), list[_Asked]()
    for turn in told.turns:
        if turn.played is None:
            break
        game.open()
        found += [
            _alternatives(game, turn, turn.played, actor)
            for actor, answer in turn.answers.items()
            if decided_by_player(answer)
        ]
        game.repeat(turn.played)
    return found


def _alternatives(game: Game, turn: ToldTurn, played: TurnRecord, actor: str) -> _Asked:
    given = {desk: played.orders[actor].of(desk) for desk in DESKS}
    keys, places = list[tuple[str, str]](), list[int]()
    moments = [_after(game, {actor: given})]
    for desk, names in game.legal_orders(actor).items():
        for name in names:
            orders = {**given, desk: name}
            if not _together(game, actor, orders):
                continue
            keys.append((desk, name))
            places.append(0 if name == given[desk] else len(moments))
            if name != given[desk]:
                moments.append(_after(game, {actor: orders}))
    replies = 0
    if played.orders[actor].reply is not None:
        everybody = {
            other: {desk: order.of(desk) for desk in DESKS} for other, order in played.orders.items()
        }
        for reply in ANSWERS:
            keys.append((REPLY, reply))
            places.append(len(moments))
            moments.append(_after(game, everybody, {actor: reply}))
        replies = len(ANSWERS)
    return _Asked(turn, actor, tuple(keys), tuple(places), tuple(moments), replies)


def _together(game: Game, actor: str, orders: Mapping[str, str]) -> bool:
    """Return whether two orders can be given together: no attack beside an offer of peace."""
    trial = game.clone(record=False)
    trial.submit(actor, Decision(**orders))
    return trial.orders(actor) == orders


def _after(
    game: Game, orders: Mapping[str, Mapping[str, str]], replies: Mapping[str, str] | None = None
) -> Opening:
    """Return the moment after some seats' orders of the open turn are known."""
    given = {
        desk_place(game.place(actor), k): game.action_place(actor, desk, names[desk])
        for actor, names in orders.items()
        for k, desk in enumerate(DESKS)
    }
    said = {game.place(actor): REPLIES.index(reply) for actor, reply in (replies or {}).items()}
    return from_table(game.encoded, game.table, opened=True, given=given, replies=said)


def _decide(
    told: Told,
    found: Odds,
    asked: Sequence[_Asked],
    jobs: int | None,
    watch: Callable[[int], None],
) -> tuple[Decided, ...]:
    record, done = told.record, 0

    def tell(played: int) -> None:
        nonlocal done
        done += played
        watch(done)

    values = play_moments(
        Game.of_record(record).scenario,
        [moment for one in asked for moment in one.moments],
        found.outcome,
        seed=record.seed,
        first=record.replicate + 1,
        count=found.futures,
        turns=len(record.turns_played),
        jobs=jobs,
        watch=tell,
    )
    decided, place = list[Decided](), 0
    for one in asked:
        decided.append(_decided(one, found, values[place : place + len(one.moments)]))
        place += len(one.moments)
    return tuple(decided)


def _decided(asked: _Asked, found: Odds, values: Values) -> Decided:
    turn, actor = asked.turn, asked.actor
    assert turn.played is not None
    order = turn.played.orders[actor]
    given = {desk: order.of(desk) for desk in DESKS}
    replied = {key: values[k] for key, k in zip(asked.keys, asked.places, strict=True)}
    base = {desk: values[0] for desk in DESKS}
    if order.reply is not None:
        base[REPLY] = replied[REPLY, order.reply]
    told = {**given, REPLY: order.reply}
    weighed = {
        (desk, option.action): option.probability
        for desk, options in advice(turn.before, actor).items()
        for option in options
    }
    return Decided(
        turn=turn.turn,
        date=turn.date,
        actor=actor,
        answer=turn.answers[actor],
        orders=given,
        before=found.values[turn.turn][0],
        values=values[: len(values) - asked.replies],
        alternatives=tuple(
            Alternative(
                desk=desk,
                order=name,
                given=name == told[desk],
                odds=float(values[k].mean()),
                change=Change.of(values[k] - base[desk]),
                advised=weighed.get((desk, name)),
            )
            for (desk, name), k in zip(asked.keys, asked.places, strict=True)
        ),
    )


def _calibration(actor: str, judged: Sequence[Intent]) -> Calibration:
    from sim.analysis.scoring import brier

    stated = np.array([one.confidence for one in judged], float)
    came = np.array([one.came for one in judged], float)
    score = float(brier(stated, came).mean())
    return Calibration(actor, len(judged), float(stated.mean()), float(came.mean()), score)


def _facts(one: Decided) -> dict[str, Any]:
    return {
        "turn": one.turn,
        "date": one.date,
        "actor": one.actor,
        "answer": asdict(one.answer),
        "orders": dict(one.orders),
        "odds": one.odds,
        "against_doctrine": asdict(one.against_doctrine),
        "against_highest": asdict(one.against(highest=True)),
        "against_lowest": asdict(one.against(highest=False)),
        "alternatives": [asdict(other) for other in one.alternatives],
    }
