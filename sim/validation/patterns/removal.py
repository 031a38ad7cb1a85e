"""What becomes of the patterns when a mechanism is removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from sim.validation.patterns.declared import Pattern, Removed
from sim.validation.patterns.kinds import FAILS, HOLDS, Found, effect_signed
from sim.validation.patterns.plain import Share

MOST = 0.5
"""A pattern dies if it surely loses more than this share of its effect."""
DIES, LIVES, OPEN = "dies", "lives", "not clear"


@dataclass(frozen=True)
class Fate:
    """What became of one check, or of one order, without a mechanism.

    Attributes:
        id: The check, or the order.
        fate: "dies", "lives" or "not clear".
        must: Whether it must die.
        before: Its effect, or share, in the model.
        after: The same without the mechanism.
    """

    id: str
    fate: str
    must: bool
    before: float
    after: float


@dataclass(frozen=True)
class Removal:
    """A mechanism that was removed, with what became of the patterns.

    Attributes:
        removed: The mechanism.
        fates: One for each check that held in the model; of orders, for a rule that was replaced.
        swept: Checks that sweep the mechanism itself, and so put it back.
        follows: What else follows.
    """

    removed: Removed
    fates: tuple[Fate, ...]
    swept: tuple[str, ...]
    follows: tuple[Found, ...]

    def of(self, fate: str, *, must: bool) -> tuple[Fate, ...]:
        """Return those that must die, or need not, and had a fate."""
        return tuple(one for one in self.fates if one.fate == fate and one.must == must)


def removal_of(
    removed: Removed,
    base: Mapping[str, tuple[Pattern, Found]],
    without: Mapping[str, Found],
    follows: tuple[Found, ...],
) -> Removal:
    """Return what became of every check that held in the model.

    Args:
        removed: The mechanism.
        base: Pattern and result in the model, by check.
        without: Result without the mechanism, by check.
        follows: What else follows.
    """
    fates, swept = [], []
    for name, after in without.items():
        pattern, before = base[name]
        if before.verdict != HOLDS:
            continue
        if _sweeps(pattern, removed):
            swept.append(name)
            continue
        must = name in removed.dies
        fates.append(Fate(name, fate_of(before, after), must, before.effect, after.effect))
    return Removal(removed, tuple(fates), tuple(swept), follows)


def _sweeps(pattern: Pattern, removed: Removed) -> bool:
    paths = {path for point in (*pattern.points, *pattern.across) for path in point}
    return not paths.isdisjoint(removed.change)


def fate_of(before: Found, after: Found) -> str:
    """Return what became of a check that held before.

    Of a sign, it dies if the whole interval lies below half the effect it had, and lives if the
    whole interval has the sign. Of a value, it dies if it fails, and lives if it holds.
    """
    if not before.check.strict:
        return {FAILS: DIES, HOLDS: LIVES}.get(after.verdict, OPEN)
    effect, _, _ = effect_signed(before)
    _, low, high = effect_signed(after)
    if isnan(low):
        return OPEN
    if high < MOST * effect:
        return DIES
    return LIVES if low > 0 else OPEN


def dead_orders(removed: Removed, before: Sequence[Share], after: Sequence[Share]) -> Removal:
    """Return what became of every order that was ever the best one.

    It dies if the whole interval of its share lies below half the share it had, and lives if the
    whole interval lies above.
    """
    fates = []
    for old, new in zip(before, after, strict=True):
        if not old.best:
            continue
        limit = MOST * old.share
        fate = DIES if new.high < limit else LIVES if new.low > limit else OPEN
        fates.append(Fate(old.order, fate, old.order in removed.dead, old.share, new.share))
    return Removal(removed, tuple(fates), (), ())
