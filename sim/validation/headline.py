"""The validation in a few sentences: what is wrong first, then what is right, then what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from sim.validation.facts import PARTS, Facts, facts_of


@dataclass(frozen=True)
class Headlines:
    """Sentences about the validation, each with its number.

    Attributes:
        losses: What the model gets wrong.
        gains: What it gets right.
        unknown: What these data cannot tell.
    """

    losses: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def headlines(found: Mapping[str, Facts] | None = None) -> Headlines:
    """Return the sentences about every part that has been validated, in the order of the page.

    Args:
        found: Facts by part; the shipped ones if None.
    """
    facts = (
        {part: one for part in PARTS if (one := facts_of(part)) is not None}
        if found is None
        else found
    )
    told = [
        import_module(f"sim.validation.{part}.page").headline(facts[part])
        for part in PARTS
        if part in facts
    ]
    return Headlines(
        tuple(sentence for one in told for sentence in one.losses),
        tuple(sentence for one in told for sentence in one.gains),
        tuple(sentence for one in told for sentence in one.unknown),
    )
