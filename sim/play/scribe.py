"""The scribe: watches a model in play and writes its record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from sim.engine import layout as at
from sim.engine.compiled import source_hash
from sim.engine.draws import uniform
from sim.engine.reply import reply_chance
from sim.engine.value import TERMS, observed_belief
from sim.play.rulings import rulings_of
from sim.play.seats import DoctrineSeat
from sim.record import Option, Order, Outcome, Record, ReplyWhy, TurnRecord, Why, state_hash
from sim.record.files import FORMAT
from sim.rules.choice import REPLY_THRESHOLD
from sim.rules.curves import logistic
from sim.version import MODEL_VERSION, __version__
from sim.vocabulary import DRAW_CHOICE, OWN, RECOMMIT, STANCES

if TYPE_CHECKING:
    from sim.play.model import Actor, Marchland

DETERMINISTIC = ("fixed", "script", "bdm_challenge")
"""Doctrines that do not use their draw."""
STANCE_WORDS = {
    "disengage": "disengagement",
    "accommodate": "accommodation",
    "broker": "the broker's part",
    "mixed": "no clear stance",
}
"""The stances a run can have that did not recommit, as a sentence about it says them."""
NOTABLE_EFFORT = 0.05
"""Effort, expected or real, from which an explanation mentions another actor's channel."""


@cache
def rules_hash() -> str:
    """SHA-256 (hex) of the sources that work out a turn, read once a process."""
    return source_hash()


class Scribe:
    """Collects what a record needs, turn by turn. Reads the model, never changes it."""

    def __init__(self, model: Marchland) -> None:
        self._model = model
        self._initial = self._state()
        self._played: list[TurnRecord] = []
        self._why: dict[str, Why] = {}
        self._before: list[float] = []
        self._opening: list[float] = []
        self._truth: dict[str, float] = {}
        self._expected: dict[str, dict[str, float]] = {}

    def open_turn(self) -> None:
        """Note the state before the turn's shocks."""
        self._before = list(self._model.table.s)
        self._why = {}

    def note_opening(self) -> None:
        """Note the state that all seats read, and the truth of what they can only guess."""
        self._opening = list(self._model.table.s)
        self._truth = self._what_is_true()
        self._expected = {key: self._model.forecast_of(key) for key in self._model.cast.actors}

    def note_decision(self, actor: Actor, legal: Sequence[str]) -> None:
        """Note an actor's options and why it chose as it did, from its desk."""
        model = self._model
        if not isinstance(actor.seat, DoctrineSeat):
            options = tuple(
                Option(name, 0.0, 1.0 if name == actor.order else 0.0, {}) for name in legal
            )
            self._why[actor.key] = Why("order", options, None, actor.order, {}, {})
            return
        doctrine = model.scenario.doctrine(actor.key).kind
        count = model.table.counter[at.OPTIONS]
        options = tuple(self._option(actor, k, doctrine) for k in range(count))
        draw = None
        if doctrine not in DETERMINISTIC:
            draw = uniform(model.table.stream, model.turn, actor.place, DRAW_CHOICE)
        beliefs = self._beliefs(actor)
        truth = {key: self._truth[key] for key in beliefs}
        self._why[actor.key] = Why(doctrine, options, draw, actor.order, beliefs, truth)

    def close_turn(self) -> None:
        """Write the turn once it has been played."""
        model, table = self._model, self._model.table
        turn = model.turn - 1
        scenario = model.scenario
        state = self._state()
        reply = self._reply(turn)
        orders = {key: Order(actor.order) for key, actor in model.actors.items()}
        guarantor = scenario.guarantor
        if reply is not None:
            orders[guarantor] = Order(
                orders[guarantor].action, "defend" if reply.defends else "stand_aside"
            )
        self._add_expectations()
        why = dict(self._why)
        if reply is not None:
            seen = why[guarantor]
            why[guarantor] = Why(
                seen.doctrine,
                seen.options,
                seen.draw,
                seen.chosen,
                seen.beliefs,
                seen.truth,
                reply,
            )
        self._played.append(
            TurnRecord(
                turn=turn,
                date=scenario.calendar.date(turn),
                events=tuple(
                    name
                    for name, event in scenario.events.items()
                    if event.turn(scenario.calendar) == turn
                ),
                orders=orders,
                why=why,
                rulings=rulings_of(
                    model.cast, model.board, table, turn, self._before, self._opening
                ),
                stance=model.stance,
                state=state,
                hash=state_hash(state),
            )
        )

    def record(self) -> Record:
        """The record of the turns written so far."""
        model = self._model
        return Record(
            format=FORMAT,
            code_version=__version__,
            model_version=MODEL_VERSION,
            rules_hash=rules_hash(),
            scenario_hash=model.scenario.hash,
            scenario=model.scenario.document,
            seed=model.run_seed,
            replicate=model.replicate,
            turns=model.turns,
            driver="mesa",
            resolve=model.table.private[at.RESOLVE],
            columns=tuple(model.places),
            initial=self._initial,
            turns_played=tuple(self._played),
            outcome=outcome_of(model),
        )

    # --- parts --------------------------------------------------------------------------------

    def _state(self) -> tuple[float, ...]:
        return tuple(self._model.table.s[place] for place in self._model.places.values())

    def _option(self, actor: Actor, k: int, doctrine: str) -> Option:
        model, desk = self._model, self._model.table.desk
        role = "client" if actor.role in ("challenger", "defender") else actor.role
        first = k * at.TERMS_WIDTH
        named = dict(zip(TERMS[role], range(at.TERM_COUNT), strict=False))
        named |= {name: at.TERM_COUNT + j for j, name in enumerate(at.EXTRA_TERMS)}
        terms = {name: desk.terms[first + j] for name, j in named.items()}
        if doctrine == "bdm_challenge" and desk.utility[k] != 0.0:
            terms["challenge"] = desk.utility[k]
        return Option(
            model.action_names[desk.option[k]],
            desk.utility[k],
            desk.weight[k],
            {name: part for name, part in terms.items() if part != 0.0},
        )

    def _beliefs(self, actor: Actor) -> dict[str, float]:
        view = actor.view()
        board, s = self._model.board, self._model.table.s
        found = {"attacker_strength": view.balance}
        if actor.role == "guarantor":
            return found
        found["guarantor_resolved"] = logistic(s[observed_belief(actor.place, board.ix)])
        return found | {f"defence {theatre}": q for theatre, q in view.defence.items()}

    def _what_is_true(self) -> dict[str, float]:
        model = self._model
        resolved = model.table.private[at.RESOLVE] > 0.5
        return {
            "attacker_strength": 1.0,
            "guarantor_resolved": 1.0 if resolved else 0.0,
            **{f"defence {theatre}": math.nan for theatre in model.cast.theatres},
        }

    def _true_defence(self) -> dict[str, float]:
        """Chance that the guarantor defends each theatre against a full attack, on the true orders.

        Recomputed beside the game: the reply that was really given, and its traces, are put back.
        """
        model, table = self._model, self._model.table
        guarantor = model.board.ix[at.GUARANTOR_AT]
        kept, u = list(table.private), list(table.u)
        state = list(table.s)
        table.s[:] = self._opening
        found = {}
        for h, theatre in enumerate(model.cast.theatres):
            table.u[at.DO_FORCE : at.DO_FORCE + at.MAX_THEATRES] = [0.0] * at.MAX_THEATRES
            table.u[at.DO_FORCE + h] = 1.0
            found[f"defence {theatre}"] = reply_chance(guarantor, h, model.board, table)
        table.s[:] = state
        table.u[:] = u
        table.private[:] = kept
        return found

    def _add_expectations(self) -> None:
        """Complete every actor's beliefs with what it expected of the others, and what they did."""
        model = self._model
        ordered = {key: model.ordered_by(key) for key in model.cast.actors}
        defence = self._true_defence()
        for key, why in self._why.items():
            if not why.beliefs:
                continue
            beliefs, truth = dict(why.beliefs), dict(why.truth)
            truth |= {name: chance for name, chance in defence.items() if name in beliefs}
            for other in model.cast.actors:
                if other == key:
                    continue
                expected = self._expected[other]
                for channel in sorted(expected.keys() | ordered[other].keys()):
                    guess = expected.get(channel, 0.0)
                    real = ordered[other].get(channel, 0.0)
                    if max(abs(guess), abs(real)) >= NOTABLE_EFFORT:
                        beliefs[f"{other}: {channel}"] = guess
                        truth[f"{other}: {channel}"] = real
            self._why[key] = Why(
                why.doctrine, why.options, why.draw, why.chosen, beliefs, truth, why.reply
            )

    def _reply(self, turn: int) -> ReplyWhy | None:
        model, table = self._model, self._model.table
        attacked = [
            h
            for h in range(len(model.cast.theatres))
            if table.u[at.DO_FORCE + h] >= REPLY_THRESHOLD
        ]
        if not attacked:
            return None
        h = attacked[-1]
        ruled = table.instruction[model.board.ix[at.GUARANTOR_AT]] != OWN
        return ReplyWhy(
            theatre=model.cast.theatres[h],
            gain=table.private[at.REPLY_GAIN],
            cost=table.private[at.REPLY_BILL],
            probability=table.private[at.REPLY_CHANCE],
            draw=None if ruled else table.private[at.REPLY_DRAW],
            defends=table.reply[h] > 0.5,
        )


def outcome_of(model: Marchland) -> Outcome:
    """Outcome of the turns played so far, with the reason in a sentence."""
    measures = model.measures()
    stance = STANCES[int(measures["stance"])]
    dates = model.scenario.calendar
    guarantor = model.scenario.actors[model.scenario.guarantor].name
    defender = model.scenario.actors[model.scenario.defender].name
    needed = int(model.scenario.parameters.recommit_quarters)
    half = model.turn - model.turn // 2
    if stance == STANCES[RECOMMIT]:
        first, reached = int(measures["first_quarter"]), int(measures["reached_quarter"])
        reason = (
            f"{guarantor} held the level, cost and reliability of recommitment to {defender} for "
            f"{needed} quarters running, from {dates.date(first)} to {dates.date(reached)}."
        )
    else:
        reached = None
        reason = (
            f"{guarantor} never held recommitment to {defender} for {needed} quarters running"
            f"{_longest_spell(measures)}; "
            f"its commonest stance in the last {half} quarters was {STANCE_WORDS[stance]}."
        )
    return Outcome(stance, reached, reason, tidy_measures(measures))


def _longest_spell(measures: dict[str, float]) -> str:
    quarters = int(measures["longest_spell"])
    return f" (longest spell: {quarters})" if quarters else ""


FLAGS = (
    "recommitted",
    "held_at_end",
    "offensive",
    "offensive_by_12",
    "base_granted",
    "alliance_frozen",
    "treaty",
    "base_established",
    "cadre_captured",
    "mission_alive",
)
TURNS = ("first_quarter", "reached_quarter", "first_offensive")
COUNTS = ("longest_spell", "border_attacks", "tests", "tests_met", "provocations")


def tidy_measures(measures: dict[str, float]) -> dict[str, float | int | bool | None]:
    """Measures as a reader expects them: yes or no, whole numbers, None for what never came."""
    found: dict[str, float | int | bool | None] = {}
    for name, number in measures.items():
        if name in FLAGS:
            found[name] = number > 0.5
        elif name in TURNS:
            found[name] = None if number < 0 else int(number)
        elif name in COUNTS:
            found[name] = int(number)
        elif name != "stance":
            found[name] = number
    return found
