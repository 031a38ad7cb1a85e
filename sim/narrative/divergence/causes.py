"""Causes of a step that differs between two records: earlier steps, draws or settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from math import log

from sim.engine import layout as at
from sim.narrative.divergence.choices import Cause, Shift, shift
from sim.narrative.divergence.openings import NEGLIGIBLE, Openings
from sim.narrative.divergence.pair import ORDER, REPLY, RecordPair, Step
from sim.narrative.divergence.swaps import Swap
from sim.narrative.divergence.wiring import ALARM, Wiring
from sim.record import Ruling, Why
from sim.vocabulary import DESKS, SECURITY_DESK

NOTABLE_GAP = 0.02
"""Least difference in a state variable that counts as a cause."""
NOTABLE_BELIEF = 0.1
"""Least difference in an expected effort, or in the log of a perceived strength, that counts."""
COURSE, ILLEGAL, RULES = "course", "illegal", ("rule", "script")
"""Some of the reasons of a review; see ``sim.record.entries.REVIEW_REASONS``."""
DISCORD = "discord"
"""Name of the term for orders that contradict each other."""
BELIEFS = ("belief_client", "belief_adversary")
SCALE = {"capability": 0.5, "clock": 0.05, **dict.fromkeys(BELIEFS, 0.25)}
"""Weights that make gaps comparable for variables whose range is not [0, 1]."""


@dataclass(frozen=True)
class Reason:
    """One thing that made a step differ.

    Attributes:
        kind: "course" (it goes on from an earlier turn), "review" (one desk chose anew, the other
            did not), "alarm", "draw", "odds", "menu", "doctrine", "term", "state", "desk" (the
            actor's other desk), "belief", "fog", "setting", "resolve", "input", "orders" (of the
            same turn) or "event".
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
            found = self._of_order(step)
        elif step.kind == REPLY:
            found = self._of_reply(step)
        else:
            found = self._of_ruling(step)
        return tuple(replace(reason, steps=self.origins(reason.steps)) for reason in found)

    def origins(self, steps: Iterable[Step]) -> tuple[Step, ...]:
        """The steps, with courses that go on in both records followed back to their beginning."""
        return tuple(dict.fromkeys(map(self._origin, steps)))

    def _origin(self, step: Step) -> Step:
        while step.kind == ORDER:
            whys = self.pair.why(step.turn, step.who, step.desk)
            before = step._replace(turn=step.turn - 1)
            if whys is None or any(map(_anew, whys)) or before not in self.pair.step_set:
                break
            step = before
        return step

    # --- orders --------------------------------------------------------------------------------

    def _of_order(self, step: Step) -> list[Reason]:
        whys = self.pair.why(step.turn, step.who, step.desk)
        if whys is None:
            return []
        if whys[0].doctrine != whys[1].doctrine:
            return [Reason("doctrine", step.who)]
        anew = [_anew(why) for why in whys]
        if not any(anew):
            return [self._earlier("course", step)]
        if not all(anew):
            return self._reviewed(step, whys, anew.index(True))
        menu = list(self.pair.first.scenario["actions"][self.pair.cast.role(step.who)])
        found = shift(*whys, menu)
        if found.cause is Cause.MENU:
            return [Reason("menu", found.missing, shift=found), *self._menu(step, found)]
        if found.cause is Cause.DRAW:
            return [Reason("draw", shift=found)]
        reasons = [Reason("odds", shift=found), *self._terms(step, found)]
        if not any(reason.steps for reason in reasons):
            reasons += self._other_desk(step)
        traced = any(reason.steps for reason in reasons)
        return [*reasons, *self._beliefs(step, whys, traced=traced)]

    def _earlier(self, kind: str, step: Step) -> Reason:
        """The latest differing order of the same desk; without one, the settings differ."""
        steps = self._last_order(step.who, step.turn, step.desk)
        return Reason(kind, step.who, steps=steps) if steps else Reason("setting")

    def _reviewed(self, step: Step, whys: tuple[Why, Why], which: int) -> list[Reason]:
        """Why one desk (0 first, 1 second) chose anew, while the other stayed on its course."""
        review, other = whys[which].review, whys[1 - which].review
        if review is None or other is None or review.reason in RULES:
            return [Reason("doctrine", step.who)]
        head = Reason("review", review.reason)
        before = self._last_order(step.who, step.turn, step.desk)
        apart = before[-1:] if before and before[-1].turn == step.turn - 1 else ()
        if review.draw is None or other.draw is None:
            head = Reason("review", review.reason, steps=apart)
            return [head, *self._forbidden(step, whys)] if review.reason == ILLEGAL else [head]
        goes_on = [Reason("course", step.who, steps=apart)] if apart else []
        first, second = (review, other) if which == 0 else (other, review)
        # With the draw of the first record, would the second have decided as the first did?
        assert first.draw is not None
        assert second.draw is not None
        if (first.draw < second.chance) == (which == 0):
            return [head, Reason("draw", "review", (first.draw, second.draw)), *goes_on]
        if abs(review.alarm - other.alarm) <= NEGLIGIBLE:
            return [head, Reason("setting"), *goes_on]
        alarms = (first.alarm, second.alarm)
        return [head, Reason("alarm", "", alarms, steps=self._alarmed(step.turn)), *goes_on]

    def _forbidden(self, step: Step, whys: tuple[Why, Why]) -> list[Reason]:
        """State variables read by the conditions of a course that is no longer legal."""
        course = next(
            (why.chosen for why in whys if why.review and why.review.reason == COURSE), ""
        )
        return self._conditions(step, course)

    def _alarmed(self, turn: int) -> tuple[Step, ...]:
        """The steps that made the alarm of a turn differ."""
        opened = tuple(step for step in self.openings.steps_at(turn) if step.rule == "shock")
        return opened or self.openings.of(ALARM, turn, most=1)

    def _other_desk(self, step: Step) -> list[Reason]:
        """The order of the actor's other desk, as this desk saw it, if it differed."""
        security, diplomacy = DESKS
        if step.desk == security:  # it knows the diplomacy order of this turn
            seen = step._replace(desk=diplomacy)
        else:
            seen = step._replace(turn=step.turn - 1, desk=security)
        return [Reason("desk", seen.desk, steps=(seen,))] if seen in self.pair.step_set else []

    def _menu(self, step: Step, found: Shift) -> list[Reason]:
        """State variables read by the conditions that kept an order off one of the two menus."""
        return self._conditions(step, found.missing)

    def _conditions(self, step: Step, order: str) -> list[Reason]:
        """The state variable read by the conditions of an order that differs most."""
        role = self.pair.cast.role(step.who)
        action = self.pair.first.scenario["actions"][role].get(order, {})
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
            if term == DISCORD:
                own = [step for reason in self._other_desk(step) for step in reason.steps]
                reasons.append(Reason("term", term, amount=by, steps=tuple(own)))
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
        whys = self._first_choices(step)
        if whys is None:
            return []
        one, other = (
            {option.action: option.terms.get(term, 0.0) for option in why.options} for why in whys
        )
        direct = any(abs(one[name] - other[name]) > NEGLIGIBLE for name in one if name in other)
        if not direct:
            return []
        resolves = (self.pair.first.resolve, self.pair.second.resolve)
        found = [Reason("setting")] if self.pair.changes else []
        if step.who == self.pair.cast.holder("guarantor") and resolves[0] != resolves[1]:
            found.append(Reason("resolve", step.who, resolves))
        return found

    def _first_choices(self, step: Step) -> tuple[Why, Why] | None:
        """The first decisions of a desk in which both records chose anew, from equal states."""
        if self.pair.first.initial != self.pair.second.initial:
            return None
        for turn, (one, other) in enumerate(map(self.pair.at, range(self.pair.turns))):
            whys = self.pair.why(turn, step.who, step.desk or DESKS[SECURITY_DESK])
            if whys and whys[0].options and whys[1].options:
                return whys
            if one.state != other.state or one.orders != other.orders:
                return None
        return None

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
            steps = self._expected(name, step.turn)
            if abs(first - second) >= NOTABLE_BELIEF and steps:
                found.append(Reason("belief", name, (first, second), steps=steps))
        return found

    def _attacks(self, step: Step) -> bool:
        """Whether one of the two orders of a step uses force."""
        return any(
            channel == "force" for sent in self.openings.efforts(step) for channel, _ in sent
        )

    def _expected(self, belief: str, turn: int) -> tuple[Step, ...]:
        """The latest differing order behind an expected effort, such as "RUS: arm RUS-ARM"."""
        actor, _, channel = belief.partition(": ")
        name, _, target = channel.partition(" ")
        sent = [
            step
            for desk in DESKS
            for step in self._last_order(actor, turn, desk)
            if self.openings.differing(step, [(name, target)])
        ]
        return tuple(sent[:1])

    def _last_order(self, actor: str, turn: int, desk: str) -> tuple[Step, ...]:
        """The latest differing order of a desk before a turn; empty if there is none."""
        before = [
            step
            for step in self.pair.steps
            if step.kind == ORDER and (step.who, step.desk) == (actor, desk) and step.turn < turn
        ]
        return tuple(before[-1:])

    # --- replies and rulings -------------------------------------------------------------------

    def _of_reply(self, step: Step) -> list[Reason]:
        whys = self.pair.why(step.turn, step.who, DESKS[SECURITY_DESK])
        if whys is None or whys[0].reply is None or whys[1].reply is None:
            return []
        one, other = whys[0].reply, whys[1].reply
        chances = (one.probability, other.probability)
        if one.draw is None or other.draw is None:
            return [Reason("doctrine", step.who)]
        # With the draw of the first record, would the second have given the same reply?
        if (one.draw < chances[1]) == one.defends:
            return [Reason("draw", "reply", (one.draw, other.draw))]
        head = Reason("input", "the chance that it defends", chances)
        if abs(one.honour - other.honour) > abs(one.gain - other.gain):
            bound = [f"ties.{self.wiring.guarantee}.pledge", f"theatres.{one.theatre}.red_line"]
            honour = Reason(
                "input", "what standing aside costs in honour", (one.honour, other.honour)
            )
            return [head, honour, *self._states(step.turn, bound, most=2)]
        return [
            head,
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
                abs(self.openings.swaps.part(path, step.turn, Swap("order", order.who, order.desk)))
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


def _anew(why: Why) -> bool:
    """Whether the desk chose anew."""
    return why.review is None or why.review.reason != COURSE
