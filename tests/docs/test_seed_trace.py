"""docs/seed-trace.md speaks of things that exist, and of every row of the article."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.scenario import Scenario, load_scenario

ROOT = Path(__file__).resolve().parents[2]
ROWS = [f"S{number}" for number in range(1, 47)]
STATE_WITHOUT_A_STARTING_VALUE = {"backlash"}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("karabakh-2020")


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs" / "seed-trace.md").read_text(encoding="utf-8")


def table(page: str) -> dict[str, list[str]]:
    """Cells of the big table by row id."""
    lines = re.findall(r"^\| (S\d+) \| (.*) \|$", page, re.MULTILINE)
    return {row: cells.split(" | ") for row, cells in lines}


def named_paths(page: str) -> Iterator[str]:
    # A full path has dots; single words in backquotes are actions and parameters told in prose.
    yield from (path for path in re.findall(r"`([^`\s/[]+)`", page) if "." in path)


def exists(path: str, scenario: Scenario) -> bool:
    section, *rest = path.split(".")
    if section == "rules":
        return (ROOT / "sim" / "rules" / f"{rest[0]}.py").is_file()
    if section == "outcome":
        return rest == ["stance"]
    place = scenario.document
    for part in (section, *rest):
        if part not in place:
            return part in STATE_WITHOUT_A_STARTING_VALUE and section == "actors"
        place = place[part]
    return True


def test_every_row_of_the_article_has_a_claim_and_a_line(scenario: Scenario, page: str) -> None:
    assert list(scenario.claims) == ROWS
    assert list(table(page)) == ROWS


@pytest.mark.parametrize("row", ROWS)
def test_page_and_scenario_agree(row: str, scenario: Scenario, page: str) -> None:
    claim = scenario.claims[row]
    said, status, represented, _ = table(page)[row]
    assert f'"{claim.text}"' in said
    assert status == claim.status
    paths = [path for path in claim.represented_by if not path.startswith("not:")]
    assert re.findall(r"`([^`]+)`", represented) == paths
    assert paths or represented == "not represented"


def test_every_path_on_the_page_exists(scenario: Scenario, page: str) -> None:
    patterns = {"rules.NAME"}
    missing = [path for path in named_paths(page) if not exists(path, scenario)]
    assert set(missing) <= patterns


def test_quotations_are_short(scenario: Scenario) -> None:
    assert all(len(claim.text.split()) <= 12 for claim in scenario.claims.values())
