"""From a step that differs to what made it differ: earlier steps, draws, settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import log

from sim.narrative.divergence.choices import Cause, Shift, shift
from sim.narrative.divergence.twins import ORDER, REPLY, RULING, Step, Twins
from sim.narrative.divergence.wiring import Target, Wiring, lowers, meets
from sim.record import Ruling, Why

NOTABLE_GAP = 0.02
"""Difference in a state variable from which it counts as a cause."""
NOTABLE_BELIEF = 0.1
"""Difference in an expected effort, or in the log of a perceived strength, that counts."""
DEEPEST = 4
"""State variables that are followed upstream before giving up."""
NEGLIGIBLE = 1e-9
BELIEFS = ("belief_client", "belief_adversary")
SCALE = {"capability": 0.5, "clock": 0.05, **dict.fromkeys(BELIEFS, 0.25)}
"""Weights by which gaps in variables of another scale than [0, 1] are compared."""


@dataclass(frozen=True)
class Reason:
    """One thing that made a step differ.

    Attributes:
        kind: "draw", "odds", "menu", "doctrine", "term", "state", "belief", "fog", "setting",
            "resolve", "input", "orders" (of the same turn) or "event".
        subject: What it is about: a term, a state path, a belief, a setting's path, an input.
        values: The two values, where it has them.
        amount: For a term, by how many utils it moved the odds, second less first.
        steps: Earlier steps that it came from.
        shift: The comparison of the two decisions, for the reasons of an order.
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

    twins: Twins

    @cached_property
    def wiring(self) -> Wiring:
        """What moves what, for this cast."""
        return Wiring(self.twins.cast)

    def of(self, step: Step) -> tuple[Reason, ...]:
        """Why a step came out otherwise, the weightiest first."""
        if step.kind == ORDER:
            return tuple(self._of_order(step))
        if step.kind == REPLY:
            return tuple(self._of_reply(step))
        return tuple(self._of_ruling(step))

    # --- orders --------------------------------------------------------------------------------

    def _of_order(self, step: Step) -> list[Reason]:
        whys = self.twins.why(step.turn, step.who)
        if whys is None:
            return []
        menu = list(self.twins.first.scenario["actions"][self.twins.cast.role(step.who)])
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
        """The state that kept an order off one of the two menus: what its conditions read."""
        role = self.twins.cast.role(step.who)
        action = self.twins.first.scenario["actions"][role].get(found.missing, {})
        paths = [
            path
            for predicate in action.get("legal_if", ())
            for path in self.wiring.read_for(predicate)
            if self._has(path)
        ]
        return self._states(step.turn, paths, most=1, least=NEGLIGIBLE)

    def _terms(self, step: Step, found: Shift) -> list[Reason]:
        """The terms that moved the odds most, each with what moved it."""
        reasons: list[Reason] = []
        largest = max((abs(by) for _, by in found.terms), default=0.0)
        for term, by in found.terms[:2]:
            if abs(by) <= NEGLIGIBLE or abs(by) < largest / 2:
                continue
            if term == "inertia":
                last = Step(step.turn - 1, ORDER, step.who)
                steps = (last,) if last in self.twins.step_set else ()
                reasons.append(Reason("term", term, amount=by, steps=steps))
                continue
            reasons.append(Reason("term", term, amount=by))
            reasons += self._states(step.turn, self._read(term, step.who), most=1)
            reasons += self._settings(term, step)
        if not reasons and self.twins.changes:
            # The same utilities and other odds: how sharply it chooses was set otherwise.
            return [Reason("setting")]
        return reasons

    def _read(self, term: str, actor: str) -> list[str]:
        paths = list(self.wiring.read_by(term, actor))
        if actor == self.twins.cast.holder("guarantor"):
            paths += [path for path in self.twins.first.columns if path.startswith("factions.")]
        return [path for path in dict.fromkeys(paths) if self._has(path)]

    def _settings(self, term: str, step: Step) -> list[Reason]:
        """Settings that bear on a term directly: it differed before any state did."""
        cast = self.twins.cast
        whys = self.twins.why(0, step.who)
        if whys is None or self.twins.first.initial != self.twins.second.initial:
            return []
        one, other = (
            {option.action: option.terms.get(term, 0.0) for option in why.options} for why in whys
        )
        direct = any(abs(one[name] - other[name]) > NEGLIGIBLE for name in one if name in other)
        if not direct:
            return []
        resolves = (self.twins.first.resolve, self.twins.second.resolve)
        found = [Reason("setting")] if self.twins.changes else []
        if step.who == cast.holder("guarantor") and resolves[0] != resolves[1]:
            found.append(Reason("resolve", step.who, resolves))
        return found

    def _beliefs(self, step: Step, whys: tuple[Why, Why], *, traced: bool) -> list[Reason]:
        """What the actor took otherwise.

        The balance of strength, where one of the two orders is to attack; and, where nothing else
        leads back to an earlier step, what it expected of the others.
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
        """Whether either order of a step is to use force."""
        return any(
            channel == "force"
            for record, played in zip(
                (self.twins.first, self.twins.second), self.twins.at(step.turn), strict=True
            )
            for channel, _ in self.wiring.efforts(
                record.scenario, step.who, played.orders[step.who].action
            )
        )

    def _last_order(self, actor: str, turn: int) -> tuple[Step, ...]:
        """The latest order of an actor before a turn that differed."""
        before = [
            step
            for step in self.twins.steps
            if step.kind == ORDER and step.who == actor and step.turn < turn
        ]
        return tuple(before[-1:])

    # --- replies and rulings -------------------------------------------------------------------

    def _of_reply(self, step: Step) -> list[Reason]:
        whys = self.twins.why(step.turn, step.who)
        if whys is None or whys[0].reply is None or whys[1].reply is None:
            return []
        one, other = whys[0].reply, whys[1].reply
        draws = (one.draw, other.draw)
        chances = (one.probability, other.probability)
        if None in draws:
            return [Reason("doctrine", step.who)]
        # Would the first draw have made the second defend as the first did?
        if (draws[0] < chances[1]) == one.defends:  # type: ignore[operator]
            return [Reason("draw", "reply", (draws[0], draws[1]))]  # type: ignore[arg-type]
        paths = self._read("client_security", step.who)
        return [
            Reason("input", "the chance that it defends", chances),
            *self._states(step.turn, paths, most=2),
            *self._settings("client_security", step),
        ]

    def _of_ruling(self, step: Step) -> list[Reason]:
        mine, theirs = self.twins.rulings(step.turn)
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
        """Orders and replies of the same turn that the ruling was made on."""
        rules: dict[str, frozenset[Target]] = {
            "war": frozenset({("force", step.who), ("covert", step.who)}),
            "test": frozenset({("force", step.who)}),
            "ceasefire": frozenset({("force", step.who), ("mediate", step.who)}),
            "attribution": frozenset({("covert", "*")}),
            "treaty": frozenset({("settle", "*")}),
            "freeze": frozenset({("grant", step.who)}),
            "base": frozenset({("grant", step.who), ("deploy", step.who)}),
            "mandate": frozenset({("mandate", "end")}),
            "mission": frozenset({("mission", step.who), ("force", step.who), ("mandate", "end")}),
        }
        found = self._touching(step.turn, rules.get(step.rule, frozenset()))
        replied = step.rule in ("war", "test", "ceasefire")
        return found + (self._replies(step.turn) if replied else ())

    def _inputs(self, step: Step, one: Ruling, other: Ruling) -> list[Reason]:
        """Inputs of a ruling that differ, and its draw."""
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
        """A war elsewhere that begins or ends in one record only: by its draw, or by an event."""
        ruling = one or other
        assert ruling is not None  # a step that differs is in one of the two
        if ruling.draw is None:
            return [Reason("event", step.rule)]
        hazard = ruling.inputs.get("hazard", 0.0)
        if self.twins.same_chance:
            return [Reason("setting", values=(hazard, hazard))]
        return [Reason("draw", "shock", (ruling.draw, ruling.draw))]

    def _ruled_on(self, step: Step) -> list[Reason]:
        """State variables that a ruling was made on."""
        named = {
            "war": [f"theatres.{step.who}.control"],
            "test": [f"theatres.{step.who}.red_line"],
            "treaty": ["world.offer_challenger", "world.offer_defender"],
            "base": [f"ties.{step.who}.base_request"],
            "mission": ["world.mandate", f"theatres.{step.who}.control"],
            "mandate": ["world.mandate", "world.clock"],
        }
        paths = [path for path in named.get(step.rule, []) if self._has(path)]
        if step.rule == "war":
            sides = [self.twins.cast.holder(role) for role in ("challenger", "defender")]
            paths += [f"actors.{side}.capability" for side in sides]
        return self._states(step.turn, paths, most=1)

    # --- state ---------------------------------------------------------------------------------

    def _states(
        self, turn: int, paths: Iterable[str], *, most: int, least: float = NOTABLE_GAP
    ) -> list[Reason]:
        """State variables that stood apart when a turn began, the farthest first."""
        gaps = [(self._weighed(path, turn), path) for path in paths]
        apart = sorted((gap for gap in gaps if gap[0] >= least), reverse=True)
        return [
            Reason(
                "state",
                path,
                self.twins.values(path, turn),
                steps=self.openings(path, turn, most=1),
            )
            for _, path in apart[:most]
        ]

    def _weighed(self, path: str, moment: int) -> float:
        scale = SCALE.get(path.rpartition(".")[2], 1.0)
        return abs(self.twins.gap(path, moment)) * scale

    def _has(self, path: str) -> bool:
        return path in self._columns

    @cached_property
    def _columns(self) -> frozenset[str]:
        return frozenset(self.twins.first.columns)

    def openings(
        self, path: str, moment: int, *, most: int, depth: int = DEEPEST
    ) -> tuple[Step, ...]:
        """Steps that opened the gap in a state variable as it stands at a moment.

        The gap is followed back to where it last was shut; the turns that widened it most are
        searched for steps that move the variable, and failing that its own sources are.
        """
        gap = self.twins.gap(path, moment)
        if abs(gap) <= NEGLIGIBLE or not self._has(path):
            return ()
        sign = 1.0 if gap > 0 else -1.0
        gaps = [sign * self.twins.gap(path, k) for k in range(moment + 1)]
        begin = max((k for k, width in enumerate(gaps) if width <= NEGLIGIBLE), default=0)
        widening = sorted(range(begin + 1, moment + 1), key=lambda k: gaps[k - 1] - gaps[k])
        widening = [k for k in widening if gaps[k] - gaps[k - 1] > 0.1 * gaps[moment]] or widening[
            :1
        ]
        feed = self.wiring.feed(path)
        found: list[Step] = []
        for k in widening:
            turn = k - 1
            here = self._touching(turn, feed.targets, path=path, sign=sign)
            here += self._ruled(turn, feed.rules)
            here += self._replies(turn) if feed.reply else ()
            if not here and depth:
                here = self._upstream(feed.paths, turn, depth)
            found += [step for step in here if step not in found]
            if len(found) >= most:
                break
        return tuple(found[:most])

    def _upstream(self, paths: Iterable[str], turn: int, depth: int) -> tuple[Step, ...]:
        known = [path for path in paths if self._has(path)]
        # A variable is updated from what the same turn has made of its sources.
        apart = sorted(known, key=lambda path: -self._weighed(path, turn + 1))
        for path in apart[:2]:
            if self._weighed(path, turn + 1) >= NOTABLE_GAP / 4:
                found = self.openings(path, turn + 1, most=1, depth=depth - 1)
                if found:
                    return found
        return ()

    def _touching(
        self, turn: int, feed: frozenset[Target], *, path: str = "", sign: float = 0.0
    ) -> tuple[Step, ...]:
        """Orders of a turn that differ and send, in either record, on one of the channels.

        With a state variable and a sign, only those that push the gap in it, first less second,
        that way.
        """
        if not feed:
            return ()
        found = []
        for step in self._steps_at(turn):
            if step.kind != ORDER:
                continue
            pushes = self._pushes(step, feed, path)
            if pushes and (not sign or sign * sum(pushes) > 0.0):
                found.append(step)
        return tuple(found)

    def _pushes(self, step: Step, feed: frozenset[Target], path: str) -> list[float]:
        """Effort of the first less that of the second record, channel by channel, on a variable."""
        one, other = (
            self.wiring.efforts(record.scenario, step.who, played.orders[step.who].action)
            for record, played in zip(
                (self.twins.first, self.twins.second), self.twins.at(step.turn), strict=True
            )
        )
        return [
            (one.get(target, 0.0) - other.get(target, 0.0)) * (-1 if lowers(target[0], path) else 1)
            for target in dict.fromkeys([*one, *other])
            if meets(target, feed) and one.get(target, 0.0) != other.get(target, 0.0)
        ]

    def _ruled(self, turn: int, rules: frozenset[Target]) -> tuple[Step, ...]:
        return tuple(
            step
            for step in self._steps_at(turn)
            if step.kind == RULING and meets((step.rule, step.who), rules)
        )

    def _replies(self, turn: int) -> tuple[Step, ...]:
        return tuple(step for step in self._steps_at(turn) if step.kind == REPLY)

    def _steps_at(self, turn: int) -> tuple[Step, ...]:
        return self._by_turn.get(turn, ())

    @cached_property
    def _by_turn(self) -> dict[int, tuple[Step, ...]]:
        found: dict[int, tuple[Step, ...]] = {}
        for step in self.twins.steps:
            found[step.turn] = (*found.get(step.turn, ()), step)
        return found
