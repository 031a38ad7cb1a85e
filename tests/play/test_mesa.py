"""The model among Mesa's own tools."""

from __future__ import annotations

import copy
import gc
import inspect
import pickle
import warnings
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import mesa
import numpy as np
import pytest

import sim
from sim.play.game import Game
from sim.play.model import REPORTED, REPORTED_OF_ACTORS, Actor, Marchland
from sim.play.seats import Decision, ReplaySeat
from sim.play.view import View
from sim.scenario import Scenario
from sim.vocabulary import REPLIES

TURNS = 5


def short(**arguments: object) -> Marchland:
    return Marchland("karabakh-2020", turns=TURNS, **arguments)  # type: ignore[arg-type]


def orders_of(model: Marchland) -> dict[str, tuple[str, str]]:
    """Latest orders of both desks, by actor."""
    return {key: (a.security_order, a.diplomacy_order) for key, a in model.actors.items()}


def test_the_collector_keeps_a_row_a_turn() -> None:
    model = short(seed=3)
    model.play()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == list(REPORTED)
    assert len(frame) == TURNS + 1  # the opening, and every turn's end
    assert frame["commitment"].iloc[0] == 0.35
    assert frame["commitment"].iloc[-1] == model.state()["ties.RUS-ARM.commitment"]
    assert frame["influence"].iloc[-1] == model.state()["ties.RUS-ARM.influence"]
    assert frame["tension"].iloc[-1] == model.state()["world.tension"]
    assert frame["stance"].iloc[-1] == model.stance


def test_the_collector_keeps_a_row_a_turn_and_agent() -> None:
    model = short(seed=3)
    model.play()
    frame = model.datacollector.get_agent_vars_dataframe().reset_index()
    assert len(frame) == (TURNS + 1) * len(model.actors)
    last = frame.tail(len(model.actors)).set_index("key")
    for key, actor in model.actors.items():
        orders = model.game.orders(key)
        assert last.loc[key, "security_order"] == actor.security_order == orders["security"]
        assert last.loc[key, "diplomacy_order"] == actor.diplomacy_order == orders["diplomacy"]
        assert last.loc[key, "standing"] == model.state()[f"actors.{key}.standing"]
    state = model.state()
    # Russia has two ties.
    both = state["ties.RUS-ARM.influence"] + state["ties.RUS-AZE.influence"]
    assert last.loc["RUS", "influence_held"] == pytest.approx(both)
    both = state["ties.RUS-ARM.commitment"] + state["ties.RUS-AZE.commitment"]
    assert last.loc["RUS", "commitment_sunk"] == pytest.approx(both)
    assert last.loc["ARM", "influence_held"] == 0
    assert model.actors["TUR"].capability == state["actors.TUR.capability"]


def test_a_collector_of_ones_own() -> None:
    model = short(seed=3)
    model.datacollector = mesa.DataCollector(
        model_reporters={"heat": lambda m: m.state()["theatres.border.heat"]},
        agent_reporters={"order": "security_order"},
    )
    model.play()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == ["heat"]
    assert frame["heat"].iloc[-1] == model.state()["theatres.border.heat"]


def batch(seeds: list[int], **parameters: object) -> list[dict[str, Any]]:
    """Rows of Mesa's batch runner, which takes seeds itself from Mesa 3.4 on."""
    takes_seeds = "rng" in inspect.signature(mesa.batch_run).parameters
    rows: list[dict[str, Any]] = mesa.batch_run(
        Marchland,
        parameters={
            "scenario": "karabakh-2020",
            "turns": TURNS,
            **parameters,
            **({} if takes_seeds else {"seed": seeds}),
        },
        max_steps=TURNS + 5,
        data_collection_period=1,
        display_progress=False,
        **({"rng": seeds} if takes_seeds else {}),
    )
    return rows


def test_every_row_of_a_batch_is_one_moment() -> None:
    changes = [{"parameters.bulwark": 0.0}, {"parameters.bulwark": 2.4}]
    rows = batch([7], replicate=[0, 1], changes=changes)
    seen = set()
    for replicate, change in product((0, 1), changes):
        model = short(seed=7, replicate=replicate, changes=change)
        mine = [r for r in rows if (r["replicate"], r["changes"]) == (replicate, change)]
        for step in range(TURNS + 1):
            for row in (row for row in mine if row["Step"] == step):
                assert all(row[name] == getattr(model, name) for name in REPORTED)
                actor = model.actors[row["key"]]
                assert all(row[name] == getattr(actor, name) for name in REPORTED_OF_ACTORS)
                seen.add((replicate, change["parameters.bulwark"], step, row["key"]))
            if step < TURNS:
                model.step()
    # The batch runner of Mesa 3.3 leaves out the last moment.
    moments = {step for _, _, step, _ in seen}
    assert moments in (set(range(TURNS)), set(range(TURNS + 1)))
    assert len(seen) == 4 * len(moments) * len(model.actors)


def test_iterations_without_a_seed_are_different_runs() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa 3.5 would rather have seeds than iterations
        rows = mesa.batch_run(
            Marchland, {"turns": TURNS}, iterations=4, max_steps=TURNS, display_progress=False
        )
    ends = {row["RunId"]: (row["run_seed"], row["tension"], row["commitment"]) for row in rows}
    assert len({seed for seed, *_ in ends.values()}) == 4
    # The row says which seed was drawn, and that seed gives the run again.
    (seed, *end), step = ends[0], int(max(row["Step"] for row in rows))
    model = short(seed=seed)
    for _ in range(step):
        model.step()
    assert [model.tension, model.commitment] == end


@pytest.mark.parametrize("seeds", [np.linspace(0.1, 0.9, 3), [True, False], [1.5]])
def test_seeds_that_are_no_whole_numbers_are_never_cut(seeds: Any) -> None:
    with pytest.raises(TypeError, match="must be a whole number"):
        batch(list(seeds))


def test_one_step_too_many_says_that_the_run_is_over() -> None:
    model = short(seed=3)
    model.play()
    state = model.state()
    with pytest.raises(RuntimeError, match="the run is over: its 5 turns are played"):
        model.step()
    assert model.state() == state
    if hasattr(model, "run_for"):  # from Mesa 3.5 on
        again = short(seed=3)
        with pytest.raises(RuntimeError, match="the run is over: its 5 turns are played"):
            again.run_for(TURNS + 1)
        assert again.state() == state


def test_models_are_given_back() -> None:
    def living() -> int:
        gc.collect()
        return sum(isinstance(thing, Marchland | Game) for thing in gc.get_objects())

    scenario = sim.load_scenario("karabakh-2020")
    before = living()
    for seed in range(25):
        model = Marchland(scenario, seed=seed, turns=1)
        if seed % 5 == 0:
            model.step()
            sim.run(scenario, seed=seed, turns=1)
    assert [actor.unique_id for actor in model.agents] == list(range(1, 7))
    assert living() == before + 2  # the last one, with its game
    del model
    assert living() == before


def test_run_model_stops_at_the_last_turn() -> None:
    model = short(seed=3)
    model.run_model()
    assert model.turn == TURNS
    assert not model.running
    played = short(seed=3)
    played.play()
    assert played.state() == model.state()
    played.play()  # nothing is left to play
    assert played.turn == TURNS


@pytest.mark.parametrize("record", [False, True])
@pytest.mark.parametrize("way", ["pickle", "deepcopy"])
def test_a_copy_in_mid_run_goes_the_same_way(way: str, record: bool) -> None:
    model = short(seed=5, record=record)
    for _ in range(2):
        model.step()
    twin = pickle.loads(pickle.dumps(model)) if way == "pickle" else copy.deepcopy(model)
    half = twin.state()
    model.play()
    assert twin.turn == 2
    assert twin.state() == half  # the copy is alone
    twin.play()
    assert twin.state() == model.state()
    assert twin.measures() == model.measures()
    assert orders_of(twin) == orders_of(model)
    if record:
        assert twin.record().to_bytes() == model.record().to_bytes()


def test_agents_are_mesas() -> None:
    model = short(seed=1)
    assert list(model.agents.get("key")) == list(model.scenario.actors)
    assert model.agents_by_type[Actor].select(lambda a: a.role == "suitor").get("key") == [
        "WST",
        "IRN",
    ]
    assert all(actor.model is model for actor in model.actors.values())


def test_seed_and_rng_are_one_thing() -> None:
    a, b = short(seed=12), short(rng=12)
    a.play()
    b.play()
    assert a.state() == b.state()
    c = short(rng=np.int64(12))
    c.play()
    assert c.state() == a.state()
    with pytest.raises(ValueError, match="not both"):
        short(seed=1, rng=2)
    other = short(seed=13)
    other.play()
    assert other.state() != a.state()


def test_mesas_own_generators_do_not_touch_play() -> None:
    a, b = short(seed=12), short(seed=12)
    b.rng.random(100)
    b.random.random()
    a.play()
    b.play()
    assert a.state() == b.state()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"turns": 0}, "turns"), ({"seed": -1}, "seed"), ({"replicate": 2**32}, "replicate")],
)
def test_what_cannot_be_played_is_refused(arguments: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Marchland("karabakh-2020", **arguments)  # type: ignore[arg-type]


def test_a_change_that_is_not_valid_is_refused() -> None:
    with pytest.raises(sim.ScenarioError, match=r"parameters\.bulwark"):
        short(changes={"parameters.bulwark": -1})


class Stubborn:
    """Orders one thing at the security desk, legal or not, and leaves clients alone."""

    def __init__(self, order: str) -> None:
        self.order = order
        self.seen: list[tuple[int, dict[str, list[str]]]] = []

    def choose(self, view: View, legal: Mapping[str, Sequence[str]]) -> Decision:
        self.seen.append((view.turn, {desk: list(orders) for desk, orders in legal.items()}))
        return Decision(self.order, "hold", "stand_aside")


def test_a_seat_of_ones_own() -> None:
    model = short(seed=2, record=True)
    seat = Stubborn("rearm")
    model.actors["AZE"].seat = seat
    model.play()
    assert [turn for turn, _ in seat.seen] == list(range(TURNS))
    record = model.record()
    assert {turn.orders["AZE"].security for turn in record.turns_played} == {"rearm"}
    for desk, why in record.turns_played[0].why["AZE"].items():
        chosen = "rearm" if desk == "security" else "hold"
        assert (why.doctrine, why.chosen, why.draw, why.review) == ("order", chosen, None, None)
        assert [option.action for option in why.options] == seat.seen[0][1][desk]
    assert sim.replay(record).agrees


@pytest.mark.parametrize("order", ["offensive", "no such order"])
def test_an_order_that_is_not_legal_becomes_hold(order: str) -> None:
    # With all of the main theatre taken, no offensive is left.
    model = short(seed=2, record=True, changes={"theatres.karabakh.control": 0.99})
    model.actors["AZE"].seat = Stubborn(order)
    model.play()
    assert model.actors["AZE"].security_order == "hold"
    assert {turn.orders["AZE"].security for turn in model.record().turns_played} == {"hold"}


def test_taking_a_seat_does_not_move_the_others_draws() -> None:
    """The first turn's orders of all others are as they were: chance belongs to each seat."""
    plain, taken = short(seed=2), short(seed=2)
    taken.actors["TUR"].seat = Stubborn("hold")
    plain.step()
    taken.step()
    others = [key for key in plain.actors if key != "TUR"]
    assert [orders_of(taken)[key] for key in others] == [orders_of(plain)[key] for key in others]


def test_a_seat_can_be_given_back() -> None:
    model = short(seed=2)
    doctrine = model.actors["AZE"].seat
    model.actors["AZE"].seat = Stubborn("hold")
    model.step()
    model.actors["AZE"].seat = doctrine
    model.play()
    replayed = short(seed=2)
    replayed.actors["AZE"].seat = ReplaySeat([Decision("hold", "hold")])
    replayed.step()
    replayed.actors["AZE"].seat = doctrine
    replayed.play()
    assert replayed.state() == model.state()


def test_a_seat_that_is_given_back_replies_by_its_doctrine_again(karabakh: Scenario) -> None:
    model = Marchland(karabakh, seed=2, turns=2)
    doctrine = model.actors["RUS"].seat
    model.actors["RUS"].seat = Stubborn("hold")  # stands aside, whatever happens
    model.step()
    place = model.actors["RUS"].place
    assert REPLIES[model.game.table.instruction[place]] == "stand_aside"
    model.actors["RUS"].seat = doctrine
    model.step()
    assert REPLIES[model.game.table.instruction[place]] == "own"


def test_a_seat_sees_what_it_may_see(karabakh: Scenario) -> None:
    model = Marchland(karabakh, seed=4, turns=TURNS)
    model.step()
    model.step()
    view = model.actors["ARM"].view()
    assert (view.actor, view.turn, view.date) == ("ARM", 2, "2021 Q3")
    whole = model.state()
    assert all(whole[path] == value for path, value in view.state.items())
    assert view.state.keys().isdisjoint(view.estimates)
    assert set(view.defence) == {"karabakh", "border"}
    assert all(0 <= chance <= 1 for chance in view.defence.values())
    assert set(view.forecast) == set(karabakh.actors) - {"ARM"}
    assert view.courses == {key: model.game.courses(key) for key in karabakh.actors}
    assert "resolve" not in " ".join(view.state)
    # Clients and others go by beliefs of their own.
    assert view.defence != model.actors["AZE"].view().defence
    with pytest.raises(AttributeError):
        view.turn = 3  # type: ignore[misc]


def test_what_an_actor_is_expected_and_seen_to_do() -> None:
    model = short(seed=4)
    model.actors["AZE"].seat = Stubborn("rearm")
    # The opening courses: consolidate, and drawing closer to the sponsor.
    opening = {"consolidate AZE": 1.0, "align TUR-AZE": 0.5, "arm TUR-AZE": 0.4}
    assert model.game.forecast_of("AZE") == opening
    model.step()
    # A course is expected to go on, as it was ordered.
    assert model.game.ordered_by("AZE") == {"invest AZE": 0.8}
    assert model.game.forecast_of("AZE") == {"invest AZE": 0.8}
    model.actors["AZE"].seat = Stubborn("probe")
    model.step()
    assert model.game.ordered_by("AZE") == {"force border": 0.3}
    assert model.game.forecast_of("AZE") == {}  # an act does not recur


def test_both_desks_add_up_with_the_bandwidth_of_the_sender() -> None:
    model = short(seed=4, changes={"parameters.shock_onset": 0.0})
    model.actors["RUS"].seat = ReplaySeat([Decision("arm_client", "press_challenger")])
    model.step()
    # Overstretch .15 leaves a bandwidth of .85, which weighs pressure and mediation alone.
    expected = {"arm RUS-ARM": 0.8, "press AZE": 0.7 * 0.85, "press TUR": 0.3 * 0.85}
    assert model.game.ordered_by("RUS") == pytest.approx(expected)
    assert model.game.forecast_of("RUS") == pytest.approx(expected)


def test_before_the_first_turn() -> None:
    model = short(seed=4)
    assert model.turn == 0
    assert model.stance == "mixed"
    assert model.running
    assert model.commitment == 0.35
    assert model.influence == 0.48
    assert model.tension == 0.3
    with pytest.raises(RuntimeError, match="record=True"):
        model.record()
