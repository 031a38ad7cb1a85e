"""The cache of compiled code: no stale kernel, no second wait, and no trouble that stops a run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

pytestmark = pytest.mark.compiled

ROOT = Path(sim.__file__).parent.parent
PROGRAM = """
from sim.engine.entry import entry
from sim.rules.front import ceasefire_probability
print(entry(ceasefire_probability)(0.2, 0.0))
"""


def run_with(
    cache: Path | str | None, package: Path = ROOT, program: str = PROGRAM, **more: str | None
) -> tuple[str, str]:
    """What a process that compiles one small function prints, and what it says on stderr."""
    environment = {**os.environ, "PYTHONPATH": str(package), "MARCHLAND_CACHE": cache, **more}
    kept = {name: str(value) for name, value in environment.items() if value is not None}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=kept,
        cwd=package,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip(), done.stderr


def test_editing_a_callee_in_another_file_changes_the_answer(tmp_path: Path) -> None:
    package, cache = tmp_path / "copy", tmp_path / "cache"
    shutil.copytree(Path(sim.__file__).parent, package / "sim")
    first, told = run_with(cache, package)
    assert first == "0.5"
    assert "once for this version" in told
    assert run_with(cache, package) == ("0.5", "")
    curves = package / "sim" / "rules" / "curves.py"
    text = curves.read_text(encoding="utf-8")
    edited = text.replace(
        "return 1.0 / (1.0 + exponential(-x))", "return 3.0 / (4.0 + exponential(-x))"
    )
    assert edited != text
    curves.write_text(edited, encoding="utf-8")
    changed, told = run_with(cache, package)
    assert changed == "0.6"
    assert "Compiling" in told


def test_an_emptied_file_is_compiled_anew(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    run_with(cache)
    (path,) = [path for path in cache.rglob("*") if path.is_file()]
    path.write_bytes(b"")
    answer, told = run_with(cache)
    assert answer == "0.5"
    assert told.startswith("Compiling the kernel, once for this version")
    assert told.count("\n") == 1
    assert run_with(cache) == ("0.5", "")  # mended for those who come after


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))\n"
    answer, told = run_with(tmp_path / "cache", program=limit + PROGRAM)
    assert answer == "0.5"
    _, line = told.splitlines()
    assert line.startswith("The compiled kernel is not kept")
    assert "File too large" in line
    assert "MARCHLAND_CACHE" in line


NO_HOME = """
import pwd
def nobody(*_): raise KeyError("no such user")
pwd.getpwuid = pwd.getpwnam = nobody
"""


def test_without_a_home_it_compiles_for_this_process() -> None:
    answer, told = run_with(None, program=NO_HOME + PROGRAM, HOME=None, XDG_CACHE_HOME=None)
    assert answer == "0.5"
    assert told.startswith("Compiling the kernel, for this process alone")
    assert told.count("no home directory is known") == 1


def test_the_callers_settings_stay(tmp_path: Path) -> None:
    told = "import numba\nprint(numba.config.CACHE_DIR)\n"
    theirs = str(tmp_path / "theirs")
    answer, _ = run_with(tmp_path / "cache", program=PROGRAM + told, NUMBA_CACHE_DIR=theirs)
    assert answer.splitlines() == ["0.5", theirs]
    assert not Path(theirs).exists()


CHANGED_NUMBA = """
from numba.core.codegen import CPUCodeLibrary
def renamed(self, module): plain(self, module)
plain = CPUCodeLibrary._optimize_functions
CPUCodeLibrary._optimize_functions = renamed
"""


def test_another_numba_is_said_and_compiles_in_its_own_way(tmp_path: Path) -> None:
    answer, told = run_with(tmp_path / "cache", program=CHANGED_NUMBA + PROGRAM)
    assert answer == "0.5"
    assert told.count("version of Numba") == 1


def test_two_processes_compile_it_once(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MARCHLAND_CACHE": str(tmp_path)}
    command = [sys.executable, "-c", PROGRAM]
    processes = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    ended = [process.communicate() for process in processes]
    assert [answer.strip() for answer, _ in ended] == ["0.5", "0.5"]
    assert sum(told.count("Compiling the kernel") for _, told in ended) == 1
    assert not list(tmp_path.rglob("*.lock"))
