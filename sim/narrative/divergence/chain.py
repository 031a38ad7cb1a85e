"""The chain: from the difference in outcome back to where it began, told forwards."""

from __future__ import annotations

from dataclasses import dataclass

from sim.narrative.divergence.causes import Causes, Reason
from sim.narrative.divergence.endings import OutcomeGap
from sim.narrative.divergence.pair import Step

LONGEST = 10
"""Steps that a chain holds."""


@dataclass(frozen=True)
class Link:
    """One step of the chain, and why it came out otherwise."""

    step: Step
    reasons: tuple[Reason, ...]

    @property
    def root(self) -> bool:
        """Whether the chain begins here: nothing earlier in the record stands behind it."""
        return not any(reason.steps for reason in self.reasons)


@dataclass(frozen=True)
class Chain:
    """Steps in order of play, and whether more lie behind or between them."""

    links: tuple[Link, ...]
    cut: bool


def chain_of(causes: Causes, ending: OutcomeGap) -> Chain:
    """Follow a ending back, step by step, until chance or settings or the length of the chain.

    What is nearest to the ending comes first, and of what a step came from the weightiest first.
    """
    found: dict[Step, Link] = {}
    waiting = list(ending.steps)
    while waiting and len(found) < LONGEST:
        step = waiting.pop(0)
        if step in found:
            continue
        reasons = causes.of(step)
        found[step] = Link(step, reasons)
        waiting += [
            before
            for reason in reasons
            for before in reason.steps
            if before not in found and before not in waiting
        ]
    cut = any(step not in found for step in waiting)
    order = {step: k for k, step in enumerate(causes.pair.steps)}
    links = sorted(found.values(), key=lambda link: order.get(link.step, -1))
    return Chain(tuple(links), cut)
