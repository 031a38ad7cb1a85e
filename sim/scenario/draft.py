"""The valid parts of a document that may have errors, for the checks across its tables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario.actions import ACTION_MODELS, Action
from sim.scenario.actors import ACTOR_MODELS, Actor
from sim.scenario.calendar import Calendar
from sim.scenario.doctrines import Doctrine
from sim.scenario.happenings import Claim, Event
from sim.scenario.parameters import Parameters
from sim.scenario.places import Mission, Theatre, Tie, World
from sim.scenario.problems import Path
from sim.scenario.utilities import UTILITY_MODELS, Utility

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_FIXED_MODELS: dict[str, type] = {
    "calendar": Calendar,
    "mission": Mission,
    "world": World,
    "parameters": Parameters,
}
_ENTRY_MODELS: dict[str, type] = {
    "ties": Tie,
    "theatres": Theatre,
    "events": Event,
    "claims": Claim,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a scenario that could be read; parts with errors are missing.

    `roles` has every actor in the file; the role is "" if it is not known. `plain` is the whole
    document, with a plain number in place of every number table.
    """

    plain: dict[str, Any]
    calendar: Calendar | None
    mission: Mission | None
    roles: dict[str, str]
    actors: dict[str, Actor]
    ties: dict[str, Tie]
    theatres: dict[str, Theatre]
    utility: dict[str, Utility]
    actions: dict[str, dict[str, Action]]
    doctrines: dict[str, Doctrine]
    events: dict[str, Event]
    claims: dict[str, Claim]

    @classmethod
    def of(cls, scenario: Scenario) -> Draft:
        """Return the parts of a checked scenario; none is missing."""
        return cls(
            plain=scenario._plain,
            calendar=scenario.calendar,
            mission=scenario.mission,
            roles={key: actor.role for key, actor in scenario.actors.items()},
            actors=scenario.actors,
            ties=scenario.ties,
            theatres=scenario.theatres,
            utility=scenario.utility,
            actions=scenario.actions,
            doctrines=scenario.doctrines,
            events=scenario.events,
            claims=scenario.claims,
        )

    def names(self, section: str) -> list[str]:
        """Return the keys of a top-level table in the file, including entries with errors."""
        table = self.plain.get(section)
        return list(table) if isinstance(table, dict) else []

    def is_whole(self) -> bool:
        """Return whether every entry of every table could be read."""
        read: dict[str, Collection[str]] = {
            "actors": self.actors,
            "ties": self.ties,
            "theatres": self.theatres,
            "utility": self.utility,
            "actions": self.actions,
            "doctrines": self.doctrines,
            "events": self.events,
            "claims": self.claims,
        }
        menus = (list(menu) == self.menu(role) for role, menu in self.actions.items())
        return all(list(found) == self.names(key) for key, found in read.items()) and all(menus)

    def menu(self, role: str) -> list[str]:
        """Return the names of a role's actions in the file, including actions with errors."""
        actions = self.plain.get("actions")
        menu = actions.get(role) if isinstance(actions, dict) else None
        return list(menu) if isinstance(menu, dict) else []

    def first(self, role: str) -> str | None:
        """Return the first actor with a role, None if there is none."""
        return next((key for key, value in self.roles.items() if value == role), None)

    def model_at(self, path: Path) -> tuple[object, Path]:
        """Return the model of the table that a path leads into, and the rest of the path."""
        section = str(path[0]) if path else ""
        name = str(path[1]) if len(path) > 1 else ""
        if section in _FIXED_MODELS:
            return _FIXED_MODELS[section], path[1:]
        if section == "actions":
            return ACTION_MODELS.get(name), path[3:]
        if section == "doctrines":
            doctrine = self.doctrines.get(name)
            return (type(doctrine) if doctrine else None), path[2:]
        if section == "actors":
            return ACTOR_MODELS.get(self.roles.get(name, "")), path[2:]
        if section == "utility":
            return UTILITY_MODELS.get(self.roles.get(name, "")), path[2:]
        return _ENTRY_MODELS.get(section), path[2:]
