"""`sim.batch`: the same futures as single runs and as Mesa's own batch runner."""

from __future__ import annotations

from functools import partial

import mesa
import numpy as np
import pandas as pd
import pytest

import sim
from sim.measures import MEASURE_NAMES
from sim.play.model import Marchland
from sim.scenario import ScenarioError
from sim.vocabulary import STANCES
from tests.scenario.bench import QUARREL


def test_a_batch_is_single_runs_side_by_side() -> None:
    table = sim.batch(QUARREL, replicates=3, seed=9, turns=3)
    assert list(table["run"]) == [0, 1, 2]
    for _, row in table.iterrows():
        record = sim.run(QUARREL, seed=9, replicate=row["replicate"], turns=3)
        assert row["stance"] == record.outcome.stance
        assert row["resolve"] == record.resolve
        for name, value in record.outcome.measures.items():
            assert (pd.isna(row[name]) and value is None) or row[name] == value, name
        for path in record.columns:
            assert row[f"end.{path}"] == record.series(path)[-1], path


class Measured(Marchland):
    """The model with its outcomes as what Mesa collects: measures, and a state of every kind."""

    STATES = ("world.tension", "ties.ANV-DELL.influence", "actors.DELL.standing")

    def __init__(self, **options) -> None:
        super().__init__(**options)
        reporters = {name: partial(measure, name) for name in MEASURE_NAMES}
        reporters |= {path: partial(state, path) for path in self.STATES}
        self.datacollector = mesa.DataCollector(model_reporters=reporters)


def measure(name: str, model: Marchland) -> float:
    return model.measures()[name]


def state(path: str, model: Marchland) -> float:
    return model.state()[path]


def test_mesas_own_batch_runner_agrees() -> None:
    """Mesa numbers seeds, we number replicates: replicate 0 of each of its seeds."""
    seeds = [3, 4, 2**40 + 1]
    found = mesa.batch_run(
        Measured,
        {"scenario": [str(QUARREL)], "turns": [3], "seed": seeds},
        number_processes=1,
        display_progress=False,
    )
    assert [row["seed"] for row in found] == seeds
    for row in found:
        ours = sim.batch(QUARREL, replicates=1, seed=row["seed"], turns=3).iloc[0]
        for name in (*MEASURE_NAMES, *Measured.STATES):
            theirs = STANCES[int(row[name])] if name == "stance" else row[name]
            column = f"end.{name}" if name in Measured.STATES else name
            never = pd.isna(ours[column]) and theirs == -1
            assert never or ours[column] == theirs, name


def test_vary_a_mapping_plays_every_combination() -> None:
    table = sim.batch(
        QUARREL, replicates=2, seed=1, turns=1,
        vary={"parameters.bulwark": [0, 1], "actors.ANV.factions.hawks": [0.2, 0.4, 0.6]},
    )  # fmt: skip
    assert len(table) == 12
    settings = table.drop_duplicates("point")[["parameters.bulwark", "actors.ANV.factions.hawks"]]
    expected = [(0, 0.2), (0, 0.4), (0, 0.6), (1, 0.2), (1, 0.4), (1, 0.6)]
    assert [tuple(row) for row in settings.to_numpy()] == expected


def test_vary_a_frame_plays_its_rows_on_common_chance() -> None:
    frame = pd.DataFrame({"parameters.bulwark": [1.0, 1.0], "parameters.stubbornness": [0.1, 0.1]})
    table = sim.batch(QUARREL, replicates=3, seed=1, turns=1, vary=frame)
    first, second = (table[table["point"] == point] for point in (0, 1))
    outcomes = [name for name in table if name not in ("run", "point")]
    assert first[outcomes].reset_index(drop=True).equals(second[outcomes].reset_index(drop=True))


def test_trajectories_in_full_and_as_quantiles() -> None:
    path = "world.tension"
    options = {"replicates": 5, "seed": 2, "turns": 2, "paths": [path]}
    full = sim.batch(QUARREL, trajectories="full", **options)
    assert len(full) == 5 * 3
    record = sim.run(QUARREL, seed=2, replicate=4, turns=2)
    values = full[full["replicate"] == 4].sort_values("after")[path]
    assert list(values) == [np.float32(value) for value in record.series(path)]
    quantiles = sim.batch(QUARREL, trajectories="quantiles", **options)
    last = full[full["after"] == 2][path].sort_values().to_numpy()
    row = quantiles[quantiles["after"] == 2].iloc[0]
    assert (row["q05"], row["q50"], row["q95"]) == (last[0], last[2], last[4])
    every = sim.batch(QUARREL, replicates=1, seed=2, turns=1, trajectories="full")
    assert set(record.columns) <= set(every)


def test_the_stance_is_followed_by_name() -> None:
    options = {"replicates": 5, "seed": 2, "turns": 2, "paths": ["stance", "world.tension"]}
    full = sim.batch(QUARREL, trajectories="full", **options)
    assert list(full)[-2:] == ["stance", "world.tension"]
    assert full.loc[full["after"] == 0, "stance"].isna().all()
    stances = {k: [] for k in range(5)}
    for k in range(5):
        model = sim.Marchland(QUARREL, seed=2, replicate=k, turns=2)
        for _ in range(2):
            model.step()
            stances[k].append(model.stance)
        played = full[(full["replicate"] == k) & (full["after"] > 0)].sort_values("after")
        assert list(played["stance"]) == stances[k]
    quantiles = sim.batch(QUARREL, trajectories="quantiles", **options)
    shares = quantiles[(quantiles["after"] == 2) & quantiles["path"].str.startswith("stance.")]
    found = dict(zip(shares["path"], shares["share"], strict=True))
    ends = [values[-1] for values in stances.values()]
    for stance in STANCES:
        assert found[f"stance.{stance}"] == pytest.approx(ends.count(stance) / 5)
    assert shares["q50"].isna().all()
    tension = quantiles[quantiles["path"] == "world.tension"]
    assert tension["share"].isna().all()
    assert tension["q50"].notna().all()


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"replicates": 0}, ValueError, "replicates = 0: must be from 1 to 2\\^32"),
        ({"vary": {"parameters.bullwark": [1]}}, ScenarioError, "bulwark"),
        ({"vary": {"parameters.bulwark": []}}, ValueError, "at least one value"),
        ({"vary": {"parameters.bulwark": [float("nan")]}}, ValueError, "finite"),
        ({"turns": 0}, ValueError, "turns = 0"),
        ({"trajectories": "some"}, ValueError, '"quantiles", "full" or None'),
        ({"seed": -1}, ValueError, "seed"),
    ],
)
def test_mistakes(options, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        sim.batch(QUARREL, **{"replicates": 1, "seed": 1, "turns": 1, **options})


def test_a_setting_that_cannot_be_played_is_refused() -> None:
    said = r"vary: 1 of 2 points cannot be played, the first is point 1: parameters.patience = 7: "
    with pytest.raises(ValueError, match=said):
        sim.batch(QUARREL, replicates=2, seed=1, turns=1, vary={"parameters.patience": [0.9, 7]})
