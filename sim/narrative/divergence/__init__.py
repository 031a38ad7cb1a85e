"""Comparison of two records: the first difference, its causes, and how it led to the outcome.

A record holds every decision with its options, odds and draw, every ruling with its inputs, and the
state after every turn. A difference can therefore be followed back: a decision differs because of
its draw or its odds, the odds because of terms of utility, these because of the state, and the
state because of earlier orders and rulings. At the beginning there is chance, or a setting.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from sim.cards import Card
from sim.measures import UnknownOutcomeError, measure_of
from sim.narrative.divergence.causes import Causes
from sim.narrative.divergence.chain import Chain, Link, chain_of
from sim.narrative.divergence.endings import OutcomeGap, measures_apart, outcome_gap
from sim.narrative.divergence.pair import RecordPair, Step
from sim.narrative.divergence.telling import FIRST, MOST_SETTINGS, SECOND, Teller
from sim.narrative.outcome import outcome_headline
from sim.page import fill
from sim.record import Measure, Record
from sim.scenario.differences import Change
from sim.scenario.meanings import named_setting, scenario_in
from sim.words import STANCE_WORDS, capitalised, counted, possessive, sentence, several

__all__ = ["Chain", "Divergence", "Link", "OutcomeGap", "Step", "diverge"]

MOST_MEASURES = 8
LEGEND = (
    "Options are laid end to end in menu order, each as long as it is likely; an order is the one "
    "that the draw falls on."
)


@dataclass(frozen=True, repr=False)
class Divergence(Card):
    """The comparison of two records, called A and B in its text.

    `first` is A, `second` is B.
    """

    first: Record
    second: Record

    @cached_property
    def pair(self) -> RecordPair:
        """The pair of records."""
        return RecordPair(self.first, self.second)

    @cached_property
    def _causes(self) -> Causes:
        return Causes(self.pair)

    def _card(self) -> tuple[str, ...]:
        return f"{self.first!r} against {self.second!r}", *self.findings()

    @property
    def identical(self) -> bool:
        """Whether the two runs are equal in everything that was played."""
        return self.pair.identical

    @property
    def changes(self) -> tuple[Change, ...]:
        """Differences between the two scenarios."""
        return self.pair.changes

    @property
    def parting(self) -> Step | None:
        """The first order, reply or ruling that differs; None if there is none."""
        return next(iter(self.pair.steps), None)

    @cached_property
    def parting_link(self) -> Link | None:
        """The first step that differs, with its reasons; None if there is none."""
        if self.parting is None:
            return None
        return Link(self.parting, self._causes.of(self.parting))

    @cached_property
    def outcome_gap(self) -> OutcomeGap:
        """The difference in outcome that the chain explains."""
        return outcome_gap(self._causes)

    @cached_property
    def chain(self) -> Chain:
        """The steps that led to the difference in outcome, in order of play."""
        return chain_of(self._causes, self.outcome_gap)

    def findings(self) -> list[str]:
        """The findings in a few sentences that can be quoted."""
        if self.identical:
            return ["The two records differ in nothing that was played."]
        said = [self._set_up(), self._endings()]
        link = self.parting_link
        if link is not None:
            said.append(f"They part in {self._when(link.step)}: {self._teller.step(link.step)}")
        if self.chain.links:
            count = len(self.chain.links)
            said.append(
                f"{'One step leads' if count == 1 else f'{count} steps lead'} from there "
                "to the difference in outcome."
            )
        return said

    def text(self) -> str:
        """The whole comparison as text, for people."""
        lines = [self._named(FIRST, self.first), self._named(SECOND, self.second), ""]
        if self.identical:
            return "\n".join([*lines, *self.findings()])
        lines += [fill(self._set_up()), "", fill(self._endings())]
        measures = self._measures()
        lines += [fill(measures)] if measures else []
        lines += ["", *self._parting_lines(), "", *self._chain_lines()]
        return "\n".join(lines).rstrip()

    def facts(self) -> dict[str, Any]:
        """The whole comparison as plain values, for programs."""
        return {
            "identical": self.identical,
            "same_chance": self.pair.same_chance,
            "changes": [asdict(change) for change in self.changes],
            "outcomes": [self.first.outcome.stance, self.second.outcome.stance],
            "measures": [
                {"measure": name, "first": one, "second": other}
                for name, one, other in measures_apart(self.pair)
            ],
            "parting": None if self.parting is None else self._link_facts(self.parting_link),
            "steps": len(self.pair.steps),
            "chain": [self._link_facts(link) for link in self.chain.links],
            "chain_cut": self.chain.cut,
            "findings": self.findings(),
        }

    def _link_facts(self, link: Link | None) -> dict[str, Any]:
        assert link is not None  # only called if there is a step
        return {
            "turn": link.step.turn,
            "date": self.pair.date(link.step.turn),
            "kind": link.step.kind,
            "who": link.step.who,
            "desk": link.step.desk,
            "rule": link.step.rule,
            "what": self._teller.step(link.step),
            "why": [said for said in self._why(link) if said],
        }

    # --- sentences -----------------------------------------------------------------------------

    @cached_property
    def _teller(self) -> Teller:
        return Teller(self.pair)

    def _named(self, letter: str, record: Record) -> str:
        return (
            f"{letter}: {record.scenario['name']}, seed {record.seed}, replicate "
            f"{record.replicate}, {counted(len(record.turns_played), 'turn')}"
        )

    def _set_up(self) -> str:
        changes = self.changes
        if changes:
            scenario = scenario_in(self.first.scenario)
            told = [
                f"{named_setting(scenario, change.path)}, {change.values}"
                for change in changes[:MOST_SETTINGS]
            ]
            if len(changes) > MOST_SETTINGS:
                told.append(f"{len(changes) - MOST_SETTINGS} more")
            said = f"Set otherwise in {FIRST} and {SECOND}: {'; '.join(told)}."
        else:
            said = "The scenario is the same in both."
        if self.pair.same_chance:
            said += " The chance is the same: one seed, one replicate."
        else:
            said += " The chance is not: other seeds or replicates, other draws throughout."
        if self.first.resolve != self.second.resolve:
            name = possessive(self.pair.cast.role_name("guarantor"))
            said += (
                f" {capitalised(name)} hidden resolve is {self.first.resolve:g} in {FIRST} and "
                f"{self.second.resolve:g} in {SECOND}."
            )
        turns = [len(record.turns_played) for record in (self.first, self.second)]
        if turns[0] != turns[1]:
            said += f" Only the first {several(min(turns), 'turn')} can be compared."
        return said

    def _endings(self) -> str:
        heads = [outcome_headline(record) for record in (self.first, self.second)]
        if heads[0] == heads[1]:
            return f"Both end alike: {heads[0]}."
        return f"They end otherwise: in {FIRST}, {heads[0]}; in {SECOND}, {heads[1]}."

    def _measures(self) -> str:
        apart = measures_apart(self.pair)
        if not apart:
            return "Every measure of the outcome is the same."
        told = [
            f"{_label(name)} {_measure_said(one)} and {_measure_said(other)}"
            for name, one, other in apart[:MOST_MEASURES]
        ]
        rest = len(apart) - MOST_MEASURES
        more = f"; and {rest} more" if rest > 0 else ""
        return f"What differs ({FIRST} and {SECOND}): {'; '.join(told)}{more}."

    def _when(self, step: Step) -> str:
        return f"{self.pair.date(step.turn)} (turn {step.turn})"

    def _parting_lines(self) -> list[str]:
        link = self.parting_link
        if link is None:
            return ["No order, reply or ruling differs: they part in numbers alone."]
        count = len(self.pair.steps)
        heading = f"Where they part: {self._when(link.step)}"
        rest = (
            "Nothing that was ordered or ruled differs after that."
            if count == 1
            else f"In all, {count} orders, replies and rulings differ, in {self._turns_apart()}."
        )
        body = " ".join([self._teller.step(link.step), *filter(None, self._why(link)), rest])
        return [heading, "-" * len(heading), fill(body)]

    def _turns_apart(self) -> str:
        turns = len({step.turn for step in self.pair.steps})
        return f"{turns} of {self.pair.turns} turns" if turns > 1 else "that turn"

    def _why(self, link: Link) -> list[str]:
        places = {item.step: k for k, item in enumerate(self.chain.links, start=1)}

        def number(step: Step) -> int | None:
            return places.get(step)

        told = [self._teller.reason(reason, link.step, number) for reason in link.reasons]
        return list(dict.fromkeys(told))

    def _chain_lines(self) -> list[str]:
        heading = "The chain from there to the outcome"
        lines = [heading, "-" * len(heading)]
        if not self.chain.links:
            return [*lines, fill(self._outcome_gap())]
        for k, link in enumerate(self.chain.links, start=1):
            why = ["(as told above)"] if link.step == self.parting else self._why(link)
            body = " ".join([self._teller.step(link.step), *filter(None, why)])
            lines.append(fill(f"{k}. {self._when(link.step)}. {body}", subsequent_indent="   "))
        if self.chain.cut:
            lines.append(fill("(More steps lie behind these; the weightiest are told.)"))
        lines.append(fill(f"=> {self._outcome_gap()}"))
        return [*lines, "", fill(LEGEND)]

    def _outcome_gap(self) -> str:
        ending, pair = self.outcome_gap, self.pair
        letters = (FIRST, SECOND)
        if ending.kind == "nothing":
            return "The difference in commitment at the end is too small to be followed back."
        if ending.kind == "index":
            name = self._teller.variable(f"ties.{self._causes.wiring.guarantee}.commitment")
            one, two = ending.values
            return sentence(f"{name} ends at {one:.2f} in {FIRST} and {two:.2f} in {SECOND}")
        if ending.kind == "stance":
            first, second = (
                STANCE_WORDS[record.outcome.stance].noun for record in (self.first, self.second)
            )
            return (
                f"The commonest stance of the second half is {first} in {FIRST} and {second} in "
                f"{SECOND}."
            )
        did, other = letters[ending.recommits], letters[1 - ending.recommits]
        low, high, level = ending.values[:3]
        span = f"from {pair.date(ending.span[0])} to {pair.date(ending.span[1])}"
        held = f"{did} holds recommitment {span}. "
        if ending.lack == "level":
            return (
                f"{held}In those quarters the commitment in {other} is {low:.2f} to {high:.2f}, "
                f"where {level:g} is asked for."
            )
        if ending.lack == "reliability":
            return f"{held}{other} had the level, but had left a test of the guarantee unmet."
        if ending.lack == "conduct":
            return (
                f"{held}{other} had the level and was reliable, but its orders were not those of "
                "recommitment: it committed too seldom, or accommodated too often."
            )
        return f"{held}{other} had the level and the orders, but paid too little for it."


def _label(name: str) -> str:
    """Return the words for a measure; the name itself for one of another version."""
    try:
        return measure_of(name).label
    except UnknownOutcomeError:
        return name


def diverge(first: Record, second: Record) -> Divergence:
    """Compare two records with the same actors, ties and theatres.

    Raises RecordError if these differ.
    """
    found = Divergence(first, second)
    _ = found.pair
    return found


def _measure_said(value: Measure) -> str:
    if value is None:
        return "never"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
