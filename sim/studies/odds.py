"""The odds of every turn: how likely an outcome was at each moment of a run, and what moved it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.estimates import mean_of
from sim.experiment.intervals import FEW_DRAWS, wilson
from sim.experiment.outcomes import check_outcome, is_share
from sim.measures import clause_of, label_of
from sim.narrative.cast import Cast
from sim.record import RecordError
from sim.studies.moments import (
    ASKED,
    IN_ORDER,
    OPENED,
    ORDERED,
    REPLIED,
    Player,
    Watch,
    after_all,
    all_moments,
    by_turn,
    game_before,
    other_reply,
    put_in,
    reply_of,
)
from sim.vocabulary import DESKS
from sim.words import (
    REPLY_WORDS,
    STANCE_WORDS,
    capitalised,
    change_words,
    counted,
    joined,
    mean_words,
    role_name,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.table import Values
    from sim.play.game import Game
    from sim.record import Record, TurnRecord

FUTURES = 2_000
"""Futures of each moment unless another number is asked for."""
LEVEL = 0.95
"""Level of all intervals."""
TURNING_POINTS = 2
"""Turns whose orders are split by seat unless another number is asked for."""
PUT_IN, ORDERS, REPLY, CHANCE = "put in", "orders", "reply", "chance"
CAUSES = (PUT_IN, ORDERS, REPLY, CHANCE)
"""What changes the odds in a turn, in this order.

Put in: what the control desk of a game put in as the turn opened, injects among it. Orders: those
of all seats. Reply: that of the guarantor to an attack. Chance: battles, the ceasefire, what is
believed, attribution and the signing of a treaty, and then, as the next turn opens, a war elsewhere
and how the actors misread the balance.
"""
KNOWN = ("ordered", "ordered_low", "ordered_high")
"""Names of the odds after the orders of a turn, and of the ends of their interval, in rows."""
_REPLIED = {"defend": "defended", "stand_aside": "stood aside"}
_CAUSE_WORDS = {
    ORDERS: "the orders of all seats together",
    CHANCE: "chance after the orders",
}


@dataclass(frozen=True)
class Step:
    """What changed the odds, and by how much.

    Attributes:
        turn: Number of the turn.
        date: Its date.
        cause: One of the causes above, or "orders" of one seat.
        actor: The seat whose orders they are; "" for the others.
        did: What was ordered or replied; "" for chance.
        change: Change of the mean of the outcome.
        low: Lower end of its 95 % interval.
        high: Upper end.
        otherwise: For a reply that clearly changed it: what the other reply would have changed,
            with its 95 % interval (value, low, high); None for all else.
    """

    turn: int
    date: str
    cause: str
    actor: str
    did: str
    change: float
    low: float
    high: float
    otherwise: tuple[float, float, float] | None = None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, eq=False)
class Odds:
    """How likely an outcome was at each moment of a run.

    Attributes:
        record: The run.
        outcome: The outcome.
        futures: Number of futures of each moment.
        values: The outcome in every future of every moment, axes [turn, moment, future]; the
            moments of a turn are those of `sim.studies.moments`.
        after: The outcome after the last turn that was played [future]: that of the run itself, or
            of futures if it has turns to come.
        split: The turns whose orders are split by seat: for each seat what its orders changed in
            every future, axes [seat, future].
        replied_else: The turns in which the reply to an attack clearly changed it: the outcome in
            futures after the other reply [future].
    """

    record: Record
    outcome: str
    futures: int
    values: Values
    after: Values
    split: Mapping[int, Values]
    replied_else: Mapping[int, Values]

    @property
    def over(self) -> bool:
        """Whether the run has no turns to come."""
        return _is_over(self.record)

    @property
    def end(self) -> float:
        """The outcome of the run itself; as long as it has turns to come, the mean of futures."""
        return float(self.after.mean())

    @property
    def share(self) -> bool:
        """Whether the outcome is a yes or no, so that its mean is a probability."""
        return is_share(self.outcome)

    @cached_property
    def starts(self) -> Values:
        """The mean of the outcome with its 95 % interval, axes [moment, (value, low, high)].

        The moments are those at which every turn opens, and that after the last turn.
        """
        rows = self._means(np.vstack([self.values[:, OPENED], self.after]))
        if self.over:
            rows[-1] = self.end
        return rows

    @cached_property
    def ordered(self) -> Values:
        """The mean of the outcome after the orders of every turn, as `starts` has it."""
        return self._means(self.values[:, ORDERED])

    def _means(self, futures: Values) -> Values:
        """Return the means of outcomes [moment, future] with their intervals."""
        if self.share:
            low, high = wilson(futures.sum(axis=1), self.futures)
            return np.stack([futures.mean(axis=1), low, high], axis=1)
        means = [mean_of(one) for one in futures]
        return np.array([[one.value, *one.interval(LEVEL)] for one in means])

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What changed the odds, turn by turn, in the order of play; they add up exactly."""
        actors = list(self.record.scenario["actors"])
        found = []
        for number, played in enumerate(self.record.turns_played):
            last = number + 1 == len(self.values)
            after = self.after if last else self.values[number + 1][OPENED]
            moments = [*self.values[number][list(IN_ORDER)], after]
            for k, cause in enumerate(CAUSES):
                if cause == ORDERS and number in self.split:
                    found += [
                        _step(played, cause, actor, self.split[number][i])
                        for i, actor in enumerate(actors)
                    ]
                    continue
                if cause == REPLY and reply_of(played) is None:
                    continue
                if cause == PUT_IN and not put_in(self.record, number):
                    continue
                step = _step(played, cause, "", moments[k + 1] - moments[k])
                if cause == REPLY and number in self.replied_else:
                    other = mean_of(self.replied_else[number] - moments[k])
                    step = replace(step, otherwise=(other.value, *other.interval(LEVEL)))
                found.append(step)
        return tuple(found)

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes of this run: without a control desk, nothing was put in."""
        turns = range(len(self.values))
        some = any(put_in(self.record, turn) for turn in turns)
        return CAUSES if some else CAUSES[1:]

    @property
    def name(self) -> str:
        """The outcome in words, such as "Russia recommits to Armenia"."""
        outcome, equals, stance = self.outcome.partition("=")
        document = self.record.scenario
        if equals:
            return f"{role_name(document, 'guarantor')}'s stance is {STANCE_WORDS[stance].noun}"
        return clause_of(outcome, document) if self.share else label_of(outcome, document)

    def turning_points(self, count: int = 5) -> tuple[Step, ...]:
        """Return the steps that are clearly not zero, largest change first.

        Args:
            count: How many at most.
        """
        clear = [step for step in self.steps if step.clear]
        return tuple(sorted(clear, key=lambda step: -abs(step.change))[:count])

    def findings(self) -> list[str]:
        """Return the odds at the start and the end, and the turning points, as sentences."""
        return [*self.course(), *(f"{date}: {said}" for date, said in self.turned())]

    def turned(self) -> list[tuple[str, str]]:
        """Return the turning points: the date of each, and what it was, as a sentence."""
        cast = Cast(self.record.scenario)
        return [
            (step.date, f"{self.said(step, cast)}, {self.change(step)}.")
            for step in self.turning_points()
        ]

    def course(self) -> list[str]:
        """Return the odds at the start and the end, as sentences, and whether no cause is clear."""
        first, last = self.starts[0], self.starts[-2]
        dates = [played.date for played in self.record.turns_played]
        value, latest = mean_words(first[0], share=self.share), "last" if self.over else "latest"
        told = [
            f"{capitalised(self.name)}: {value} as the run opens ({dates[0]}), "
            f"{mean_words(last[0], share=self.share)} before its {latest} turn ({dates[-1]}), "
            f"{self._ended()}. Each number is of {counted(self.futures, 'future')} in "
            "which every seat "
            "follows the doctrine of the scenario."
        ]
        if not self.over:
            played = f"{len(dates)} of {counted(self.record.turns, 'turn')}"
            told.append(
                f"The game is not over: {played} {'is' if len(dates) == 1 else 'are'} played. The "
                "futures go on to its last turn."
            )
        if self.share and not self.values.any() and not self.after.any():
            told.append("It came in no future of any turn: ask for another outcome (--outcome).")
        elif not self.turning_points():
            told.append("No single cause moved it clearly.")
        if self.futures < FEW_DRAWS:
            few = f"{capitalised(counted(self.futures, 'future'))} of every moment are few"
            told.append(f"{few}: play more before you quote a number.")
        return told

    def said(self, step: Step, cast: Cast) -> str:
        """Return the cause of a step in words."""
        if step.cause == ORDERS and step.actor:
            order = self.record.turns_played[step.turn].orders[step.actor]
            done = [cast.phrase(step.actor, order.of(desk)) for desk in DESKS]
            return f"{cast.name(step.actor)} {joined(list(dict.fromkeys(done)))}"
        if step.cause == REPLY:
            defended = REPLY_WORDS[step.did].replace(" it", f" {cast.role_name('defender')}")
            return f"{cast.name(step.actor)} {defended}"
        if step.cause == PUT_IN:
            events = put_in(self.record, step.turn).values()
            return f"put in by control, {joined(str(one['text']).rstrip('.') for one in events)}"
        return _CAUSE_WORDS[step.cause]

    def change(self, step: Step) -> str:
        """Return the change of a step with its interval; of a reply, that of the other one too."""
        said = change_words(step.change, step.low, step.high, share=self.share)
        if step.otherwise is None:
            return said
        other = change_words(*step.otherwise, share=self.share)
        return f"{said}; had it {_REPLIED[other_reply(step.did)]}, {other}"

    def _ended(self) -> str:
        if not self.over:
            return f"{mean_words(self.end, share=self.share)} after it"
        if not self.share:
            return f"{self.end:.3g} in the run itself"
        return "and it came" if self.end else "and it did not come"

    def facts(self) -> dict[str, Any]:
        """Return everything as a dictionary for JSON."""
        return {
            "outcome": self.outcome,
            "futures": self.futures,
            "seed": self.record.seed,
            "replicate": self.record.replicate,
            "over": self.over,
            "end": self.end,
            "findings": self.findings(),
            "odds": self.rows(),
            "steps": [asdict(step) for step in self.steps],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return the odds as rows, one for each turn as it opens and one after the last.

        Keys: `turn`, `date` ("end" after the last turn, "now" if there are turns to come), `value`,
        `low`, `high` (95 %) as the turn opens, `ordered`, `ordered_low`, `ordered_high` after its
        orders, then the change by each of `causes`. All after `high` are None in the last row.
        """
        rows: list[dict[str, Any]] = []
        dates = [played.date for played in self.record.turns_played]
        causes = self.causes
        for turn, (value, low, high) in enumerate(self.starts.tolist()):
            last = "end" if self.over else "now"
            row = {"turn": turn, "date": last if turn == len(dates) else dates[turn]}
            row |= {"value": value, "low": low, "high": high}
            row |= {**dict.fromkeys(KNOWN), **dict.fromkeys(causes)}
            if turn < len(self.values):
                row |= zip(KNOWN, self.ordered[turn].tolist(), strict=True)
                means = self.values[turn].mean(axis=1)[list(IN_ORDER)]
                changes = np.diff([*means, self.starts[turn + 1][0]]).tolist()
                row |= {k: x for k, x in zip(CAUSES, changes, strict=True) if k in causes}
            rows.append(row)
        return rows

    def frame(self) -> pd.DataFrame:
        """Return the rows as a data frame."""
        import pandas as pd

        return pd.DataFrame(self.rows()).astype(dict.fromkeys((*KNOWN, *self.causes), float))


def odds(
    record: Record,
    *,
    outcome: str = "recommitted",
    futures: int = FUTURES,
    split: int = TURNING_POINTS,
    jobs: int | None = None,
    watch: Watch = lambda done, of: None,
) -> Odds:
    """Return how likely an outcome was at each moment of a run, and what changed it.

    From every moment of the run, futures are played to its last turn. All seats follow the
    doctrines of the scenario in them. Futures of all moments have the same random draws, which are
    not those of the run.

    The change of a turn is the sum of what its causes change, one after the other: the orders, the
    guarantor's reply to an attack, and chance until the orders of the next turn. In the turns with
    the largest changes by orders, these are split by seat. All orders of a turn are given at the
    same time, so it is arbitrary whose come first: the seats' orders are put in in one half
    of the futures in the order of the scenario, and in the other half in the reverse order.

    A game that is not over is asked for how it will end: futures go on to its last turn, also from
    the moment after the last turn that was played.

    Args:
        record: The run.
        outcome: A yes or no, a number, or `stance=NAME`, as in `sim.levers`.
        futures: Futures of each moment, at least 2.
        split: Number of turns whose orders are split by seat.
        jobs: Threads; all cores if None.
        watch: Called as futures are played.

    Raises:
        RecordError: The record cannot be replayed with this version of the model.
        ValueError: There is no such outcome, or the number of futures or turns is too small.
    """
    _check(record, futures, split)
    game = game_before(record)
    check_outcome(outcome, game.scenario)
    player = Player(game.seed, outcome, record.turns, jobs, watch)
    return _played(game, record, player, futures, split)


def _played(game: Game, record: Record, player: Player, futures: int, split: int) -> Odds:
    """Play the futures of all moments of a run, and return what they say.

    Args:
        game: A game before the first turn of the run.
        record: The run.
        player: Plays the futures.
        futures: Futures of each moment.
        split: Number of turns whose orders are split by seat.
    """
    found, parts, shapes = all_moments(game, record)
    player.total = futures * len(found)
    others = record.replicate + 1
    values = by_turn(player.play(found, others, futures), shapes)
    changed = np.abs((values[:, ORDERED] - values[:, ASKED]).mean(axis=1))
    chosen = sorted(np.argsort(-changed, kind="stable")[:split].tolist())
    turned = [
        turn for turn, one in enumerate(parts) if one.other and _clear(_by_reply(values[turn]))
    ]
    half = futures // 2
    more = [
        ([moment for turn in chosen for moment in parts[turn].first], others, half),
        ([moment for turn in chosen for moment in parts[turn].last], others + half, futures - half),
        ([moment for turn in turned for moment in parts[turn].other], others, futures),
    ]
    player.total += sum(len(moments) * count for moments, _, count in more)
    first, last, replied = (player.play(*one) for one in more)
    if _is_over(record):
        # With its own draws, the run goes on from its last moment to its own end.
        after = np.full(futures, player.play(found[-1:], record.replicate, 1)[0, 0])
    else:
        after = player.play([after_all(game)], others, futures)[0]
    return Odds(
        record=record,
        outcome=player.outcome,
        futures=futures,
        values=values,
        after=after,
        split=_by_seat(chosen, (first, last), values),
        replied_else=dict(zip(turned, replied, strict=True)),
    )


def _is_over(record: Record) -> bool:
    return len(record.turns_played) == record.turns


def _by_reply(moments: Values) -> Values:
    """Return what the reply changed in every future, of the moments of a turn [moment, future]."""
    change: Values = moments[REPLIED] - moments[ORDERED]
    return change


def _clear(change: Values) -> bool:
    """Whether the 95 % interval of a change [future] leaves out zero."""
    low, high = mean_of(change).interval(LEVEL)
    return low > 0 or high < 0


def _check(record: Record, futures: int, split: int) -> None:
    if any(past.scenario != record.scenario for past in record.past):
        raise RecordError(
            "the record is a branch with another scenario than the run before it; ask for the odds "
            "of that run"
        )
    if futures < 2:
        raise ValueError(f"futures = {futures}: expected at least 2")
    if split < 0:
        raise ValueError(f"split = {split}: expected 0 or more")


def _by_seat(chosen: Sequence[int], divided: Sequence[Values], values: Values) -> dict[int, Values]:
    """Return what the orders of each seat changed in the chosen turns, axes [seat, future].

    Args:
        chosen: The turns.
        divided: The outcomes after the orders of some seats, axes [moment, future]: in the first
            half of the futures with the first seats, in the second half with the last seats.
        values: The outcomes of all moments.
    """
    found, half = {}, divided[0].shape[1]
    each = len(divided[0]) // len(chosen) if chosen else 0
    for k, turn in enumerate(chosen):
        before, after = values[turn][ASKED], values[turn][ORDERED]
        first, last = (some[k * each : (k + 1) * each] for some in divided)
        forward = np.diff(np.vstack([before[:half], first, after[:half]]), axis=0)
        backward = np.diff(np.vstack([before[half:], last, after[half:]]), axis=0)[::-1]
        found[turn] = np.hstack([forward, backward])
    return found


def _step(played: TurnRecord, cause: str, actor: str, change: Values) -> Step:
    did = ""
    if actor:
        order = played.orders[actor]
        did = f"{order.security}+{order.diplomacy}"
    elif cause == REPLY:
        actor, did = reply_of(played) or ("", "")
    mean = mean_of(change)
    return Step(played.turn, played.date, cause, actor, did, mean.value, *mean.interval(LEVEL))
