"""Checks of roles: one guarantor, one challenger, one defender, at most one sponsor."""

from __future__ import annotations

from sim.scenario.check_orders import check_fixed
from sim.scenario.doctrines import BUILT_IN, FIXED_PREFIX, built_in
from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.problems import choices

_SHARES_TOLERANCE = 1e-6
MOST_SUITORS = 6


def check_roles(draft: Draft, findings: Findings) -> None:
    """Report errors in the roles, the faction shares, and the doctrine of each actor."""
    if not isinstance(draft.plain.get("actors"), dict):
        return
    for role in ("guarantor", "challenger", "defender", "sponsor"):
        players = [key for key, value in draft.roles.items() if value == role]
        if not players and role != "sponsor" and "" not in draft.roles.values():
            findings.report(("actors",), f"nobody has the role '{role}'; exactly one actor must")
        for extra in players[1:]:
            message = f"the role '{role}' is already filled by {players[0]}"
            findings.report(("actors", extra, "role"), message)
    suitors = [key for key, value in draft.roles.items() if value == "suitor"]
    for extra in suitors[MOST_SUITORS:]:
        findings.report(("actors", extra, "role"), f"more than {MOST_SUITORS} suitors")
    _check_names(draft, findings)
    for key, actor in draft.actors.items():
        _check_factions(key, actor, findings)
        _check_doctrine(key, actor.doctrine, draft, findings)


def _check_names(draft: Draft, findings: Findings) -> None:
    """Report actors, and theatres, that are printed under the same name as another one."""
    for section, entries in (("actors", draft.actors), ("theatres", draft.theatres)):
        first: dict[str, str] = {}
        for key, entry in entries.items():
            other = first.setdefault(entry.name.casefold(), key)
            if other != key:
                message = f"{other} has the same name; readers could not tell them apart"
                findings.refuse((section, key, "name"), entry.name, message)


def _check_factions(key: str, actor: object, findings: Findings) -> None:
    factions = getattr(actor, "factions", None)
    if factions is None:
        return
    total = factions.hawks + factions.brokers + factions.accommodators
    if abs(total - 1) > _SHARES_TOLERANCE:
        message = f"the shares sum to {total:.6g}; they must sum to 1"
        findings.report(("actors", key, "factions"), message)


def _check_doctrine(key: str, name: str, draft: Draft, findings: Findings) -> None:
    path = ("actors", key, "doctrine")
    own = draft.names("doctrines")
    if name in own:
        return
    if built_in(name) is None:
        hint = choices(name, [*BUILT_IN, "fixed:ACTION", *own])
        findings.refuse(path, name, f"no such doctrine{hint}")
    elif name.startswith(FIXED_PREFIX):
        check_fixed(name, [draft.roles[key]], path, draft, findings)
