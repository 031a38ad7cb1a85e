"""The report on a folder of results: its sections and their order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.experiment.completeness import REMEDY
from sim.experiment.faults import ResultsError
from sim.experiment.results import Results
from sim.experiment.table import OK
from sim.report.answer import answer
from sim.report.baselines import baselines
from sim.report.conditions import conditions
from sim.report.content import Report, Section
from sim.report.drivers import drivers
from sim.report.key_judgements import Beside, key_judgements
from sim.report.levers import check_levers
from sim.report.limits import limits
from sim.report.outcomes import definition, not_drawn, outcomes
from sim.report.pictures import gallery, taken
from sim.report.policies import policies
from sim.report.provenance import made_with, results_provenance
from sim.report.robustness import check_doctrines, robustness
from sim.report.study import Study
from sim.report.wording import as_sentence
from sim.words import counted

OF_DEFINITION = ("threshold-surface",)
OF_DRIVERS = ("tornado", "sobol", "morris")
OF_CONDITIONS = ("discovery-box", "discovery-trajectory")
OF_POLICIES = ("policy-differences",)
"""Figures of the catalogue that belong to the sections named; the others belong to outcomes."""


def report_results(
    results: Results,
    *,
    made_on: date,
    under_doctrines: Results | None = None,
    levers: Mapping[str, Any] | None = None,
) -> Report:
    """Return the report on the results of a sweep.

    Args:
        results: The results; only the columns that sections need are read.
        made_on: The date of the report.
        under_doctrines: Results of an experiment whose policies are doctrines, for the section on
            robustness; if None, the section uses the policies of `results`.
        levers: The facts of a ranking of levers on the same scenario.

    Raises:
        ResultsError: A part cannot be used, no run under the first policy succeeded, or the
            second results or the levers are of another scenario, or the policies of the second
            results are not doctrines.
    """
    study = Study(results)
    check(study)
    other = None if under_doctrines is None else Study(under_doctrines)
    if other is not None:
        check_doctrines(study, other)
    if levers is not None:
        check_levers(study, levers)
    experiment = study.manifest["experiment"]
    return Report(
        title=str(experiment["title"]),
        question=as_sentence(experiment["question"]),
        made=(
            f"{counted(len(study.table), 'run')} of the experiment `{experiment['name']}`; "
            f"{made_with(study.manifest)}."
        ),
        sections=tuple(_sections(study, Beside(made_on, other, levers))),
        missing=f"{results.missing} {REMEDY}" if results.missing else "",
    )


def _sections(study: Study, beside: Beside) -> list[Section]:
    drawn = gallery(study.results)
    pictures = dict(drawn.pictures)
    surface = taken(pictures, OF_DEFINITION)
    changes = taken(pictures, OF_POLICIES)
    effects = taken(pictures, OF_DRIVERS)
    boxes = taken(pictures, OF_CONDITIONS)
    sections = [
        key_judgements(study, beside),
        answer(study),
        baselines(study),
        outcomes(study, (*pictures.values(), *not_drawn(study, drawn.missing))),
        definition(study, surface),
    ]
    if len(study.policies) > 1:
        sections.append(policies(study, changes))
    if study.factors and study.ensemble is None:
        sections += [drivers(study, effects), conditions(study, boxes)]
    return [*sections, robustness(study, beside.doctrines), limits(), results_provenance(study)]


def check(study: Study) -> None:
    """Raise ResultsError if no run under the first policy succeeded."""
    name = study.policies[0]
    if not len(study.first):
        raise ResultsError(
            f"{study.results.store.folder}: no runs of the policy {name} yet, so there is nothing "
            f"to report. {study.results.missing}"
        )
    if not (study.first["status"] == OK).any():
        raise ResultsError(
            f"{study.results.store.folder}: no run under the policy {name} succeeded, so there is "
            "nothing to report; `sim results` says how many failed"
        )
