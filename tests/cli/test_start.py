"""The command starts at once and says what it can do."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenario.bench import QUARREL

HEAVY = ("mesa", "numpy", "numba", "pandas", "matplotlib", "scipy", "sklearn", "networkx")


def modules_after(*arguments: str) -> set[str]:
    """Top-level modules that Python had imported when the command ended."""
    words = [sys.executable, "-X", "importtime", "-m", "sim", *arguments]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    lines = (line for line in ended.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("run", "--help"),
        ("explain", "--help"),
        ("discover", "--help"),
    ],
)
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    imported = modules_after(*arguments)
    assert {"sim", "typer"} <= imported
    assert not imported & set(HEAVY)


def test_a_run_imports_only_what_plays_it(tmp_path: Path) -> None:
    scenario = str(QUARREL)
    imported = modules_after("run", scenario, "--seed", "1", "--turns", "1")
    assert "sim" in imported
    assert not imported & set(HEAVY)
    drawn = modules_after("run", scenario, "--seed", "1", "--turns", "1", "--out", str(tmp_path))
    assert {"matplotlib", "numpy"} <= drawn
    assert not drawn & (set(HEAVY) - {"matplotlib", "numpy"})


def test_help_names_every_command(sim) -> None:
    ended = sim("--help")
    assert ended.status == 0
    listed = ended.out.partition("Commands:")[2].split()
    assert {"run", "explain", "replay", "show", "check", "list"} <= set(listed)


def test_no_command_at_all_prints_help(sim) -> None:
    assert sim() == sim("--help")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rnu",), "No such command 'rnu'. Did you mean 'run'?"),
        (("run",), "Missing argument 'SCENARIO'"),
        (("run", "x", "--sead", "1"), "--sead"),
        (("explain", "x.json", "--actor", "RUS"), "Missing option '--turn'"),
    ],
)
def test_a_wrong_word_is_one_line_and_status_2(sim, arguments, said) -> None:
    ended = sim(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert said in ended.err
