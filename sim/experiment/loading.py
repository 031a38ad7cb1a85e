"""Load an experiment from a file or by the name of a shipped one."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from sim.experiment.calibration import check_calibration
from sim.experiment.entries import ExperimentFile, PolicyEntry
from sim.experiment.experiment import Experiment, Replicates, Until
from sim.experiment.factors import check_wholes, read_factors, resolve
from sim.experiment.feasibility import check_points
from sim.experiment.names import check_names, no_mean, outcome_names, trajectory_names
from sim.experiment.policies import (
    NAME,
    NAME_IN_WORDS,
    apply_policies,
    load_scenarios,
    read_policies,
)
from sim.experiment.reading import check_size, read_design
from sim.experiment.shares import moved_with
from sim.scenario import shipped
from sim.scenario.changes import copied
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, Problem, ScenarioError, choices
from sim.scenario.scenario import Scenario
from sim.scenario.sources import Source, read
from sim.scenario.validation import parse, valid


class ExperimentError(ScenarioError):
    """An experiment cannot be played. `problems` holds every problem found."""


def load_experiment(path_or_name: str | os.PathLike[str]) -> Experiment:
    """Return the experiment of a TOML file, or a shipped one such as "recommit-baseline".

    Raises:
        ExperimentError: The experiment cannot be found, read or played; `problems` says why.
    """
    name = os.fspath(path_or_name)
    try:
        file = shipped.locate(name, shipped.EXPERIMENTS)
        source = read(file, name if file == FilePath(name) else str(file), "experiment")
        return assemble(source)
    except ScenarioError as error:
        if isinstance(error, ExperimentError):
            raise
        raise ExperimentError(error.problems) from None


def assemble(source: Source) -> Experiment:
    """Return the experiment of a file that has been read.

    Raises:
        ExperimentError: The file has problems, which the error lists.
    """

    def locate(path: Path) -> tuple[str, int, int]:
        return (source.name, *source.positions.of(path))

    findings = Findings(locate, [source.name])
    foreign: list[Problem] = []
    experiment = _read(source, findings, foreign)
    if len(findings) or foreign:
        raise ExperimentError([*findings.problems(), *foreign])
    assert experiment is not None  # it is None only after a problem was reported
    return experiment


def _read(source: Source, findings: Findings, foreign: list[Problem]) -> Experiment | None:
    frame = parse(ExperimentFile, _as_written(source.data), (), findings)
    draft = frame or _sound_parts(source.data)
    if not re.fullmatch(NAME, draft.name):
        findings.refuse(("name",), draft.name, f"not a name; names are {NAME_IN_WORDS}")
    scenarios = load_scenarios(draft, source, findings, foreign)
    entries = read_policies(draft.policies, findings)
    policies = apply_policies(entries, scenarios, findings)
    replicates = _replicates(source.data.get("replicates"), draft, findings)
    _check_outcomes(draft, scenarios, findings)
    wishes = read_factors(draft.factors, scenarios[0] if scenarios else None, findings)
    design, wishes = read_design(draft.design, wishes, source, findings, foreign)
    if draft.calibration is not None:
        check_calibration(
            draft.calibration,
            draft.outcomes,
            draft.turns,
            design,
            replicates,
            len(policies),
            findings,
        )
    if not scenarios:
        return None
    known = len(findings)
    factors = resolve(wishes, scenarios, design, findings)
    check_wholes(wishes, scenarios, findings)
    if design is not None and len(findings) == known:
        check_size(design, factors, findings)
    _check_changed([factor.path for factor in factors], draft, entries, scenarios, findings)
    if len(findings) > known or frame is None or design is None:
        return None
    experiment = Experiment(
        name=frame.name,
        title=frame.title,
        question=" ".join(frame.question.split()),
        seed=frame.seed,
        turns=frame.turns,
        outcomes=frame.outcomes,
        keep=frame.keep,
        keep_paths=frame.keep_paths,
        factors=factors,
        policies=policies,
        design=design,
        replicates=replicates,
        text=source.text,
        document=copied(source.data),
        columns=frame.columns,
        calibration=frame.calibration,
    )
    if not (len(findings) or foreign):
        check_points(experiment, findings)
    return experiment


def _sound_parts(data: dict[str, Any]) -> ExperimentFile:
    """Return the valid keys of a faulty file, so that they can be checked further."""
    blank: dict[str, Any] = {
        "name": "x",
        "title": "x",
        "question": "x",
        "scenario": "x",
        "seed": 0,
        "outcomes": ("x",),
        "replicates": {"fixed": 1},
    }
    sound = {
        key: value
        for key, value in _as_written(data).items()
        if key in ExperimentFile.model_fields and valid(ExperimentFile, {**blank, key: value})
    }
    draft = valid(ExperimentFile, {**blank, **sound})
    assert draft is not None  # every key is valid by itself, and none depends on another
    lost = {key: () for key in ("scenario", "outcomes") if key not in sound}
    return draft.model_copy(update=lost)


def _as_written(value: Any) -> Any:
    """Return the document with arrays as tuples, except in the changes to a scenario."""
    if isinstance(value, list):
        return tuple(_as_written(item) for item in value)
    if isinstance(value, dict):
        return {k: item if k == "set" else _as_written(item) for k, item in value.items()}
    return value


def _replicates(table: object, frame: ExperimentFile, findings: Findings) -> Replicates:
    given = {"fixed", "until"} & set(table) if isinstance(table, dict) else {"fixed"}
    if len(given) != 1:
        which = "both are given" if given else "neither is given"
        message = f"give 'fixed', such as fixed = 1000, or 'until'; {which}"
        findings.report(("replicates",), message)
    until = frame.replicates.until
    if until is None:
        return Replicates(fixed=frame.replicates.fixed)
    place: Path = ("replicates", "until")
    if until.minimum > until.cap:
        findings.report(place, f"minimum = {until.minimum} is above cap = {until.cap}")
    reason = no_mean(until.outcome)
    if reason:
        findings.refuse((*place, "outcome"), until.outcome, reason)
    elif frame.outcomes and until.outcome not in frame.outcomes:
        hint = choices(until.outcome, list(frame.outcomes))
        findings.refuse((*place, "outcome"), until.outcome, f"not among the outcomes{hint}")
    return Replicates(until=Until(**until.model_dump()))


def _check_outcomes(
    frame: ExperimentFile, scenarios: Sequence[Scenario], findings: Findings
) -> None:
    """Check that outcomes and paths exist in every scenario, and that `keep` and paths agree."""
    known = [outcome_names(scenario) for scenario in scenarios]
    check_names("outcomes", frame.outcomes, known, "outcome", findings)
    known = [trajectory_names(scenario) for scenario in scenarios]
    check_names("keep_paths", frame.keep_paths, known, "state path", findings)
    if findings.has(("keep",)) or findings.has(("keep_paths",)):
        return
    if frame.keep == "outcomes" and frame.keep_paths:
        findings.report(("keep_paths",), 'needs keep = "quantiles" or keep = "trajectories"')
    elif frame.keep != "outcomes" and not frame.keep_paths:
        message = "needs keep_paths: which state paths to store, such as ties.RUS-ARM.commitment"
        findings.refuse(("keep",), frame.keep, message)


def _check_changed(
    factors: Sequence[str],
    frame: ExperimentFile,
    entries: Mapping[str, PolicyEntry],
    scenarios: Sequence[Scenario],
    findings: Findings,
) -> None:
    """Report paths that a factor varies and a policy changes, because one would undo the other."""
    shares = [moved_with(factors, scenario) for scenario in scenarios]
    reasons = {path: f"moves with the factor {by}" for path, by in shares[0].moved.items()}
    reasons |= dict.fromkeys(factors, "is a factor")
    changes: list[tuple[Path, Mapping[str, Any]]] = [(("set",), frame.set)]
    changes += [(("policies", name, "set"), entry.set) for name, entry in entries.items()]
    for place, changed in changes:
        for key in changed:
            met = next((path for path in reasons if f"{path}.".startswith(f"{key}.")), None)
            # A share that is set in all runs may still move; it keeps the proportions set there.
            is_moved = place == ("set",) and met not in factors
            if met is not None and not is_moved and not findings.has((*place, key)):
                message = f"{met} {reasons[met]}; it cannot be changed as well"
                findings.report((*place, key), message)
    if any(other != shares[0] for other in shares[1:]):
        message = f"the shares that move with {next(iter(shares[0].moved.values()), factors[0])}"
        findings.report(("scenario",), f"{message} differ between the scenarios")
