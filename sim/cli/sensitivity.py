"""`sim sensitivity`: which factors an outcome depends on, how much, and with what certainty."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.completion import outcome_names, policy_names
from sim.cli.mistakes import UserError
from sim.cli.options import AsJson, within
from sim.cli.printing import say, say_json, tell
from sim.cli.results import ResultsPath, open_results, say_missing
from sim.words import (
    aligned,
    capitalised,
    counted,
    mean_words,
    named,
    numeral,
    percent,
    percent_bounds,
    quoted,
    range_numeral,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.sensitivity import Sensitivity
    from sim.experiment.results import Results

TOP = 10
"""Number of factors printed if --top is left out."""
ALL = "all"
"""Value of --outcome and of --method that means all of them."""

COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "sobol": (("first", "alone"), ("total", "with interactions")),
    "morris": (("mu_star", "mu*"), ("mu", "mu"), ("sigma", "sigma")),
    "regression": (("rank", "on ranks"), ("straight", "on values")),
    "moment-independent": (("shift", "shift"),),
    "swing": (("swing", "swing"),),
}
"""Columns that are printed for each method, with their headings; each column has an interval."""

TITLES = {
    "sobol": "Sobol indices: shares of the variance of {said} that the factors make",
    "morris": "Elementary effects: change of {said} over the whole range of a factor{unit}",
    "regression": "Standardised regression of {said}: R^2 {rank} on ranks, {straight} on values",
    "moment-independent": "Shift of the distribution of {label} in a single run, from 0 to 1",
    "swing": "Swing: {said} at the high end of a factor less that at its low end{unit}",
}

Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome",
        metavar="NAME",
        help="An outcome; the main outcome unless given. Can be repeated; 'all': all of the "
        "experiment's.",
        autocompletion=outcome_names,
    ),
]
Policy = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="NAME",
        help="One policy; each in turn unless given.",
        autocompletion=policy_names,
    ),
]
Method = Annotated[
    str,
    typer.Option(
        "--method",
        metavar="NAME",
        help="sobol, morris, regression, moment-independent, or all that fit the design.",
    ),
]
Top = Annotated[int, typer.Option("--top", metavar="N", help="Factors to print, at the most.")]


def sensitivity(
    folder: ResultsPath,
    outcome: Outcomes = None,
    policy: Policy = None,
    method: Method = ALL,
    top: Top = TOP,
    as_json: AsJson = False,
) -> None:
    """Rank the factors of DIR by how much an outcome depends on them.

    Sobol indices need a saltelli design, and elementary effects need a morris design. Regression
    and the moment-independent index work with any design. All intervals are 95 % intervals.
    """
    from sim.analysis import sensitivity as analysis
    from sim.experiment.faults import ResultsError
    from sim.experiment.results import load_results
    from sim.experiment.titles import policy_titles

    within("--top", top, 1)
    methods = _methods(method, analysis.METHODS)
    whole = open_results(folder)
    wanted = _outcomes(outcome, whole)
    results = load_results(folder, wanted)
    policies = [policy] if policy else list(results.store.manifest.policies)
    studies, refused = [], []
    for name in policies:
        for column in wanted:
            try:
                found = analysis.sensitivity(results, column, policy=name, methods=methods)
                studies.append(found)
            except ResultsError as error:
                refused.append(error)
    if not studies:
        raise refused[0]
    for fault in refused:
        say(f"sim: left out: {fault}", err=True)
    if as_json:
        facts = [_facts(results, study) for study in studies]
        say_json(facts)
        return
    shown = (*studies[0].methods, *(("swing",) if methods is None else ()))
    say_missing(results)
    for study in studies:
        tell(lambda one=study: "\n".join(_told(one, shown, top, policy_titles(results))))
    tell(lambda: "\n".join([*_meanings(studies, shown, top), "", *_limits(shown)]))
    say(_next_steps(results, wanted), err=True)


def _methods(method: str, known: Sequence[str]) -> tuple[str, ...] | None:
    """Return the methods to use; None means all that fit the design."""
    from sim.scenario.problems import choices

    if method != ALL and method not in known:
        raise UserError(f"--method {method}: no such method{choices(method, [*known, ALL])}")
    return None if method == ALL else (method,)


def _outcomes(given: list[str] | None, results: Results) -> list[str]:
    """Return the outcomes to analyse, each once.

    If none is given: the main outcome, and all of `HEADLINES` in the experiment if the main outcome
    is one of them. Raises UserError if there is no such outcome.
    """
    from sim.measures import HEADLINES
    from sim.scenario.problems import choices, guess

    manifest = results.store.manifest
    if given is None:
        main = manifest.outcomes[0]
        together = HEADLINES if main in HEADLINES else ()
        return [main, *(name for name in together if name != main and name in manifest.outcomes)]
    names = [name.strip() for text in given for name in text.split(",")]
    wanted = [one for name in names for one in (manifest.outcomes if name == ALL else (name,))]
    for name in wanted:
        if name not in manifest.columns.outcomes:
            known = [*manifest.outcomes, ALL]
            hint = guess(name, manifest.columns.outcomes) or choices(name, known)
            raise UserError(f"--outcome {name}: no such outcome{hint}")
    return list(dict.fromkeys(wanted))


def _facts(results: Results, study: Sensitivity) -> dict[str, Any]:
    """Return all results of an analysis, for JSON."""
    tables = {name: study.table(name).to_dict("records") for name in (*study.methods, "swing")}
    return {
        "experiment": study.experiment,
        "manifest": results.store.manifest.hash,
        "policy": study.policy,
        "outcome": study.outcome,
        "said": study.said,
        "design": study.design,
        "points": study.points,
        "runs": study.runs,
        "failed": study.failed,
        "missing": results.missing,
        "chance": asdict(study.chance),
        "fit": _fit(study),
        "tables": tables,
        "pairs": _pairs(study),
        "findings": study.findings(),
        "notes": study.notes,
    }


def _fit(study: Sensitivity) -> dict[str, Any]:
    """R^2 on ranks and on values, each with its interval; empty if there is no regression."""
    if study.regression is None:
        return {}
    return {"rank": study.regression.rank_fit, "straight": study.regression.straight_fit}


def _pairs(study: Sensitivity) -> list[dict[str, Any]]:
    """Second-order indices by the paths of both factors."""
    if study.sobol is None:
        return []
    frame = study.sobol.pairs.copy()
    for name in ("one", "other"):
        frame[name] = [study.factors[int(k)].path for k in frame[name]]
    pairs: list[dict[str, Any]] = frame.to_dict("records")
    return pairs


def _told(
    study: Sensitivity, methods: Sequence[str], top: int, titles: Mapping[str, str]
) -> Iterator[str]:
    """Lines about one outcome of one policy."""
    from sim.analysis.sensitivity.findings import finding
    from sim.measures import measure_of
    from sim.scenario.brief import wrapped

    called = titles[study.policy]
    policy = called if called == study.policy else named(quoted(called), study.policy)
    yield wrapped(f"{study.experiment}, under the policy {policy}:")
    yield wrapped(capitalised(study.said))
    failed = f"{study.failed:,} failed and left out" if study.failed else "none failed"
    points, runs = counted(study.points, "point"), counted(study.runs, "run")
    yield f"{study.design} design, {points}, {runs}, {failed}"
    for note in study.notes:
        yield wrapped(note)
    yield wrapped(study.chance.finding())
    for method in methods:
        if method not in (*study.methods, "swing"):
            continue
        table = study.table(method)
        yield ""
        title = TITLES[method].format(
            said=study.said,
            label=quoted(measure_of(study.outcome).label),
            unit=", in percentage points" if study.in_percent else "",
            **_fits(study),
        )
        yield wrapped(title)
        yield from _rows(table.head(top), method, in_percent=study.in_percent)
        if len(table) > top:
            yield f"... and {len(table) - top} more, none larger; --top {len(table)} shows them"
        if method != "swing":
            yield wrapped(finding(study, method))
    yield ""


def _meanings(studies: Sequence[Sensitivity], methods: Sequence[str], top: int) -> Iterator[str]:
    """Range and path of every factor that was printed."""
    known = {factor.path: factor for study in studies for factor in study.factors}
    shown = dict.fromkeys(
        path
        for study in studies
        for method in methods
        if method in (*study.methods, "swing")
        for path in study.table(method)["factor"].head(top)
    )
    from sim.experiment.titles import heading

    yield "What the factors are"
    rows = [("factor", "range", "path")]
    for path in shown:
        factor = known[path]
        rows.append((heading(factor.name, path), range_numeral(factor.low, factor.high), path))
    yield aligned(rows)


def _limits(methods: Sequence[str]) -> Iterator[str]:
    """Lines that say what the methods shown can tell, and what they cannot."""
    from sim.analysis.sensitivity import LIMITS
    from sim.scenario.brief import wrapped

    yield "How to read it"
    for method in methods:
        yield wrapped(f"{method}: {LIMITS[method]}", "  ")


def _fits(study: Sensitivity) -> dict[str, str]:
    return {name: numeral(value[0], ".2f") for name, value in _fit(study).items()}


def _rows(table: pd.DataFrame, method: str, *, in_percent: bool) -> Iterator[str]:
    """The rows of a method's table, with headings; changes of a share in percentage points."""
    from sim.experiment.titles import heading

    scale = 100 if in_percent and method in ("morris", "swing") else 1
    shown = COLUMNS[method]
    head = ["factor", *(heading for _, heading in shown)]
    more = {"moment-independent": "floor", "morris": "floor"}.get(method)
    if method == "swing":
        head += ["low end", "high end"]
    lines = [[*head, *([more] if more else [])]]
    for row in table.to_dict("records"):
        cells = [heading(row["name"], row["factor"])]
        for name, _ in shown:
            one = name in ("shift", "swing")
            low, high = ("low", "high") if one else (f"{name}_low", f"{name}_high")
            value, *ends = (scale * row[key] for key in (name, low, high))
            if method == "sobol":
                cells.append(f"{percent(value)} {percent_bounds(*ends)}")
            else:
                cells.append(f"{_number(value)} [{', '.join(map(_number, ends))}]")
        if more:
            cells.append(_number(scale * row[more]))
        if method == "swing":
            cells += [
                mean_words(row[end], share=True) if in_percent else _number(row[end])
                for end in ("at_low", "at_high")
            ]
        lines.append(cells)
    return iter(aligned(lines).splitlines())


def _number(value: float) -> str:
    """Return a number with three significant digits and at most four decimal places.

    >>> _number(0.31415), _number(12.3456), _number(-0.00001), _number(float("nan"))
    ('0.314', '12.3', '0', '-')
    """
    return numeral(round(value, 4) + 0.0, ".3g")


def _next_steps(results: Results, shown: Sequence[str]) -> str:
    manifest, folder = results.store.manifest, shlex.quote(str(results.store.folder))
    steps = []
    if any(name not in shown for name in manifest.outcomes):
        steps.append(f"  sim sensitivity {folder} --outcome all    # the other outcomes")
    figures = {"saltelli": "sobol ", "morris": "morris "}.get(
        results.manifest["design"]["kind"], ""
    )
    steps.append(f"  sim plot {folder} {figures}tornado")
    return "\n".join(("\nNext:", *steps))
