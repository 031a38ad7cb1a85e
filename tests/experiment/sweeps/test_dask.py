"""A sweep on a real Dask scheduler, one of whose workers is killed on the way."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import sim
from sim.experiment.faults import ResultsError
from sim.experiment.sources import sources_here
from sim.experiment.sweep import Progress, sweep

distributed = pytest.importorskip("distributed")

PACKAGE = Path(sim.__file__).parent

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
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0"
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


# --- workers that play by other code --------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler on this machine with one worker."""
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0"
    ) as cluster:
        yield cluster


@pytest.fixture
def foreign(cluster: Any, tmp_path: Path) -> Iterator[Path]:
    """A second worker, which imports a copy of `sim` with another rule; the copy's place."""
    place = tmp_path / "copy"
    shutil.copytree(PACKAGE, place / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    rule = place / "sim" / "rules" / "curves.py"
    rule.write_text(rule.read_text("utf-8") + "\nOTHERWISE = 1.0\n", "utf-8")
    command = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address]
    command += ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
    with subprocess.Popen(
        command, cwd=place, env={**os.environ, "PYTHONPATH": str(place)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as worker:  # fmt: skip
        try:
            with distributed.Client(cluster, set_as_default=False) as client:
                client.wait_for_workers(2, timeout=60)
            yield place
        finally:
            worker.terminate()


def test_a_worker_with_other_rules_is_refused(
    make, cluster, foreign: Path, digest, tmp_path: Path, monkeypatch
) -> None:
    def refused(folder: Path) -> str:
        with pytest.raises(ResultsError) as caught:
            sweep(make(), folder, executor="dask", scheduler=cluster.scheduler_address, unit_runs=2)
        said = str(caught.value)
        assert "\n" not in said
        assert "worker tcp://127.0.0.1:" in said
        assert f"plays by other code, that in {foreign / 'sim'}: " in said
        return said

    refused(tmp_path / "asked")
    assert not list((tmp_path / "asked").iterdir())
    # One that joins when play has begun is found out by the units that it is given.
    monkeypatch.setattr("sim.experiment.dask_crew._check_workers", lambda client: None)
    assert "nothing that it played is stored" in refused(tmp_path / "late")
    sweep(make(), tmp_path / "late", unit_runs=2, resume=True)
    sweep(make(), tmp_path / "local", unit_runs=2)
    assert digest(tmp_path / "late") == digest(tmp_path / "local")


def test_a_folder_that_other_rules_began_is_not_resumed(make, tmp_path: Path, monkeypatch) -> None:
    sweep(make(), tmp_path / "out")
    monkeypatch.setattr(
        "sim.experiment.manifest.sources_here", lambda: replace(sources_here(), rules="0" * 64)
    )
    for options in ({"resume": True}, {}):
        with pytest.raises(ResultsError, match="the rules of the model have changed since"):
            sweep(make(), tmp_path / "out", **options)


# --- schedulers that are none ---------------------------------------------------------------------


def test_the_last_worker_is_gone(make, cluster, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("sim.experiment.sweep.QUIET", 0.5)
    said: list[str] = []

    def watch(progress: Progress) -> None:
        if progress.units_done == 2 and not said:
            said.append("")
            cluster.scale(0)
        if progress.notes:
            said.extend(progress.notes)
            cluster.scale(1)

    done = sweep(
        make(), tmp_path / "out", executor="dask", scheduler=cluster.scheduler_address,
        unit_runs=2, watch=watch,
    )  # fmt: skip
    assert done.progress.runs_done == 36
    assert "no Dask worker is left, waiting for one: start one with `dask worker tcp:" in said[1]
    assert "--resume" in said[1]


def refusal(make, folder: Path, scheduler: str) -> str:
    with pytest.raises(ResultsError) as caught:
        sweep(make(), folder, executor="dask", scheduler=scheduler)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("scheduler", ["tcp://127.0.0.1:9", "nonsense://x", "a b", "tcp://:::"])
def test_a_scheduler_that_does_not_answer(make, tmp_path: Path, monkeypatch, scheduler) -> None:
    monkeypatch.setattr("sim.experiment.dask_crew.PATIENCE", 1.0)
    said = refusal(make, tmp_path / "out", scheduler)
    assert said.startswith(f"--scheduler {scheduler}: no answer from a Dask scheduler: ")
    assert said.endswith("an address looks like tcp://HOST:8786")


def test_a_server_that_is_no_scheduler(make, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("sim.experiment.dask_crew.PATIENCE", 1.0)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        said = refusal(make, tmp_path / "out", f"tcp://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert "no answer from a Dask scheduler: " in said
