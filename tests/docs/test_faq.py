"""What the answers and the page on installing quote from elsewhere is what stands there."""

from __future__ import annotations

import re

from sim.experiment.intervals import wilson
from sim.version import __version__
from tests.docs.pages import ROOT


def text_of(name: str) -> str:
    return " ".join((ROOT / "docs" / name).read_text(encoding="utf-8").split())


def numbers(pattern: str, page: str) -> tuple[str, ...]:
    """The numbers of the one place of a page that fits a pattern."""
    (found,) = re.findall(pattern, text_of(page))
    return (found,) if isinstance(found, str) else found


def test_the_checks_are_those_of_the_validation() -> None:
    said = r"Of (\d+) checks of known patterns (\d+) hold, (\d+) fail and (\d+) are not clear"
    every, failed = numbers(r"Of (\d+) checks of patterns (\d+) fail", "validation.md")
    _, held = numbers(r"Of (\d+) checks of patterns (\d+) hold", "validation.md")
    (unclear,) = numbers(r"Not clear are (\d+) checks", "validation.md")
    assert numbers(said, "faq.md") == (every, held, failed, unclear)


def test_the_lost_questions_are_those_of_the_validation() -> None:
    lost = numbers(r"Backtest, 2021-25: on ([^.]*?) the model is worse", "validation.md")
    (said,) = numbers(r"four of six questions about 2021 to 2025.*?: ([^.]*)\.", "faq.md")
    assert said.replace(", and ", " and ") == lost[0]
    assert len(re.split(", | and ", lost[0])) == 4


def test_the_intervals_of_a_share_are_those_of_the_formula() -> None:
    said = (
        r"a share of (\d+) % has an interval from (\d+) to (\d+) %;"
        r" of 10,000 runs, from ([\d.]+) to ([\d.]+) %"
    )
    share, low, high, finer_low, finer_high = map(float, numbers(said, "faq.md"))
    assert (low, high) == tuple(round(100 * float(bound)) for bound in wilson(share, 100))
    finer = wilson(100 * share, 10_000)
    assert (finer_low, finer_high) == tuple(round(100 * float(bound), 1) for bound in finer)


def test_the_wheel_has_the_version_of_the_program() -> None:
    assert set(re.findall(r"marchland-([\d.]+)-py3", text_of("install.md"))) == {__version__}
