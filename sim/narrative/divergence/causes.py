"""Causes of a step that differs between two records: earlier steps, draws or settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from math import log

from sim.engine import layout as at
from sim.narrative.divergence.choices import Cause, Shift, shift
from sim.narrative.divergence.openings import NEGLIGIBLE, Openings
from sim.narrative.divergence.pair import ORDER, REPLY, RecordPair, Step
from sim.narrative.divergence.swaps import Swap
from sim.narrative.divergence.wiring import Wiring
from sim.record import Ruling, Why

NOTABLE_GAP = 0.02
"""Least difference in a state variable that counts as a cause."""
NOTABLE_BELIEF = 0.1
"""Least difference in an expected effort, or in the log of a perceived strength, that counts."""
BELIEFS = ("belief_client", "belief_adversary")
SCALE = {"capability": 0.5, "clock": 0.05, **dict.fromkeys(BELIEFS, 0.25)}
"""Weights that make gaps comparable for variables whose range is not [0, 1]."""


@dataclass(frozen=True)
class Reason:
    """One thing that made a step differ.

    Attributes:
        kind: "draw", "odds", "menu", "doctrine", "term", "state", "belief", "fog", "setting",
            "resolve", "input", "orders" (of the same turn) or "event".
        subject: A term, a state path, a belief, an input or a rule, depending on the kind.
        values: The values in the first and the second record; None if the kind has none.
        amount: For a term, by how many utils it moved the odds (second minus first).
        steps: Earlier steps that caused it.
        shift: For an order, the comparison of the two decisions.
    """

    kind: str
    subject: str = ""
    values: tuple[float, float] | None = None
    amount: float = 0.0
    steps: tuple[Step, ...] = ()
    shift: Shift | None = None


@dataclass(frozen=True)
class Causes:
    """Finds the causes of steps in two records."""

    pair: RecordPair

    @cached_property
    def openings(self) -> Openings:
        """Search for the steps that opened gaps in state."""
        return Openings(self.pair)

    @property
    def wiring(self) -> Wiring:
        """Sources of every number of a turn, in the scenario of the first record."""
        return self.openings.wiring

    def of(self, step: Step) -> tuple[Reason, ...]:
        """Return the reasons why a step differs, the most important first."""
        if step.kind == ORDER:
            return tuple(self._of_order(step))
        if step.kind == REPLY:
            return tuple(self._of_reply(step))
        return tuple(self._of_ruling(step))

    # --- orders --------------------------------------------------------------------------------

    def _of_order(self, step: Step) -> list[Reason]:
        whys = self.pair.why(step.turn, step.who)
        if whys is None:
            return []
        menu = list(self.pair.first.scenario["actions"][self.pair.cast.role(step.who)])
        found = shift(*whys, menu)
        if found.cause is Cause.DOCTRINE:
            return [Reason("doctrine", step.who, shift=found)]
        if found.cause is Cause.MENU:
            return [Reason("menu", found.missing, shift=found), *self._menu(step, found)]
        if found.cause is Cause.DRAW:
            return [Reason("draw", shift=found)]
        head = Reason("odds", shift=found)
        terms = self._terms(step, found)
        traced = any(reason.steps for reason in terms)
        return [head, *terms, *self._beliefs(step, whys, traced=traced)]

    def _menu(self, step: Step, found: Shift) -> list[Reason]:
        """State variables read by the conditions that kept an order off one of the two menus."""
        role = self.pair.cast.role(step.who)
        action = self.pair.first.scenario["actions"][role].get(found.missing, {})
        paths = [
            path
            for predicate in action.get("legal_if", ())
            for path in self.wiring.read_for(predicate)
        ]
        return self._states(step.turn, paths, most=1, least=NEGLIGIBLE)

    def _terms(self, step: Step, found: Shift) -> list[Reason]:
        """The terms that moved the odds most, each followed by the causes of its change."""
        reasons: list[Reason] = []
        largest = max((abs(by) for _, by in found.terms), default=0.0)
        for term, by in found.terms[:2]:
            if abs(by) <= NEGLIGIBLE or abs(by) < largest / 2:
                continue
            if term == "inertia":
                last = Step(step.turn - 1, ORDER, step.who)
                steps = (last,) if last in self.pair.step_set else ()
                reasons.append(Reason("term", term, amount=by, steps=steps))
                continue
            reasons.append(Reason("term", term, amount=by))
            reasons += self._read(term, step, most=1)
            reasons += self._settings(term, step)
        if not reasons and self.pair.changes:
            # Equal utilities but other odds: the setting for how sharply it chooses differs.
            return [Reason("setting")]
        return reasons

    def _read(self, term: str, step: Step, *, most: int) -> list[Reason]:
        """State variables that moved a term of an actor's utility, the largest effect first.

        Candidates are the variables that the term reads, and the variables that feed these within
        the turn.
        """
        read = [path for path in self.wiring.read_by(term, step.who) if path in self.wiring.places]
        behind = [path for source in read for path in self.wiring.feed(source).paths]
        place = self.wiring.term_place(term, step.who)
        if place is None or place >= at.TERM_COUNT:
            return self._states(step.turn, read, most=most)
        return self._states(
            step.turn,
            [*read, *behind],
            most=most,
            part=lambda path: self.openings.swaps.part_of_term(term, step.who, step.turn, path),
        )

    def _settings(self, term: str, step: Step) -> list[Reason]:
        """Settings that act on a term directly: the term differed while all state was equal."""
        cast = self.pair.cast
        whys = self.pair.why(0, step.who)
        if whys is None or self.pair.first.initial != self.pair.second.initial:
            return []
        one, other = (
            {option.action: option.terms.get(term, 0.0) for option in why.options} for why in whys
        )
        direct = any(abs(one[name] - other[name]) > NEGLIGIBLE for name in one if name in other)
        if not direct:
            return []
        resolves = (self.pair.first.resolve, self.pair.second.resolve)
        found = [Reason("setting")] if self.pair.changes else []
        if step.who == cast.holder("guarantor") and resolves[0] != resolves[1]:
            found.append(Reason("resolve", step.who, resolves))
        return found

    def _beliefs(self, step: Step, whys: tuple[Why, Why], *, traced: bool) -> list[Reason]:
        """Beliefs of the actor that differ.

        The perceived balance of strength, if one of the two orders uses force; and, if no other
        reason leads back to an earlier step, what it expected of the other actors.
        """
        one, other = (why.beliefs for why in whys)
        found = []
        strengths = (one.get("attacker_strength", 1.0), other.get("attacker_strength", 1.0))
        apart = min(strengths) > 0 and abs(log(strengths[0] / strengths[1])) >= NOTABLE_BELIEF
        if apart and self._attacks(step):
            found.append(Reason("fog", "attacker_strength", strengths))
        if traced:
            return found
        gaps = [
            (name, one.get(name, 0.0), other.get(name, 0.0))
            for name in dict.fromkeys([*one, *other])
            if ": " in name
        ]
        gaps.sort(key=lambda gap: -abs(gap[1] - gap[2]))
        for name, first, second in gaps[:1]:
            steps = self._last_order(name.partition(": ")[0], step.turn)
            if abs(first - second) >= NOTABLE_BELIEF and steps:
                found.append(Reason("belief", name, (first, second), steps=steps))
        return found

    def _attacks(self, step: Step) -> bool:
        """Whether one of the two orders of a step uses force."""
        return any(
            channel == "force" for sent in self.openings.efforts(step) for channel, _ in sent
        )

    def _last_order(self, actor: str, turn: int) -> tuple[Step, ...]:
        """The latest differing order of an actor before a turn; empty if there is none."""
        before = [
            step
            for step in self.pair.steps
            if step.kind == ORDER and step.who == actor and step.turn < turn
        ]
        return tuple(before[-1:])

    # --- replies and rulings -------------------------------------------------------------------

    def _of_reply(self, step: Step) -> list[Reason]:
        whys = self.pair.why(step.turn, step.who)
        if whys is None or whys[0].reply is None or whys[1].reply is None:
            return []
        one, other = whys[0].reply, whys[1].reply
        draws = (one.draw, other.draw)
        chances = (one.probability, other.probability)
        if None in draws:
            return [Reason("doctrine", step.who)]
        # With the draw of the first record, would the second have given the same reply?
        if (draws[0] < chances[1]) == one.defends:  # type: ignore[operator]
            return [Reason("draw", "reply", (draws[0], draws[1]))]  # type: ignore[arg-type]
        return [
            Reason("input", "the chance that it defends", chances),
            *self._read("client_security", step, most=2),
            *self._settings("client_security", step),
        ]

    def _of_ruling(self, step: Step) -> list[Reason]:
        mine, theirs = self.pair.rulings(step.turn)
        one, other = mine.get((step.rule, step.who)), theirs.get((step.rule, step.who))
        within = self._within(step)
        reasons = [Reason("orders", steps=within)] if within else []
        if one is not None and other is not None:
            reasons += self._inputs(step, one, other)
        elif step.rule == "shock":
            reasons += self._onset(step, one, other)
        if not reasons or all(not reason.steps for reason in reasons):
            reasons += self._ruled_on(step)
        return reasons

    def _within(self, step: Step) -> tuple[Step, ...]:
        """Differing orders and replies of the same turn on which the ruling depends."""
        made_on = self.wiring.made_on(step.rule, step.who)
        sent = self.openings.sending(step.turn, made_on.targets)
        decided = self.wiring.decided(step.rule, step.who)
        moved = tuple(
            order
            for order in sent
            if any(
                abs(self.openings.swaps.part(path, step.turn, Swap("order", order.who)))
                > NEGLIGIBLE
                for path in decided
            )
        )
        return (moved or sent) + (self.openings.replies(step.turn) if made_on.reply else ())

    def _inputs(self, step: Step, one: Ruling, other: Ruling) -> list[Reason]:
        """Differing draw and inputs of a ruling."""
        reasons = []
        draws = (one.draw, other.draw)
        if None not in draws and abs(draws[0] - draws[1]) > NEGLIGIBLE:  # type: ignore[operator]
            reasons.append(Reason("draw", step.rule, (draws[0], draws[1])))  # type: ignore[arg-type]
        gaps = [
            (name, value, other.inputs.get(name, 0.0))
            for name, value in one.inputs.items()
            if abs(value - other.inputs.get(name, 0.0)) >= NOTABLE_GAP
        ]
        gaps.sort(key=lambda gap: -abs(gap[1] - gap[2]))
        return reasons + [Reason("input", name, (a, b)) for name, a, b in gaps[:2]]

    def _onset(self, step: Step, one: Ruling | None, other: Ruling | None) -> list[Reason]:
        """Why a war elsewhere begins or ends in one record only: a draw, a setting or an event."""
        ruling = one or other
        assert ruling is not None  # a differing ruling is in at least one record
        if ruling.draw is None:
            return [Reason("event", step.rule)]
        hazard = ruling.inputs.get("hazard", 0.0)
        if self.pair.same_chance:
            return [Reason("setting", values=(hazard, hazard))]
        return [Reason("draw", "shock", (ruling.draw, ruling.draw))]

    def _ruled_on(self, step: Step) -> list[Reason]:
        """The state variable with the largest effect on what a ruling decides."""
        decided = self.wiring.decided(step.rule, step.who)
        swaps = self.openings.swaps
        return self._states(
            step.turn,
            self.wiring.made_on(step.rule, step.who).paths,
            most=1,
            part=lambda path: max(
                (abs(swaps.part(own, step.turn, Swap("state", path))) for own in decided),
                default=0.0,
            ),
        )

    # --- state ---------------------------------------------------------------------------------

    def _states(
        self,
        turn: int,
        paths: Iterable[str],
        *,
        most: int,
        least: float = NOTABLE_GAP,
        part: Callable[[str], float] | None = None,
    ) -> list[Reason]:
        """State variables that differed when a turn was decided.

        Those with the largest `part` come first; without `part`, those with the largest gap.
        """
        known = [path for path in dict.fromkeys(paths) if path in self.pair.first.columns]
        apart = [path for path in known if self._weighed(path, turn) >= least]
        did = {path: abs(part(path)) if part else self._weighed(path, turn) for path in apart}
        first = sorted(apart, key=lambda path: -did[path])
        found = []
        for path in [path for path in first if did[path] > NEGLIGIBLE][:most]:
            moment = self.openings.moment(path, turn)
            steps = self.openings.of(path, moment, most=1)
            found.append(Reason("state", path, self.pair.values(path, moment), steps=steps))
        return found

    def _weighed(self, path: str, turn: int) -> float:
        """Gap in a variable as the seats read it in a turn, weighted by `SCALE`."""
        scale = SCALE.get(path.rpartition(".")[2], 1.0)
        return abs(self.pair.gap(path, self.openings.moment(path, turn))) * scale
