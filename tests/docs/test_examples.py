"""Every example on our pages runs, and prints what the page says it prints."""

import doctest
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from sim.cli import main
from tests.docs.pages import (
    PAGES,
    ROOT,
    Example,
    examples,
    missing_line,
    shown_commands,
)
from tests.docs.reduced import few_levers, reduced_sweeps

NEVER_RUN = ("text", "toml", "")
"""Languages of blocks that are read, not run. TOML has a test of its own."""


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to stand in, with no variables that widen or colour the output."""
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "FORCE_COLOR", "TERMINAL_WIDTH"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def run(command: str, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """Run one command of a page; the lines that it printed on standard output."""
    words = shlex.split(command, comments=True)
    if words[0] == "make":
        unknown = [word for word in words[1:] if "=" not in word and word not in targets()]
        assert not unknown, f"the Makefile has no {unknown}"
        return []
    assert words[0] == "sim", f"the test does not know how to run: {command}"
    capfd.readouterr()
    smaller = reduced_sweeps() if words[1] in ("sweep", "levers") else nullcontext()
    with smaller, pytest.raises(SystemExit) as ended:
        main(words[1:])
    printed = capfd.readouterr()
    assert ended.value.code == 0, f"{command}: status {ended.value.code}: {printed.err}"
    return [line.rstrip() for line in printed.out.splitlines()]


def run_console(example: Example, capfd: pytest.CaptureFixture[str]) -> None:
    for shown in shown_commands(example):
        printed = run(shown.command, capfd)
        lost = missing_line(shown.lines, printed)
        assert lost is None, (
            f"line {shown.line}: {shown.command}\nnot printed there: {lost}\nprinted:\n"
            + "\n".join(printed)
        )


def run_python(example: Example, scope: dict[str, object], page: str) -> None:
    if ">>> " not in example.text:
        exec(compile(example.text, f"{page}:{example.line}", "exec"), scope)
        return
    parsed = doctest.DocTestParser().get_doctest(example.text, scope, page, page, example.line)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    result = runner.run(parsed, out=said.append, clear_globs=False)
    assert result.failed == 0, "".join(said)
    scope.update(parsed.globs)


def run_block(
    example: Example,
    scope: dict[str, object],
    page: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    if example.language == "python":
        run_python(example, scope, page)
    elif example.language == "console":
        run_console(example, capfd)
    elif example.language == "sh":
        for command in filter(None, map(str.strip, example.text.splitlines())):
            run(command, capfd)
    else:
        assert example.language in NEVER_RUN, f"{page}:{example.line}: {example.language}"


OF_OTHERS = ("study.md",)
"""Pages whose commands are run, at a size of their own, by a test of their own."""


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page.name not in OF_OTHERS],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_examples_run(
    page: Path,
    elsewhere: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nothing on a page reads the figures of a run, which take longer than the run.
    monkeypatch.setattr("sim.plots.save_run_figures", lambda *_: [])
    scope: dict[str, object] = {"__name__": "__page__"}
    with few_levers():
        for example in examples(page.read_text(encoding="utf-8")):
            run_block(example, scope, page.name, capfd)
    assert Path.cwd() == elsewhere


def chronicle_excerpts() -> Iterator[tuple[str, ...]]:
    for example in examples((ROOT / "README.md").read_text(encoding="utf-8")):
        if example.language == "console":
            yield from (shown.lines for shown in shown_commands(example) if shown.lines)


def test_the_readme_shows_a_chronicle_of_some_length() -> None:
    longest = max(chronicle_excerpts(), key=len)
    assert len(longest) >= 20
    assert any(line.startswith("Outcome: ") for line in longest)


@pytest.mark.parametrize(
    ("shown", "printed", "lost"),
    [
        (("a", "b"), ["a", "b"], None),
        (("a",), ["a", "b"], "(the end; more was printed: 'b')"),
        (("...", "b", "..."), ["a", "b", "c"], None),
        (("a", "c"), ["a", "b", "c"], "c"),
        (("a", "...", "c"), ["a", "b", "c"], None),
        (("b", "...", "a"), ["a", "b"], "b"),
        ((), ["a"], None),
    ],
)
def test_shown_output_is_compared_line_by_line(
    shown: tuple[str, ...], printed: list[str], lost: str | None
) -> None:
    assert missing_line(shown, printed) == lost


def test_a_page_that_lies_is_caught(elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError, match="not printed there: no such scenario"):
        run_console(Example("console", "$ sim list\nno such scenario\n", 1), capfd)
    with pytest.raises(AssertionError, match="Expected"):
        run_python(Example("python", ">>> 1 + 1\n3\n", 1), {}, "page")
    assert os.listdir(elsewhere) == []
