"""The cache of compiled code follows the sources: no stale kernel, no second wait."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.engine.compiled import cache_folder

pytestmark = pytest.mark.compiled

PROGRAM = """
from sim.engine.compiled import entry, is_cached
from sim.rules.front import ceasefire_probability
known = is_cached(ceasefire_probability)
print(known, entry(ceasefire_probability)(0.2, 0.0))
"""


def run_with(package: Path, cache: Path) -> tuple[list[str], str]:
    environment = {**os.environ, "PYTHONPATH": str(package), "MARCHLAND_CACHE": str(cache)}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        cwd=package,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split(), done.stderr


def test_editing_a_callee_in_another_file_changes_the_answer(tmp_path: Path) -> None:
    package, cache = tmp_path / "copy", tmp_path / "cache"
    shutil.copytree(Path(sim.__file__).parent, package / "sim")
    first, told = run_with(package, cache)
    assert first == ["False", "0.5"]
    assert "Compiling" in told
    again, told = run_with(package, cache)
    assert again == ["True", "0.5"]
    assert told == ""
    curves = package / "sim" / "rules" / "curves.py"
    text = curves.read_text(encoding="utf-8")
    edited = text.replace(
        "return 1.0 / (1.0 + exponential(-x))", "return 3.0 / (4.0 + exponential(-x))"
    )
    assert edited != text
    curves.write_text(edited, encoding="utf-8")
    changed, told = run_with(package, cache)
    assert changed == ["False", "0.6"]
    assert "Compiling" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_cache_folder_only_costs_time(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o500)
    answer, _ = run_with(Path(sim.__file__).parent.parent, cache)
    assert answer == ["False", "0.5"]


def test_an_empty_name_of_the_cache_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARCHLAND_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder().parent == Path("/somewhere/marchland")
    monkeypatch.setenv("MARCHLAND_CACHE", "/elsewhere")
    assert cache_folder().parent == Path("/elsewhere")
