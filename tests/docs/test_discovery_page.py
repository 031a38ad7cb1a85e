"""The page on scenario discovery shows what its commands print at full size."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli import main
from tests.docs.pages import ROOT, examples

PAGE = (ROOT / "docs" / "discovery.md").read_text(encoding="utf-8")


def shown() -> str:
    """The output that the page shows."""
    (block,) = [example.text for example in examples(PAGE) if example.language == "text"]
    return block.strip()


def test_the_sentences_below_quote_the_output_above() -> None:
    first = " ".join(shown().split())
    density, base = first.split(" in ")[1][:4], first.split("against ")[1][:4]
    assert f"{density}\nagainst {base} is a tendency" in PAGE


@pytest.mark.slow
def test_the_page_shows_what_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["sweep", "recommit-discovery", "--out", str(tmp_path / "out")],
        ["discover", str(tmp_path / "out")],
    ):
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
    assert shown() in capfd.readouterr().out
