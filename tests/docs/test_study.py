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
from sim.validation.headline import headlines
from sim.words import percent
from tests.docs import study_facts
from tests.docs.pages import ROOT, examples, missing_line, shown_commands
from tests.docs.reduced import WITHIN_REACH, few_levers

STUDY = ROOT / "docs" / "study.md"
TEXT = STUDY.read_text(encoding="utf-8")
PROSE = " ".join(re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL).split())
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
    with smaller(), few_levers():
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
    lines = TEXT.splitlines()
    assert [row for row in study_facts.answer(elsewhere) if row not in lines] == []
    *rows, influence = study_facts.options(elsewhere)
    assert [row for row in rows if row not in lines] == []
    assert influence in PROSE
    signs = study_facts.signs(elsewhere)
    assert len(signs) == 3
    assert (signs[list(study_facts.WEIGHING)] == 1).all(axis=None)
    assert (signs[list(study_facts.OTHERS)] == 0).all(axis=None)
    report = (elsewhere / "why" / "report.html").read_text(encoding="utf-8")
    quoted = re.findall(r"interval of (-?[\d.]+ to -?[\d.]*\d)", PROSE)
    assert len(quoted) == 2
    for interval in quoted:
        assert interval in report


def test_the_experiment_is_quoted_as_it_ships() -> None:
    quoted = next(example.text for example in examples(TEXT) if example.language == "toml")
    path = shipped.paths(shipped.EXPERIMENTS)["why-recommit"]
    assert quoted in path.read_text(encoding="utf-8")


# --- the sentences tell what is quoted ------------------------------------------------------------


def quoted_of(command: str) -> str:
    """What the page quotes of a command."""
    (lines,) = [lines for one, lines in commands() if one.startswith(command)]
    return "\n".join(lines)


def tells(*sentences: str) -> None:
    """Assert that the page's text has every sentence."""
    assert [sentence for sentence in sentences if sentence not in PROSE] == []


def test_levels_are_told_by_their_definitions() -> None:
    rows = re.findall(r"^  0\.\d\d +[\d.]+ % +([\d.]+) %", quoted_of("sim summary b"), re.M)
    lower, own, higher = (float(row) / 100 for row in rows)
    tells(
        "At a commitment of 0.45 in place of 0.55 Russia recommits in "
        f"{percent(lower)} of the same futures, at 0.65 in {percent(higher, digits=1)}. "
        f"So the {percent(own)} are no finding."
    )


def test_drivers_are_told_from_end_to_end() -> None:
    quoted = quoted_of("sim sensitivity")
    (chance,) = re.findall(r"Of the variance of a single run, (\d+ %)", quoted)
    ends = re.findall(r" ([\d.]+) % +([\d.]+) %$", quoted.partition("Swing")[2], re.M)
    (often, rarely), (few, many), (calm, afraid) = [
        tuple(percent(float(end) / 100) for end in pair) for pair in ends[:3]
    ]
    tells(
        f"is chance**: {chance} of the variance",
        f"Russia recommits in {often} of the futures; if often, in {rarely}.",
        f"recommitment rises from {few.removesuffix(' %')} to {many}.",
        f"raises Armenia's worth to Moscow: {calm.removesuffix(' %')} to {afraid}.",
    )
    falls = [float(low) > float(high) for low, high in ends[3:]]
    assert falls == [True, False, False], "a war elsewhere lowers it, resolve and presence raise it"


def test_conditions_are_told_with_the_rest() -> None:
    said = " ".join(quoted_of("sim discover").split())
    ((density, hits, inside, interval, base, all_hits, runs),) = re.findall(
        r"in (\d+ %) of .*?\(([\d,]+) of ([\d,]+); 95 % interval (.*?)\), against (\d+ %) of all "
        r"runs \(([\d,]+) of ([\d,]+)\)",
        said,
    )
    found, held, total, played = (int(x.replace(",", "")) for x in (hits, inside, all_hits, runs))
    assert found / held < 0.5
    tells(
        f"in {density} of the futures ({interval}); elsewhere in "
        f"{percent((total - found) / (played - held))}.",
        f"{percent(1 - found / total)} of all recommitments happen elsewhere",
        f"the share is nearly the same, {base},",
    )


def test_the_policy_is_told_by_its_effects() -> None:
    quoted = quoted_of("sim compare")
    war, recommitted = re.findall(r" -([\d.]+) points", quoted)
    rows = [re.findall(r"[\d,]+(?= |$)", line) for line in quoted.splitlines()[-4:]]
    (kept, *_, first), (second, *_) = [
        [int(cell.replace(",", "")) for cell in row] for row in rows if len(row) >= 5
    ]
    tells(
        f"recommitment becomes rarer by {recommitted} points",
        f"Full offensives become rarer too, by {war} points.",
        f"of the {first:,} futures in which Russia recommits under the first policy, "
        f"{first - kept:,} end in another stance under the second, and {second - kept:,} futures",
    )


def test_what_the_validation_says_of_the_stance_is_told() -> None:
    (loss,) = [one for one in headlines().losses if "on Russia's stance" in one]
    assert "worse than at least one forecast that knows nothing" in loss
    tells("Russia's stance from 2021 to 2025, it is worse than at least one forecast")
