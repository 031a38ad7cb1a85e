"""The worked study: every command runs, small here, and at full size in `make slow`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli import main
from sim.experiment import Experiment, Replicates, load_experiment
from sim.experiment.designs import ListDesign, SaltelliDesign
from sim.scenario import shipped
from tests.docs.pages import ROOT, examples, missing_line, shown_commands
from tests.docs.reduced import WITHIN_REACH

STUDY = ROOT / "docs" / "study.md"
TEXT = STUDY.read_text(encoding="utf-8")
TURNS, BASE = 8, 2
"""Size of the small study: enough for some runs to recommit, and some not."""
HASTY = 2
"""Turns of a sweep of which the page quotes nothing."""
SMALLER = {"levers": ("--turns", "1", "--replicates", "2", "--pairs", "1")}
SAME_AT_ANY_SIZE = ("compare", "report")
"""Commands of which the page shows a line that does not depend on the size."""


def small(experiment: Experiment) -> Experiment:
    """The same experiment with few points, replicates and turns."""
    design, document, policies = experiment.design, experiment.document, experiment.policies
    if isinstance(design, SaltelliDesign):
        design = design.model_copy(update={"base": BASE})
        # What was written is kept with results, and read by those who must know the base.
        document = {**document, "design": {**document["design"], "base": BASE}}
        policies = tuple(
            replace(policy, scenario=policy.scenario.replace(WITHIN_REACH)) for policy in policies
        )
    elif isinstance(design, ListDesign):
        design = design.model_copy(update={"points": design.points[:1]})
    turns = TURNS if isinstance(design, SaltelliDesign) else HASTY
    fixed = Replicates(fixed=2)
    return replace(
        experiment,
        turns=turns,
        policies=policies,
        design=design,
        document=document,
        replicates=fixed,
    )


@contextmanager
def smaller() -> Iterator[None]:
    """While it lasts, the commands of the page play little."""

    def load(experiment: str | Path) -> Experiment:
        return small(load_experiment(experiment))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.experiment.load_experiment", load)
        patch.setattr("sim.experiment.pace.AT_FIRST", 1)
        yield


def commands() -> list[tuple[str, tuple[str, ...]]]:
    """The commands of the page with the lines that it shows of each."""
    blocks = [example for example in examples(TEXT) if example.language == "console"]
    return [(shown.command, shown.lines) for block in blocks for shown in shown_commands(block)]


def play(words: list[str], capfd: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
    """Run a command; what it printed, and what it said beside that."""
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(words)
    printed = capfd.readouterr()
    assert ended.value.code == 0, f"{words}: {printed.err}"
    return [line.rstrip() for line in printed.out.splitlines()], printed.err


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


def test_every_command_runs_and_says_what_to_do_next(elsewhere: Path, capfd) -> None:
    run = []
    with smaller():
        for command, lines in commands():
            program, name, *rest = shlex.split(command)
            assert program == "sim"
            printed, said = play([name, *rest, *SMALLER.get(name, ())], capfd)
            if name in SAME_AT_ANY_SIZE:
                assert missing_line((*lines[:2], "..."), printed) is None
            if "--dry-run" not in rest:
                assert "Next:" in said or "sim " in said, command
            run.append(name)
    assert set(run) == {
        "sweep", "summary", "plot", "sensitivity", "discover", "compare", "levers", "report",
    }  # fmt: skip
    assert (elsewhere / "why" / "report.html").exists()
    assert list((elsewhere / "why" / "figures").glob("*.csv"))


@pytest.mark.slow
def test_the_full_study_prints_what_the_page_quotes(elsewhere: Path, capfd) -> None:
    for command, lines in commands():
        printed, _ = play(shlex.split(command)[1:], capfd)
        # A line may be quoted up to what differs from machine to machine.
        cut = [line for line in lines if line.endswith(", ...")]
        for line in cut:
            assert any(one.startswith(line.removesuffix("...")) for one in printed), command
        shown = tuple("..." if line in cut else line for line in lines)
        lost = missing_line(shown, printed)
        assert lost is None, f"{command}: not printed: {lost}"
    report = (elsewhere / "why" / "report.html").read_text(encoding="utf-8")
    quoted = re.findall(r"interval of (-?[\d.]+ to -?[\d.]*\d)", " ".join(TEXT.split()))
    assert len(quoted) == 2
    for interval in quoted:
        assert interval in report


def test_the_experiment_is_quoted_as_it_ships() -> None:
    quoted = next(example.text for example in examples(TEXT) if example.language == "toml")
    path = shipped.paths(shipped.EXPERIMENTS)["why-recommit"]
    assert quoted in path.read_text(encoding="utf-8")
