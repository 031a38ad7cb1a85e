"""Figures of trajectories, and maps, of a folder of results: what is chosen and what refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.experiment.faults import ResultsError
from sim.plots import catalogue
from sim.plots.entry import Choice, Drawn, FigureError
from sim.plots.points import guarantor_of, middle_point
from tests.plots.test_catalogue import is_complete
from tests.scenario.bench import QUARREL

PATHS = ("ties.ANV-DELL.commitment", "world.tension")
TEXT = """
name = "fords"
title = "Fords"
question = "Does the bulwark matter?"
scenario = "{scenario}"
turns = 5
seed = 5
outcomes = ["offensive", "recommitted"]
keep = "{keep}"
keep_paths = {paths}
factors = [{{ path = "parameters.bulwark", low = 0, high = 2, levels = 3 }}]
design = {{ kind = "grid" }}
[policies.plain]
title = "Nothing is changed"
[policies.shy]
title = "A challenger that waits"
set = {{ "actors.ANV.doctrine" = "fixed:hold" }}
[replicates]
fixed = 4
"""


def swept(folder: Path, keep: str, *paths: str) -> sim.Results:
    file = folder / "fords.toml"
    wanted = "[" + ", ".join(f'"{path}"' for path in paths) + "]"
    file.write_text(TEXT.format(scenario=QUARREL, keep=keep, paths=wanted), encoding="utf-8")
    sim.sweep(file, folder / "out")
    return sim.load_results(folder / "out")


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    """Every run's stance, two state variables and the influence of all ties, turn by turn."""
    document = sim.load_scenario(QUARREL).document
    influence = [f"ties.{tie}.influence" for tie in document["ties"]]
    return swept(tmp_path_factory.mktemp("every"), "trajectories", "stance", *PATHS, *influence)


@pytest.fixture(scope="module")
def quantiles(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    """Bands of a state variable, and shares of stances."""
    return swept(tmp_path_factory.mktemp("quantiles"), "quantiles", "stance", *PATHS)


@pytest.mark.parametrize("name", ["fan", "stance-shares", "stance-flows", "influence-map", "ties"])
def test_every_figure_of_trajectories_is_complete(every: sim.Results, name: str) -> None:
    for choice in (Choice(), Choice(policy="shy", point="2")):
        is_complete(catalogue.draw(every, name, choice))


@pytest.mark.parametrize("name", ["fan", "stance-shares"])
def test_quantiles_and_shares_draw_as_well(quantiles: sim.Results, name: str) -> None:
    is_complete(catalogue.draw(quantiles, name))
    is_complete(catalogue.draw(quantiles, name, Choice(point="0")))


def head(drawn: Drawn) -> pd.DataFrame:
    names, *rows = drawn.rows
    return pd.DataFrame(rows, columns=list(names))


def test_a_fan_of_all_points_says_so(every: sim.Results) -> None:
    drawn = catalogue.draw(every, "fan")
    assert drawn.name == "fan"
    assert "(n = 12 runs a policy)" in drawn.title
    assert "Runs of all 3 points of the design together: a mix of settings" in drawn.caption
    assert 'Also kept: "Tension", "Influence, Anvil → Dell"' in drawn.caption
    table = head(drawn)
    assert table["date"].unique().tolist() == [
        "start",
        "2001 Q2",
        "2001 Q3",
        "2001 Q4",
        "2002 Q1",
        "2002 Q2",
    ]
    trajectories = every.trajectories
    last = trajectories[(trajectories["after"] == 5) & (trajectories["policy"] == "plain")][
        PATHS[0]
    ]
    row = table[(table["policy"] == "plain") & (table["turn"] == 4)].iloc[0]
    assert row["q95"] == pytest.approx(last.max(), rel=1e-5)
    assert row["q05"] == pytest.approx(last.min(), rel=1e-5)


def test_a_fan_of_a_chosen_point_path_and_policy(
    every: sim.Results, quantiles: sim.Results
) -> None:
    choice = Choice(path="world.tension", point="1", policy="shy")
    drawn, kept = (catalogue.draw(results, "fan", choice) for results in (every, quantiles))
    assert drawn.name == "fan-shy-world.tension-point-1"
    assert drawn.title == "Tension, quarter by quarter (n = 4 runs)"
    assert 'Point 1 of 3: "how a rival\'s threat raises the stake" is 1.' in drawn.caption
    assert drawn.rows == kept.rows


def test_quantiles_of_no_chosen_point_are_of_the_middle_one(quantiles: sim.Results) -> None:
    caption = catalogue.draw(quantiles, "fan").caption
    assert "Point 1 of 3, the nearest to the middle of the design" in caption
    assert "quantiles were kept by point" in caption


def test_shares_pool_points_however_they_were_kept(every, quantiles) -> None:
    pooled = [catalogue.draw(results, "stance-shares").rows for results in (every, quantiles)]
    for one, other in zip(*pooled, strict=True):
        assert one[:4] == other[:4]
        if one[0] != "policy":
            assert one[4:] == pytest.approx(other[4:])


def test_flows_end_in_the_labels_of_the_runs(every: sim.Results) -> None:
    table = head(catalogue.draw(every, "stance-flows", Choice(policy="plain")))
    last = table[table["to_date"] == "whole run"].groupby("to")["runs"].sum()
    runs = every.table[every.table["policy"] == "plain"]["stance"].value_counts()
    assert {**last} == {stance: count for stance, count in runs.items() if count}


def test_the_influence_at_a_turn_is_the_mean_of_trajectories(every: sim.Results) -> None:
    drawn = catalogue.draw(every, "influence-map", Choice(turn="2001-Q4", policy="shy"))
    assert drawn.title == "Mean influence, end of 2001 Q4: A challenger that waits, n = 12 runs"
    by_number = catalogue.draw(every, "influence-map", Choice(turn="2", policy="shy"))
    assert by_number.rows == drawn.rows
    trajectories = every.trajectories
    at = trajectories[(trajectories["after"] == 3) & (trajectories["policy"] == "shy")]
    table = head(drawn).set_index(["client", "patron"])["influence"]
    mean = at["ties.ANV-DELL.influence"].astype(float).mean()
    assert table["DELL", "ANV"] == pytest.approx(mean, rel=1e-6)
    ends = every.table[every.table["policy"] == "plain"]["end.ties.ANV-DELL.influence"]
    end = head(catalogue.draw(every, "influence-map")).set_index(["client", "patron"])
    assert end.loc[("DELL", "ANV"), "influence"] == pytest.approx(ends.mean())


@pytest.mark.parametrize(
    ("name", "choice", "error", "said"),
    [
        (
            "fan",
            Choice(path="world.tensoin"),
            ResultsError,
            "did you mean 'world.tension'? (kept: ",
        ),
        ("fan", Choice(path="stance"), FigureError, "a word has no bands; stance-shares draws it"),
        (
            "fan",
            Choice(point="3"),
            FigureError,
            "point 3: no such point; the design's are numbered 0",
        ),
        ("fan", Choice(point="one"), FigureError, "point one: no such point"),
        (
            "fan",
            Choice(policy="sly"),
            FigureError,
            "policy sly: no such policy; did you mean 'shy'?",
        ),
        ("influence-map", Choice(turn="9"), FigureError, "turns are 0 to 4, 2001 Q2 to 2002 Q2"),
    ],
)
def test_a_wrong_choice(every: sim.Results, name, choice, error, said: str) -> None:
    with pytest.raises(error) as caught:
        catalogue.draw(every, name, choice)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_quantiles_cannot_show(quantiles: sim.Results) -> None:
    with pytest.raises(FigureError, match='keep = "trajectories" says which run changed'):
        catalogue.draw(quantiles, "stance-flows")
    with pytest.raises(FigureError, match=r'at the end of the run only; .* keep_paths = \["ties'):
        catalogue.draw(quantiles, "influence-map", Choice(turn="2"))


def test_what_outcomes_alone_cannot_show(tmp_path: Path) -> None:
    text = TEXT.replace('keep = "{keep}"\nkeep_paths = {paths}\n', "").format(scenario=QUARREL)
    (tmp_path / "bare.toml").write_text(text, encoding="utf-8")
    sim.sweep(tmp_path / "bare.toml", tmp_path / "out")
    bare = sim.load_results(tmp_path / "out")
    with pytest.raises(FigureError, match='it kept no trajectories; keep = "quantiles" or'):
        catalogue.draw(bare, "fan")
    for name in ("stance-shares", "stance-flows"):
        with pytest.raises(FigureError, match="it did not keep the stance"):
            catalogue.draw(bare, name)
    assert "influence-map" in catalogue.fitting(bare)


def test_the_middle_of_a_design() -> None:
    grid = pd.DataFrame([(x, y) for x in (0.0, 5.0, 100.0) for y in (1.0, 2.0)], columns=["x", "y"])
    assert middle_point(grid) == 2  # x = 5 is nearer to 50 than 0 and 100; y ties, the first counts
    assert middle_point(pd.DataFrame({"x": [3.0, 3.0]})) == 0


def test_guarantors_of_several_scenarios() -> None:
    def policy(name: str) -> dict[str, object]:
        return {"document": {"actors": {"A": {"name": name, "role": "guarantor"}}}}

    assert guarantor_of([policy("Russia"), policy("Russia")]) == "Russia"
    assert guarantor_of([policy("Russia"), policy("Turkey")]) == "The guarantor"
