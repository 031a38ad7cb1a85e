"""Pages that show a text block show what their commands print at full size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.cli import main
from sim.words import percent
from tests.docs.pages import ROOT, examples, missing_line

SHOWN = {
    "discovery.md": ("recommit-discovery", ("discover",)),
    "sensitivity.md": ("recommit-drivers", ("sensitivity", "--top", "12")),
}
"""The experiment that a page sweeps, and the command whose output it shows, by page."""


@pytest.mark.slow
@pytest.mark.parametrize("page", SHOWN)
def test_the_page_shows_what_is_printed(
    page: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    experiment, (command, *options) = SHOWN[page]
    for words in (
        ["sweep", experiment, "--out", str(tmp_path / "out")],
        [command, str(tmp_path / "out"), *options],
    ):
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
    printed = [line.rstrip() for line in capfd.readouterr().out.splitlines()]
    check_page(page, printed)


def check_page(page: str, printed: list[str]) -> None:
    """Assert that what a page shows and tells of the output is in it."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    (shown,) = [example.text for example in examples(text) if example.language == "text"]
    assert missing_line(("...", *shown.strip().splitlines()), printed) is None
    for known in re.findall(r"only known to lie in (\d+ to \d+ %)", " ".join(text.split())):
        assert f"only known to lie in {known}" in " ".join(" ".join(printed).split())


@pytest.mark.parametrize("page", SHOWN)
def test_the_page_tells_the_commands(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    experiment, (command, *options) = SHOWN[page]
    for words in (["sweep", experiment], [command, f"out/{experiment}", *options]):
        assert re.search(rf"^{' '.join(['sim', *words])}$", text, re.MULTILINE)


def test_the_page_on_sensitivity_tells_what_it_shows() -> None:
    text = (ROOT / "docs" / "sensitivity.md").read_text(encoding="utf-8")
    (shown,) = [example.text for example in examples(text) if example.language == "text"]
    said, prose = " ".join(shown.split()), " ".join(text.split())
    (chance,) = re.findall(r"Of the variance of a single run, (\d+ %)", said)
    (reviews,) = re.findall(r"over these ranges, (\d+ %) \[", said)
    (idle, all_of_them) = re.findall(r"interactions included: (\d+) of (\d+)", said)[0]
    low, high = re.findall(
        r"^Chance of a review.*\] +([\d.]+) % +([\d.]+) %$", shown, re.MULTILINE
    )[0]
    for told in (
        f"Of the variance of a single run {chance} is chance",
        f"Of the rest, {reviews} is due to how often a course is reviewed",
        f"recommitment falls from {percent(float(low) / 100).removesuffix(' %')} to "
        f"{percent(float(high) / 100)}.",
        f"Of the {all_of_them} numbers {idle} hardly matter.",
    ):
        assert told in prose
