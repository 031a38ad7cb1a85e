"""Scenario discovery on a folder of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.discovery.choice import Wanted
from sim.analysis.discovery.condition import Condition, condition_of
from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.notes import box_notes, sample_notes
from sim.analysis.discovery.peeling import ALPHA, MIN_MASS
from sim.analysis.discovery.result import SEED, Discovery
from sim.analysis.discovery.sample import Hits, Sample, collapse, share_between_points
from sim.analysis.discovery.search import Settings, search, tested
from sim.analysis.discovery.wording import clause
from sim.experiment.results import Results
from sim.experiment.table import OK
from sim.experiment.titles import number_names
from sim.scenario.problems import choices
from sim.words import counted, verb

if TYPE_CHECKING:
    import pandas as pd

FEWEST_POINTS = 20
FAMILIES = {"saltelli": "base", "morris": "trajectories"}
"""Designs whose points form families, and the key of [design] with the number of families."""


def discover(
    results: Results,
    outcome: str = "",
    *,
    policy: str = "",
    threshold: str = "",
    negate: bool = False,
    box: int | None = None,
    min_density: float | None = None,
    min_coverage: float | None = None,
    boxes: int = 1,
    refine: bool = True,
    alpha: float = ALPHA,
    min_mass: float = MIN_MASS,
    seed: int = SEED,
) -> Discovery:
    """Find the conditions under which an outcome happens: boxes by PRIM, and a tree.

    Args:
        results: Results from `sim.load_results`; only the columns that are needed are read.
        outcome: A yes or no, such as "recommitted"; a stance; or a number, with a threshold. The
            experiment's main outcome if empty.
        policy: The policy whose runs to search; the first if empty.
        threshold: Condition on a number, such as ">= 0.5", or on a stance, such as "== broker".
        negate: Search for the conditions under which it does not happen.
        box: Number of the box on the trajectory; None for the rule of `choose`.
        min_density: Least density of the box.
        min_coverage: Least coverage of the box.
        boxes: Largest number of boxes, each outside those before it.
        refine: Whether to drop ends without effect, paste, and round the bounds.
        alpha: Share of a box's runs that each step of peeling removes.
        min_mass: Smallest share of all runs in a box.
        seed: Seed of the random halves.

    Raises:
        DiscoveryError: Something asked for is not there, or the runs cannot be searched.
        ResultsError: A part of the results cannot be used.
    """
    return investigate(
        results,
        Ask(outcome, policy, threshold, negate),
        Settings(Wanted(box, min_density, min_coverage), boxes, refine, alpha, min_mass),
        seed=seed,
    )


@dataclass(frozen=True)
class Ask:
    """The question: arguments of `discover`."""

    outcome: str = ""
    policy: str = ""
    threshold: str = ""
    negate: bool = False


def investigate(results: Results, ask: Ask, settings: Settings, *, seed: int = SEED) -> Discovery:
    """Do the same as `discover`, with its arguments in two objects.

    Raises:
        DiscoveryError: Something asked for is not there, or the runs cannot be searched.
        ResultsError: A part of the results cannot be used.
    """
    question = question_of(results, ask)
    return results.once(
        (investigate, question, settings, seed),
        lambda: _investigated(results, question, settings, seed),
    )


def _investigated(results: Results, question: Question, settings: Settings, seed: int) -> Discovery:
    manifest = results.store.manifest

    def counted() -> tuple[Sample, int]:
        table = results.narrow([question.condition.outcome]).table
        return sample_of(table, results.design, question)

    sample, failed = results.once((sample_of, question), counted)
    untested = results.once(
        (search, question, replace(settings, halves=0)), lambda: search(sample, settings)
    )
    boxes = tested(untested, sample, settings, np.random.default_rng(seed))
    content = manifest.content
    document = next(p["document"] for p in content["policies"] if p["name"] == question.policy)
    between = share_between_points(sample)
    moved = _moved(content["design"]["paths"], question.factors)
    names = number_names(results)
    kind = str(content["design"]["kind"])
    return Discovery(
        experiment=manifest.name,
        policy=question.policy,
        condition=str(question.condition),
        happens=clause(question.condition, document),
        names={path: names[path] for path in question.factors},
        sample=sample,
        failed=failed,
        between=between,
        boxes=boxes,
        notes=(
            *box_notes(boxes[0], sample),
            *sample_notes(sample, between, kind=kind, moved=moved, names=names),
        ),
    )


@dataclass(frozen=True)
class Question:
    """A complete question: policy, condition, factors, and number of points in a family."""

    policy: str
    condition: Condition
    factors: tuple[str, ...]
    family_size: int = 1


def question_of(results: Results, ask: Ask) -> Question:
    """Return the complete question to these results. Raises DiscoveryError if it is not valid."""
    manifest = results.store.manifest
    factors = manifest.columns.factors
    if not factors:
        raise DiscoveryError(
            f"{results.store.folder}: nothing varies from point to point, so there is nothing to "
            "discover; give the experiment factors and a design"
        )
    condition = condition_of(
        ask.outcome or manifest.outcomes[0],
        ask.threshold,
        manifest.columns.outcomes,
        negate=ask.negate,
    )
    policy = _policy(ask.policy, manifest.policies)
    return Question(policy, condition, factors, _family_size(manifest.content))


def sample_of(table: pd.DataFrame, design: pd.DataFrame, question: Question) -> tuple[Sample, int]:
    """Return the runs of a policy counted by point, and the number of runs left out.

    Args:
        table: A table of runs with `policy`, `point`, `replicate`, `status` and the outcome.
        design: Factors by point.
        question: The policy, condition and factors.

    Raises:
        DiscoveryError: There are too few points, or all runs or no runs are hits.
    """
    runs = table[(table["policy"] == question.policy).to_numpy()]
    column = runs[question.condition.outcome]
    hit, known = question.condition.met(column)
    known = known & (runs["status"] == OK).to_numpy(np.bool_)
    point, replicate = (runs[key].to_numpy(np.int64)[known] for key in ("point", "replicate"))
    played = Hits(point, replicate, hit[known])
    sample = collapse(played, design, question.factors, family_size=question.family_size)
    if len(sample) < FEWEST_POINTS:
        raise DiscoveryError(
            f"policy {question.policy}: {counted(len(sample), 'point')} with runs "
            f"{verb(len(sample), 'are')} too few to search; at "
            f"least {FEWEST_POINTS} are needed, and some hundreds are better"
        )
    hits, count = round(sample.totals.hits), round(sample.totals.runs)
    if hits in (0, count):
        how = "never" if not hits else "always"
        raise DiscoveryError(
            f"{question.condition}: {how} so in {counted(count, 'run')} of policy "
            f"{question.policy}, so no "
            "condition can tell where"
        )
    return sample, len(runs) - count


def _policy(policy: str, known: tuple[str, ...]) -> str:
    if policy and policy not in known:
        raise DiscoveryError(f"policy {policy}: no such policy{choices(policy, known)}")
    return policy or known[0]


def _family_size(content: Mapping[str, Any]) -> int:
    """Number of successive points that form a family."""
    key = FAMILIES.get(str(content["design"]["kind"]))
    if key is None:
        return 1
    return int(content["points"]) // int(content["experiment"]["document"]["design"][key])


def _moved(paths: list[str], factors: tuple[str, ...]) -> dict[str, list[str]]:
    """Paths that are not factors but change with a factor, by that factor.

    They are shares of the same whole; their paths differ from the factor's in one part only.
    """
    moved: dict[str, list[str]] = {}
    for path in paths:
        if path in factors:
            continue
        mover = next(factor for factor in factors if _of_one_whole(path, factor))
        moved.setdefault(mover, []).append(path)
    return moved


def _of_one_whole(path: str, other: str) -> bool:
    mine, theirs = path.split("."), other.split(".")
    same = [a == b for a, b in zip(mine, theirs, strict=False)]
    return len(mine) == len(theirs) and same.count(False) == 1
