"""Sentences for the steps and reasons of a comparison of two records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.narrative.cast import Cast
from sim.narrative.divergence.causes import BELIEFS, Reason
from sim.narrative.divergence.choices import Cause, Shift
from sim.narrative.divergence.pair import ORDER, REPLY, RecordPair, Step
from sim.narrative.rulings import closing_rulings, opening_rulings
from sim.record import SEATED, TurnRecord
from sim.rules.curves import logistic
from sim.scenario.meanings import named_setting, scenario_in
from sim.scenario.state_names import state_name
from sim.vocabulary import DOCTRINES, SCRIPT
from sim.words import (
    REPLY_WORDS,
    capitalised,
    joined,
    percent,
    possessive,
    quoted,
    sentence,
)

FIRST, SECOND = "A", "B"
MOST_SETTINGS = 3
LEAST_MOVED = 0.005
"""Least change of a probability for which an option is mentioned."""


@dataclass(frozen=True)
class Teller:
    """Writes steps and reasons as sentences, with the names of the scenario."""

    pair: RecordPair

    # --- steps ---------------------------------------------------------------------------------

    def step(self, step: Step) -> str:
        """A step as a sentence about both records."""
        one, other = self.pair.at(step.turn)
        if step.kind == ORDER:
            return self._order(step, one, other)
        if step.kind == REPLY:
            acts = [
                REPLY_WORDS[played.orders[step.who].reply or "stand_aside"]
                for played in (one, other)
            ]
            name = self.pair.cast.name(step.who)
            return sentence(
                f"its client under attack, {name} {acts[0]} in {FIRST} and {acts[1]} in {SECOND}"
            )
        return self._ruling(step, one, other)

    def _order(self, step: Step, one: TurnRecord, other: TurnRecord) -> str:
        cast = self.pair.cast
        acts = [
            cast.phrase(step.who, played.orders[step.who].of(step.desk)) for played in (one, other)
        ]
        return (
            f"At its {step.desk} desk, {cast.name(step.who)} {acts[0]} in {FIRST}, "
            f"but in {SECOND} {acts[1]}."
        )

    def _ruling(self, step: Step, one: TurnRecord, other: TurnRecord) -> str:
        said = [self._told(step, played) for played in (one, other)]
        if said[0] and said[1]:
            return f"In {FIRST}: {said[0]} In {SECOND}: {said[1]}"
        only, lone = (FIRST, said[0]) if said[0] else (SECOND, said[1])
        return f"Only in {only}: {lone or sentence(step.rule)}"

    def _told(self, step: Step, played: TurnRecord) -> str:
        ruled = tuple(
            ruling
            for ruling in played.rulings
            if (ruling.rule, ruling.subject) == (step.rule, step.who)
        )
        only = TurnRecord(**{**vars(played), "rulings": ruled})
        cast = self.pair.cast
        return " ".join([*opening_rulings(cast, only), *closing_rulings(cast, only, None)])

    # --- reasons -------------------------------------------------------------------------------

    def reason(self, reason: Reason, step: Step, number: Callable[[Step], int | None]) -> str:
        """A reason as a sentence; `number` gives the place of an earlier step in the chain."""
        told = _REASONS[reason.kind](self, reason, step)
        places = [place for before in reason.steps if (place := number(before)) is not None]
        if not told or not places:
            return told
        back = f"step {places[0]}" if len(places) == 1 else f"steps {joined(map(str, places))}"
        return f"{told.removesuffix('.')} (from {back})."

    def _course(self, reason: Reason, step: Step) -> str:
        return "Their courses had parted before."

    def _review(self, reason: Reason, step: Step) -> str:
        whys = self.pair.why(step.turn, step.who, step.desk)
        if whys is None:
            return ""
        which = 0 if whys[0].review and whys[0].review.reason == reason.subject else 1
        here, there = (FIRST, SECOND) if which == 0 else (SECOND, FIRST)
        why, other = whys[which], whys[1 - which]
        stays = f"in {there} its course goes on"
        if reason.subject == "act":
            return f"In {here} it had to choose, because its last order was an act; {stays}."
        if reason.subject == "illegal":
            return f"In {here} it had to choose, because its course was no longer legal; {stays}."
        kept = next((one for one in why.options if one.action == other.chosen), None)
        chance = (
            ""
            if kept is None
            else f", and the order of {there} had a chance of {_chance(kept.probability)}"
        )
        return f"In {here} its course was reviewed{chance}; {stays}."

    def _alarm(self, reason: Reason, step: Step) -> str:
        return "" if reason.values is None else f"The alarm was {self._pair(reason.values)}."

    def _desk(self, reason: Reason, step: Step) -> str:
        return f"Its {reason.subject} desk had given another order, which it took into account."

    def _draw(self, reason: Reason, step: Step) -> str:
        if reason.shift is not None:
            return self._drawn(reason.shift)
        if reason.values is None:
            return ""
        if reason.subject == "reply":
            return f"The draw was {self._pair(reason.values)}."
        if reason.subject == "review":
            return f"The draw of the review was {self._pair(reason.values)}."
        if reason.subject == "shock":
            return "A matter of chance: its draw came up in one record only."
        return f"Its draw differs: {self._pair(reason.values)}."

    def _drawn(self, shift: Shift) -> str:
        draws = tuple(draw or 0.0 for draw in shift.draws)
        one, other = shift.mass
        if abs(one - other) < 5e-4:
            return (
                f"The odds were all but the same; the draw made the difference: "
                f"{self._pair((draws[0], draws[1]))}."
            )
        return (
            f"The draw made the difference: {self._pair((draws[0], draws[1]))}. The odds differed "
            f"too, but on the draw of {FIRST} the choice in {SECOND} would have been the same."
        )

    def _odds(self, reason: Reason, step: Step) -> str:
        shift = reason.shift
        if shift is None:
            return ""
        draws = tuple(draw or 0.0 for draw in shift.draws)
        upto = self._upto(shift, step)
        mass = f"{_chance(shift.mass[0])} in {FIRST} and {_chance(shift.mass[1])} in {SECOND}"
        if shift.cause is Cause.ODDS and abs(draws[0] - draws[1]) < 1e-12:
            said = f"The draw was the same ({draws[0]:.3f}), the odds were not: {upto} {mass}."
        elif shift.cause is Cause.ODDS:
            said = (
                f"The odds made the difference: {upto} {mass} (draws: "
                f"{self._pair((draws[0], draws[1]))})."
            )
        else:
            said = (
                f"Neither the draws ({self._pair((draws[0], draws[1]))}) nor the odds alone made "
                f"the difference: {upto} {mass}."
            )
        return f"{said} {self._movers(shift, step)}".rstrip()

    def _upto(self, shift: Shift, step: Step) -> str:
        edge = self._option(step, shift.edge)
        return f"the options of its menu up to {edge} had a chance of"

    def _movers(self, shift: Shift, step: Step) -> str:
        moved = [
            option
            for option in shift.options[:2]
            if abs((option[1] or 0.0) - (option[2] or 0.0)) >= LEAST_MOVED
        ]
        if not moved:
            return ""
        told = (
            f"{self._option(step, name)}, {_chance(one)} and {_chance(other)}"
            for name, one, other in moved
        )
        return f"What moved most: {'; '.join(told)}."

    def _menu(self, reason: Reason, step: Step) -> str:
        if not reason.subject:
            return ""
        whys = self.pair.why(step.turn, step.who, step.desk)
        held = whys is not None and any(
            option.action == reason.subject for option in whys[0].options
        )
        order = self._option(step, reason.subject)
        return f"It could give the order {order} in {FIRST if held else SECOND} only."

    def _doctrine(self, reason: Reason, step: Step) -> str:
        documents = [record.scenario["actors"] for record in (self.pair.first, self.pair.second)]
        names = [document[step.who]["doctrine"] for document in documents]
        if names[0] == names[1]:
            whys = self.pair.why(step.turn, step.who, step.desk)
            given = [why.doctrine == SEATED for why in whys or ()]
            if any(given):
                here, there = (FIRST, SECOND) if given[0] else (SECOND, FIRST)
                return f"In {here} the order was given; in {there} its own doctrine decided."
            ruled = FIRST if whys is not None and whys[0].doctrine == DOCTRINES[SCRIPT] else SECOND
            return f"A rule of its script, {names[0]}, gives it an order in {ruled} only."
        return f"Its doctrine is {names[0]} in {FIRST} and {names[1]} in {SECOND}."

    def _term(self, reason: Reason, step: Step) -> str:
        # A positive amount favours the options up to the edge, a negative one the others.
        way = "more" if reason.amount > 0 else "less"
        label = TERMS.get(reason.subject, reason.subject.replace("_", " "))
        return sentence(
            f"{label} counts {abs(reason.amount):.3f} utils {way} in favour of those options in "
            f"{SECOND} than in {FIRST}"
        )

    def _state(self, reason: Reason, step: Step) -> str:
        if reason.values is None:
            return ""
        one, other = reason.values
        if reason.subject.endswith(BELIEFS):  # kept as log-odds
            one, other = logistic(one), logistic(other)
        lead = "" if step.kind != ORDER else "of what goes into that, "
        apart = "stood at" if step.kind != ORDER else "weighs most:"
        since = ", so from the start" if self.pair.gap(reason.subject, 0) else ""
        return sentence(
            f"{lead}{self.variable(reason.subject)} {apart} {self._pair((one, other))}{since}"
        )

    def _belief(self, reason: Reason, step: Step) -> str:
        if reason.values is None:
            return ""
        other, _, channel = reason.subject.partition(": ")
        return (
            f"It expected of {self.pair.cast.name(other)}, by its courses, "
            f"{channel} of {self._pair(reason.values)}."
        )

    def _fog(self, reason: Reason, step: Step) -> str:
        if reason.values is None:
            return ""
        return (
            f"It took the attacker's strength for {reason.values[0]:.2f} times the true one in "
            f"{FIRST} and {reason.values[1]:.2f} times in {SECOND}: a misreading, by chance."
        )

    def _setting(self, reason: Reason, step: Step) -> str:
        scenario = scenario_in(self.pair.first.scenario)
        names = [named_setting(scenario, change.path) for change in self.pair.changes]
        if not names:
            return ""
        shown = joined(
            [*names[:MOST_SETTINGS], *(["others"] if len(names) > MOST_SETTINGS else [])]
        )
        return f"What was set otherwise bears on it directly: {shown}."

    def _resolve(self, reason: Reason, step: Step) -> str:
        if reason.values is None:
            return ""
        name = possessive(self.pair.cast.name(reason.subject))
        return f"{capitalised(name)} hidden resolve is {self._pair(reason.values)}."

    def _input(self, reason: Reason, step: Step) -> str:
        if reason.values is None:
            return ""
        return sentence(f"{reason.subject.replace('_', ' ')} was {self._pair(reason.values)}")

    def _orders(self, reason: Reason, step: Step) -> str:
        return "It was ruled on what was ordered in that quarter."

    def _event(self, reason: Reason, step: Step) -> str:
        return "It was scheduled in one record only."

    def _option(self, step: Step, order: str) -> str:
        """An order of the menu of a step's actor, in quoted words; of either record's menu."""
        casts = (Cast(record.scenario) for record in (self.pair.first, self.pair.second))
        cast = next(cast for cast in casts if order in cast.menu(step.who))
        return quoted(cast.phrase(step.who, order))

    # --- words ---------------------------------------------------------------------------------

    def variable(self, path: str) -> str:
        """A state variable in words; the path itself if there are no words for it."""
        return state_name(self.pair.cast.document, path)

    def _pair(self, values: tuple[float, float]) -> str:
        """The values of A and B, with as many digits as are needed to see a difference."""
        for digits in (2, 3, 4, 6):
            one, other = (f"{value + 0.0:.{digits}f}" for value in values)
            if one != other:
                break
        return f"{one} in {FIRST} and {other} in {SECOND}"


TERMS = {
    "influence": "influence",
    "mission": "the peacekeeping mission",
    "rival_threat": "the rival's threat",
    "client_security": "its client's security",
    "security": "its own security",
    "confrontation": "confrontation with the rival",
    "entrapment": "entrapment",
    "settlement": "a settlement",
    "exit": "leaving the alliance",
    "war_bill": "the cost of fighting",
    "violation_bill": "the cost of breaking the truce",
    "action_cost": "what orders cost",
    "discord": "the contradiction between its desks",
    "danger": "the danger of an attack",
    "option": "being able to attack",
    "upkeep": "the cost of forces that are tied down",
    "sponsor_base": "the sponsor's base",
    "heat": "fighting",
    "control": "ground",
}
"""Words for terms of utility whose name is not clear enough."""

_REASONS: Mapping[str, Callable[[Teller, Reason, Step], str]] = {
    "course": Teller._course,
    "review": Teller._review,
    "alarm": Teller._alarm,
    "desk": Teller._desk,
    "draw": Teller._draw,
    "odds": Teller._odds,
    "menu": Teller._menu,
    "doctrine": Teller._doctrine,
    "term": Teller._term,
    "state": Teller._state,
    "belief": Teller._belief,
    "fog": Teller._fog,
    "setting": Teller._setting,
    "resolve": Teller._resolve,
    "input": Teller._input,
    "orders": Teller._orders,
    "event": Teller._event,
}


def _chance(share: float | None) -> str:
    return "off the menu" if share is None else percent(share, digits=1)
