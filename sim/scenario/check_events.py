"""Checks of events (dates and the variables that they set) and of the references of claims."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.calendar import Calendar
from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, choices
from sim.scenario.states import SETTABLE, SWITCHES, bounds_of, state_problem
from sim.scenario.validation import outside, range_text
from sim.vocabulary import FACTIONS

_SHARES_TOLERANCE = 1e-6


def check_events(draft: Draft, findings: Findings) -> None:
    """Report errors in the dates and settings of all events."""
    for key, event in draft.events.items():
        if draft.calendar is not None:
            check_date(event.at, ("events", key, "at"), draft.calendar, findings)
        check_settings(event.set, ("events", key, "set"), draft, findings)


def check_date(date: str | int, path: Path, calendar: Calendar, findings: Findings) -> None:
    """Report a quarter, or the number of a turn, that the calendar does not have."""
    if not 0 <= calendar.turn(date) < calendar.turns:
        last = calendar.turns - 1
        span = f"{calendar.start} to {calendar.date(last).replace(' ', '-')} (turns 0 to {last})"
        findings.refuse(path, date, f"outside the calendar; it runs {span}")


def check_settings(
    settings: Mapping[str, bool | float], place: Path, draft: Draft, findings: Findings
) -> None:
    """Report state variables that an event may not set, and values that they cannot have.

    Args:
        settings: New values by path of the state variable.
        place: Path of the table that holds them.
        draft: The scenario.
        findings: Receives the errors.
    """
    for path, value in settings.items():
        problem = setting_problem(path, draft)
        if problem:
            findings.report((*place, path), problem)
        else:
            _check_value((*place, path), path, value, draft, findings)
    _check_factions(settings, place, draft, findings)


def setting_problem(path: str, draft: Draft) -> str:
    """Return the reason why an event may not set a state variable; "" if it may."""
    guarantor = draft.first("guarantor")
    prefix = f"actors.{guarantor}.factions."
    if path.startswith(prefix):
        share = path.removeprefix(prefix)
        return "" if share in FACTIONS else f"no faction '{share}'{choices(share, FACTIONS)}"
    problem = state_problem(path, SETTABLE, draft)
    if not problem and path == f"actors.{guarantor}.overstretch":
        problem = "the guarantor's load follows parameters.overstretch_base and world.shock"
    if not problem and path.endswith(".mission") and "mission" not in draft.plain:
        problem = "there are no peacekeepers without a [mission] table"
    if not problem and path == "world.mandate" and "mission" not in draft.plain:
        problem = "there is no mandate without a [mission] table"
    return problem


def _check_value(
    place: Path, path: str, value: bool | float, draft: Draft, findings: Findings
) -> None:
    if isinstance(value, bool) != (path in SWITCHES):
        wanted = "true or false" if path in SWITCHES else "a number"
        findings.refuse(place, value, f"must be {wanted}")
        return
    bounds = bounds_of(path, draft)
    if not isinstance(value, bool) and outside(value, bounds):
        findings.refuse(place, value, f"must be {range_text(*bounds)}")


def _check_factions(
    settings: Mapping[str, bool | float], place: Path, draft: Draft, findings: Findings
) -> None:
    prefix = f"actors.{draft.first('guarantor')}.factions."
    shares = [settings[prefix + name] for name in FACTIONS if prefix + name in settings]
    if not shares:
        return
    if len(shares) < len(FACTIONS):
        findings.report(place, f"set all shares of the factions or none: {', '.join(FACTIONS)}")
    elif abs(sum(shares) - 1) > _SHARES_TOLERANCE:
        findings.report(place, f"the shares sum to {sum(shares):.6g}; they must sum to 1")


def check_claims(draft: Draft, findings: Findings) -> None:
    """Report references of claims to entries that the scenario does not have."""
    for key, claim in draft.claims.items():
        for number, reference in enumerate(claim.represented_by):
            problem = _reference_problem(reference, draft)
            if problem:
                place: Path = ("claims", key, "represented_by", number)
                findings.refuse(place, reference, problem)


_SECTIONS = ("actors", "ties", "theatres", "actions", "events", "doctrines", "utility")


def _reference_problem(reference: str, draft: Draft) -> str:
    """Return the error in a reference, or ""; a text that is not a path is not checked."""
    section, *rest = reference.split(".")
    if " " in reference or section not in _SECTIONS or not rest:
        return ""
    known = draft.names(section)
    if known and rest[0] not in known:
        return f"no '{rest[0]}' in {section}{choices(rest[0], known)}"
    menu = draft.menu(rest[0]) if section == "actions" and len(rest) > 1 else []
    return f"no such action{choices(rest[1], menu)}" if menu and rest[1] not in menu else ""
