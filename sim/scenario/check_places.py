"""Checks of ties, theatres and the mission."""

from __future__ import annotations

from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, choices, closest

LARGEST_INFLUENCE = 0.95
"""Largest sum of influence on the ties of one client; the rest is its autonomy."""

_TOLERANCE = 1e-9
_SHARES_TOLERANCE = 1e-6
_PATRONS = ("guarantor", "sponsor", "suitor")
_CLIENTS = ("challenger", "defender")


def check_ties(draft: Draft, findings: Findings) -> None:
    """Report unknown actors, wrong roles, missing ties, and too much influence over a client."""
    for key in draft.names("ties"):
        ends = key.split("-")
        if len(ends) == 2:
            _check_end(key, ends[0], "patron", _PATRONS, draft, findings)
            _check_end(key, ends[1], "client", _CLIENTS, draft, findings)
    _require_tie(draft, findings, "guarantor", "defender", "the guarantee")
    _require_tie(draft, findings, "sponsor", "challenger", "the sponsorship")
    for client in draft.roles:
        _check_influence(client, draft, findings)


def _check_end(
    key: str, actor: str, end: str, roles: tuple[str, ...], draft: Draft, findings: Findings
) -> None:
    path: Path = ("ties", key)
    role = draft.roles.get(actor)
    if role is None:
        hint = choices(actor, list(draft.roles))
        findings.report(path, f"no actor '{actor}' to be the {end}{hint}")
    elif role and role not in roles:
        wanted = " or ".join(roles)
        findings.report(path, f"{actor} is the {role}; the {end} of a tie must be {wanted}")


def _require_tie(
    draft: Draft, findings: Findings, patron_role: str, client_role: str, name: str
) -> None:
    patron, client = draft.first(patron_role), draft.first(client_role)
    if patron is None or client is None or not isinstance(draft.plain.get("ties"), dict):
        return
    key = f"{patron}-{client}"
    names = draft.names("ties")
    misspelt = [name for name in names if not set(name.split("-")) <= set(draft.roles)]
    if key not in names and not closest(key, misspelt):
        message = f"missing key '{key}': {name}, from the {patron_role} to the {client_role}"
        findings.report(("ties",), message)


def _check_influence(client: str, draft: Draft, findings: Findings) -> None:
    ties = {key: tie for key, tie in draft.ties.items() if key.split("-")[-1] == client}
    total = sum(tie.influence for tie in ties.values())
    if total > LARGEST_INFLUENCE + _TOLERANCE:
        message = (
            f"the ties of {client} sum to {total:.4g} ({', '.join(ties)}); "
            f"at most {LARGEST_INFLUENCE} is allowed, the rest is autonomy"
        )
        findings.report(("ties", list(ties)[-1], "influence"), message)


def check_theatres(draft: Draft, findings: Findings) -> None:
    """Report missing theatres, control above its cap, and wrong sums of security weights."""
    names = draft.names("theatres")
    if not names and isinstance(draft.plain.get("theatres"), dict):
        findings.report(("theatres",), "at least one theatre is needed")
    for key, theatre in draft.theatres.items():
        if theatre.control > theatre.cap:
            message = f"must be at most cap = {theatre.cap:g}"
            findings.refuse(("theatres", key, "control"), theatre.control, message)
        if theatre.mission > 0 and "mission" not in draft.plain:
            message = "there are no peacekeepers without a [mission] table; must be 0"
            findings.refuse(("theatres", key, "mission"), theatre.mission, message)
    total = sum(theatre.security_weight for theatre in draft.theatres.values())
    complete = names and len(draft.theatres) == len(names)
    if complete and abs(total - 1) > _SHARES_TOLERANCE:
        message = f"the weights of the theatres sum to {total:.6g}; they must sum to 1"
        findings.report(("theatres", names[-1], "security_weight"), message)


def check_mission(draft: Draft, findings: Findings) -> None:
    """Report a provider of peacekeepers that is no actor or has the wrong role."""
    if draft.mission is None:
        return
    provider = draft.mission.provider
    role = draft.roles.get(provider)
    path: Path = ("mission", "provider")
    if role is None:
        hint = choices(provider, list(draft.roles))
        findings.refuse(path, provider, f"no such actor{hint}")
    elif role and role not in _PATRONS:
        findings.refuse(path, provider, f"is the {role}; must be {' or '.join(_PATRONS)}")
