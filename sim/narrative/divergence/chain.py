"""The chain of steps that led to the difference in outcome."""

from __future__ import annotations

from dataclasses import dataclass

from sim.narrative.divergence.causes import Causes, Reason
from sim.narrative.divergence.endings import OutcomeGap
from sim.narrative.divergence.pair import Step

LONGEST = 10
"""Largest number of steps in a chain."""


@dataclass(frozen=True)
class Link:
    """One step of the chain, with the reasons why it differs."""

    step: Step
    reasons: tuple[Reason, ...]

    @property
    def root(self) -> bool:
        """Whether the chain begins here: no reason refers to an earlier step."""
        return not any(reason.steps for reason in self.reasons)


@dataclass(frozen=True)
class Chain:
    """Steps in order of play; `cut` says whether further steps were left out."""

    links: tuple[Link, ...]
    cut: bool


def chain_of(causes: Causes, ending: OutcomeGap) -> Chain:
    """Follow the difference in outcome back, step by step.

    The search is breadth-first from the steps of `ending`; the most important reason of each step
    comes first. It ends when no earlier step is left, or when the chain has `LONGEST` steps.
    """
    found: dict[Step, Link] = {}
    waiting = list(causes.origins(ending.steps))
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
