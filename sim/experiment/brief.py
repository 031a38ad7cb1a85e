"""The brief of an experiment, which `sim show` prints: as text and as data."""

from __future__ import annotations

from typing import Any

from sim.experiment.barred import barred
from sim.experiment.experiment import Experiment, Factor
from sim.measures import label_of
from sim.scenario.brief import table, wrapped
from sim.scenario.meanings import name_of
from sim.words import capitalised, counted, joined, quoted

_SHOWN_LEVELS = 8


def brief_data(experiment: Experiment) -> dict[str, Any]:
    """Return the brief as data that can be written as JSON."""
    moved = experiment.shares.moved
    return {
        "name": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "hash": experiment.hash,
        "scenarios": _scenarios(experiment),
        "turns": _turns(experiment),
        "seed": experiment.seed,
        "factors": [
            {
                "path": factor.path,
                "name": _name(experiment, factor),
                "low": factor.low,
                "high": factor.high,
                "levels": list(factor.levels) if factor.levels else None,
            }
            for factor in experiment.factors
        ],
        "moved": moved,
        "policies": {
            policy.name: {
                "title": policy.title,
                "changes": dict(policy.changes or {}),
                "impossible": [event.said for event in barred(policy.scenario)],
            }
            for policy in experiment.policies
        },
        "design": experiment.design.model_dump(),
        "points": experiment.size,
        "replicates": replicates_words(experiment),
        "most_runs": experiment.most_runs,
        "outcomes": list(experiment.outcomes),
        "keep": experiment.keep,
        "keep_paths": list(experiment.keep_paths),
    }


def brief(experiment: Experiment) -> str:
    """Return the brief as text of at most 100 columns; only long paths may exceed them."""
    sections = (
        f"{experiment.title} ({experiment.name})\n{wrapped(experiment.question)}",
        _frame(experiment),
        _factors(experiment),
        _policies(experiment),
        _kept(experiment),
        size_words(experiment),
    )
    return "\n\n".join(section for section in sections if section)


def size_words(experiment: Experiment) -> str:
    """Return the size of the experiment in one line, such as "2 policies x 5 points x ..."."""
    parts = [
        counted(len(experiment.policies), "policy"),
        counted(experiment.size, "point"),
        replicates_words(experiment),
    ]
    most = "at most " if experiment.replicates.until else ""
    runs = counted(experiment.most_runs, "run")
    return f"{' x '.join(parts)}: {most}{runs}"


def replicates_words(experiment: Experiment) -> str:
    """Return the number of replicates in words."""
    until = experiment.replicates.until
    if until is None:
        return counted(experiment.replicates.cap, "replicate")
    asked = label_of(until.outcome, experiment.policies[0].scenario.document)
    known = f"{quoted(asked)} is known to {until.half_width:g}"
    return f"{until.minimum:,} to {counted(until.cap, 'replicate')} (until {known})"


def _scenarios(experiment: Experiment) -> list[str]:
    return list(dict.fromkeys(policy.scenario.name for policy in experiment.policies))


def _turns(experiment: Experiment) -> int | None:
    """Return the number of turns of a run; None if the scenarios differ."""
    own = {policy.scenario.calendar.turns for policy in experiment.policies}
    return experiment.turns or (own.pop() if len(own) == 1 else None)


def _frame(experiment: Experiment) -> str:
    turns = _turns(experiment) or "as many as each scenario has"
    design = experiment.design.model_dump(exclude={"points"} if _is_list(experiment) else set())
    kind = design.pop("kind").replace("-", " ")
    said = ", ".join(f"{key} {value}" for key, value in design.items() if value is not None)
    return "\n".join(
        (
            f"Scenario: {', '.join(_scenarios(experiment))}; turns: {turns}",
            f"Design:   {kind}{f' ({said})' if said else ''}; seed of the runs {experiment.seed}",
            f"Hash:     {experiment.hash[:12]}",
        )
    )


def _is_list(experiment: Experiment) -> bool:
    return experiment.design.kind == "list"


def _factors(experiment: Experiment) -> str:
    if not experiment.factors:
        return ""
    rows = [["factor", "low", "high", "levels", "path"]]
    for factor in experiment.factors:
        ends = (f"{factor.low:g}", f"{factor.high:g}")
        rows.append([capitalised(_name(experiment, factor)), *ends, _levels(factor), factor.path])
    moved = [f"  {path} moves with {by}" for path, by in experiment.shares.moved.items()]
    return "\n".join((f"Factors\n{table(rows)}", *moved))


def _name(experiment: Experiment, factor: Factor) -> str:
    """Return what a factor is called: by the experiment, or else its plain name."""
    return factor.title or name_of(experiment.policies[0].scenario, factor.path)


def _levels(factor: Factor) -> str:
    levels = factor.levels or ()
    if len(levels) > _SHOWN_LEVELS:
        return f"{len(levels)}"
    return " ".join(f"{level:g}" for level in levels) or ("whole" if factor.whole else "")


def _policies(experiment: Experiment) -> str:
    rows = [
        [policy.name, policy.title or ("no change" if not policy.changes else "")]
        for policy in experiment.policies
    ]
    notes = [
        wrapped(f"{policy.name}: under this policy {joined(event.said for event in events)}.")
        for policy in experiment.policies
        if (events := barred(policy.scenario))
    ]
    return "\n".join([f"Policies\n{table(rows)}", *notes])


def _kept(experiment: Experiment) -> str:
    lines = [wrapped(f"Outcomes: {', '.join(experiment.outcomes)}")]
    if experiment.keep_paths:
        kept = f"{experiment.keep.capitalize()} kept of: {', '.join(experiment.keep_paths)}"
        lines.append(wrapped(kept))
    return "\n".join(lines)
