"""Running the command line, in this process or in one of its own."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.cli import main


@dataclass(frozen=True)
class Finished:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


Command = Callable[..., Finished]


@pytest.fixture
def sim(capfd: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process."""

    def command(*arguments: object) -> Finished:
        capfd.readouterr()
        with pytest.raises(SystemExit) as caught:
            main([str(argument) for argument in arguments])
        assert isinstance(caught.value.code, int)
        printed = capfd.readouterr()
        return Finished(caught.value.code, printed.out, printed.err)

    return command


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs write no figures, for tests that do not look at them."""
    monkeypatch.setattr("sim.plots.save_run_figures", lambda *_: [])


@pytest.fixture
def process() -> Command:
    """Run a command in a Python process of its own."""

    def command(*arguments: object) -> Finished:
        words = [sys.executable, "-m", "sim", *(str(argument) for argument in arguments)]
        ended = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        return Finished(ended.returncode, ended.stdout, ended.stderr)

    return command


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one run of karabakh-2020, seed 7, as `sim run --out` writes it."""
    path = tmp_path_factory.mktemp("runs") / "seven"
    with pytest.raises(SystemExit) as caught:
        main(["run", "karabakh-2020", "--seed", "7", "--quiet", "--out", str(path)])
    assert caught.value.code == 0
    return path
