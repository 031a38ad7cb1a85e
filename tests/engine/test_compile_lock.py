"""The lock under which a kernel is compiled: one process at a time, and none waits for the dead."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sim.engine.compile_lock import only_one

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no lock of this kind")


def holder(path: Path) -> subprocess.Popen[str]:
    """A process that holds the lock until it is killed."""
    program = f"""
from pathlib import Path
from sim.engine.compile_lock import only_one
with only_one(Path({str(path)!r})) as held:
    print(held, flush=True)
    input()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    return process


def test_one_holds_it_and_the_file_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "kernel.lock"
    with only_one(path) as held:
        assert held
        assert path.exists()
    assert not path.exists()


def test_another_process_keeps_it_out_until_it_dies(tmp_path: Path) -> None:
    path, said = tmp_path / "kernel.lock", []
    with holder(path) as process:
        with only_one(path, patience=0, waits=lambda: said.append("waits")) as held:
            assert not held
        assert path.exists()  # whoever gave up leaves the holder's file alone
        process.kill()
    assert said == ["waits"]
    with only_one(path, patience=0) as held:
        assert held


def test_the_next_one_gets_it_when_it_is_given_back(tmp_path: Path) -> None:
    path, waiting, order = tmp_path / "kernel.lock", threading.Event(), []

    def second() -> None:
        with only_one(path, waits=waiting.set) as held:
            order.append(f"second: {held}")

    thread = threading.Thread(target=second)
    with only_one(path) as held:
        thread.start()
        assert waiting.wait(60)
        order.append(f"first: {held}")
    thread.join(60)
    assert order == ["first: True", "second: True"]


def test_where_no_file_can_be_made_there_is_no_lock_and_no_error(tmp_path: Path) -> None:
    with only_one(tmp_path / "missing" / "kernel.lock") as held:
        assert not held
    with only_one(None) as held:
        assert not held
