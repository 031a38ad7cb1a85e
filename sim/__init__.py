"""Marchland: a strategic wargame simulator of patrons, clients and the borderlands between them.

The public names are loaded when first used, so that ``import sim`` is light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.version import MODEL_VERSION, __version__

if TYPE_CHECKING:
    from sim.analysis.discovery import Discovery, DiscoveryError, discover
    from sim.analysis.sensitivity import sensitivity
    from sim.experiment import Experiment, ExperimentError, load_experiment
    from sim.experiment.batch import batch
    from sim.experiment.faults import ResultsError
    from sim.experiment.results import Results, load_results
    from sim.experiment.sweep import sweep
    from sim.narrative.explanation import Explanation, explain
    from sim.play.model import Actor, Marchland, run
    from sim.play.replay import Replay, replay
    from sim.record import Record, RecordError, load_record
    from sim.report import Report, make_report, write_report
    from sim.scenario import Scenario, ScenarioError, load_scenario
    from sim.studies.compare import compare
    from sim.studies.levers import levers

_HOMES = {
    "Actor": "sim.play.model",
    "Discovery": "sim.analysis.discovery",
    "DiscoveryError": "sim.analysis.discovery",
    "Experiment": "sim.experiment",
    "Explanation": "sim.narrative.explanation",
    "ExperimentError": "sim.experiment",
    "Marchland": "sim.play.model",
    "Record": "sim.record",
    "RecordError": "sim.record",
    "Replay": "sim.play.replay",
    "Report": "sim.report",
    "Results": "sim.experiment.results",
    "ResultsError": "sim.experiment.faults",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "batch": "sim.experiment.batch",
    "compare": "sim.studies.compare",
    "discover": "sim.analysis.discovery",
    "explain": "sim.narrative.explanation",
    "levers": "sim.studies.levers",
    "load_experiment": "sim.experiment",
    "load_record": "sim.record",
    "load_results": "sim.experiment.results",
    "load_scenario": "sim.scenario",
    "make_report": "sim.report",
    "replay": "sim.play.replay",
    "run": "sim.play.model",
    "sensitivity": "sim.analysis.sensitivity",
    "sweep": "sim.experiment.sweep",
    "write_report": "sim.report",
}

__all__ = [
    "MODEL_VERSION",
    "Actor",
    "Discovery",
    "DiscoveryError",
    "Experiment",
    "ExperimentError",
    "Explanation",
    "Marchland",
    "Record",
    "RecordError",
    "Replay",
    "Report",
    "Results",
    "ResultsError",
    "Scenario",
    "ScenarioError",
    "__version__",
    "batch",
    "compare",
    "discover",
    "explain",
    "levers",
    "load_experiment",
    "load_record",
    "load_results",
    "load_scenario",
    "make_report",
    "replay",
    "run",
    "sensitivity",
    "sweep",
    "write_report",
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
