"""A sweep on a real Dask scheduler, one of whose workers is killed on the way."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from sim.experiment.faults import ResultsError
from sim.experiment.sweep import Progress, sweep

distributed = pytest.importorskip("distributed")

# Sockets and loops of a cluster that was shot at are collected when it pleases them.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def test_a_worker_killed_on_the_way_changes_nothing(make, digest, tmp_path: Path) -> None:
    experiment = make(turns=2)
    sweep(experiment, tmp_path / "local", unit_runs=2)
    killed: list[int] = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        processes = [worker.pid for worker in cluster.workers.values()]
        assert len(set(processes)) == 2
        assert os.getpid() not in processes

        def watch(progress: Progress) -> None:
            if progress.units_done == 4:
                killed.append(processes[0])
                os.kill(processes[0], signal.SIGKILL)

        done = sweep(
            experiment, tmp_path / "dask", executor="dask", scheduler=cluster.scheduler_address,
            unit_runs=2, watch=watch,
        )  # fmt: skip
    assert killed
    assert done.progress.units_done == 18
    assert done.progress.failed == 0
    assert digest(tmp_path / "dask") == digest(tmp_path / "local")


def test_a_scheduler_that_does_not_answer(make, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("sim.experiment.executors.PATIENCE", "1s")
    with pytest.raises(ResultsError, match=r"--scheduler tcp://127.0.0.1:9: no answer"):
        sweep(make(), tmp_path / "out", executor="dask", scheduler="tcp://127.0.0.1:9")
