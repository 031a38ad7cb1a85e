"""What a seat decided in a turn, and what came of every order that was legal then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.analysis.best import best_of
from sim.analysis.estimates import mean_of
from sim.engine.courses import desk_place
from sim.engine.opening import Opening, from_table
from sim.play.game import Game
from sim.play.perspective import advice
from sim.play.seats import Decision
from sim.studies.moments import ANSWERS, ASKED, Moment, Player, Watch, open_turn
from sim.studies.odds import LEVEL, REPLY, Odds
from sim.vocabulary import DESKS, REPLIES

if TYPE_CHECKING:
    from sim.exercise.retelling import Answered, Told
    from sim.experiment.table import Values
    from sim.record import TurnRecord
    from sim.scenario import Scenario

BY_DOCTRINE = "doctrine"


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
    """What a seat decided in a turn, and what came of each order that was legal.

    Attributes:
        turn: Number of the turn.
        date: Its date.
        actor: Id of the actor.
        answer: The answer of the seat in a game; None in any other run.
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
    answer: Answered | None
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
class Asked:
    """The alternatives of a seat in a turn, before their futures are played.

    Attributes:
        played: The turn.
        actor: Id of the actor.
        answer: The answer of the seat in a game; None in any other run.
        scenario: The scenario from this turn on.
        weighed: How likely the doctrine would have chosen an order, by desk and order.
        keys: Desk and order of every alternative.
        places: For each its place among the moments; the first place is that of the orders given.
        moments: The moments after the orders of this seat alone; then those after all orders, one
            for each reply.
        replies: How many of the moments are those of replies.
    """

    played: TurnRecord
    actor: str
    answer: Answered | None
    scenario: Scenario
    weighed: Mapping[tuple[str, str], float]
    keys: tuple[tuple[str, str], ...]
    places: tuple[int, ...]
    moments: tuple[Opening, ...]
    replies: int


def decided_by_player(answer: Answered | None) -> bool:
    """Return whether a player, or the default of its seat, gave this answer."""
    return answer is not None and (answer.by != BY_DOCTRINE or bool(answer.fault))


def asked_of(told: Told) -> list[Asked]:
    """Play a game again; return what every seat with a player could have ordered in every turn."""
    game, found = Game.of_record(told.record), list[Asked]()
    for turn in told.turns:
        if turn.played is None:
            break
        game.open()
        found += [
            _alternatives(game, turn.before, turn.played, actor, answer)
            for actor, answer in turn.answers.items()
            if decided_by_player(answer)
        ]
        game.repeat(turn.played)
    return found


def alternatives(
    odds: Odds,
    turn: int | str,
    *,
    jobs: int | None = None,
    watch: Watch = lambda done, of: None,
) -> tuple[Decided, ...]:
    """Return what every seat ordered in a turn of a run, and what else it could have ordered.

    For every legal order of a desk, futures are played in which this order of the seat is known and
    the orders of all other seats are open, as nobody knew them. They have the random draws of the
    odds, so each difference is one between futures that are alike but for the order.

    Args:
        odds: The odds of the run.
        turn: Number or date of the turn.
        jobs: Threads; all cores if None.
        watch: Called as futures are played.

    Raises:
        LookupError: The run has no such turn.
    """
    record = odds.record
    played = record.find_turn(turn)
    game = open_turn(record, played.turn)
    asked = [_alternatives(game, game, played, actor, None) for actor in record.scenario["actors"]]
    total = odds.futures * sum(len(one.moments) for one in asked)
    return decide(odds, asked, jobs, lambda done: watch(done, total))


def _alternatives(
    game: Game, before: Game, played: TurnRecord, actor: str, answer: Answered | None
) -> Asked:
    """Return the alternatives of a seat in an open turn.

    Args:
        game: A game in that turn.
        before: The game as it was known then, whose advice is asked.
        played: The turn as it was played.
        actor: Id of the actor.
        answer: The answer of the seat.
    """
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
            other: {desk: order.of(desk) for desk in DESKS}
            for other, order in played.orders.items()
        }
        for reply in ANSWERS:
            keys.append((REPLY, reply))
            places.append(len(moments))
            moments.append(_after(game, everybody, {actor: reply}))
        replies = len(ANSWERS)
    weighed = {
        (desk, option.action): option.probability
        for desk, options in advice(before, actor).items()
        for option in options
    }
    return Asked(
        played,
        actor,
        answer,
        before.scenario,
        weighed,
        tuple(keys),
        tuple(places),
        tuple(moments),
        replies,
    )


def _together(game: Game, actor: str, orders: Mapping[str, str]) -> bool:
    """Return whether two orders can be given together: no attack beside an offer of peace."""
    trial = game.clone(record=False)
    trial.submit(actor, Decision(orders["security"], orders["diplomacy"]))
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


def decide(
    found: Odds, asked: Sequence[Asked], jobs: int | None, watch: Callable[[int], None]
) -> tuple[Decided, ...]:
    """Play the futures of all alternatives, and return what they say of every decision.

    Args:
        found: The odds of the run, whose futures have the same random draws.
        asked: The alternatives.
        jobs: Threads; all cores if None.
        watch: Called with the number of futures that are played.
    """
    record = found.record
    player = Player(record.seed, found.outcome, record.turns, jobs, lambda done, of: watch(done))
    moments = [Moment(one.scenario, opening) for one in asked for opening in one.moments]
    values = player.play(moments, record.replicate + 1, found.futures)
    decided, place = list[Decided](), 0
    for one in asked:
        decided.append(_decided(one, found, values[place : place + len(one.moments)]))
        place += len(one.moments)
    return tuple(decided)


def _decided(asked: Asked, found: Odds, values: Values) -> Decided:
    turn, order = asked.played, asked.played.orders[asked.actor]
    given = {desk: order.of(desk) for desk in DESKS}
    replied = {key: values[k] for key, k in zip(asked.keys, asked.places, strict=True)}
    base = dict.fromkeys(DESKS, values[0])
    if order.reply is not None:
        base[REPLY] = replied[REPLY, order.reply]
    told = {**given, REPLY: order.reply}
    return Decided(
        turn=turn.turn,
        date=turn.date,
        actor=asked.actor,
        answer=asked.answer,
        orders=given,
        before=found.values[turn.turn][ASKED],
        values=values[: len(values) - asked.replies],
        alternatives=tuple(
            Alternative(
                desk=desk,
                order=name,
                given=name == told[desk],
                odds=float(values[k].mean()),
                change=Change.of(values[k] - base[desk]),
                advised=asked.weighed.get((desk, name)),
            )
            for (desk, name), k in zip(asked.keys, asked.places, strict=True)
        ),
    )


def facts_of(one: Decided) -> dict[str, Any]:
    """Return a decision as a dictionary for JSON."""
    return {
        "turn": one.turn,
        "date": one.date,
        "actor": one.actor,
        **({} if one.answer is None else {"answer": asdict(one.answer)}),
        "orders": dict(one.orders),
        "odds": one.odds,
        "against_doctrine": asdict(one.against_doctrine),
        "against_highest": asdict(one.against(highest=True)),
        "against_lowest": asdict(one.against(highest=False)),
        "alternatives": [asdict(other) for other in one.alternatives],
    }
