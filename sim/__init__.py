"""Marchland: a strategic wargame simulator of patrons, clients and the borderlands between them.

The public names are loaded when first used, so that ``import sim`` is light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.model import Actor, Marchland, run
    from sim.record import Record, RecordError, load_record
    from sim.scenario import Scenario, ScenarioError, load_scenario

_HOMES = {
    "Actor": "sim.model",
    "Marchland": "sim.model",
    "Record": "sim.record",
    "RecordError": "sim.record",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "load_record": "sim.record",
    "load_scenario": "sim.scenario",
    "run": "sim.model",
}

__all__ = [
    "Actor",
    "Marchland",
    "Record",
    "RecordError",
    "Scenario",
    "ScenarioError",
    "load_record",
    "load_scenario",
    "run",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
