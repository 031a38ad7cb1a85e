"""Construction of a scenario from a merged document, with a report of all its errors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Any

from pydantic import Field

from sim.scenario.actions import ACTION_MODELS, Action
from sim.scenario.actors import ACTOR_MODELS, Actor
from sim.scenario.calendar import Calendar
from sim.scenario.check_events import check_claims, check_events
from sim.scenario.check_maps import check_maps
from sim.scenario.check_orders import check_actions, check_doctrines, check_openings
from sim.scenario.check_places import check_mission, check_theatres, check_ties
from sim.scenario.check_roles import check_roles
from sim.scenario.doctrines import DOCTRINE_MODELS, Doctrine
from sim.scenario.draft import Draft
from sim.scenario.fields import Part
from sim.scenario.findings import Findings
from sim.scenario.happenings import Claim, Event
from sim.scenario.knowledge import read_knowledge
from sim.scenario.numbers import Provenance, strip
from sim.scenario.outdated import check_version
from sim.scenario.places import Mission, Theatre, Tie
from sim.scenario.problems import Path, choices, closest, single
from sim.scenario.scenario import Head, Scenario
from sim.scenario.unchanged import Unchanged
from sim.scenario.utilities import UTILITY_MODELS, Utility
from sim.scenario.validation import PartT, bounds_at, outside, parse, range_text, valid
from sim.vocabulary import ROLES

MOST = {"actors": 10, "ties": 12, "theatres": 4, "doctrines": 50, "events": 500, "claims": 1000}
MOST_ACTIONS = 16

_NAMES = {
    "actors": (r"[A-Z][A-Z0-9]*", "capital letters and digits, such as RUS"),
    "ties": (r"[A-Z][A-Z0-9]*-[A-Z][A-Z0-9]*", "PATRON-CLIENT, such as RUS-ARM"),
    "claims": (r"[A-Za-z0-9][A-Za-z0-9_-]*", "letters, digits, - and _"),
}
_SLUG = (r"[a-z][a-z0-9_-]*", "small letters, digits, - and _, such as karabakh")
# A table with one of these keys is a number.
_RESERVED = ("value", "low", "high")


_CHECKS = (
    check_roles,
    check_ties,
    check_theatres,
    check_mission,
    check_maps,
    check_actions,
    check_openings,
    check_doctrines,
    check_events,
    check_claims,
)
"""Checks across the tables of a scenario, in the order of their messages."""


class Frame(Head):
    """The top level of a scenario; the entries of its tables are not checked here."""

    actors: dict[str, Any] = Field(description="Actors by id")
    ties: dict[str, Any] = Field(description="Ties by PATRON-CLIENT")
    theatres: dict[str, Any] = Field(description="Theatres by name")
    mission: Mission | None = None
    utility: dict[str, Any] = Field(description="Utility weights by actor")
    actions: dict[str, Any] = Field(description="Menus by role")
    doctrines: dict[str, Any] = Field(default_factory=dict)
    events: dict[str, Any] = Field(default_factory=dict)
    claims: dict[str, Any] = Field(default_factory=dict)
    knowledge: dict[str, Any] = Field(default_factory=dict, description="Who knows what")


def assemble(
    document: dict[str, Any], findings: Findings, before: Scenario | None = None
) -> Scenario:
    """Return the scenario that a merged document describes.

    Args:
        document: The merged document.
        findings: Receives the errors.
        before: The scenario whose document was changed into this one. Tables that they share are
            not read again; the checks across tables are all made.

    Raises:
        ScenarioError: The document has errors; the exception lists all of them.
    """
    unchanged = Unchanged(before)
    stripped = strip(document, findings.report, unchanged.stripped)
    plain, provenance = stripped.plain, stripped.provenance
    if check_version(plain, findings):
        findings.raise_if_any()
    frame = parse(Frame, plain | unchanged.heads(plain), (), findings)
    draft = _draft(plain, findings, unchanged)
    for check in _CHECKS:
        check(draft, findings)
    _check_ranges(provenance, draft, findings)
    knowledge = read_knowledge(plain.get("knowledge", {}), findings)
    findings.raise_if_any()
    # Every part that could not be read was reported as an error above.
    assert frame is not None
    assert draft.is_whole()
    scenario = Scenario(
        name=frame.name,
        title=frame.title,
        question=frame.question,
        summary=frame.summary,
        calendar=frame.calendar,
        actors=draft.actors,
        ties=draft.ties,
        theatres=draft.theatres,
        mission=frame.mission,
        world=frame.world,
        parameters=frame.parameters,
        utility=draft.utility,
        actions=draft.actions,
        doctrines=draft.doctrines,
        events=draft.events,
        claims=draft.claims,
        knowledge=knowledge,
    )
    scenario._document.update(document)
    scenario._plain.update(plain)
    scenario._provenance.update(provenance)
    scenario._read = _read_changed
    return scenario


def from_document(document: Mapping[str, Any], name: str = "") -> Scenario:
    """Return the scenario of a merged document, such as `scenario.document` or that of a record.

    Args:
        document: The merged document.
        name: Name of the document in messages.

    Raises:
        ScenarioError: It is not valid; the problems have no line numbers.
    """
    return _read(document, name, None)


def _read_changed(document: Mapping[str, Any], before: Scenario) -> Scenario:
    return _read(document, "", before)


def _read(document: Mapping[str, Any], name: str, before: Scenario | None) -> Scenario:
    findings = Findings(lambda path: (name, 0, 0), [name])
    try:
        return assemble(dict(document), findings, before)
    except RecursionError:
        raise single("nested too deeply for a scenario", file=name) from None


def _draft(plain: dict[str, Any], findings: Findings, unchanged: Unchanged) -> Draft:
    tables = {key: _named(plain, key, findings) for key in _TABLES}
    roles = {key: _role(value) for key, value in tables["actors"].items()}
    duplicates = _duplicates(roles)
    return Draft(
        plain=plain,
        calendar=valid(Calendar, plain.get("calendar")),
        mission=valid(Mission, plain.get("mission")),
        roles=roles,
        actors=_actors(tables["actors"], roles, duplicates, findings, unchanged),
        ties=_parts(Tie, tables["ties"], "ties", findings, unchanged),
        theatres=_parts(Theatre, tables["theatres"], "theatres", findings, unchanged),
        utility=_utilities(tables["utility"], roles, duplicates, findings, unchanged),
        actions=_menus(tables["actions"], findings, unchanged),
        doctrines=_doctrines(tables["doctrines"], findings, unchanged),
        events=_parts(Event, tables["events"], "events", findings, unchanged),
        claims=_parts(Claim, tables["claims"], "claims", findings, unchanged),
    )


_TABLES = ("actors", "ties", "theatres", "utility", "actions", "doctrines", "events", "claims")


def _named(plain: dict[str, Any], section: str, findings: Findings) -> dict[str, Any]:
    """Return the entries of a table, up to the allowed number, and report wrong names."""
    table = plain.get(section)
    if not isinstance(table, dict):
        return {}
    return _checked_names(table, (section,), MOST.get(section, MOST["actors"]), findings)


def _checked_names(
    table: dict[str, Any], path: Path, most: int, findings: Findings
) -> dict[str, Any]:
    if len(table) > most:
        findings.report(path, f"{len(table)} entries; at most {most} are allowed")
    kept = dict(list(table.items())[:most])
    section = str(path[0])
    if section == "utility" or path == ("actions",):
        return kept
    pattern, wanted = _NAMES.get(section, _SLUG)
    for key in kept:
        if not re.fullmatch(pattern, key) or key in _RESERVED:
            findings.report((*path, key), f"not a name; names here are {wanted}")
    return kept


def _parts(
    model: type[PartT],
    table: dict[str, Any],
    section: str,
    findings: Findings,
    unchanged: Unchanged,
) -> dict[str, PartT]:
    found = {}
    for key, value in table.items():
        path: Path = (section, key)
        part = unchanged.part(model, value, path) or parse(model, value, path, findings)
        if part is not None:
            found[key] = part
    return found


def _role(value: object) -> str:
    """Return the role of an actor; for a misspelt role the most similar one, or ""."""
    role = value.get("role") if isinstance(value, dict) else None
    return (role if role in ROLES else closest(role, ROLES)) if isinstance(role, str) else ""


def _duplicates(roles: Mapping[str, str]) -> set[str]:
    """Return the actors whose role an earlier actor has; their keys cannot be checked."""
    seen: set[str] = set()
    duplicates = set()
    for key, role in roles.items():
        if role in seen and role != "suitor":
            duplicates.add(key)
        seen.add(role)
    return duplicates


def _actors(
    table: dict[str, Any],
    roles: Mapping[str, str],
    duplicates: Set[str],
    findings: Findings,
    unchanged: Unchanged,
) -> dict[str, Actor]:
    found = {}
    for key, value in table.items():
        path: Path = ("actors", key)
        role = roles[key]
        if isinstance(value, dict) and value.get("role") not in ROLES:
            _report_choice("role", value, path, ROLES, findings)
        if isinstance(value, dict) and (not role or key in duplicates):
            continue
        table_as_meant = {**value, "role": role} if isinstance(value, dict) else value
        model = ACTOR_MODELS.get(role, Actor)
        actor = unchanged.part(model, value, path) or parse(
            model, table_as_meant, path, findings, _elsewhere(ACTOR_MODELS, role)
        )
        if actor is not None:
            found[key] = actor
    return found


def _utilities(
    table: dict[str, Any],
    roles: Mapping[str, str],
    duplicates: Set[str],
    findings: Findings,
    unchanged: Unchanged,
) -> dict[str, Utility]:
    found = {}
    missing = [key for key in roles if key not in table]
    for key, value in table.items():
        if key not in roles:
            hint = choices(key, list(roles))
            findings.report(("utility", key), f"no actor of that name{hint}")
            missing = [name for name in missing if name != closest(key, missing)]
        role = roles.get(key, "")
        if role not in UTILITY_MODELS or key in duplicates:
            continue
        model, path = UTILITY_MODELS[role], ("utility", key)
        part = unchanged.part(model, value, path) or parse(
            model, value, path, findings, _elsewhere(UTILITY_MODELS, role)
        )
        if part is not None:
            found[key] = part
    for key in missing:
        findings.report(("utility",), f"missing key '{key}': every actor needs its weights")
    return found


def _elsewhere(models: Mapping[str, type[Part]], role: str) -> dict[str, str]:
    """Return hints for the keys that only other roles have: the roles that have them."""
    owners: dict[str, list[str]] = {}
    for other, model in models.items():
        for key in model.model_fields:
            owners.setdefault(key, []).append(other)
    hints = {
        key: f"the {role} has none; {key} belongs to: {', '.join(roles)}"
        for key, roles in owners.items()
        if role not in roles
    }
    if models is ACTOR_MODELS and role == "guarantor":
        hints["overstretch"] = "the guarantor's load is parameters.overstretch_base"
    return hints


def _menus(
    table: dict[str, Any], findings: Findings, unchanged: Unchanged
) -> dict[str, dict[str, Action]]:
    menus: dict[str, dict[str, Action]] = {}
    for role, menu in table.items():
        path: Path = ("actions", role)
        if role not in ROLES:
            findings.report(path, f"not a role{choices(role, ROLES)}")
            continue
        if not isinstance(menu, dict):
            findings.refuse(path, menu, "must be a table of actions")
            continue
        elsewhere = {"posture": "only the guarantor's actions have a posture"}
        menus[role] = {}
        for key, value in _checked_names(menu, path, MOST_ACTIONS, findings).items():
            hints = {} if role == "guarantor" else elsewhere
            model, place = ACTION_MODELS[role], (*path, key)
            action = unchanged.part(model, value, place) or parse(
                model, value, place, findings, hints
            )
            if action is not None:
                menus[role][key] = action
    return menus


def _doctrines(
    table: dict[str, Any], findings: Findings, unchanged: Unchanged
) -> dict[str, Doctrine]:
    found = {}
    for key, value in table.items():
        path: Path = ("doctrines", key)
        kind = value.get("kind") if isinstance(value, dict) else None
        model = DOCTRINE_MODELS.get(kind) if isinstance(kind, str) else None
        if isinstance(value, dict) and model is None:
            _report_choice("kind", value, path, tuple(DOCTRINE_MODELS), findings)
            continue
        doctrine = unchanged.part(model or Doctrine, value, path) or parse(
            model or Doctrine, value, path, findings
        )
        if doctrine is not None:
            found[key] = doctrine
    return found


def _report_choice(
    key: str, table: dict[str, Any], path: Path, options: tuple[str, ...], findings: Findings
) -> None:
    """Report that the key which selects the model of a table is missing or has a wrong value."""
    if key in table:
        hint = choices(str(table[key]), options)
        findings.refuse((*path, key), table[key], f"not a {key}{hint}")
    else:
        findings.report(path, f"missing key '{key}' (allowed: {', '.join(options)})")


def _check_ranges(provenance: Mapping[Path, Provenance], draft: Draft, findings: Findings) -> None:
    """Report ranges that are not inside the hard bounds, because a sweep would leave the bounds."""
    for path, item in provenance.items():
        bounds = bounds_at(*draft.model_at(path))
        for key, value in (("low", item.low), ("high", item.high)):
            if value is not None and outside(value, bounds) and not findings.has(path):
                message = f"must be {range_text(*bounds)}"
                findings.refuse((*path, key), value, message)
