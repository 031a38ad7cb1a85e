"""The report on a folder of results: its sections and their order."""

from __future__ import annotations

from sim.experiment.completeness import REMEDY
from sim.experiment.faults import ResultsError
from sim.experiment.results import Results
from sim.experiment.table import OK
from sim.report.answer import answer
from sim.report.baselines import baselines
from sim.report.conditions import conditions
from sim.report.content import Report, Section
from sim.report.drivers import drivers
from sim.report.limits import limits
from sim.report.outcomes import definition, not_drawn, outcomes
from sim.report.pictures import gallery, taken
from sim.report.policies import policies
from sim.report.provenance import made_with, results_provenance
from sim.report.robustness import check_doctrines, robustness
from sim.report.study import Study
from sim.report.wording import as_sentence

OF_DEFINITION = ("threshold-surface",)
OF_DRIVERS = ("tornado", "sobol", "morris")
OF_CONDITIONS = ("discovery-box", "discovery-trajectory")
OF_POLICIES = ("policy-differences",)
"""Figures of the catalogue that belong to the sections named; the others belong to outcomes."""


def report_results(results: Results, *, under_doctrines: Results | None = None) -> Report:
    """Return the report on the results of a sweep.

    Args:
        results: The results; only the columns that sections need are read.
        under_doctrines: Results of an experiment whose policies are doctrines, for the section on
            robustness; if None, the section uses the policies of `results`.

    Raises:
        ResultsError: A part cannot be used, no run under the first policy succeeded, or the
            second results are of another scenario or their policies are not doctrines.
    """
    study = Study(results)
    check(study)
    other = None if under_doctrines is None else Study(under_doctrines)
    if other is not None:
        check_doctrines(study, other)
    experiment = study.manifest["experiment"]
    return Report(
        title=str(experiment["title"]),
        question=as_sentence(experiment["question"]),
        made=(
            f"{len(study.table):,} runs of the experiment `{experiment['name']}`; "
            f"{made_with(study.manifest)}."
        ),
        sections=tuple(_sections(study, other)),
        missing=f"{results.missing} {REMEDY}" if results.missing else "",
    )


def _sections(study: Study, other: Study | None) -> list[Section]:
    drawn = gallery(study.results)
    pictures = dict(drawn.pictures)
    surface = taken(pictures, OF_DEFINITION)
    changes = taken(pictures, OF_POLICIES)
    effects = taken(pictures, OF_DRIVERS)
    boxes = taken(pictures, OF_CONDITIONS)
    sections = [
        answer(study),
        baselines(study),
        outcomes(study, (*pictures.values(), *not_drawn(study, drawn.missing))),
        definition(study, surface),
    ]
    if len(study.policies) > 1:
        sections.append(policies(study, changes))
    if study.factors and study.ensemble is None:
        sections += [drivers(study, effects), conditions(study, boxes)]
    return [*sections, robustness(study, other), limits(), results_provenance(study)]


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
