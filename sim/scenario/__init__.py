"""Scenarios: the only reader of scenario files.

Names are loaded when first used, so that listing what is shipped does not wait for pydantic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.problems import Problem, ScenarioError

if TYPE_CHECKING:
    from sim.scenario.assembly import from_document
    from sim.scenario.changes import parse_assignments
    from sim.scenario.loading import load_scenario
    from sim.scenario.numbers import Provenance
    from sim.scenario.scenario import Scenario
    from sim.scenario.shipped import scenario_paths

_HOMES = {
    "Provenance": "numbers",
    "Scenario": "scenario",
    "from_document": "assembly",
    "load_scenario": "loading",
    "parse_assignments": "changes",
    "scenario_paths": "shipped",
}

__all__ = [
    "Problem",
    "Provenance",
    "Scenario",
    "ScenarioError",
    "from_document",
    "load_scenario",
    "parse_assignments",
    "scenario_paths",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
