"""The cross table of stances: what it shows, and that it can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.analysis.comparison import Comparison, compare_runs
from sim.plots import Choice, FigureError, draw, fitting
from sim.plots.crossing import crossing_data, crossing_drawn, crossing_figure
from tests.plots.geometry import faults
from tests.plots.golden import check
from tests.plots.made_tables import runs
from tests.scenario.bench import QUARREL

FIRST = ["recommit"] * 450 + ["accommodate"] * 400 + ["broker"] * 150
SECOND = ["recommit"] * 400 + ["broker"] * 50 + ["accommodate"] * 300 + ["recommit"] * 100
SECOND += ["broker"] * 149 + ["mixed"]


def compared(first: list[str] = FIRST, second: list[str] = SECOND, **more: str) -> Comparison:
    table = runs({"first": {"stance": first}, "second": {"stance": second}})
    halves = [table[table["policy"] == name] for name in ("first", "second")]
    names = ("baseline", "diversify-whatever-happens")
    return compare_runs(halves[0], halves[1], (), names=names, **more)


def test_stances_that_never_occur_are_left_out() -> None:
    data = crossing_data(compared())
    assert data.stances == ("recommit", "accommodate", "broker", "mixed")
    assert data.counts == ((400, 0, 50, 0), (100, 300, 0, 0), (0, 0, 149, 1), (0, 0, 0, 0))
    assert data.title == (
        "Stances: baseline (down) and diversify-whatever-happens (across), n = 1,000"
    )


def test_the_table_behind_the_figure_and_its_caption() -> None:
    drawn = crossing_drawn(compared())
    assert drawn.rows[0] == ("baseline", "diversify-whatever-happens", "futures")
    assert ("accommodate", "recommit", 100) in drawn.rows
    assert sum(int(row[2] or 0) for row in drawn.rows[1:]) == 1000
    assert drawn.caption.startswith("849 of 1,000 futures (84.9 %) end in the same stance.")
    assert "100 from accommodation to recommitment" in drawn.caption


def test_all_futures_in_one_stance_are_one_cell() -> None:
    data = crossing_data(compared(["mixed"] * 3, ["mixed"] * 3))
    assert (data.stances, data.counts) == (("mixed",), ((3,),))
    assert not faults(crossing_figure(data))


def test_no_text_overlaps_or_is_clipped() -> None:
    every = ["recommit", "disengage", "accommodate", "broker", "mixed"]
    table = crossing_data(compared([a for a in every for _ in every] * 2000, every * 10000))
    assert not faults(crossing_figure(table))
    assert not faults(crossing_figure(crossing_data(compared())))


def test_golden_crossing() -> None:
    check(crossing_figure(crossing_data(compared())), "stance-changes")


def test_runs_that_are_not_paired_have_no_cross_table() -> None:
    with pytest.raises(ValueError, match="not paired"):
        crossing_data(compared(why_not="the seeds differ"))


def test_it_is_drawn_of_a_folder_with_several_policies(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(
        f"""
name = "small"
title = "Small"
question = "Who stands by whom?"
scenario = "{QUARREL}"
turns = 1
seed = 5
outcomes = ["offensive"]
[policies.plain]
[policies.attack]
set = {{ "actors.CRAG.doctrine" = "fixed:offensive" }}
[replicates]
fixed = 3
""",
        encoding="utf-8",
    )
    sim.sweep(path, tmp_path / "out", jobs=1)
    results = sim.load_results(tmp_path / "out")
    assert "stance-changes" in fitting(results)
    drawn = draw(results, "stance-changes")
    assert drawn.name == "stance-changes"
    assert drawn.title == "Stances: plain (down) and attack (across), n = 3"
    with pytest.raises(FigureError, match="it is the first"):
        draw(results, "stance-changes", Choice(policy="plain"))
