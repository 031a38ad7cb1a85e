"""Experiments: one question a file, and everything that plays it.

Names are loaded when first used, so that listing what is shipped waits for no library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment, Factor, Points, Policy, Replicates, Until
    from sim.experiment.loading import ExperimentError, load_experiment

_HOMES = {
    "Experiment": "experiment",
    "ExperimentError": "loading",
    "Factor": "experiment",
    "Points": "experiment",
    "Policy": "experiment",
    "Replicates": "experiment",
    "Until": "experiment",
    "load_experiment": "loading",
}

__all__ = [
    "Experiment",
    "ExperimentError",
    "Factor",
    "Points",
    "Policy",
    "Replicates",
    "Until",
    "load_experiment",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
