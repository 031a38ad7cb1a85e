"""The examples of scenarios/README.md are scenarios."""

import re
from pathlib import Path

import pytest

from sim.scenario import Scenario, load_scenario

GUIDE = Path(__file__).resolve().parents[2] / "scenarios" / "README.md"
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)

(TRIANGLE,) = (example for example in EXAMPLES if "common/model.toml" in example)
"""The example of a whole scenario; the others extend a shipped one."""


def load(example: str, folder: Path) -> Scenario:
    file = folder / "my.toml"
    file.write_text(example, encoding="utf-8")
    return load_scenario(file)


def test_the_overlay_changes_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    mine, base = load(EXAMPLES[0], tmp_path).numbers(), load_scenario("karabakh-2020").numbers()
    changed = {path for path in base if mine[path] != base[path]}
    assert changed == {
        "calendar.turns",
        "actors.RUS.factions.hawks",
        "actors.RUS.factions.brokers",
        "actors.RUS.factions.accommodators",
        "theatres.karabakh.mission",
        "parameters.bulwark",
    }


@pytest.mark.parametrize("place", range(len(EXAMPLES)))
def test_every_example_loads(place: int, tmp_path: Path) -> None:
    assert load(EXAMPLES[place], tmp_path).name


def test_the_triangle_has_no_more_than_it_says(tmp_path: Path) -> None:
    mine = load(TRIANGLE, tmp_path)
    assert [actor.role for actor in mine.actors.values()] == [
        "guarantor",
        "sponsor",
        "challenger",
        "defender",
    ]
    assert mine.mission is None
    assert len(mine.theatres) == 1


@pytest.mark.parametrize("left_out", ["control = 0.3", "[world]", "security_weight = 1"])
def test_the_triangle_is_about_the_least_that_loads(left_out: str, tmp_path: Path) -> None:
    lines = [line for line in TRIANGLE.splitlines() if not line.startswith(left_out)]
    with pytest.raises(ValueError, match=r"missing key|unknown key"):
        load("\n".join(lines), tmp_path)
