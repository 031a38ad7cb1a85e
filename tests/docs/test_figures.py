"""Our pages' pictures are of the run they tell, and small enough to load at once."""

import csv
from pathlib import Path

import pytest

import sim
from sim.plots.entry import Row
from sim.plots.histories import histories_data
from sim.plots.run_figures import histories_table, ties_table, timeline_table
from sim.plots.ties import ties_data
from sim.plots.timeline import timeline_data
from tests.docs.pages import ROOT, links, script

FIGURES = ROOT / "docs" / "figures"
PAGES_WITH_PICTURES = (
    ROOT / "README.md",
    ROOT / "docs" / "gallery.md",
    ROOT / "docs" / "review.md",
)
PICTURES = {
    (page.parent / target).resolve()
    for page in PAGES_WITH_PICTURES
    for target in links(page.read_text(encoding="utf-8"))
    if target.endswith(".png")
}


def numbers_of(rows: list[list[str]]) -> list[list[str | float]]:
    return [[round(float(x), 9) if "." in x else x for x in row] for row in rows]


def kept(name: str) -> list[list[str | float]]:
    """The table beside a picture: what it shows."""
    with (FIGURES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return numbers_of(list(csv.reader(file)))


@pytest.fixture(scope="module")
def record() -> sim.Record:
    return sim.run("karabakh-2020", seed=2020)


def test_pictures_show_the_run_that_the_readme_tells(record: sim.Record) -> None:
    def fresh(rows: list[Row]) -> list[list[str | float]]:
        return numbers_of([[str(x) for x in row] for row in rows])

    histories = [histories_data(record, name) for name in ("influence", "commitment")]
    again = "python docs/figures/remake.py makes them anew"
    assert kept("karabakh-2020-histories") == fresh(list(histories_table(histories))), again
    assert kept("karabakh-2020-ties") == fresh(list(ties_table(ties_data(record)))), again
    assert kept("gallery-timeline") == fresh(list(timeline_table(timeline_data(record)))), again


@pytest.mark.slow
def test_the_picture_of_the_review_is_of_the_game_that_its_page_tells() -> None:
    fresh = [[str(x) for x in row] for row in script("figures/remake.py").review_drawn().rows]
    assert kept("review-choices") == numbers_of(fresh)


def test_every_picture_is_shown_and_every_shown_one_is_there() -> None:
    assert set(FIGURES.glob("*.png")) == PICTURES


@pytest.mark.parametrize("picture", sorted(PICTURES), ids=lambda path: path.name)
def test_pictures_are_small_and_have_their_tables(picture: Path) -> None:
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.with_suffix(".csv").is_file()
    assert picture.stat().st_size < 100_000
