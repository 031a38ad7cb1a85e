"""Validate the model, and write ``docs/validation.md`` with its figures and shipped facts.

``make validate`` runs it: half an hour on two cores. Work that is done is kept in
``out/validation``, so that a second call goes on where the first one stopped. With the names of
parts it validates these parts only; with ``page`` it writes the page from the facts that are there.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from importlib import import_module
from pathlib import Path

from sim.cli.app import main as run_command
from sim.validation.decisions.fitted import write_fit
from sim.validation.facts import PARTS, Facts, facts_of, keep_facts
from sim.validation.freeze import SHOWN, Frozen, frozen
from sim.validation.headline import headlines, in_plain_words

HERE = Path(__file__).resolve().parent
WORK = HERE.parent / "out" / "validation"
FIGURES = HERE / "figures" / "validation"
PAGE = HERE / "validation.md"
README = HERE.parent / "README.md"
BEGIN, END = "<!-- validation: begin -->", "<!-- validation: end -->"
"""Marks of the README between which the headlines stand."""
KEPT = "kept"
"""Folder, in that of a part, of arrays that were computed before."""

COMMANDS = {
    "patterns": ("validate", "patterns"),
    "decisions": ("validate", "decisions"),
    "backtest": ("validate", "backtest"),
    "calibration": ("calibrate", "calibrate-karabakh"),
}
"""Command of every part; each writes `facts.json` and its figures into the folder of `--out`."""

RULES = """The rules of the model changed once after the freeze, from version 2 to version 3, and
everything was computed again. The reason was no score: the guarantor met too few tests against the
reference of [odd.md](odd.md#9-acceptance), because a rule took one stock from before the turn and
the others from after it."""

HEAD = """# Validation: what the model deserves to be believed

What it gets wrong, what it gets right, what cannot be known, and how anybody can check.
`make validate` computes every number here again from seeds, in about half an hour on two cores;
this page is generated from what it found.
"""


def validate(part: str, work: Path = WORK, *options: str) -> Facts:
    """Run the validation of a part, copy its figures to the pages, and return its facts."""
    out = work / part
    out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    print(f"{part} ...", file=sys.stderr)
    try:
        run_command([*COMMANDS[part], "--out", str(out), *options])
    except SystemExit as end:
        if end.code:
            raise
    print(f"{part}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    facts: Facts = json.loads((out / "facts.json").read_text(encoding="utf-8"))
    return facts


def copy_figures(part: str, work: Path = WORK, to: Path = FIGURES) -> None:
    """Copy the figures of a part to the pages."""
    to.mkdir(parents=True, exist_ok=True)
    for figure in sorted((work / part).glob("*.svg")):
        shutil.copyfile(figure, to / figure.name)


def page(found: dict[str, Facts]) -> str:
    """Return the text of the page: the short answer, what was frozen, and a section a part."""
    told = headlines(found)
    parts = [
        HEAD,
        "## What it gets wrong",
        _list(told.losses),
        "## What it gets right",
        _list(told.gains),
        "## What cannot be known from this",
        _list(told.unknown),
        "## What was frozen before anything was scored",
        _frozen_table([frozen(part) for part in PARTS if part in found]),
    ]
    for part in PARTS:
        if part in found:
            section = import_module(f"sim.validation.{part}.page")
            parts.append(section.markdown(found[part]))
    return "\n\n".join(text.strip() for text in parts) + "\n"


def _list(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _frozen_table(lists: list[Frozen]) -> str:
    """Return a table of what was frozen, and every change since with its reason."""
    lines = [
        "The files that decide a score (mapping, coding rule, metrics, thresholds, split) were",
        "fixed and hashed before the first score was computed. A test compares them with the hash.",
        "",
        "| part | frozen | hash | what |",
        "| --- | --- | --- | --- |",
    ]
    for one in lists:
        lines.append(f"| {one.part} | {one.on} | `{one.digest[:SHOWN]}` | {one.what} |")
    changes = [(one.part, change) for one in lists for change in one.changes]
    lines += ["", "Changed since:" if changes else "None of these files was changed since.", ""]
    for part, change in changes:
        lines.append(f"- {part}, {change.on}, `{change.digest[:SHOWN]}`: {change.reason}")
    return "\n".join([*lines, "", RULES])


def put_in_readme(found: dict[str, Facts], readme: Path = README) -> None:
    """Write the headlines between the marks of the README: in plain words, then the first scores.

    Of every part the first loss and the first gain are shown, and how many more the page has.
    """
    told = headlines(found)
    firsts = [headlines({part: found[part]}) for part in PARTS if part in found]
    losses = [one.losses[0] for one in firsts if one.losses]
    gains = [one.gains[0] for one in firsts if one.gains]
    more = (len(told.losses) - len(losses), len(told.gains) - len(gains))
    block = "\n".join(
        [
            BEGIN,
            "",
            *(f"- {sentence}" for sentence in in_plain_words(found)),
            "",
            "The first line of every part, losses first; the page has "
            f"{more[0]} more of what is wrong and {more[1]} more of what is right:",
            "",
            *(f"- *Wrong:* {sentence}" for sentence in losses),
            *(f"- *Right:* {sentence}" for sentence in gains),
            "",
            END,
        ]
    )
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(before + block + after, encoding="utf-8")


def main(asked: list[str]) -> None:
    """Validate the parts that are asked for, all if none is, and write the page."""
    for part in asked or PARTS:
        if part != "page":
            keep_facts(part, validate(part))
            copy_figures(part)
        if part == "decisions":
            write_fit(WORK / part / KEPT)
    found = {part: facts for part in PARTS if (facts := facts_of(part)) is not None}
    PAGE.write_text(page(found), encoding="utf-8")
    put_in_readme(found)


if __name__ == "__main__":
    main(sys.argv[1:])
