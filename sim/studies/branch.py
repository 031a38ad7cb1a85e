"""Branches: go back to a turn of a run, try something else, and compare what comes of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.headline import quotation
from sim.cards import Card
from sim.engine.batch import Batch
from sim.engine.draws import SEED_LIMIT
from sim.experiment.branching import (
    BRANCH,
    OUTCOMES,
    UNCHANGED,
    Changes,
    branching,
    experiment_in,
)
from sim.experiment.faults import ResultsError
from sim.experiment.play import Recipe, batch_of
from sim.experiment.results import load_results
from sim.experiment.store import open_store
from sim.experiment.sweep import sweep
from sim.measures import MEASURE_NAMES, STANCE, Kind, kind_of, measure_of
from sim.narrative.cast import Cast
from sim.play.arguments import as_turns
from sim.scenario.problems import guess
from sim.studies.compare import compare
from sim.vocabulary import DESKS, SECURITY_DESK, STANCES
from sim.words import capitalised, counted, percent, stance_headline

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.comparison import Comparison
    from sim.experiment.branching import Branching
    from sim.experiment.experiment import Experiment, Policy
    from sim.experiment.results import Results
    from sim.experiment.sweep import Watch
    from sim.record import Record

RUNS = 1_000
"""Futures of the branch, and of the unchanged run, unless another number is asked for."""
LEAD_TO_NAMES = f"it is end.PATH of a state variable, or a measure: {', '.join(MEASURE_NAMES)}"
_ANSWERS = ("no", "yes")
NO_OWN_OFFER = "no_own_offer"
"""Condition of an order that is not legal beside an offer of the actor's own diplomacy desk."""


@dataclass(frozen=True, repr=False, eq=False)
class Branch(Card):
    """What came of a branch of a run, beside what came of the unchanged run.

    Attributes:
        experiment: What was played: the two policies `unchanged` and `branch`, or one of them.
        comparison: The branch against the unchanged run, outcome by outcome; None if nothing was
            changed.
        own: The outcomes on the draws of the run itself, and the stance as a word, by policy.
        ended: The stance at the end of the run.
        fallen: Share of the futures of the branch in which an attack that was ordered fell away,
            because the diplomacy desk of that actor offered a treaty; by actor.
        alone: If nothing was changed, what came of the unchanged run, as sentences.
        folder: Folder of the results; None if they were not kept.
    """

    experiment: Experiment
    comparison: Comparison | None
    own: Mapping[str, Mapping[str, Any]]
    ended: str
    fallen: Mapping[str, float]
    alone: tuple[str, ...]
    folder: Path | None

    def _card(self) -> tuple[str, ...]:
        return self.experiment.title, *self.findings()

    @property
    def results(self) -> Results:
        """The results, as `sim.load_results` returns them.

        Raises:
            ResultsError: They were not kept.
        """
        if self.folder is None:
            raise ResultsError("the results of the branch were not kept: give it a folder, out=DIR")
        return load_results(self.folder)

    def findings(self) -> list[str]:
        """Return what was played and what came of it, as sentences."""
        told = [self.setting(), *self.remarks()]
        return [*told, *(self.comparison.findings() if self.comparison else self.alone)]

    def setting(self) -> str:
        """Return in a sentence or two what was played."""
        begins, policies = self._begins, self.experiment.policies
        runs = counted(self.experiment.replicates.cap, "future")
        what = f" {capitalised(policies[-1].title)}." if len(policies) > 1 else ""
        rest = "every other order" if policies[-1].orders else "every order"
        return (
            f"Back in {begins['date']} (turn {begins['turn']}) of a run of {begins['scenario']}, "
            f"seed {begins['seed']}, replicate {begins['replicate']}.{what} {runs}"
            f"{' of each, on the same draws' if what else ''}; {rest} is decided anew. "
            "What is measured counts the turns before, too."
        )

    def remarks(self) -> list[str]:
        """Return how the run itself would have ended, and orders that fell away, as sentences."""
        told: list[str] = []
        cast = Cast(self.experiment.policies[0].scenario.document)
        for actor, share in self.fallen.items():
            told.append(
                f"In {percent(share, digits=1)} of the futures {cast.name(actor)} does not attack: "
                "its diplomacy desk, which has no order, offers a treaty, and both cannot be. Give "
                "that desk an order as well to rule it out."
            )
        if BRANCH in self.own:
            told.append(f"On the draws of the run itself: {self._on_its_draws()}.")
        if self.own[UNCHANGED][STANCE] != self.ended:
            told.append(
                f"The run itself ended otherwise ({self._head(self.ended)}): not all of its seats "
                "decided by the doctrines of the scenario, or it had another number of turns."
            )
        return told

    @property
    def moved(self) -> int | None:
        """Number of the first future of the branch in which `asked` differs; None if there is none.

        Raises:
            ResultsError: The results were not kept.
        """
        runs = self.results.narrow([self.asked]).table
        one, other = (runs[runs["policy"] == name] for name in (UNCHANGED, BRANCH))
        ended = one.set_index("replicate")[self.asked].astype(str)
        apart = other[other[self.asked].astype(str) != other["replicate"].map(ended)]
        return int(apart["run"].iloc[0]) if len(apart) else None

    @property
    def asked(self) -> str:
        """The outcome that tells futures apart: the main one if a yes or no, else the stance."""
        main = self.experiment.outcomes[0]
        return main if kind_of(main) is Kind.YES_NO else STANCE

    def frame(self) -> pd.DataFrame:
        """Return the outcomes of both and their difference, as `Comparison.frame` does.

        Raises:
            ValueError: Nothing was changed, so there is nothing to compare.
        """
        if self.comparison is None:
            raise ValueError("nothing was changed in the branch: there is nothing to compare")
        return self.comparison.frame()

    def facts(self) -> dict[str, Any]:
        """Return everything as a dictionary for JSON."""
        policies = self.experiment.policies
        return {
            "beginning": dict(self._begins),
            "runs": self.experiment.replicates.cap,
            "seed": self.experiment.seed,
            "turns": self.experiment.turns,
            "policies": {policy.name: policy.title for policy in policies},
            "orders": {policy.name: policy.orders for policy in policies},
            "ended": self.ended,
            "own_draws": {name: dict(values) for name, values in self.own.items()},
            "fallen": dict(self.fallen),
            "findings": self.findings(),
            "comparison": None if self.comparison is None else self.comparison.facts(),
            "folder": None if self.folder is None else str(self.folder),
        }

    def _on_its_draws(self) -> str:
        """Return the main outcome, if it is a yes or no, and the stance, of both policies."""
        told = []
        if (main := self.asked) != STANCE:
            pair = [_ANSWERS[bool(self.own[name][main])] for name in (UNCHANGED, BRANCH)]
            told.append(f"{measure_of(main).label}: {_both(*pair)}")
        told.append(_both(*(self._head(self.own[name][STANCE]) for name in (UNCHANGED, BRANCH))))
        return "; ".join(told)

    def _head(self, stance: str) -> str:
        return stance_headline(self.experiment.policies[0].scenario.document, stance)

    @property
    def _begins(self) -> Mapping[str, Any]:
        assert self.experiment.beginning is not None  # a branch has one
        return self.experiment.beginning.facts


def branch(
    record: Record,
    turn: int | str,
    *,
    orders: Mapping[str, str | Sequence[str]] | None = None,
    changes: Mapping[str, object] | None = None,
    seats: Mapping[str, str] | None = None,
    runs: int = RUNS,
    turns: int | None = None,
    outcomes: Sequence[str] | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    jobs: int | None = None,
    watch: Watch = lambda progress: None,
) -> Branch:
    """Go back to a turn of a run, do something else there, and compare what comes of both.

    The turn is open as it was in the run, with its war elsewhere and its misreadings; then every
    actor decides anew, except the desks that are given orders. Futures are played with the changes
    (`branch`) and without them (`unchanged`), both on the same draws, which are not those of the
    run. All measures are of the whole game, with the turns before.

    Args:
        record: The run.
        turn: Number or date of the turn, or the number after the last turn.
        orders: Orders in that turn, by actor: a name, or one for each desk. `hold` is for every
            desk without another order, `security:hold` for that one alone.
        changes: Values from that turn on, by path: numbers of the scenario, and state variables,
            which are set as the turn opens. Beliefs are probabilities.
        seats: Doctrines from that turn on, by actor.
        runs: Futures of each, at least 2.
        turns: Turns of the whole game; as many as the run has if None.
        outcomes: Outcomes to compare, the main one first; measures of recommitment and war if None.
        seed: Seed of the draws; that of the run and 1 if None.
        out: Folder for the results, which is one like any other; they are not kept if None.
        overwrite: Replace the results in the folder.
        jobs: Threads; all cores if None.
        watch: Called with the progress as futures are played.

    Raises:
        LookupError: The record has no such turn.
        RecordError: The record does not replay in this version.
        ResultsError: The folder cannot be used.
        ScenarioError: A value is not allowed.
        ValueError: A change is not possible, or a number is out of range.
    """
    given = {
        actor: (some,) if isinstance(some, str) else tuple(some)
        for actor, some in (orders or {}).items()
    }
    draft = branching(record, turn, Changes(given, dict(changes or {}), dict(seats or {})))
    experiment = _planned(draft, runs=runs, turns=turns, seed=seed, outcomes=outcomes)
    if out is not None:
        return play_branch(experiment, Path(out), overwrite=overwrite, jobs=jobs, watch=watch)
    with TemporaryDirectory(prefix="branch-") as folder:
        return replace(play_branch(experiment, Path(folder), jobs=jobs, watch=watch), folder=None)


def _planned(
    draft: Branching,
    *,
    runs: int,
    turns: int | None,
    seed: int | None,
    outcomes: Sequence[str] | None,
) -> Experiment:
    """Return the experiment of a branch. Raises ValueError if a number is out of range."""
    record = draft.beginning.record
    if runs < 2:
        raise ValueError(f"runs = {runs}: expected at least 2")
    length = as_turns(record.turns if turns is None else turns, draft.beginning.scenario)
    if length <= draft.beginning.turn:
        raise ValueError(
            f"turns = {length}: the branch begins in turn {draft.beginning.turn}, "
            f"so the whole game needs at least {draft.beginning.turn + 1}"
        )
    drawn = (record.seed + 1) % SEED_LIMIT if seed is None else seed
    if not 0 <= drawn < SEED_LIMIT:
        raise ValueError(f"seed = {drawn}: must be a whole number from 0 to 2^64 - 1")
    asked = OUTCOMES if outcomes is None else tuple(dict.fromkeys(outcomes))
    known = Batch(draft.beginning.scenario).columns
    for name in asked:
        if name not in known:
            stance = f"; to compare stances: {STANCE}" if name.startswith(f"{STANCE}=") else ""
            hint = stance or guess(name, list(known)) or f"; {LEAD_TO_NAMES}"
            raise ValueError(f"outcome {name}: no outcome is called '{name}'{hint}")
    return draft.experiment(runs=runs, turns=length, seed=drawn, outcomes=asked)


def resume_branch(
    folder: Path, *, jobs: int | None = None, watch: Watch = lambda progress: None
) -> Branch:
    """Complete a folder that holds a branch, from what is in it, and return what came of it.

    Raises:
        ResultsError: It holds no branch, or cannot be completed.
        ScenarioError: A scenario in it is not valid in this version.
    """
    store = open_store(folder)
    if store.manifest.beginning is None:
        raise ResultsError(f"{folder}: no branch, but a sweep; to go on: {store.resume}")
    return play_branch(experiment_in(store), folder, resume=True, jobs=jobs, watch=watch)


def play_branch(
    experiment: Experiment,
    folder: Path,
    *,
    resume: bool = False,
    overwrite: bool = False,
    jobs: int | None = None,
    watch: Watch = lambda progress: None,
) -> Branch:
    """Play the experiment of a branch into a folder, and return what came of it."""
    sweep(experiment, folder, resume=resume, overwrite=overwrite, jobs=jobs, watch=watch)
    begins = experiment.beginning
    assert begins is not None  # a branch has one
    changed = len(experiment.policies) > 1
    found: Any = compare(folder, outcomes=experiment.outcomes) if changed else None
    return Branch(
        experiment=experiment,
        comparison=found,
        own={policy.name: _on_own_draws(experiment, policy) for policy in experiment.policies},
        ended=begins.record.outcome.stance,
        fallen=_fallen(experiment) if changed else {},
        alone=() if changed else quotation(load_results(folder, ())),
        folder=folder,
    )


def _both(one: str, other: str) -> str:
    """Return in words what came without and with the changes."""
    return f"{one} in both" if one == other else f"{one}, and in the branch {other}"


def _on_own_draws(experiment: Experiment, policy: Policy) -> dict[str, Any]:
    """Return the outcomes of a policy on the draws of the run itself, and the stance as a word."""
    begins = experiment.beginning
    assert begins is not None  # a branch has one
    record = begins.record
    batch = batch_of(Recipe.of(policy.scenario, paths=(), turns=experiment.turns))
    played = batch.play(
        np.zeros((1, 0)),
        seed=record.seed,
        first=record.replicate,
        count=1,
        opening=begins.opening(policy.scenario, policy.orders),
    )
    found = dict(zip(batch.columns, played.outcomes[0, 0].tolist(), strict=True))
    own = {name: found[name] for name in experiment.outcomes}
    return {**own, STANCE: STANCES[int(found[STANCE])]}


def _fallen(experiment: Experiment) -> dict[str, float]:
    """Return the share of futures in which an attack fell away beside an offer, by actor."""
    branched, desk = experiment.policies[-1], DESKS[SECURITY_DESK]
    menus, actors = branched.scenario.actions, branched.scenario.actors
    doubtful = [
        actor
        for actor, desks in branched.orders.items()
        if len(desks) == 1
        and desk in desks
        and NO_OWN_OFFER in menus[actors[actor].role][desks[desk]].legal_if
    ]
    if not doubtful:
        return {}
    begins = experiment.beginning
    assert begins is not None  # a branch has one
    batch = Batch(branched.scenario, turns=begins.turn + 1, conduct=True)
    played = batch.play(
        np.zeros((1, 0)),
        seed=experiment.seed,
        first=0,
        count=experiment.replicates.cap,
        opening=begins.opening(branched.scenario, branched.orders),
    )
    found = {}
    for actor in doubtful:
        column, names = batch.orders_of(actor, desk)
        given = played.orders[0, :, 0, column] == names[branched.orders[actor][desk]]
        found[actor] = 1.0 - float(given.mean())
    return {actor: share for actor, share in found.items() if share}
