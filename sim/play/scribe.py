"""The scribe: collects the data of a game and makes its record."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sim.engine import layout as at
from sim.engine.compiled import source_hash
from sim.engine.courses import desk_place
from sim.engine.draws import uniform
from sim.engine.legality import is_legal
from sim.engine.outcome import measure_run
from sim.engine.perceived import observed_belief
from sim.engine.reply import reply_chance
from sim.engine.scripts import ruled_order, span_over
from sim.engine.weights import TERMS
from sim.measures import MEASURE_NAMES, STANCE, Kind, kind_of
from sim.play.rulings import rulings_of
from sim.record import (
    SEATED,
    Option,
    Order,
    Outcome,
    Record,
    ReplyWhy,
    Review,
    TurnRecord,
    Why,
    state_hash,
)
from sim.record.files import FORMAT
from sim.rules.choice import REPLY_THRESHOLD
from sim.rules.curves import logistic
from sim.rules.desks import review_chance
from sim.version import MODEL_VERSION, __version__
from sim.vocabulary import (
    DESKS,
    DOCTRINES,
    DRAW_CHOICE,
    DRAW_REVIEW,
    OWN,
    RECOMMIT,
    SCRIPT,
    SECURITY_DESK,
    STANCES,
    WITHOUT_CHANCE,
)
from sim.words import STANCE_WORDS, capitalised, counted, several

if TYPE_CHECKING:
    from sim.play.game import Game

DRIVER = "mesa"
"""Name in records of the driver in plain Python; Mesa's model and `sim.run` both use it."""
NOTABLE_EFFORT = 0.05
"""Smallest effort, expected or real, of another actor that the beliefs in a record mention."""


@cache
def rules_hash() -> str:
    """Return the SHA-256 (hex) of the source files that compute a turn.

    The files are read only once in a process.
    """
    return source_hash()


class Scribe:
    """Collects the data of a record, turn by turn; reads the game and does not change it.

    Args:
        game: The game.
        initial: Values of the initial state; the present state of the game if None.
        played: Turns that were recorded before.
    """

    def __init__(
        self,
        game: Game,
        initial: tuple[float, ...] | None = None,
        played: Sequence[TurnRecord] = (),
    ) -> None:
        self._game = game
        self._initial = self._state() if initial is None else initial
        self._played = list(played)
        self._why: dict[str, dict[str, Why]] = {}
        self._before: list[float] = []
        self._opening: list[float] = []
        self._truth: dict[str, float] = {}
        self._expected: dict[str, dict[str, float]] = {}

    def follow(self, game: Game) -> Scribe:
        """Return a scribe with the same data for `game`, a copy of this scribe's game."""
        copied = copy.copy(self)
        copied._game = game
        copied._played = list(self._played)
        copied._why = {key: dict(why) for key, why in self._why.items()}
        return copied

    def open_turn(self) -> None:
        """Store the state before the turn's shocks."""
        self._before = list(self._game.table.s)
        self._why = {key: {} for key in self._game.cast.actors}

    def note_opening(self) -> None:
        """Store the state after the shocks, the expectations, and the true values of beliefs."""
        self._opening = list(self._game.table.s)
        self._truth = self._what_is_true()
        self._expected = {key: self._game.forecast_of(key) for key in self._game.cast.actors}

    def note_order(self, actor: str, desk: str, legal: Sequence[str]) -> None:
        """Store an order that was handed in for a desk, and the desk's legal orders."""
        order = self._game.orders(actor)[desk]
        options = tuple(Option(name, 0.0, 1.0 if name == order else 0.0, {}) for name in legal)
        self._why[actor][desk] = Why(SEATED, options, None, order, {}, {})

    def note_choice(self, actor: str, desk: int) -> None:
        """Store why a desk, whose doctrine has just decided, chose anew or stays on its course.

        If it chose anew, the options and the reasons for the choice are stored too.
        """
        game, name = self._game, DESKS[desk]
        k = desk_place(game.place(actor), desk)
        doctrine, order = self._doctrine(actor, desk), game.orders(actor)[name]
        review = self._review(actor, desk, doctrine)
        if not game.table.reviewed[k]:
            self._why[actor][name] = Why(doctrine, (), None, order, {}, {}, None, review)
            return
        count = game.table.counter[at.OPTIONS]
        options = tuple(option_at(game, actor, place, doctrine) for place in range(count))
        draw = None
        if doctrine not in WITHOUT_CHANCE:
            draw = uniform(game.table.stream, game.turn, k, DRAW_CHOICE)
        beliefs = self._beliefs(actor)
        truth = {key: self._truth[key] for key in beliefs}
        self._why[actor][name] = Why(doctrine, options, draw, order, beliefs, truth, None, review)

    def close_turn(self) -> None:
        """Add the turn that was just played to the record."""
        game, table = self._game, self._game.table
        turn = game.turn - 1
        scenario = game.scenario
        state = self._state()
        reply = self._reply()
        orders = {key: Order(**game.orders(key)) for key in game.cast.actors}
        self._add_expectations()
        why = {key: {desk: self._why[key][desk] for desk in DESKS} for key in game.cast.actors}
        if reply is not None:
            said = "defend" if reply.defends else "stand_aside"
            guarantor, desk = scenario.guarantor, DESKS[SECURITY_DESK]
            orders[guarantor] = replace(orders[guarantor], reply=said)
            why[guarantor][desk] = replace(why[guarantor][desk], reply=reply)
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
                    game.cast, game.encoded, table, turn, self._before, self._opening
                ),
                stance=game.stance,
                state=state,
                hash=state_hash(state),
            )
        )

    def turn(self, turn: int) -> TurnRecord | None:
        """Return the data of a turn; None if it was not played yet, or is below 0."""
        return self._played[turn] if 0 <= turn < len(self._played) else None

    def record(self) -> Record:
        """Return the record of the turns so far."""
        game = self._game
        return Record(
            format=FORMAT,
            code_version=__version__,
            model_version=MODEL_VERSION,
            rules_hash=rules_hash(),
            scenario_hash=game.scenario.hash,
            scenario=game.scenario.document,
            seed=game.seed,
            replicate=game.replicate,
            turns=game.turns,
            driver=DRIVER,
            resolve=game.resolve,
            columns=tuple(game.places),
            initial=self._initial,
            turns_played=tuple(self._played),
            outcome=outcome_of(game),
            past=game.past,
        )

    # --- parts --------------------------------------------------------------------------------

    def _state(self) -> tuple[float, ...]:
        return tuple(self._game.table.s[place] for place in self._game.places.values())

    def _doctrine(self, actor: str, desk: int) -> str:
        """Return the doctrine that has just decided: `script` if a rule of a script did."""
        game, place = self._game, self._game.place(actor)
        k = desk_place(place, desk)
        if ruled_order(place, k, game.encoded, game.table) != at.NONE:
            return DOCTRINES[SCRIPT]
        return DOCTRINES[game.encoded.ix[at.DOCTRINE + k]]

    def _review(self, actor: str, desk: int, doctrine: str) -> Review:
        """Return whether the desk that has just decided chose anew, and why."""
        game, table = self._game, self._game.table
        k = desk_place(game.place(actor), desk)
        before, alarm = table.before[k], table.s[at.ALARM]
        since = self._since(actor, desk)
        forced = ""
        if game.encoded.lasts[before] == 0:
            forced = "act"
        elif not is_legal(game.place(actor), before, game.encoded, table):
            forced = "illegal"
        elif doctrine in WITHOUT_CHANCE:
            always = DOCTRINES[game.encoded.ix[at.DOCTRINE + k]] == doctrine
            forced = "rule" if always else "script"
        elif span_over(k, game.encoded, table):
            forced = "span"
        if forced:
            return Review(1.0, None, alarm, forced, since)
        chance = review_chance(game.encoded.p[at.REVIEW_RATE], alarm)
        draw = uniform(table.stream, game.turn, k, DRAW_REVIEW)
        return Review(chance, draw, alarm, "review" if table.reviewed[k] else "course", since)

    def _since(self, actor: str, desk: int) -> int:
        """Return the turn in which the desk's order of last turn began, -1 if before the run."""
        game = self._game
        before = game.table.before[desk_place(game.place(actor), desk)]
        order = game.action_names[before]
        if game.encoded.lasts[before] == 0:
            return game.turn - 1
        since = game.turn
        for played in reversed(self._played):
            if played.orders[actor].of(DESKS[desk]) != order:
                return since
            since = played.turn
        opening = getattr(game.scenario.actors[actor].opening, DESKS[desk])
        return -1 if order == opening else since

    def _beliefs(self, actor: str) -> dict[str, float]:
        game, s = self._game, self._game.table.s
        found = {"attacker_strength": game.table.edge[game.place(actor)]}
        if actor == game.scenario.guarantor:
            return found
        found["guarantor_resolved"] = logistic(
            s[observed_belief(game.place(actor), game.encoded.ix)]
        )
        return found | {
            f"defence {theatre}": q for theatre, q in game.sight.defence(actor, game.table).items()
        }

    def _what_is_true(self) -> dict[str, float]:
        game = self._game
        resolved = game.resolve > 0.5
        return {
            "attacker_strength": 1.0,
            "guarantor_resolved": 1.0 if resolved else 0.0,
            **{f"defence {theatre}": math.nan for theatre in game.cast.theatres},
        }

    def _true_defence(self) -> dict[str, float]:
        """Return the chance that the guarantor defends each theatre against a full attack.

        It is computed with the orders that were given. The computation changes the table of the
        game, so the values in the table are restored afterwards.
        """
        game, table = self._game, self._game.table
        guarantor = game.encoded.ix[at.GUARANTOR_AT]
        kept, u = list(table.private), list(table.u)
        state = list(table.s)
        table.s[:] = self._opening
        found = {}
        for h, theatre in enumerate(game.cast.theatres):
            table.u[at.DO_FORCE : at.DO_FORCE + at.MAX_THEATRES] = [0.0] * at.MAX_THEATRES
            table.u[at.DO_FORCE + h] = 1.0
            found[f"defence {theatre}"] = reply_chance(guarantor, h, game.encoded, table)
        table.s[:] = state
        table.u[:] = u
        table.private[:] = kept
        return found

    def _add_expectations(self) -> None:
        """Add the efforts that each actor expected of the others to its beliefs and their truth."""
        game = self._game
        ordered = {key: game.ordered_by(key) for key in game.cast.actors}
        defence = self._true_defence()
        for key, desks in self._why.items():
            expected, real = self._efforts(key, ordered)
            for desk, why in desks.items():
                if why.beliefs:
                    known = {name: defence[name] for name in why.beliefs if name in defence}
                    beliefs = {**why.beliefs, **expected}
                    desks[desk] = replace(
                        why, beliefs=beliefs, truth={**why.truth, **known, **real}
                    )

    def _efforts(
        self, actor: str, ordered: dict[str, dict[str, float]]
    ) -> tuple[dict[str, float], dict[str, float]]:
        """Return the notable efforts of the others: as the actor expected them, and as ordered."""
        expected, real = {}, {}
        for other in self._game.cast.actors:
            guesses = self._expected[other] if other != actor else {}
            orders = ordered[other] if other != actor else {}
            for channel in sorted(guesses.keys() | orders.keys()):
                guess, order = guesses.get(channel, 0.0), orders.get(channel, 0.0)
                if max(abs(guess), abs(order)) >= NOTABLE_EFFORT:
                    expected[f"{other}: {channel}"] = guess
                    real[f"{other}: {channel}"] = order
        return expected, real

    def _reply(self) -> ReplyWhy | None:
        game, table = self._game, self._game.table
        attacked = [
            h for h in range(len(game.cast.theatres)) if table.u[at.DO_FORCE + h] >= REPLY_THRESHOLD
        ]
        if not attacked:
            return None
        h = attacked[-1]
        ruled = table.instruction[game.encoded.ix[at.GUARANTOR_AT]] != OWN
        return ReplyWhy(
            theatre=game.cast.theatres[h],
            gain=table.private[at.REPLY_GAIN],
            honour=table.private[at.REPLY_HONOUR],
            cost=table.private[at.REPLY_BILL],
            probability=table.private[at.REPLY_CHANCE],
            draw=None if ruled else table.private[at.REPLY_DRAW],
            defends=table.reply[h] > 0.5,
        )


def option_at(game: Game, actor: str, k: int, doctrine: str) -> Option:
    """Return the option at place ``k`` of the list that an actor's doctrine has just weighed."""
    work = game.table.work
    role: str = game.scenario.actors[actor].role
    role = "client" if role in ("challenger", "defender") else role
    first = k * at.TERMS_WIDTH
    named = dict(zip(TERMS[role], range(at.TERM_COUNT), strict=False))
    named |= {name: at.TERM_COUNT + j for j, name in enumerate(at.EXTRA_TERMS)}
    terms = {name: work.terms[first + j] for name, j in named.items()}
    if doctrine == "bdm_challenge" and work.utility[k] != 0.0:
        terms["challenge"] = work.utility[k]
    return Option(
        game.action_names[work.option[k]],
        work.utility[k],
        work.weight[k],
        {name: part for name, part in terms.items() if part != 0.0},
    )


def measures_of(game: Game) -> dict[str, float]:
    """Return the measures of the turns played so far, by name."""
    found, encoded = [0.0] * len(MEASURE_NAMES), game.encoded
    measure_run(game.turn, game.table.log, game.table.s, encoded.p, encoded.ix, found)
    return dict(zip(MEASURE_NAMES, found, strict=True))


def outcome_of(game: Game) -> Outcome:
    """Return the outcome of the turns played so far, with its reason as a sentence."""
    measures = game.measures()
    stance = STANCES[int(measures[STANCE])]
    dates = game.scenario.calendar
    guarantor = game.scenario.actors[game.scenario.guarantor].name
    defender = game.scenario.actors[game.scenario.defender].name
    needed = int(game.scenario.parameters.recommit_quarters)
    offered = measures["offered"] > 0.5
    held, half = f"for {counted(needed, 'quarter')} running", game.turn - game.turn // 2
    reached = None
    if stance == STANCES[RECOMMIT]:
        first, reached = int(measures["first_quarter"]), int(measures["reached_quarter"])
        ordered = "it ordered what that takes" if offered else "it did not order what that takes"
        reason = (
            f"{guarantor} held recommitment to {defender}, in level, cost, reliability and "
            f"conduct, {held}, from {dates.date(first)} to {dates.date(reached)}; {ordered} {held}."
        )
    else:
        spell = _longest_spell(measures)
        tried = f"{guarantor} neither ordered nor held recommitment to {defender} {held}{spell}"
        if offered:
            tried = (
                f"{guarantor} ordered what recommitment to {defender} takes {held}, but "
                f"recommitment never arrived for as long{spell}"
            )
        noun = STANCE_WORDS[stance].noun
        reason = f"{tried}; its commonest stance in the last {several(half, 'quarter')} was {noun}."
    return Outcome(stance, reached, capitalised(reason), tidy_measures(measures))


def _longest_spell(measures: dict[str, float]) -> str:
    quarters = int(measures["longest_spell"])
    return f" (longest spell: {quarters})" if quarters else ""


def tidy_measures(measures: dict[str, float]) -> dict[str, float | int | bool | None]:
    """Return the measures with their natural types.

    They are a yes or no, a whole number, a number, or None for an event that never happened.
    """
    return {
        name: _tidy(kind_of(name), number) for name, number in measures.items() if name != STANCE
    }


def _tidy(kind: Kind, number: float) -> float | int | bool | None:
    if kind is Kind.YES_NO:
        return number > 0.5
    if kind is Kind.TURN:
        return None if number < 0 else int(number)
    return int(number) if kind is Kind.COUNT else number
