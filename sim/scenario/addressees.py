"""Orders to somebody whom the scenario does not have: they are closed.

An order is addressed to whatever its strongest effort is aimed at. Without a sponsor a challenger
cannot draw closer to one; without a suitor a defender cannot turn to one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sim.scenario.actions import Action

ABSENT = {
    "sponsorship": "no sponsor",
    "sponsor": "no sponsor",
    "rival": "no sponsor",
    "cross": "no tie from the guarantor to the challenger",
    "own": "no tie of this suitor",
    "first_suitor": "no suitor with a tie to the defender",
}
"""What a scenario lacks that does not have a target, by target; all other targets always exist."""


def missing_targets(actor: str, roles: Mapping[str, str], ties: Collection[str]) -> frozenset[str]:
    """Return the targets of efforts that an actor would aim at in vain.

    >>> roles = {"NOR": "guarantor", "HIG": "challenger", "RIV": "defender"}
    >>> sorted(missing_targets("NOR", roles, ["NOR-RIV"]))
    ['cross', 'first_suitor', 'rival', 'sponsor', 'sponsorship']

    Args:
        actor: Id of the actor.
        roles: Role of every actor, by id.
        ties: Keys of all ties.
    """
    ends = {tuple(tie.split("-")) for tie in ties}
    pairs = {tuple(roles.get(end, "") for end in tie) for tie in ends}
    there = {
        "cross": ("guarantor", "challenger") in pairs,
        "own": any(tie[0] == actor for tie in ends),
        "first_suitor": ("suitor", "defender") in pairs,
    }
    has_sponsor = "sponsor" in roles.values()
    return frozenset(target for target in ABSENT if not there.get(target, has_sponsor))


def closed_without(action: Action, missing: Collection[str]) -> str:
    """Return the target for want of which an order is closed; "" if it is addressed to somebody.

    Args:
        action: The order. One without efforts is addressed to nobody in particular: it is open.
        missing: Targets that are not there, see :func:`missing_targets`.
    """
    aims = [
        (abs(effort), target)
        for aimed in action.efforts.values()
        for target, effort in aimed.items()
    ]
    strongest = max((effort for effort, _ in aims), default=0.0)
    addressees = [target for effort, target in aims if effort == strongest > 0.0]
    if any(target not in missing for target in addressees):
        return ""
    return next(iter(addressees), "")


def unnamed(field: str, role: str, missing: Collection[str]) -> str:
    """Return what the scenario lacks that has nobody for a name in a phrase; "" if it has one.

    >>> unnamed("client", "challenger", ())
    'no client of the challenger'

    Args:
        field: The name in braces, one of `PLACEHOLDERS`.
        role: Role of the actor that gives the order.
        missing: Targets that are not there, see :func:`missing_targets`.
    """
    if field == "client" and role in ("challenger", "defender"):
        return f"no client of the {role}"
    target = "own" if field == "client" and role == "suitor" else field
    return ABSENT[target] if target in missing else ""
