"""Doctrines: the rules by which actors choose their orders."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from sim.scenario.calendar import Calendar, Moment
from sim.scenario.fields import Part, label, number, words
from sim.vocabulary import DOCTRINES, HOLD, REPLIES
from sim.vocabulary import OWN as OWN_REPLY

# Median estimates of Tversky and Kahneman 1992.
LOSS_AVERSION = 2.25
CURVATURE = 0.88
# Risk-neutral exponent in Bueno de Mesquita 1985.
NEUTRAL_RISK = 1.0

FIXED_PREFIX = "fixed:"
"""Start of a doctrine that consists of its orders alone, such as fixed:arm_client."""
OWN = REPLIES[OWN_REPLY]
"""Fallback of a script whose actor decides by expected utility where no rule applies."""

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

    def possible_orders(self, desk: str, menu: Collection[str]) -> tuple[str, ...]:
        """Return the orders that the doctrine can give to a desk, as far as its own text tells.

        It can give all orders of the menu if it compares them; else those that it names, and
        `hold`, which replaces an order that is not legal.

        Args:
            desk: Name of the desk.
            menu: Names of the actions on the desk's menu.
        """
        order, rules = self.desk_orders(desk, menu)
        named = {order, *(rule.order for rule in rules)} - {None}
        if not named or self.leaves_to_itself:
            return tuple(menu)
        return tuple(action for action in menu if action == HOLD or action in named)

    @property
    def leaves_to_itself(self) -> bool:
        """Whether an actor decides by expected utility where no rule of the doctrine applies."""
        return False

    def played(self, calendar: Calendar) -> dict[str, Any]:
        """Return the values that affect a run, as plain data.

        Args:
            calendar: The calendar of the scenario.
        """
        return self.model_dump()


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
    """One line of a script: an order, and the condition or the time, or both, for giving it."""

    when: Annotated[str, Field(min_length=1, pattern=r"\S")] | None = Field(
        default=None,
        description="Condition such as theatres.border.heat > 0.15; beliefs as probabilities",
    )
    at: Moment | None = Field(
        default=None,
        description="Quarter such as 2022-Q1, or turn number; with until, the first of a span",
    )
    until: Moment | None = Field(
        default=None, description="Last quarter or turn of a span; without it, at is one turn"
    )
    order: str = words(f"Action ordered when the rule applies: {_ORDERS}")

    @property
    def condition(self) -> Condition | None:
        """The parsed condition; None if the rule depends on the time alone."""
        return None if self.when is None else parse_condition(self.when)

    def span(self, calendar: Calendar) -> tuple[int, int]:
        """Return the first and the last turn in which the rule can apply.

        Without a time these are 0 and the last turn that a run can have.
        """
        return calendar.span(self.at, self.until)

    def played(self, calendar: Calendar) -> dict[str, Any]:
        """Return the rule as plain data, with its times as turns."""
        times = {"at": self.at, "until": self.until}
        turns = {key: calendar.turn(time) for key, time in times.items() if time is not None}
        return {**self.model_dump(exclude_none=True), **turns}


class ScriptDoctrine(Doctrine):
    """For each desk, the first rule that matches and is legal, else the fallback.

    A desk that neither a rule nor the fallback names decides by expected utility, and so does every
    desk without a matching rule if the fallback is `own`.
    """

    kind: Literal["script"] = label("How it chooses")
    rules: tuple[Rule, ...] = Field(description="Rules, tried in order", max_length=50)
    otherwise: str = words(
        f"Action ordered when no rule applies: {_ORDERS}; own = by expected utility"
    )
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

    @property
    def leaves_to_itself(self) -> bool:
        """Whether the fallback is `own`."""
        return self.otherwise == OWN

    def played(self, calendar: Calendar) -> dict[str, Any]:
        """Return the script as plain data, with the times of its rules as turns."""
        rules = [rule.played(calendar) for rule in self.rules]
        return {**self.model_dump(), "rules": rules}


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
