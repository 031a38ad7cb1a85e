"""Faults of a design and of the points that it asks for. The mark § stands where the fault is."""

from __future__ import annotations

import re

import pytest

from tests.experiment.study_text import FACTOR, SAMPLED
from tests.scenario.bench import Bench

NOT_TOGETHER = {
    "influence": (
        FACTOR,
        '{ path = "ties.ANV-DELL.influence", low = 0.7, high = 0.9 },',
        r"\d of 8 points cannot be played, the first is point \d: influence over DELL sums to "
        r"[\d.]+; at most 0\.95",
    ),
    "control": (
        FACTOR,
        '{ path = "theatres.ridge.control", low = 0.3, high = 1 },',
        r"\d of 8 points cannot be played, the first is point \d: theatres\.ridge\.control "
        r"= [\d.]+: above its cap 0\.4",
    ),
    "shares": (
        FACTOR,
        '{ path = "actors.ANV.factions.hawks", low = 0.5, high = 0.9 },',
        r"\d of 8 points cannot be played, the first is point \d: "
        r"actors\.ANV\.factions\.accommodators = -[\d.]+: must be from 0 to 1",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), NOT_TOGETHER.values(), ids=list(NOT_TOGETHER))
def test_numbers_that_do_not_fit_together(bench, old: str, new: str, message: str) -> None:
    bench.edit(old, new)
    (line,) = bench.errors()
    assert re.fullmatch(r"study\.toml:\d+:\d+: design: " + message, line)


def test_a_theatre_without_a_mission_has_no_peacekeepers_to_vary(bench) -> None:
    bench.edit(
        '[mission]\nprovider = "ANV"\nmandate = true\nclock = 20\nterm = 20\n', "", "quarrel.toml"
    )
    bench.edit("mission = 1\n", "mission = 0\n", "quarrel.toml")
    bench.edit(FACTOR, '{ path = "theatres.ford.mission", low = 0.5, high = 1 },')
    (line,) = bench.errors()
    assert "point 0 cannot be played: theatres.ford.mission" in line
    assert line.endswith("there are no peacekeepers without a [mission] table; must be 0")


CSV = {
    "column that is not a factor": (
        "parameters.bulwark,parameters.patence\n1,0.9\n",
        [
            "1:20: column 'parameters.patence' is not a factor; "
            "did you mean 'parameters.patience'?",
            "1:1: no column for the factor 'parameters.patience'",
        ],
    ),
    "cell that is not a number": (
        "parameters.bulwark,parameters.patience\n1,0.9\n2,often\n",
        ["3:3: parameters.patience = 'often': must be a number"],
    ),
    "cell that is empty": (
        "parameters.bulwark,parameters.patience\n,0.9\n",
        ["2:1: parameters.bulwark = '': must be a number"],
    ),
    "infinite": (
        "parameters.bulwark,parameters.patience\n1,inf\n",
        ["2:3: parameters.patience = 'inf': must be a number"],
    ),
    "short row": (
        "parameters.bulwark,parameters.patience\n1\n",
        ["2:1: 1 cells, but the header has 2"],
    ),
    "column twice": (
        "parameters.bulwark,parameters.patience,parameters.bulwark\n1,0.9,1\n",
        ["1:40: column 'parameters.bulwark' twice"],
    ),
    "no rows": (
        "parameters.bulwark,parameters.patience\n",
        ["needs a header of factor paths and rows below it"],
    ),
}


@pytest.mark.parametrize(("text", "messages"), CSV.values(), ids=list(CSV))
def test_faults_of_a_table_of_points(bench, text: str, messages: list[str]) -> None:
    by_table(bench, '"parameters.bulwark", "parameters.patience"', text)
    expected = [f"points.csv:{m}" if m[0].isdigit() else f"points.csv: {m}" for m in messages]
    assert bench.errors() == expected


def by_table(bench: Bench, factors: str, text: str) -> None:
    """Make the study take its points from a table."""
    study = bench.text()
    start, end = study.index("factors = ["), study.index("[set]")
    bench.write("study.toml", f"{study[:start]}factors = [{factors}]\n{study[end:]}")
    bench.edit(SAMPLED, 'kind = "csv"\n§file = "points.csv"')
    bench.write("points.csv", text)


def test_values_of_a_table_beyond_the_hard_bounds(bench) -> None:
    by_table(bench, '"parameters.bulwark"', "parameters.bulwark\n1\n30\n")
    assert bench.errors() == [
        f"{bench.place}: design.file = 30: parameters.bulwark must be from 0 to 20"
    ]


def test_points_say_the_values_not_the_factor(bench) -> None:
    by_table(bench, '{ path = "parameters.bulwark", low = 0, high = 1 }', "parameters.bulwark\n1\n")
    assert [line.partition(": ")[2] for line in bench.errors()] == [
        "factors[0].low: the points of the design say its values; leave it out",
        "factors[0].high: the points of the design say its values; leave it out",
    ]


def test_a_grid_needs_levels(bench) -> None:
    bench.edit(SAMPLED, 'kind = "grid"')
    assert [line.partition(": ")[2] for line in bench.errors()] == [
        'factors[0] = "parameters.bulwark": a grid needs levels: of the factor, or of all in '
        "[design], such as levels = 5",
        'factors[2].path = "actors.ANV.factions.brokers": a grid needs levels: of the factor, or '
        "of all in [design], such as levels = 5",
    ]


def test_a_design_without_factors(bench) -> None:
    study = bench.text()
    start, end = study.index("factors = ["), study.index("[set]")
    bench.write("study.toml", study[:start] + study[end:])
    (line,) = bench.errors()
    assert line.endswith("design: there is no factor to set; without factors, leave [design] out")


def test_scenarios_that_disagree_on_a_range(bench) -> None:
    other = bench.text("quarrel.toml").replace('name = "quarrel"', 'name = "other"')
    bench.write(
        "other.toml", other + "\n[parameters]\nbulwark = { value = 1, low = 0, high = 2 }\n"
    )
    bench.edit('scenario = "quarrel.toml"', 'scenario = ["quarrel.toml", "other.toml"]')
    (line,) = bench.errors()
    assert line.endswith(
        'factors[0] = "parameters.bulwark": its range differs between quarrel and other; write '
        '{ path = "parameters.bulwark", low = ..., high = ... }'
    )
