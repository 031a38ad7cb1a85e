"""The kernel and the Mesa driver are one model: equal to the last bit, every variable, every turn.

Needs the compiler; `make test` runs it after the tests that run without.
"""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.engine import layout as at
from sim.engine.batch import Batch
from sim.engine.compiled import jit_enabled
from sim.engine.courses import desk_place
from sim.engine.opening import from_table
from sim.experiment.branching import Changes, branching
from sim.measures import MEASURE_NAMES
from sim.play.game import Game
from sim.play.model import Marchland
from sim.play.seats import Decision
from sim.scenario import Scenario
from sim.vocabulary import DESKS, DOCTRINES, STANCES
from tests.engine.pencil import bare

pytestmark = pytest.mark.compiled

SCENARIOS = ("karabakh-2020", "karabakh-2020-ukraine", "libya-2019")
REPLICATES = 50
FEW = 20
"""Replicates under every doctrine, where each branch is taken in nearly every run."""
FEWEST = 9
"""Replicates where plain Python is slow, because seats reason about others or runs begin at many
moments: a full group of eight lanes, and one that is not full."""
REPLICATE_AT = 2
"""Place of the replicate in the stream of a table."""
SCRIPT = {
    "kind": "script",
    "rules": [
        {"when": "world.tension > 0.2", "order": "hold"},
        {"when": "world.tension <= 0.05", "order": "hold"},
    ],
    "otherwise": "hold",
    "reply": "defend",
}
SECOND_ORDER = {
    "guarantor": "arm_client+press_challenger",
    "sponsor": "arm",
    "challenger": "border_push+deepen_sponsor_tie",
    "defender": "mobilise+concede",
    "suitor": "court",
}
FIXED = {"guarantor": "arm_client", "defender": "diversify"}
"""Orders of one desk, which leave the other to its utilities; the other roles hold."""


def with_doctrine(scenario: Scenario, doctrine: str) -> Scenario:
    """The scenario with every seat on one doctrine; a script orders something of its own role."""
    changes: dict[str, object] = {}
    for key, actor in scenario.actors.items():
        changes[f"actors.{key}.doctrine"] = doctrine
        if doctrine == "fixed":
            changes[f"actors.{key}.doctrine"] = f"fixed:{FIXED.get(actor.role, 'hold')}"
        elif doctrine == "script":
            first, second = SCRIPT["rules"]  # type: ignore[misc]
            rules = [{**first, "order": SECOND_ORDER[actor.role]}, second]  # type: ignore[has-type]
            changes[f"doctrines.as-{actor.role}"] = {**SCRIPT, "rules": rules}
            changes[f"actors.{key}.doctrine"] = f"as-{actor.role}"
    return scenario.replace(changes)


OFTEN_ILLEGAL = {
    "guarantor": "enforce_red_line",
    "sponsor": "request_base",
    "challenger": "grant_base",
    "defender": "invoke_guarantee",
    "suitor": "hold",
}
"""Order of the first rule, which always applies: the rules behind it count where it is illegal."""


def with_rules_for_a_time(scenario: Scenario, otherwise: str) -> Scenario:
    """The scenario with every seat on rules of a script, and what decides where none applies."""
    changes: dict[str, object] = {}
    for key, actor in scenario.actors.items():
        rules = [
            {"when": "world.tension > -1", "order": OFTEN_ILLEGAL[actor.role], "until": 9},
            {"when": "theatres.border.heat > 0.05", "order": SECOND_ORDER[actor.role]},
            {"at": 4, "order": "hold"},
        ]
        script = {"kind": "script", "rules": rules, "otherwise": otherwise, "reply": "own"}
        changes[f"doctrines.as-{actor.role}"] = script
        changes[f"actors.{key}.doctrine"] = f"as-{actor.role}"
    return scenario.replace(changes)


def assert_equal(scenario: Scenario, turns: int, replicates: int) -> None:
    """Fail unless states, stances, orders, reviews, replies and measures are the same bits."""
    paths = tuple(Marchland(scenario, seed=11, turns=1).game.places)
    batch = Batch(scenario, turns=turns, trajectories=paths, stances=True, conduct=True)
    played = batch.play(np.zeros((1, 0)), seed=11, first=0, count=replicates, exact=True)
    desks, theatres = len(scenario.actors) * len(DESKS), len(scenario.theatres)
    for replicate in range(replicates):
        model = Marchland(scenario, seed=11, replicate=replicate, turns=turns)
        table = model.game.table
        for turn in range(turns):
            model.step()
            where = (0, replicate, turn)
            kernel = played.trajectories[0, replicate, turn + 1]
            mesa = np.array(list(model.state().values()))
            different = [path for path, a, b in zip(paths, kernel, mesa, strict=True) if a != b]
            assert not different, f"replicate {replicate}, turn {turn}: {different}"
            assert STANCES[played.stances[where]] == model.stance
            assert list(played.orders[where]) == list(table.order[:desks])
            assert list(played.reviews[where]) == list(table.reviewed[:desks])
            assert list(played.replies[where]) == list(table.reply[:theatres])
        row = dict(zip(batch.columns, played.outcomes[0, replicate], strict=True))
        assert {name: row[name] for name in MEASURE_NAMES} == model.measures()


@pytest.mark.parametrize("turn", [3, 11])
def test_a_branch_is_the_same_in_the_kernel_and_turn_by_turn(turn: int) -> None:
    """From a turn of a run on: other draws, numbers, state, doctrines, and orders of one desk."""
    record = sim.run("karabakh-2020", seed=2020)
    changes = Changes(
        orders={"RUS": ["press_challenger"], "ARM": ["mobilise", "hold"]},
        values={"ties.RUS-ARM.commitment": 0.8, "parameters.bulwark": 2.0},
        seats={"TUR": "level_k"},
    )
    draft = branching(record, turn, changes)
    begins, paths = draft.beginning, record.columns
    opening = begins.opening(draft.scenario, draft.orders)
    batch = Batch(draft.scenario, turns=record.turns, trajectories=paths, conduct=True)
    played = batch.play([[]], seed=7, first=0, count=FEWEST, exact=True, opening=opening)
    desks = len(draft.scenario.actors) * len(DESKS)
    for replicate in range(FEWEST):
        game = begins.game(
            draft.scenario, draft.orders, seed=7, replicate=replicate, turns=record.turns
        )
        while not game.over:
            at_turn = game.turn - turn
            game.step()
            kernel = played.trajectories[0, replicate, at_turn + 1]
            assert tuple(kernel) == game.closing(paths), (replicate, game.turn)
            orders = list(played.orders[0, replicate, at_turn])
            assert orders == list(game.table.order[:desks])
        row = dict(zip(batch.columns, played.outcomes[0, replicate], strict=True))
        assert {name: row[name] for name in MEASURE_NAMES} == game.measures()


def test_the_compiler_is_on() -> None:
    assert jit_enabled()


@pytest.mark.parametrize(
    ("name", "replicates"),
    [
        *zip(SCENARIOS, (REPLICATES, FEW, FEW), strict=True),
        *(pytest.param(name, 4 * REPLICATES, marks=pytest.mark.slow) for name in SCENARIOS),
    ],
)
def test_equal_over_whole_runs(name: str, replicates: int) -> None:
    scenario = sim.load_scenario(name)
    assert_equal(scenario, scenario.calendar.turns, replicates)


@pytest.mark.parametrize("doctrine", DOCTRINES)
@pytest.mark.parametrize("name", SCENARIOS)
def test_equal_under_every_doctrine(name: str, doctrine: str) -> None:
    replicates = FEWEST if doctrine == "level_k" else FEW
    assert_equal(with_doctrine(sim.load_scenario(name), doctrine), 6, replicates)


@pytest.mark.parametrize("doctrine", ["logit_eu", "random"])
def test_equal_where_orders_have_no_addressee(doctrine: str) -> None:
    """Without sponsor, suitor, cross tie and second theatre: the orders to them are closed."""
    assert_equal(with_doctrine(bare(), doctrine), 6, FEW)


@pytest.mark.parametrize("otherwise", ["own", "hold"])
def test_equal_where_rules_apply_in_some_runs_and_turns(otherwise: str) -> None:
    assert_equal(with_rules_for_a_time(sim.load_scenario("karabakh-2020"), otherwise), 6, 8)


def test_equal_at_other_settings() -> None:
    """A setting laid out by the batch is the setting that a changed scenario plays."""
    scenario = sim.load_scenario("karabakh-2020")
    settings = {
        "parameters.patience": 0.92,
        "parameters.review_rate": 0.6,
        "parameters.danger_precision": 2.5,
        "parameters.treaty_closure": 0.7,
        "parameters.contest_decisiveness": 1.0,
        "parameters.influence_rate": 0.2,
        "parameters.distance_decay": 1.6,
        "parameters.overstretch_base": 0.25,
        "ties.TUR-AZE.presence": 0.6,
        "ties.RUS-ARM.belief_client": 0.8,
        "actors.AZE.readiness": 0.8,
        "theatres.border.coverage": 0.4,
        "theatres.karabakh.mediation": 0.2,
        "utility.ARM.control.border": -1.0,
        "actions.suitor.court.cost": 0.5,
        "mission.clock": 4.0,
    }
    batch = Batch(scenario, tuple(settings), turns=10)
    row = batch.play([list(settings.values())], seed=5, first=0, count=20).outcomes[0]
    changed = scenario.replace({**settings, "mission.clock": 4})
    for replicate in range(20):
        model = Marchland(changed, seed=5, replicate=replicate, turns=10)
        model.play()
        found = dict(zip(batch.columns, row[replicate], strict=True))
        assert {path: found[f"end.{path}"] for path in model.state()} == model.state()


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("name", SCENARIOS)
def test_equal_from_any_turn(name: str, opened: bool) -> None:
    """Runs that are taken up in the middle go on as games that are, each with its own draws."""
    scenario = sim.load_scenario(name)
    record = sim.run(scenario, seed=11, turns=8)
    batch = Batch(scenario, turns=8, trajectories=record.columns, conduct=True)
    for turn in (0, 3, 7):
        start = Game.at(record, turn)
        played = record.turns_played[turn]
        if opened:
            start.open()
        desks = {
            desk_place(start.place(actor), k): start.action_place(actor, desk, order.of(desk))
            for actor, order in list(played.orders.items())[::2]
            for k, desk in enumerate(DESKS)
        }
        moment = from_table(start.encoded, start.table, opened=opened, given=desks)
        found = batch.play([[]], seed=11, first=0, count=FEWEST, exact=True, opening=moment)
        for replicate in range(FEWEST):
            game = start.clone()
            game.replicate = game.table.stream[REPLICATE_AT] = replicate
            for actor, order in list(played.orders.items())[::2]:
                game.submit(actor, Decision(order.security, order.diplomacy))
            while not game.over:
                game.step()
                kernel = found.trajectories[0, replicate, game.turn - turn]
                assert tuple(kernel) == game.closing(record.columns)
            row = dict(zip(batch.columns, found.outcomes[0, replicate], strict=True))
            assert {name: row[name] for name in MEASURE_NAMES} == game.measures()


def test_a_doctrine_that_the_engine_does_not_know_is_refused() -> None:
    batch = Batch(sim.load_scenario("libya-2019"), turns=1)
    batch._settings.encoded.ix[at.DOCTRINE] = len(DOCTRINES)
    with pytest.raises(ValueError, match="without a branch"):
        batch.play(np.zeros((1, 0)), seed=1, first=0, count=1)
