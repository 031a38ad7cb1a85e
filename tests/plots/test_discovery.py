"""Figures of a discovery: what they count, what they say, and how they look."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.plots import catalogue
from sim.plots.discovery_box import BoxData, Side, box_data, box_figure, box_table
from sim.plots.discovery_places import Place
from sim.plots.discovery_trajectory import (
    Peeled,
    TrajectoryData,
    trajectory_data,
    trajectory_figure,
    trajectory_table,
)
from sim.plots.entry import Choice, FigureError
from tests.analysis.discovery.made_results import NAMES, known_box, leave, write
from tests.plots.geometry import faults
from tests.plots.golden import check

FIRST, SECOND = NAMES[:2]
LONG = "parameters.contest_decisiveness_of_every_one_of_them"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    """1,600 runs at 400 points with a known box."""
    folder = tmp_path_factory.mktemp("known")
    return leave(folder / "out", write(folder), known_box)


@pytest.fixture(scope="module")
def found(known: sim.Results) -> sim.Discovery:
    """What is discovered in them."""
    return sim.discover(known)


@pytest.fixture(scope="module")
def on_a_grid(tmp_path_factory: pytest.TempPathFactory) -> sim.Discovery:
    """A discovery on 36 points, six levels of each of two factors, with no chance in it."""
    folder = tmp_path_factory.mktemp("grid")
    levels = ", ".join(
        f'{{ path = "{name}", low = 0, high = 1, levels = 6 }}' for name in NAMES[:2]
    )
    path = write(folder, factors=f"factors = [{levels}]", design='design = { kind = "grid" }')
    inside = lambda x: ((x[:, 0] > 0.5) & (x[:, 1] < 0.5)).astype(float)  # noqa: E731
    return sim.discover(leave(folder / "out", path, inside))


def test_the_box_is_shown_on_its_two_factors(found: sim.Discovery) -> None:
    data = box_data(found)
    assert {data.across.path, data.up.path} == {FIRST, SECOND}
    box = found.boxes[0].box
    sides = {side.path: (side.low, side.high) for side in (data.across, data.up)}
    assert sides == {FIRST: (box.low[0], inf), SECOND: (-inf, box.high[1])}
    assert sum(place.runs for place in data.places) == 1600
    assert sum(place.hits for place in data.places) == found.hits
    assert data.title.endswith("(n = 1,600 runs, 400 points)")
    assert "It asks for nothing else." in data.note


def test_runs_that_other_restrictions_leave_out_are_not_shown(found: sim.Discovery) -> None:
    first = found.boxes[0]
    third = replace(first.restrictions[0], factor=NAMES[2], bound=0.5, quasi_p=0.04)
    low = (*first.box.low[:2], 0.5)
    narrower = replace(
        first, box=replace(first.box, low=low), restrictions=(*first.restrictions, third)
    )
    data = box_data(replace(found, boxes=(narrower,)))
    within = found.sample.values[:, 2] >= 0.5
    assert sum(place.runs for place in data.places) == found.sample.runs[within].sum()
    assert 'It also asks that "dislike of a pledge on a hot front" is at least 0.5' in data.note


def test_levels_have_cells_and_bounds_between_them(on_a_grid: sim.Discovery) -> None:
    data = box_data(on_a_grid)
    assert not data.marks
    assert len(data.places) == 36
    assert {round(place.wide, 9) for place in data.places} == {0.2}
    sides = {side.path: (side.low, side.high) for side in (data.across, data.up)}
    # Levels 0, .2 ... 1: the box holds .6 and more of the first, .4 and less of the second.
    assert sides[FIRST] == (pytest.approx(0.5), inf)
    assert sides[SECOND] == (-inf, pytest.approx(0.5))
    head, *rows = box_table(data)
    assert head == (data.across.path, data.up.path, "share", "hits", "runs", "in_box")
    assert sum(row[-1] for row in rows) == 9
    assert all(row[2] == row[-1] for row in rows)


def test_a_factor_is_found_for_a_box_of_one_or_none(found: sim.Discovery) -> None:
    first = found.boxes[0]
    one = replace(first, restrictions=first.restrictions[:1])
    assert box_data(replace(found, boxes=(one,))).across.path == FIRST
    assert box_data(replace(found, boxes=(one,))).up.path == SECOND  # the tree names it
    none = replace(first, restrictions=(), box=first.box.everything(3))
    data = box_data(replace(found, boxes=(none,)))
    assert "No restriction stands its test, so there is no box" in data.note
    assert not faults(box_figure(data))


def test_the_trajectory_is_that_of_the_box(found: sim.Discovery) -> None:
    data = trajectory_data(found)
    first = found.boxes[0]
    assert len(data.boxes) == len(first.trajectory)
    assert data.base == pytest.approx(found.base_rate)
    assert data.chosen == first.chosen.number
    assert data.refined == (first.measures.coverage, first.measures.density)
    assert data.unseen == pytest.approx(np.mean(first.reproduced.unseen))
    head, *rows = trajectory_table(data)
    assert head[0] == "box"
    assert [row[0] for row in rows if row[-1]] == [data.chosen]


def test_the_catalogue_draws_both(known: sim.Results, found: sim.Discovery) -> None:
    assert {"discovery-box", "discovery-trajectory"} <= set(catalogue.fitting(known))
    drawn = catalogue.draw(known, "discovery-box")
    assert drawn.caption.startswith(found.sentences[0][:40])
    for name in ("discovery-box", "discovery-trajectory"):
        drawn = catalogue.draw(known, name, Choice(outcome="recommitted", policy="baseline"))
        assert drawn.name == f"{name}-recommitted-baseline"
        assert drawn.caption.endswith(".")
        assert drawn.alt.endswith(".")
        assert len(drawn.rows) > 10
        assert not faults(drawn.figure)


def test_what_never_happens_is_not_drawn(tmp_path: Path) -> None:
    results = leave(tmp_path / "out", write(tmp_path), lambda x: np.zeros(len(x)))
    for choice in (Choice(), Choice(outcome="recommitted")):
        with pytest.raises(sim.DiscoveryError, match="never so in 1,600 runs"):
            catalogue.draw(results, "discovery-box", choice)


def test_a_dozen_points_are_no_map(tmp_path: Path) -> None:
    design = '[design]\nkind = "latin-hypercube"\npoints = 12'
    results = leave(tmp_path / "out", write(tmp_path, design=design), known_box)
    with pytest.raises(FigureError, match="it needs 20 points or more, and the design has 12"):
        catalogue.draw(results, "discovery-trajectory")


def test_the_first_outcome_that_varies_is_drawn(tmp_path: Path) -> None:
    path = write(tmp_path, outcome='recommitted", "offensive')
    results = leave(tmp_path / "out", path, known_box, outcome="offensive")
    drawn = catalogue.draw(results, "discovery-box")
    assert drawn.title.startswith("Crag launches a full offensive:")
    with pytest.raises(sim.DiscoveryError, match="recommitted: never so in 1,600 runs"):
        catalogue.draw(results, "discovery-box", Choice(outcome="recommitted"))


def test_one_factor_is_no_map(tmp_path: Path) -> None:
    factors = f'factors = [{{ path = "{FIRST}", low = 0, high = 1 }}]'
    results = leave(tmp_path / "out", write(tmp_path, factors=factors), lambda x: x[:, 0])
    assert "discovery-box" not in catalogue.fitting(results)
    with pytest.raises(FigureError, match="it needs two factors or more"):
        catalogue.draw(results, "discovery-box")


def made_box(*, marks: bool) -> BoxData:
    """A box on nine by seven settings or cells, some of which have no runs."""
    places = [
        Place(x, y, 0 if marks else 1, 0 if marks else 1, (x + 2 * y) % 21, 20)
        for x in range(9)
        for y in range(7)
        if marks or (x, y) not in ((2, 3), (7, 6))
    ]
    return BoxData(
        title="Anvil recommits to Dell: the box on its two main factors (n = 1,260 runs)",
        note="Box: 66 % [60, 71] of 300 runs hit, against 48 % of all. It asks for nothing else.",
        across=Side(LONG, "the longest of all the names that an axis can have", 3.5, inf, 0, 8),
        up=Side("actors.ANV.factions.hawks", "share of hawks in Anvil", 1.5, 4.5, 0, 6),
        places=tuple(places),
        marks=marks,
        density=0.66,
    )


def made_trajectory() -> TrajectoryData:
    """Thirty boxes on a bent line."""
    coverage = np.linspace(1, 0.1, 30)
    boxes = tuple(
        Peeled(k, float(c), float(0.2 + 0.7 * (1 - c) ** 0.8), 0.5, 900 - 25 * k, 300, k // 7)
        for k, c in enumerate(coverage)
    )
    return TrajectoryData(
        title="Anvil recommits to Dell: coverage against density of 30 boxes (n = 900 runs)",
        note="A dot is a box. Diamond: the box taken. Cross: on halves they had not seen.",
        boxes=boxes,
        chosen=13,
        refined=(0.62, 0.47),
        unseen=0.44,
    )


FIGURES = {
    "discovery-box-marks": lambda: box_figure(made_box(marks=True)),
    "discovery-box-cells": lambda: box_figure(made_box(marks=False)),
    "discovery-trajectory": lambda: trajectory_figure(made_trajectory()),
}


@pytest.mark.parametrize("name", FIGURES)
def test_golden_discovery(name: str) -> None:
    figure = FIGURES[name]()
    assert not faults(figure)
    check(figure, name)


@pytest.mark.parametrize("chosen", range(0, 30, 3))
def test_no_label_of_the_trajectory_is_covered(chosen: int) -> None:
    assert not faults(trajectory_figure(replace(made_trajectory(), chosen=chosen)))
