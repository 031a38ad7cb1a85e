"""The review of a game: what turned it, what each seat decided, and what else was open to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.scoring.scores import brier
from sim.exercise.intents import Intent, intents
from sim.exercise.log import LogError
from sim.exercise.redaction import OwnCopy, own_copy
from sim.exercise.retelling import Told, retell
from sim.experiment.outcomes import check_outcome
from sim.narrative.cast import Cast
from sim.play.arguments import check_actor
from sim.studies.alternatives import Change, Decided, asked_of, decide, facts_of
from sim.studies.moments import ASKED, OPENED, ORDERED, REPLIED
from sim.studies.odds import CHANCE, ORDERS, PUT_IN, REPLY, Odds, odds
from sim.words import capitalised, change_words, counted

FUTURES = 400
"""Futures of each moment unless another number is asked for."""
TURNS_TOLD = 4
"""Turns that are told in full because the odds changed most in them."""
Watch = Callable[[int, int], None]
"""Called with the number of futures that are played, and with that of all."""


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
    """What the orders of a seat changed over the game, as if no other orders of a turn were known.

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
        judged = [
            one for one in self.intents if one.came is not None and one.confidence is not None
        ]
        actors = list(dict.fromkeys(one.actor for one in judged))
        groups = [*actors, ""] if len(actors) > 1 else actors
        return tuple(
            _calibration(actor, [one for one in judged if actor in ("", one.actor)])
            for actor in groups
        )

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the whole change: orders by seat, replies, what was put in, chance."""
        if self.odds is None:
            return ()
        found, values = self.odds, self.odds.values
        actors = list(self.told.briefings)
        ordered = np.sum([found.split[turn] for turn in range(len(values))], axis=0)
        replies = (values[:, REPLIED] - values[:, ORDERED]).sum(axis=0)
        after = np.vstack([values[1:, OPENED], found.after])
        chance = (after - values[:, REPLIED]).sum(axis=0)
        parts = [Part(ORDERS, actor, Change.of(ordered[i])) for i, actor in enumerate(actors)]
        if any(step.cause == REPLY for step in found.steps):
            guarantor = self.told.game.scenario.guarantor
            parts.append(Part(REPLY, guarantor, Change.of(replies)))
        if any(step.cause == PUT_IN for step in found.steps):
            put = (values[:, ASKED] - values[:, OPENED]).sum(axis=0)
            parts.append(Part(PUT_IN, "", Change.of(put)))
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
        changed = np.abs((values[:, REPLIED] - values[:, ASKED]).mean(axis=1))
        chosen = set(np.argsort(-changed, kind="stable")[:most].tolist())
        for judged in self.judgements:
            own = [one for one in self.decided if one.actor == judged.actor]
            chosen.add(max(own, key=lambda one: abs(one.against_doctrine.value)).turn)
        return tuple(sorted(chosen))

    def findings(self) -> list[str]:
        """Return what turned the game, and what each seat with a player changed, as sentences."""
        if self.odds is None:
            return []
        share, cast = self.odds.share, Cast(self.odds.record.scenario)
        told = self.odds.findings()
        for one in self.judgements:
            gain = change_words(*astuple(one.doctrine), share=share)
            told.append(
                f"{capitalised(cast.name(one.actor))}, {counted(one.turns, 'turn')}: its orders "
                f"changed it by {gain} in all against its doctrine."
            )
        luck = next(part.change for part in self.parts if part.cause == CHANCE)
        told.append(f"Chance after the orders: {change_words(*astuple(luck), share=share)} in all.")
        return told

    def facts(self) -> dict[str, Any]:
        """Return everything as a dictionary for JSON; of a blind copy what the seat may know."""
        own = {} if self.copy is None else {"actor": self.actor, "copy": self.copy.plain()}
        if self.odds is None:
            return own
        return {
            **own,
            "seats": dict(self.told.seats),
            "seat_changes": [
                {"turn": turn, "actor": actor, "seat": seat}
                for turn, actor, seat in self.told.changes
            ],
            "ended": self.told.ended,
            "findings": self.findings(),
            "odds": self.odds.facts(),
            "parts": [asdict(one) for one in self.parts],
            "judgements": [asdict(one) for one in self.judgements],
            "decisions": [facts_of(one) for one in self.decided],
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
    asked = asked_of(told)
    mine = futures * sum(len(one.moments) for one in asked)
    theirs = 0

    def shown(done: int, of: int) -> None:
        nonlocal theirs
        theirs = of
        watch(done, of + mine)

    split = len(told.record.turns_played)
    found = odds(told.record, outcome=outcome, futures=futures, split=split, jobs=jobs, watch=shown)
    decided = decide(found, asked, jobs, lambda done: watch(theirs + done, theirs + mine))
    return Review(told, found, decided, actor, copy)


def _calibration(actor: str, judged: Sequence[Intent]) -> Calibration:
    stated = np.array([one.confidence for one in judged], float)
    came = np.array([one.came for one in judged], float)
    score = float(brier(stated, came).mean())
    return Calibration(actor, len(judged), float(stated.mean()), float(came.mean()), score)
