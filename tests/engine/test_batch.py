"""Batches: the model's own runs, many at a time, at any setting of the numbers.

With the compiler on this holds compiled code against plain Python; with it off, the loop alone.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import sim
from sim.engine.batch import Batch
from sim.engine.encoding import encode_scenario
from sim.engine.settings import Settings
from sim.measures import MEASURE_NAMES, SPELLS
from sim.play.model import Marchland
from sim.scenario import Scenario
from sim.vocabulary import DOCTRINES, STANCES
from tests.engine.pencil import pencil
from tests.quarrels import quarrels

TURNS = 6


@pytest.fixture(scope="module", params=[*quarrels(), "pencil"])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    if request.param == "pencil":
        doctrines = [kind for kind in DOCTRINES if kind != "script"]
        doctrines[doctrines.index("fixed")] = "fixed:court"
        actors = zip(pencil().actors, doctrines, strict=False)
        return pencil().replace({f"actors.{actor}.doctrine": kind for actor, kind in actors})
    return sim.load_scenario(request.param)


def single(scenario: Scenario, replicate: int, turns: int = TURNS) -> Marchland:
    model = Marchland(scenario, seed=31, replicate=replicate, turns=turns)
    model.play()
    return model


def test_a_batch_plays_the_models_own_runs(scenario: Scenario) -> None:
    batch = Batch(scenario, turns=TURNS)
    played = batch.play(np.zeros((1, 0)), seed=31, first=5, count=2)
    assert played.outcomes.shape == (1, 2, len(batch.columns))
    for k in range(2):
        model = single(scenario, 5 + k)
        row = dict(zip(batch.columns, played.outcomes[0, k], strict=True))
        assert {name: row[name] for name in MEASURE_NAMES} == model.measures()
        assert {path: row[f"end.{path}"] for path in model.state()} == model.state()


def test_the_trajectories_of_a_run() -> None:
    paths = ("ties.RUS-ARM.commitment", "world.tension")
    batch = Batch(sim.load_scenario("karabakh-2020"), turns=4, trajectories=paths)
    values = batch.play(np.zeros((1, 0)), seed=31, first=3, count=1).trajectories
    assert values.shape == (1, 1, 5, 2)
    model = Marchland("karabakh-2020", seed=31, replicate=3, turns=4)
    for turn in range(5):
        wanted = [np.float32(model.state()[path]) for path in paths]
        assert list(values[0, 0, turn]) == wanted
        if turn < 4:
            model.step()


def test_the_stances_of_a_run_are_those_of_its_model() -> None:
    batch = Batch(sim.load_scenario("karabakh-2020"), turns=6, stances=True)
    played = batch.play(np.zeros((1, 0)), seed=31, first=3, count=2)
    assert played.stances.shape == (1, 2, 6)
    assert played.trajectories.shape == (1, 2, 7, 0)
    for k in range(2):
        model = Marchland("karabakh-2020", seed=31, replicate=3 + k, turns=6)
        for turn in range(6):
            model.step()
            assert STANCES[played.stances[0, k, turn]] == model.stance
    unasked = Batch(batch.scenario, turns=1).play(np.zeros((1, 0)), seed=31, first=3, count=1)
    assert unasked.stances.shape == (1, 1, 0)


def test_the_conduct_of_a_run_is_that_of_its_model() -> None:
    batch = Batch(sim.load_scenario("karabakh-2020"), turns=6, conduct=True)
    played = batch.play(np.zeros((1, 0)), seed=31, first=3, count=2)
    desks = 2 * len(batch.scenario.actors)
    assert played.orders.shape == played.reviews.shape == (1, 2, 6, desks)
    assert played.replies.shape == (1, 2, 6, len(batch.scenario.theatres))
    for k in range(2):
        model = Marchland("karabakh-2020", seed=31, replicate=3 + k, turns=6)
        for turn in range(6):
            model.step()
            table = model.game.table
            assert list(played.orders[0, k, turn]) == list(table.order[:desks])
            assert list(played.reviews[0, k, turn]) == list(table.reviewed[:desks])
            assert list(played.replies[0, k, turn]) == list(table.reply[:2])
    assert len(np.unique(played.reviews)) == 2
    unasked = Batch(batch.scenario, turns=1).play(np.zeros((1, 0)), seed=31, first=3, count=1)
    assert unasked.orders.size == unasked.reviews.size == unasked.replies.size == 0


def test_points_are_changed_scenarios() -> None:
    scenario = sim.load_scenario("karabakh-2020")
    paths = ("parameters.overstretch_base", "ties.TUR-AZE.presence", "utility.ARM.morrow")
    values = [[0.05, 0.8, 0.4], [0.25, 0.0, 0.9]]
    played = Batch(scenario, paths, turns=4).play(values, seed=31, first=0, count=1)
    columns = Batch(scenario).columns
    for point, numbers in enumerate(values):
        model = single(scenario.replace(dict(zip(paths, numbers, strict=True))), 0, turns=4)
        row = dict(zip(columns, played.outcomes[point, 0], strict=True))
        assert {path: row[f"end.{path}"] for path in model.state()} == model.state()


def test_a_replicate_is_the_same_in_any_company() -> None:
    batch = Batch(pencil(), ("parameters.bulwark",), turns=4)
    together = batch.play([[0.0], [1.0]], seed=8, first=0, count=6).outcomes
    alone = batch.play([[1.0]], seed=8, first=4, count=1).outcomes
    assert np.array_equal(together[1, 4], alone[0, 0])
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(batch.play, [[1.0]], seed=8, first=k, count=3) for k in (0, 3)]
        halves = [job.result().outcomes[0] for job in jobs]
    assert np.array_equal(np.concatenate(halves), together[1])


def one_of_each_kind(scenario: Scenario) -> list[str]:
    """A path for every variable of every role, the last of its kind, and one in the middle."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for path in scenario.numbers():
        first, *middle, last = path.split(".")
        role = scenario.actors[middle[0]].role if middle and middle[0] in scenario.actors else ""
        kinds.setdefault((first, role, *middle[1:], last), []).append(path)
    return sorted({paths[k] for paths in kinds.values() for k in (len(paths) // 2, -1)})


def test_every_number_goes_where_the_board_has_it() -> None:
    """Changing a number in a batch leaves the same numbers as changing it in the scenario."""
    scenario = sim.load_scenario("karabakh-2020")
    plain = scenario.numbers()
    fixed = ("calendar.", "actions.")
    paths = [
        path
        for path in one_of_each_kind(scenario)
        if not path.startswith(fixed) or path.endswith(".cost")
    ]
    assert len(paths) > 150
    settings = Settings(scenario, paths)
    point = [plain[path] for path in paths]
    rows, wanted = [], []
    for column, path in enumerate(paths):
        whole = path.startswith("mission.")
        other = plain[path] + (1 if whole else 0.01 if plain[path] < 1 else -0.01)
        try:
            changed = scenario.replace({path: int(other) if whole else other})
        except sim.ScenarioError:
            continue  # shares that have to sum to one
        rows.append([*point[:column], other, *point[column + 1 :]])
        wanted.append(list(encode_scenario(changed).p))
    assert len(rows) > 150
    np.testing.assert_allclose(settings.numbers(rows), wanted, rtol=1e-12, atol=1e-15)
    assert settings.check(rows) == [None] * len(rows)


@pytest.mark.parametrize(
    ("paths", "values", "words"),
    [
        (("parameters.bulwark",), [-1.0], "parameters.bulwark = -1: must be"),
        (("parameters.bulwark",), [float("nan")], "parameters.bulwark = nan: must be"),
        (("ties.RUS-ARM.influence",), [0.9], "influence over ARM sums to"),
        (("actors.RUS.factions.brokers",), [0.9], "shares sum to 1.45"),
        (("theatres.border.security_weight",), [0.5], "security_weight sums to 0.8"),
        (("theatres.border.control",), [0.41], "above its cap 0.4"),
    ],
)
def test_what_cannot_be_played_is_named(
    paths: tuple[str, ...], values: list[float], words: str
) -> None:
    batch = Batch(sim.load_scenario("karabakh-2020"), paths)
    (reason,) = batch.check([values])
    assert reason is not None
    assert words in reason


def test_mistakes_are_refused() -> None:
    scenario = sim.load_scenario("karabakh-2020")
    with pytest.raises(sim.ScenarioError, match="bulwark"):
        Batch(scenario, ("parameters.bulwork",))
    for fixed in ("arm_client.efforts.arm.guarantee", "accommodate_rival.line"):
        with pytest.raises(sim.ScenarioError, match="make it a policy"):
            Batch(scenario, (f"actions.guarantor.{fixed}",))
    with pytest.raises(ValueError, match="no such state variable"):
        Batch(scenario, trajectories=("ties.RUS-ARM.comitment",))
    with pytest.raises(ValueError, match="turns"):
        Batch(scenario, turns=0)
    batch = Batch(scenario, ("parameters.bulwark",), turns=1)
    with pytest.raises(ValueError, match="shape"):
        batch.play([[1.0, 2.0]], seed=1, first=0, count=1)
    with pytest.raises(ValueError, match="replicates"):
        batch.play([[1.0]], seed=1, first=2**32 - 1, count=2)
    with pytest.raises(ValueError, match="seed"):
        batch.play([[1.0]], seed=-1, first=0, count=1)


def test_spells_at_other_thresholds() -> None:
    """The spell at the scenario's own threshold is the one that counts; higher is never longer."""
    scenario = sim.load_scenario("karabakh-2020").replace(
        {"actors.RUS.doctrine": "fixed:deploy_guarantee", "parameters.shock_onset": 0.0}
    )
    batch = Batch(scenario, turns=10)
    row = batch.play(np.zeros((1, 0)), seed=2, first=0, count=1).outcomes[0, 0]
    found = dict(zip(batch.columns, row, strict=True))
    spells = [found[name] for name in SPELLS]
    assert found["spell_at_0.55"] == found["longest_spell"] > 0
    assert spells == sorted(spells, reverse=True)
    assert spells[0] > spells[-1]
    assert found["resolve"] == Marchland(scenario, seed=2).game.resolve
