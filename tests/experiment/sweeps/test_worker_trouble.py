"""What can go wrong with those who play: lost, killed or not installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sim.experiment import play
from sim.experiment.faults import ResultsError
from sim.experiment.sweep import sweep
from tests.experiment.sweeps.refusals import refused


class LostError(RuntimeError):
    """A worker that went away."""


@pytest.mark.parametrize("times", [2, 3])
def test_a_unit_whose_worker_is_lost_is_handed_out_again(make, tmp_path: Path, times: int) -> None:
    from concurrent.futures import Executor, Future

    class Unreliable(Executor):
        left = times

        def submit(self, fn, /, *args, **kwargs):
            future: Future = Future()
            if self.left and args[0].unit.policy == 1:
                self.left -= 1
                future.set_exception(LostError("connection\nlost"))
            else:
                future.set_result(fn(*args))
            return future

    options = {"executor": Unreliable(), "jobs": 1, "unit_runs": 36}
    if times == 2:
        assert sweep(make(), tmp_path / "out", **options).progress.runs_done == 36
        return
    line = refused(tmp_path / "out", make(), **options)
    assert "3 workers were lost over unit block00000" in line
    assert "LostError: connection lost" in line


def test_dask_that_is_not_installed(make, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ResultsError, match=r"pip install 'marchland\[dask\]'"):
        sweep(make(), tmp_path / "out", executor="dask")


def test_a_process_that_dies_is_replaced(make, digest, tmp_path: Path) -> None:
    """A pool of which one process was killed plays nothing more; another one takes its units."""
    import signal
    from concurrent.futures import process

    sweep(make(), tmp_path / "whole", unit_runs=2)
    shot: list[int] = []
    real = process.ProcessPoolExecutor.submit

    def submit(self, fn, *args, **kwargs):
        future = real(self, fn, *args, **kwargs)
        if not shot and fn is play.play:
            shot.extend(self._processes)
            os.kill(shot[0], signal.SIGKILL)
        return future

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process.ProcessPoolExecutor, "submit", submit)
        done = sweep(make(), tmp_path / "out", executor="processes", jobs=1, unit_runs=2)
    assert shot
    assert done.progress.units_done == 18
    assert digest(tmp_path / "out") == digest(tmp_path / "whole")


def test_a_script_without_its_guard_is_told_of_it(write, tmp_path: Path) -> None:
    import subprocess

    script = tmp_path / "study.py"
    script.write_text(
        "import sim\n"
        f"sim.sweep({str(write())!r}, {str(tmp_path / 'out')!r}, executor='processes', jobs=1)\n"
    )
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert 'ResultsError: executor "processes": ' in last
    assert 'below `if __name__ == "__main__":`' in last
    assert not list((tmp_path / "out").iterdir())
