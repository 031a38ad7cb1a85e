"""Read what a sweep stored turn by turn: trajectories of runs, and quantiles over replicates.

A trajectory is the values of a state variable (or the stance) of one run, turn by turn. Each
function reads one path of one policy, and only the parts and columns that it needs, so that a
million runs fit into memory. The axis "turns played" begins with 0, the opening state. The stance
has no value at the opening, so its axis "turn" begins with the end of turn 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.experiment.faults import ResultsError
from sim.experiment.store import Store
from sim.experiment.trajectory_table import (
    NO_STANCE,
    QUANTILE_LEVELS,
    SHARE,
    Stances,
    quantile_column,
    stance_path,
)
from sim.measures import STANCE
from sim.scenario.problems import guess
from sim.vocabulary import STANCES

Numbers = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Trajectories:
    """The trajectories of one state variable in the runs of a policy.

    Attributes:
        path: The state variable.
        policy: The policy.
        run: Number of each run in the table [run].
        values: Values of the state variable [run, turns played].
        failed: Runs left out because they failed.
    """

    path: str
    policy: str
    run: NDArray[np.int64]
    values: Numbers
    failed: int


@dataclass(frozen=True, eq=False)
class StanceTrajectories:
    """The trajectories of the guarantor's stance in the runs of a policy.

    Attributes:
        policy: The policy.
        run: Number of each run in the table [run].
        stances: Stance at the end of every turn, as an index into `STANCES` [run, turn].
        failed: Runs left out because they failed.
    """

    policy: str
    run: NDArray[np.int64]
    stances: Stances
    failed: int


@dataclass(frozen=True, eq=False)
class Quantiles:
    """Quantiles of one state variable over the runs of a policy, turn by turn.

    Attributes:
        path: The state variable.
        policy: The policy.
        runs: Number of runs that the quantiles are taken over.
        values: The quantiles at `QUANTILE_LEVELS` [turns played, level]; NaN if `runs` is 0.
    """

    path: str
    policy: str
    runs: int
    values: Numbers


@dataclass(frozen=True, eq=False)
class StanceShares:
    """Share of the runs of a policy in each stance, turn by turn.

    Attributes:
        policy: The policy.
        runs: Number of runs.
        shares: Share of runs at the end of a turn [turn, stance of `STANCES`].
    """

    policy: str
    runs: int
    shares: NDArray[np.float64]


def kept_paths(store: Store) -> tuple[str, ...]:
    """Return the state paths (and "stance") stored turn by turn; empty if only outcomes were."""
    if store.trajectories is None:
        return ()
    return tuple(store.manifest.content["experiment"]["keep_paths"])


def check_kept(store: Store, path: str) -> None:
    """Check that a path was stored turn by turn.

    Raises:
        ResultsError: It was not. The message names the paths that were stored.
    """
    kept = kept_paths(store)
    if not kept:
        raise ResultsError(
            f"{store.folder}: only outcomes were kept; sweep again with "
            f'keep = "trajectories" and keep_paths = ["{path}"] in the experiment'
        )
    if path not in kept:
        hint = guess(path, kept)
        raise ResultsError(
            f"{store.folder}: no trajectories of '{path}' were kept{hint} (kept: {', '.join(kept)})"
        )


def read_trajectories(
    store: Store, path: str, policy: str, *, point: int | None = None
) -> Trajectories:
    """Return the trajectories of a state variable in the runs of a policy.

    Args:
        store: The folder of results.
        path: The state variable.
        policy: Name of the policy.
        point: The design point whose runs are read; the runs of all points if None.

    Raises:
        ResultsError: The variable was not stored for every run, or a part cannot be used.
    """
    _check_runs(store, path)
    width = _turns(store, policy) + 1
    found = [
        (run, values.to_numpy(zero_copy_only=False).reshape(-1, width))
        for run, values in _runs_of(store, path, policy, width, point)
    ]
    run, joined = _joined(found, (0, width), np.float32)
    values = np.asarray(joined, np.float32)
    good = np.isfinite(values).all(axis=1)
    return Trajectories(path, policy, run[good], values[good], int((~good).sum()))


def read_stances(store: Store, policy: str, *, point: int | None = None) -> StanceTrajectories:
    """Return the trajectories of the stance in the runs of a policy.

    Args:
        store: The folder of results.
        policy: Name of the policy.
        point: The design point whose runs are read; the runs of all points if None.

    Raises:
        ResultsError: The stance was not stored for every run, or a part cannot be used.
    """
    _check_runs(store, STANCE)
    width = _turns(store, policy) + 1
    found = [
        (run, _codes(words).reshape(-1, width)[:, 1:])
        for run, words in _runs_of(store, STANCE, policy, width, point)
    ]
    run, stances = _joined(found, (0, width - 1), np.int8)
    good = (stances != NO_STANCE).all(axis=1)
    return StanceTrajectories(policy, run[good], stances[good], int((~good).sum()))


def read_quantiles(store: Store, path: str, policy: str, *, point: int) -> Quantiles:
    """Return the quantiles of a state variable at one point, as `keep = "quantiles"` stored them.

    Raises:
        ResultsError: The variable was not stored, or a part cannot be used.
    """
    check_kept(store, path)
    columns = [quantile_column(level) for level in QUANTILE_LEVELS]
    rows = _quantile_rows(store, path, policy, point, columns)
    values = np.stack([rows[name].to_numpy() for name in columns], axis=1)
    return Quantiles(path, policy, int(rows["runs"][0].as_py()), values)


def read_shares(store: Store, policy: str, *, point: int | None = None) -> StanceShares:
    """Return the shares of runs in each stance, as `keep = "quantiles"` stored them.

    Args:
        store: The folder of results.
        policy: Name of the policy.
        point: The design point whose runs are counted; the runs of all points if None.

    Raises:
        ResultsError: The stance was not stored, or a part cannot be used.
    """
    check_kept(store, STANCE)
    turns = _turns(store, policy)
    total = np.zeros((turns, len(STANCES)))
    for number, name in enumerate(STANCES):
        rows = _quantile_rows(store, stance_path(name), policy, point, [SHARE])
        good = rows.filter(pc.and_(pc.greater(rows["runs"], 0), pc.greater(rows["after"], 0)))
        held = good[SHARE].to_numpy() * good["runs"].to_numpy()
        total[:, number] = np.bincount(good["after"].to_numpy() - 1, held, minlength=turns)
    opening = rows.filter(pc.equal(rows["after"], 0))
    runs = int(opening["runs"].to_numpy().sum())
    return StanceShares(policy, runs, total / runs if runs else np.full_like(total, np.nan))


def _check_runs(store: Store, path: str) -> None:
    check_kept(store, path)
    if store.manifest.keep != "trajectories":
        raise ResultsError(
            f"{store.folder}: quantiles were kept, not the trajectory of every run; sweep again "
            'with keep = "trajectories"'
        )


def _turns(store: Store, policy: str) -> int:
    place = store.manifest.policies.index(policy)
    return int(store.manifest.content["policies"][place]["turns"])


def _runs_of(
    store: Store, path: str, policy: str, width: int, point: int | None
) -> Iterator[tuple[NDArray[np.int64], pa.Array]]:
    """Yield, for each part, the numbers of its runs and their trajectories, joined end to end."""
    for file in _parts(store, policy, point):
        table = store.read(file, ["run", "point", path])
        if point is not None:
            table = table.filter(pc.equal(table["point"], point))
        yield table["run"].to_numpy()[::width], table[path].combine_chunks()


def _quantile_rows(
    store: Store, path: str, policy: str, point: int | None, columns: Sequence[str]
) -> pa.Table:
    """Return the stored rows of one path, ordered by turns played; of all points if None."""
    wanted = ["point", "path", "after", "runs", *columns]
    found = []
    for file in _parts(store, policy, point):
        table = store.read(file, wanted)
        here = pc.equal(table["path"], path)
        if point is not None:
            here = pc.and_(here, pc.equal(table["point"], point))
        found.append(table.filter(here))
    return pa.concat_tables(found).sort_by("after")


def _parts(store: Store, policy: str, point: int | None) -> list[Path]:
    """Return the parts of a policy; if a point is given, only the parts that hold it."""
    assert store.trajectories is not None  # the caller has called check_kept
    group = "*"
    if point is not None:
        group = f"{store.schedule().layout.group_of(point):06d}"
    place = store.manifest.policies.index(policy)
    found = store.parts(store.trajectories, f"*-group{group}-policy{place:03d}")
    if not found:
        raise ResultsError(
            f"{store.folder}: no runs of policy {policy} yet; to go on: {store.resume}"
        )
    return found


def _codes(words: pa.Array) -> Stances:
    """Return stances as indices into `STANCES`; `NO_STANCE` if there is none."""
    coded = words if pa.types.is_dictionary(words.type) else words.dictionary_encode()
    number = np.array([*map(STANCES.index, coded.dictionary.to_pylist()), NO_STANCE], np.int8)
    places = coded.indices.fill_null(len(number) - 1).to_numpy(zero_copy_only=False)
    codes: Stances = number[places]
    return codes


def _joined(
    found: Sequence[tuple[NDArray[np.int64], NDArray[np.generic]]],
    shape: tuple[int, int],
    kind: type[np.generic],
) -> tuple[NDArray[np.int64], NDArray[np.generic]]:
    """Return the numbers of all runs in rising order, and the trajectories in the same order."""
    run = np.concatenate([np.empty(0, np.int64), *(runs for runs, _ in found)])
    values = np.concatenate([np.empty(shape, kind), *(values for _, values in found)])
    order = np.argsort(run, kind="stable")
    return (run, values) if (np.diff(order) == 1).all() else (run[order], values[order])
