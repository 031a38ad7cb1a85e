"""What factors and policies are called in results."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment import ExperimentError, load_experiment
from sim.experiment.titles import factor_names, number_names, policy_titles
from tests.analysis.discovery.made_results import known_box, leave, write

FACTORS = """
[[factors]]
path = "parameters.bulwark"
title = "{bulwark}"
low = 0
high = 1
[[factors]]
path = "actors.ANV.factions.hawks"
title = "{hawks}"
low = 0.1
high = 0.9
"""
DESIGN = '[design]\nkind = "latin-hypercube"\npoints = 4'
POLICIES = """
[policies.one]
title = "As it is"
[policies.two]
title = "As it is"
set = { "actors.ANV.doctrine" = "random" }
[policies.three]
set = { "actors.DELL.doctrine" = "random" }
"""


def made(folder: Path, **titles: str):
    parts = {"factors": "", "design": FACTORS.format(**titles) + DESIGN, "policies": POLICIES}
    return leave(folder / "out", write(folder, **parts), known_box)


def test_the_title_of_the_experiment_wins(tmp_path: Path) -> None:
    results = made(tmp_path, bulwark="fear of the rival", hawks="")
    assert factor_names(results) == {
        "parameters.bulwark": "fear of the rival",
        "actors.ANV.factions.hawks": "share of hawks in Anvil",
    }
    moved = {path: name for path, name in number_names(results).items() if "factions" in path}
    assert moved["actors.ANV.factions.brokers"] == "share of brokers in Anvil"


def test_equal_names_are_told_apart(tmp_path: Path) -> None:
    results = made(tmp_path, bulwark="it", hawks="it")
    assert set(factor_names(results).values()) == {
        "it (parameters.bulwark)",
        "it (actors.ANV.factions.hawks)",
    }
    assert policy_titles(results) == {
        "one": "As it is (one)",
        "two": "As it is (two)",
        "three": "three",
    }


def test_a_title_is_one_short_line(tmp_path: Path) -> None:
    design = FACTORS.format(bulwark="so long that no axis could hold it " * 2, hawks="") + DESIGN
    with pytest.raises(ExperimentError, match=r"title.*52"):
        load_experiment(write(tmp_path, factors="", design=design))


def test_a_title_changes_no_run(tmp_path: Path) -> None:
    named, bare = (
        load_experiment(write(tmp_path / place, factors="", design=FACTORS.format(**told) + DESIGN))
        for place, told in (
            ("named", {"bulwark": "one", "hawks": "two"}),
            ("bare", {"bulwark": "", "hawks": ""}),
        )
    )
    assert named.hash == bare.hash
