"""Doctrines: the rules by which actors choose their orders."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from sim.scenario.fields import Part, label, number, words
from sim.vocabulary import DOCTRINES, HOLD

# Median estimates of Tversky and Kahneman 1992.
LOSS_AVERSION = 2.25
CURVATURE = 0.88
# Risk-neutral exponent in Bueno de Mesquita 1985.
NEUTRAL_RISK = 1.0

FIXED_PREFIX = "fixed:"
"""Start of a doctrine that consists of its orders alone, such as fixed:arm_client."""

_CONDITION = re.compile(r"\s*(\S+?)\s*(>=|<=|>|<)\s*(\S+)\s*")


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one state variable with a number."""

    path: str
    operator: str
    threshold: float

    def holds(self, value: float) -> bool:
        """Return whether the condition holds for a value of the variable."""
        if self.operator == ">":
            return value > self.threshold
        if self.operator == ">=":
            return value >= self.threshold
        return value < self.threshold if self.operator == "<" else value <= self.threshold


def parse_condition(text: str) -> Condition:
    """Return the condition that a text such as "theatres.border.heat > 0.15" describes.

    Raises:
        ValueError: It does not have the form PATH OPERATOR NUMBER.
    """
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise ValueError("must be PATH OPERATOR NUMBER with one of > >= < <=")
    path, operator, threshold = match.groups()
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", threshold):
        raise ValueError(f"'{threshold[:20]}' is not a number")
    return Condition(path, operator, float(threshold))


def parse_orders(text: str) -> tuple[tuple[str, str], ...]:
    """Return the orders of a text, each as the desk that it names ("" if none) and the action.

    >>> parse_orders("arm_client"), parse_orders("security=hold+draw_red_line")
    ((('', 'arm_client'),), (('security', 'hold'), ('', 'draw_red_line')))
    """
    parts = [part.strip().rpartition("=") for part in text.split("+")]
    return tuple((desk.strip(), action.strip()) for desk, _, action in parts)


def order_for(text: str, desk: str, menu: Collection[str]) -> str | None:
    """Return the order that a text gives to a desk, None if it gives none.

    An action without a desk is for every desk that has it on its menu: `hold` is for both.

    >>> order_for("arm_client", "security", ["hold", "arm_client"])
    'arm_client'
    >>> order_for("security=hold", "diplomacy", ["hold"]) is None
    True

    Args:
        text: Orders, see :func:`parse_orders`.
        desk: Name of the desk.
        menu: Names of the actions on the desk's menu.
    """
    named = (action for own, action in parse_orders(text) if own in ("", desk) and action in menu)
    return next(named, None)


class Doctrine(Part):
    """A doctrine; base class of all kinds."""

    def desk_orders(self, desk: str, menu: Collection[str]) -> tuple[str | None, tuple[Rule, ...]]:
        """Return the order that the doctrine always gives to a desk, and its rules for the desk.

        Args:
            desk: Name of the desk.
            menu: Names of the actions on the desk's menu.
        """
        return None, ()


class ProspectDoctrine(Doctrine):
    """Gains and losses from the status quo instead of levels."""

    kind: Literal["prospect"] = label("How it chooses")
    loss_aversion: float = number("Weight of a loss against an equal gain", low=0, high=100)
    curvature: float = number("Exponent of gains and losses", above=0, high=2)


class ChallengeDoctrine(Doctrine):
    """Expected utility of challenging each other actor."""

    kind: Literal["bdm_challenge"] = label("How it chooses")
    risk: float = number("Risk exponent; 1 is neutral", symbol="r", low=0, high=10)


_ORDERS = "one for each desk, joined by +; DESK=hold for a desk that waits"


class FixedDoctrine(Doctrine):
    """The same orders, whatever happens; hold when one is not legal.

    A desk without an order decides by expected utility.
    """

    kind: Literal["fixed"] = label("How it chooses")
    order: str = words(f"Action ordered every turn: {_ORDERS}")

    def desk_orders(self, desk: str, menu: Collection[str]) -> tuple[str | None, tuple[Rule, ...]]:
        """Return the order of a desk, if there is one; there are no rules."""
        return order_for(self.order, desk, menu), ()


class Rule(Part):
    """One line of a script."""

    when: str = words("Condition such as theatres.border.heat > 0.15; beliefs as probabilities")
    order: str = words(f"Action ordered when the condition holds: {_ORDERS}")

    @property
    def condition(self) -> Condition:
        """The parsed condition."""
        return parse_condition(self.when)


class ScriptDoctrine(Doctrine):
    """For each desk, the first rule that matches and is legal, else the fallback.

    A desk that neither a rule nor the fallback names decides by expected utility.
    """

    kind: Literal["script"] = label("How it chooses")
    rules: tuple[Rule, ...] = Field(description="Rules, tried in order", max_length=50)
    otherwise: str = words(f"Action ordered when no rule applies: {_ORDERS}")
    reply: Literal["own", "defend", "stand_aside"] = Field(
        description="A guarantor's reply to an attack on its client; own = by expected utility"
    )

    def desk_orders(self, desk: str, menu: Collection[str]) -> tuple[str | None, tuple[Rule, ...]]:
        """Return the fallback of a desk, and the rules that name one of its orders."""
        own = tuple(
            rule.model_copy(update={"order": order})
            for rule in self.rules
            if (order := order_for(rule.order, desk, menu)) is not None
        )
        return order_for(self.otherwise, desk, menu), own


_WITH_SETTINGS: dict[str, type[Doctrine]] = {
    "script": ScriptDoctrine,
    "prospect": ProspectDoctrine,
    "bdm_challenge": ChallengeDoctrine,
    "fixed": FixedDoctrine,
}
_PLAIN = tuple(name for name in DOCTRINES if name not in _WITH_SETTINGS)

if TYPE_CHECKING:
    PlainKind = str
else:
    PlainKind = Literal[_PLAIN]


class PlainDoctrine(Doctrine):
    """A doctrine without settings of its own, such as the default, ``logit_eu``."""

    kind: PlainKind = label("How it chooses")


DOCTRINE_MODELS = {name: _WITH_SETTINGS.get(name, PlainDoctrine) for name in DOCTRINES}
"""Model of every doctrine's table, by its kind."""
BUILT_IN = tuple(name for name in DOCTRINES if name not in ("script", "fixed"))
"""Doctrines that an actor can follow by their bare name."""


def built_in(name: str) -> Doctrine | None:
    """Return the doctrine for a built-in name or for fixed:ACTION; None for any other name."""
    if name.startswith(FIXED_PREFIX):
        return FixedDoctrine(kind="fixed", order=name.removeprefix(FIXED_PREFIX) or HOLD)
    if name == "prospect":
        return ProspectDoctrine(kind="prospect", loss_aversion=LOSS_AVERSION, curvature=CURVATURE)
    if name == "bdm_challenge":
        return ChallengeDoctrine(kind="bdm_challenge", risk=NEUTRAL_RISK)
    if name in BUILT_IN:
        return PlainDoctrine(kind=name)
    return None
