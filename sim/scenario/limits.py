"""What a number of a scenario may be: its hard bounds, and whether it counts something."""

from __future__ import annotations

from pydantic.fields import FieldInfo

from sim.scenario.draft import Draft
from sim.scenario.paths import split_path
from sim.scenario.scenario import Scenario
from sim.scenario.validation import Bounds, annotation_at, bounds_at

_COUNTS = ("parameters.recommit_quarters",)
"""Numbers that count turns, though a file may write them with a point."""


def limits(scenario: Scenario, path: str) -> Bounds:
    """Hard bounds of the number at a dotted path: the values that the loader admits."""
    return bounds_at(*_draft(scenario).model_at(split_path(path) or ()))


def is_whole(scenario: Scenario, path: str) -> bool:
    """Whether the number at a dotted path counts something, so that only whole ones make sense."""
    model, rest = _draft(scenario).model_at(split_path(path) or ())
    annotation = annotation_at(model, rest)
    kind = annotation.annotation if isinstance(annotation, FieldInfo) else annotation
    return kind is int or path in _COUNTS


def _draft(scenario: Scenario) -> Draft:
    return Draft(
        plain={},
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
