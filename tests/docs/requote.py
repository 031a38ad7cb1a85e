"""Write the quoted output of our pages anew, after a change that is meant to change it.

``python -m tests.docs.requote`` runs every example of every page, as the tests do, and puts what
is printed now where the page quotes what was printed before. An excerpt between two ``...`` stays
an excerpt of as many lines: the stretch of the new output that is most like it. Notebooks are
played too, and keep what they show. Read the difference before you commit it; numbers in sentences
are not touched.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from sim.cli import main
from tests.docs.notebooks import NOTEBOOKS, differences, load, played, write
from tests.docs.pages import ELLIPSIS, PAGES, ROOT, Example, examples, shown_commands
from tests.docs.reduced import few_levers, reduced_sweeps

FULL_SIZE = ("study.md",)
"""Pages whose sweeps are played at the size that the page tells; minutes each."""
CUT = ", ..."
"""End of a quoted line that is cut before what differs from machine to machine."""

Lines = tuple[str, ...]


def requoted(shown: Lines, printed: list[str]) -> Lines:
    """The same excerpts of new output: as many lines, in the same order, where they fit best.

    >>> requoted(("...", "b 1", "..."), ["a 2", "b 2", "c 2"])
    ('...', 'b 2', '...')
    >>> requoted(("a 1", "b 1"), ["a 2", "b 2", "c 2"])
    ('a 2', 'b 2', 'c 2')
    >>> requoted(("a 1, b, ...",), ["a 2, b, seventy seconds"])
    ('a 2, b, ...',)
    """
    if ELLIPSIS not in shown:
        fresh = list(printed)
        return tuple(_cut_like(old, new) for old, new in zip(shown, fresh, strict=False)) + tuple(
            fresh[len(shown) :]
        )
    found: list[str] = []
    place, loose = 0, False
    for excerpt in _excerpts(shown):
        if excerpt == (ELLIPSIS,):
            found.append(ELLIPSIS)
            loose = True
            continue
        start = _best_place(excerpt, printed, place) if loose else place
        lines = printed[start : start + len(excerpt)]
        found += [_cut_like(old, new) for old, new in zip(excerpt, lines, strict=False)]
        place, loose = start + len(excerpt), False
    return tuple(found)


def _excerpts(shown: Lines) -> Iterator[Lines]:
    held: list[str] = []
    for line in shown:
        if line == ELLIPSIS:
            if held:
                yield tuple(held)
            held = []
            yield (ELLIPSIS,)
        else:
            held.append(line)
    if held:
        yield tuple(held)


def _best_place(excerpt: Lines, printed: list[str], first: int) -> int:
    """Where in the new output an excerpt fits best; the first of equal places."""
    places = range(first, max(len(printed) - len(excerpt), first) + 1)
    return max(places, key=lambda start: (_likeness(excerpt, printed[start:]), -start))


def _likeness(excerpt: Lines, lines: list[str]) -> float:
    pairs = zip(excerpt, lines, strict=False)
    return sum(SequenceMatcher(None, old, new, autojunk=False).ratio() for old, new in pairs)


def _cut_like(old: str, new: str) -> str:
    """The new line, cut after as many parts as the old one."""
    if not old.endswith(CUT):
        return new
    parts = new.split(", ")[: old.removesuffix(CUT).count(", ") + 1]
    return ", ".join(parts) + CUT


def requote_page(page: Path) -> bool:
    """Write a page's quoted output anew; return whether anything changed."""
    text = page.read_text(encoding="utf-8")
    scope: dict[str, Any] = {"__name__": "__page__"}
    for example in list(examples(text)):
        fresh = _fresh(example, scope, page)
        if fresh != example.text:
            fence = f"```{example.language}\n"
            text = text.replace(fence + example.text, fence + fresh, 1)
    changed = text != page.read_text(encoding="utf-8")
    if changed:
        page.write_text(text, encoding="utf-8")
    return changed


def requote_notebook(path: Path) -> bool:
    """Play a notebook in the folder where we stand and keep what it shows; whether it changed.

    If all that it shows looks as it did, it stays as it was, to the byte.
    """
    kept = load(path)
    fresh = played(kept, path.name)
    changed = bool(list(differences(kept, fresh)))
    if changed:
        write(fresh, path)
    return changed


def _fresh(example: Example, scope: dict[str, Any], page: Path) -> str:
    """The text of an example with the output that it has now."""
    if example.language == "python":
        return _fresh_python(example, scope, page.name)
    if example.language == "sh":
        for command in filter(None, map(str.strip, example.text.splitlines())):
            run(command, full_size=page.name in FULL_SIZE)
    if example.language != "console":
        return example.text
    lines: list[str] = []
    for shown in shown_commands(example):
        printed = run(shown.command, full_size=page.name in FULL_SIZE)
        lines += [f"$ {shown.command}", *(requoted(shown.lines, printed) if shown.lines else ())]
    return "\n".join(lines) + "\n"


def _fresh_python(example: Example, scope: dict[str, Any], page: str) -> str:
    if ">>> " not in example.text:
        with redirect_stdout(io.StringIO()):
            exec(compile(example.text, f"{page}:{example.line}", "exec"), scope)
        return example.text
    test = doctest.DocTestParser().get_doctest(example.text, scope, page, page, 0)
    runner = _Recorder(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=lambda _: None, clear_globs=False)
    scope.update(test.globs)
    text = example.text
    for old, new in runner.differences:
        text = text.replace(old, new, 1)
    return text


class _Recorder(doctest.DocTestRunner):
    """Runs examples and notes, for each that failed, its old text and its new one."""

    def __init__(self, optionflags: int) -> None:
        super().__init__(verbose=False, optionflags=optionflags)
        self.differences: list[tuple[str, str]] = []

    def report_failure(self, out: object, test: object, example: Any, got: str) -> None:
        prompts = [">>> ", *["... "] * example.source.count("\n")]
        source = "".join(
            prompt + line
            for prompt, line in zip(prompts, example.source.splitlines(True), strict=False)
        )
        self.differences.append((source + example.want, source + got))

    def report_unexpected_exception(
        self, out: object, test: object, example: Any, exc_info: Any
    ) -> None:
        raise exc_info[1]


def run(command: str, *, full_size: bool) -> list[str]:
    """Run one command of a page; return the lines that it prints on standard output.

    Raises:
        RuntimeError: The command failed.
    """
    words = shlex.split(command, comments=True)
    if words[0] == "make":
        return []
    sweeps = words[1] in ("sweep", "levers") and not full_size
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    with redirect_stdout(out), redirect_stderr(err), reduced_sweeps() if sweeps else nullcontext():
        try:
            main(words[1:])
        except SystemExit as ended:
            status = ended.code
    if status != 0:
        raise RuntimeError(f"{command}: status {status}: {err.getvalue()}")
    return [line.rstrip() for line in out.getvalue().splitlines()]


@contextmanager
def elsewhere() -> Iterator[None]:
    """Stand in a folder of its own, with no variables that widen or colour the output."""
    for name in ("COLUMNS", "FORCE_COLOR", "TERMINAL_WIDTH"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        yield


def requote(pages: list[Path], tell: Callable[[str], object] = print) -> None:
    """Write the quoted output of these pages anew and tell which changed."""
    for page in pages:
        few = nullcontext() if page.name in FULL_SIZE else few_levers()
        with elsewhere(), few:
            changed = (requote_notebook if page in NOTEBOOKS else requote_page)(page)
        tell(f"{page.relative_to(ROOT)}: {'written anew' if changed else 'as it was'}")


if __name__ == "__main__":
    wanted = sys.argv[1:]
    requote([page for page in (*PAGES, *NOTEBOOKS) if not wanted or page.name in wanted])
