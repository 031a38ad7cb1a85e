"""A sweep leaves the same bytes whoever plays it, and whatever comes in between."""

from __future__ import annotations

import random
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sim.experiment import part
from sim.experiment.faults import ResultsError
from sim.experiment.results import load_results, survey
from sim.experiment.schedule import Shard
from sim.experiment.store import open_store
from sim.experiment.sweep import IN_FLIGHT, Interrupted, Progress, sweep


def test_a_row_a_run_with_its_settings(make, tmp_path: Path) -> None:
    experiment = make()
    done = sweep(experiment, tmp_path / "out", jobs=1)
    table = load_results(tmp_path / "out").table
    assert len(table) == 3 * 2 * 6 == done.progress.runs_done
    assert list(table["run"]) == list(range(36))
    assert list(table["policy"].unique()) == ["plain", "shy"]
    assert set(table["status"]) == {"ok"}
    assert set(table["seed"]) == {5}
    by_point = table.groupby("point")["parameters.bulwark"].unique()
    assert [list(values) for values in by_point] == [[0.0], [1.0], [2.0]]
    expected = table["offensive"].mean()
    assert done.progress.mean == pytest.approx(expected)


class Shuffled(Executor):
    """Finishes what it is given in an order of its own, and counts how much it was given."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._pool = ThreadPoolExecutor(1)
        self._held: list[tuple[Future[Any], Any, tuple[Any, ...]]] = []
        self.most = 0
        self.sent = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._held.append((future, fn, args))
        self.sent += 1
        self.most = max(self.most, len(self._held))
        self._pool.submit(self._finish_one)
        return future

    def _finish_one(self) -> None:
        future, fn, args = self._held.pop(self._chance.randrange(len(self._held)))
        future.set_result(fn(*args))


BELIEF = "end.ties.ANV-DELL.belief_client"
UNTIL = f'until = {{ outcome = "{BELIEF}", half_width = 0.06, minimum = 4, cap = 10 }}'


@pytest.mark.parametrize("replicates", ["fixed = 6", UNTIL], ids=["fixed", "until"])
def test_the_same_bytes_on_any_crew_in_any_order(
    make, digest, tmp_path: Path, replicates: str
) -> None:
    experiment = make(outcomes=f'["offensive", "{BELIEF}"]', replicates=replicates)
    crews: dict[str, tuple[Any, int]] = {
        "one": ("threads", 1),
        "three": ("threads", 3),
        "shuffled": (Shuffled(1), 3),
        "shuffled again": (Shuffled(2), 5),
    }
    for name, (crew, jobs) in crews.items():
        sweep(experiment, tmp_path / name, executor=crew, jobs=jobs, unit_runs=4)
    assert len({digest(tmp_path / name) for name in crews}) == 1
    found = survey(open_store(tmp_path / "one"))
    assert not found.missing
    if replicates == UNTIL:
        assert 3 * 2 * 4 < found.runs < 3 * 2 * 10


def test_never_more_than_a_few_units_in_flight(make, tmp_path: Path) -> None:
    crew = Shuffled(3)
    done = sweep(make(), tmp_path / "out", executor=crew, jobs=2, unit_runs=2)
    assert crew.sent == done.progress.units_done == 18
    assert crew.most <= 2 * IN_FLIGHT


def test_processes_leave_the_bytes_of_threads(make, digest, tmp_path: Path) -> None:
    experiment = make()
    for kind in ("threads", "processes"):
        sweep(experiment, tmp_path / kind, executor=kind, jobs=2, unit_runs=8)
    assert digest(tmp_path / "threads") == digest(tmp_path / "processes")


def stop_after(units: int) -> Any:
    """A watcher that presses Ctrl-C once so many units are stored."""

    pressed: list[int] = []

    def watch(progress: Progress) -> None:
        if progress.units_done >= units and not pressed:
            pressed.append(progress.units_done)
            raise KeyboardInterrupt

    return watch


def test_interrupted_and_resumed_is_as_if_never_stopped(make, digest, tmp_path: Path) -> None:
    experiment = make()
    sweep(experiment, tmp_path / "whole", unit_runs=4)
    with pytest.raises(Interrupted) as stopped:
        sweep(experiment, tmp_path / "cut", jobs=2, unit_runs=4, watch=stop_after(3))
    kept = len(list((tmp_path / "cut" / "runs").glob("*.parquet")))
    assert 3 <= kept == stopped.value.progress.units_done < 9
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "cut" / "runs").glob("*.parquet")}
    done = sweep(experiment, tmp_path / "cut", unit_runs=4, resume=True)
    assert all(path.stat().st_mtime_ns == then for path, then in before.items())
    assert done.progress.runs_found > 0
    assert digest(tmp_path / "cut") == digest(tmp_path / "whole")


@pytest.mark.parametrize("keep", ["quantiles", "trajectories"])
def test_trajectories_are_kept_and_resumed(make, digest, tmp_path: Path, keep: str) -> None:
    path = "ties.ANV-DELL.commitment"
    experiment = make(more=f'keep = "{keep}"\nkeep_paths = ["{path}"]', turns=2)
    sweep(experiment, tmp_path / "whole", unit_runs=12)
    trajectories = load_results(tmp_path / "whole").trajectories
    assert set(trajectories["after"]) == {0, 1, 2}
    if keep == "quantiles":
        assert len(trajectories) == 2 * 3 * 3
        assert set(trajectories["runs"]) == {6}
        assert (trajectories["q05"] <= trajectories["q50"]).all()
        assert (trajectories["q50"] <= trajectories["q95"]).all()
    else:
        ends = trajectories[trajectories["after"] == 2].set_index("run")[path]
        table = load_results(tmp_path / "whole").table.set_index("run")
        assert (ends == table[f"end.{path}"].astype("float32")).all()
    victim = sorted((tmp_path / "whole" / keep).glob("*.parquet"))[1]
    before = digest(tmp_path / "whole")
    victim.write_bytes(victim.read_bytes()[:-1])
    done = sweep(experiment, tmp_path / "whole", unit_runs=12, resume=True)
    assert [note for note in done.progress.notes if "cut short" in note]
    assert digest(tmp_path / "whole") == before


def test_shards_merge_to_the_whole(make, digest, tmp_path: Path) -> None:
    from sim.experiment.merge import merge

    experiment = make()
    sweep(experiment, tmp_path / "whole", unit_runs=4)
    shards = [tmp_path / f"shard{index}" for index in (1, 2, 3)]
    for index, folder in enumerate(shards, 1):
        sweep(experiment, folder, unit_runs=4, shard=Shard(index, 3))
    found = merge(shards[:2], tmp_path / "two")
    assert found.missing
    assert found.runs < 36
    assert not merge(shards, tmp_path / "merged").missing
    assert digest(tmp_path / "merged") == digest(tmp_path / "whole")


def test_shards_of_different_sweeps_do_not_merge(make, tmp_path: Path) -> None:
    from sim.experiment.merge import merge

    sweep(make(), tmp_path / "a")
    sweep(make(seed=6), tmp_path / "b")
    with pytest.raises(ResultsError, match="begun with seed 6, not 5") as caught:
        merge([tmp_path / "a", tmp_path / "b"], tmp_path / "both")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "both").exists()


def test_policies_that_differ_in_nothing_differ_by_nothing(make, tmp_path: Path) -> None:
    from sim.analysis.outcomes import paired_differences

    other = '[policies.other]\nset = { "parameters.stubbornness" = 0 }'
    experiment = make(more=f"[policies.twin]\n{other}")
    sweep(experiment, tmp_path / "out")
    results = load_results(tmp_path / "out")
    outcomes = [name for name in results.store.manifest.columns.outcomes if name != "stance"]
    twin = results.table[results.table["policy"] == "twin"].reset_index(drop=True)
    plain = results.table[results.table["policy"] == "plain"].reset_index(drop=True)
    assert twin[outcomes].equals(plain[outcomes])
    found = paired_differences(results.table, ["recommitment_index"], baseline="plain")
    rows = found.set_index("policy")
    twins = rows.loc["twin"]
    assert (twins["difference"], twins["low"], twins["high"]) == (0.0, 0.0, 0.0)
    assert rows.loc["other", "pairs"] == 18


def test_another_seed_is_another_sweep(make, tmp_path: Path) -> None:
    first = sweep(make(), tmp_path / "a")
    second = sweep(make(), tmp_path / "b", seed=6)
    assert first.store.manifest.hash != second.store.manifest.hash
    tables = [load_results(tmp_path / name).table for name in "ab"]
    assert not tables[0]["tension_peak"].equals(tables[1]["tension_peak"])


def test_a_part_says_of_which_unit_and_sweep_it_is(make, tmp_path: Path) -> None:
    done = sweep(make(), tmp_path / "out", unit_runs=4)
    first, second = sorted((tmp_path / "out" / "runs").glob("*.parquet"))[:2]
    identity = done.store.manifest.hash
    for look in (part.whole, part.glance):
        look(first, identity=identity, unit=first.stem)
        with pytest.raises(part.PartError, match="of another unit"):
            look(first, identity=identity, unit=second.stem)
        with pytest.raises(part.PartError, match="of another sweep"):
            look(first, identity="0" * 64, unit=first.stem)
