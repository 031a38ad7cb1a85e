"""State variables by dotted path: those that scripts may read and events may set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.draft import Draft
from sim.scenario.places import Theatre, Tie, World
from sim.scenario.problems import choices
from sim.scenario.validation import Bounds, bounds_at
from sim.vocabulary import ACTOR_VARIABLES, ROLES, TIE_VARIABLES
from sim.words import joined

SETTABLE: Mapping[str, tuple[str, ...]] = {
    "actors": ACTOR_VARIABLES,
    "ties": TIE_VARIABLES,
    "theatres": ("control", "heat", "red_line", "mission", "integrity", "mediation"),
    "world": ("tension", "shock", "treaty", "mandate"),
}
"""Variables that an event may set, by kind of entity; also actors.GUARANTOR.factions.SHARE."""

SWITCHES = ("world.shock", "world.treaty", "world.mandate")
"""Settable variables that are true or false."""

_SHARE: Bounds = (0.0, 1.0, False, False)

HOLDERS: Mapping[str, tuple[str, ...]] = {
    "reputation": ("guarantor", "sponsor"),
    "backlash": ("challenger", "defender"),
    "pressure": ("challenger", "defender"),
    "readiness": ("challenger",),
    "menace": ("challenger",),
    "disillusion": ("defender",),
}
"""Roles of the actors that have a state variable; all actors have the others."""


def state_problem(path: str, variables: Mapping[str, tuple[str, ...]], draft: Draft) -> str:
    """Return the reason why a path is not a state variable of the scenario; "" if it is one.

    Args:
        path: The path.
        variables: Allowed variables by kind of entity, ``READABLE`` or ``SETTABLE``.
        draft: The scenario.
    """
    kind, *rest = path.split(".")
    if kind not in variables:
        return f"'{path[:60]}' is not a state variable{choices(kind, list(variables))}"
    if kind in ("world", "factions"):
        name, variable = "", rest[0] if len(rest) == 1 else ""
        if len(rest) != 1:
            return f"must be {kind}.VARIABLE"
    elif len(rest) != 2:
        return f"must be {kind}.NAME.VARIABLE"
    else:
        name, variable = rest
        known = draft.names(kind)
        if name not in known:
            return f"no '{name}' in {kind}{choices(name, known)}"
    if variable not in variables[kind]:
        return f"no variable '{variable}' of {kind}{choices(variable, variables[kind])}"
    return _role_problem(variable, draft.roles.get(name, "")) if kind == "actors" else ""


def has_variable(variable: str, role: str) -> bool:
    """Return whether an actor of a role has a state variable; "" stands for a role not known."""
    return not role or role in HOLDERS.get(variable, ROLES)


def _role_problem(variable: str, role: str) -> str:
    if has_variable(variable, role):
        return ""
    holders = HOLDERS[variable]
    do = f"{joined(holders)} do" if len(holders) > 1 else f"the {holders[0]} does"
    return f"the {role} has no {variable}; {do}"


def bounds_of(path: str, draft: Draft) -> Bounds:
    """Return the hard bounds of a variable that an event may set."""
    kind, *rest = path.split(".")
    variable = rest[-1]
    if kind == "actors" and variable in ("capability", "standing", "reputation"):
        return bounds_at(*draft.model_at(("actors", rest[0], variable)))
    models: dict[str, Any] = {"ties": Tie, "theatres": Theatre, "world": World}
    if kind == "theatres" and variable == "control" and rest[0] in draft.theatres:
        return 0.0, draft.theatres[rest[0]].cap, False, False
    return bounds_at(models[kind], (variable,)) if kind in models else _SHARE
