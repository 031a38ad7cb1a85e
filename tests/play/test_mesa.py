"""The model among Mesa's own tools."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Sequence

import mesa
import numpy as np
import pytest

import sim
from sim.play.model import REPORTED, Actor, Marchland
from sim.play.seats import Decision, ReplaySeat
from sim.scenario import Scenario
from sim.vocabulary import REPLIES

TURNS = 5


def short(**arguments: object) -> Marchland:
    return Marchland("karabakh-2020", turns=TURNS, **arguments)  # type: ignore[arg-type]


def test_the_collector_keeps_a_row_a_turn() -> None:
    model = short(seed=3)
    model.play()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == list(REPORTED)
    assert len(frame) == TURNS
    assert frame["commitment"].iloc[-1] == model.state()["ties.RUS-ARM.commitment"]
    assert frame["influence"].iloc[-1] == model.state()["ties.RUS-ARM.influence"]
    assert frame["tension"].iloc[-1] == model.state()["world.tension"]
    assert frame["stance"].iloc[-1] == model.stance


def test_the_collector_keeps_a_row_a_turn_and_agent() -> None:
    model = short(seed=3)
    model.play()
    frame = model.datacollector.get_agent_vars_dataframe().reset_index()
    assert len(frame) == TURNS * len(model.actors)
    last = frame.tail(len(model.actors)).set_index("key")
    for key, actor in model.actors.items():
        assert last.loc[key, "order"] == actor.order
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
        agent_reporters={"order": "order"},
    )
    model.play()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == ["heat"]
    assert frame["heat"].iloc[-1] == model.state()["theatres.border.heat"]


def test_batch_run() -> None:
    # From Mesa 3.4 on the runner takes the seeds itself, and overwrites a parameter of that name.
    takes_seeds = "rng" in inspect.signature(mesa.batch_run).parameters
    changes = [{"parameters.bulwark": 0.0}, {"parameters.bulwark": 2.4}]
    rows = mesa.batch_run(
        Marchland,
        parameters={
            "scenario": ["karabakh-2020"],
            **({} if takes_seeds else {"seed": [7]}),
            "replicate": [0, 1],
            "turns": [TURNS],
            "changes": changes,
        },
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
        **({"rng": [7]} if takes_seeds else {}),
    )
    ends = {}
    for row in rows:
        key = (row["replicate"], row["changes"]["parameters.bulwark"])
        # One row an actor: what is said of the model is the same in all of them.
        end = (row["commitment"], row["tension"], row["stance"])
        assert ends.setdefault(key, end) == end
    assert set(ends) == {(k, b) for k in (0, 1) for b in (0.0, 2.4)}
    for (replicate, bulwark), (commitment, tension, stance) in ends.items():
        model = short(seed=7, replicate=replicate, changes={"parameters.bulwark": bulwark})
        model.play()
        assert (model.commitment, model.tension, model.stance) == (commitment, tension, stance)
    assert len(set(ends.values())) > 1


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
    assert [a.order for a in twin.actors.values()] == [a.order for a in model.actors.values()]
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
    assert short().run_seed == 0


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
    """Orders one thing, legal or not, and leaves clients alone."""

    def __init__(self, order: str) -> None:
        self.order = order
        self.seen: list[tuple[int, list[str]]] = []

    def choose(self, actor: Actor, legal: Sequence[str]) -> Decision:
        self.seen.append((actor.view().turn, list(legal)))
        return Decision(self.order, "stand_aside")


def test_a_seat_of_ones_own() -> None:
    model = short(seed=2, record=True)
    seat = Stubborn("rearm")
    model.actors["AZE"].seat = seat
    model.play()
    assert [turn for turn, _ in seat.seen] == list(range(TURNS))
    record = model.record()
    assert {turn.orders["AZE"].action for turn in record.turns_played} == {"rearm"}
    why = record.turns_played[0].why["AZE"]
    assert (why.doctrine, why.chosen, why.draw) == ("order", "rearm", None)
    assert {option.action for option in why.options} == set(seat.seen[0][1])
    assert sim.replay(record).agrees


@pytest.mark.parametrize("order", ["end_mandate", "no such order", ""])
def test_an_order_that_is_not_legal_becomes_hold(order: str) -> None:
    model = short(seed=2, record=True)
    model.actors["AZE"].seat = Stubborn(order)
    model.play()
    assert model.actors["AZE"].order == "hold"
    assert {turn.orders["AZE"].action for turn in model.record().turns_played} == {"hold"}


def test_taking_a_seat_does_not_move_the_others_draws() -> None:
    """The first turn's orders of all others are as they were: chance belongs to each seat."""
    plain, taken = short(seed=2), short(seed=2)
    taken.actors["TUR"].seat = Stubborn("hold")
    plain.step()
    taken.step()
    others = [key for key in plain.actors if key != "TUR"]
    assert [taken.actors[key].order for key in others] == [
        plain.actors[key].order for key in others
    ]


def test_a_seat_can_be_given_back() -> None:
    model = short(seed=2)
    doctrine = model.actors["AZE"].seat
    model.actors["AZE"].seat = Stubborn("hold")
    model.step()
    model.actors["AZE"].seat = doctrine
    model.play()
    replayed = short(seed=2)
    replayed.actors["AZE"].seat = ReplaySeat([Decision("hold")])
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
    assert REPLIES[model.table.instruction[place]] == "stand_aside"
    model.actors["RUS"].seat = doctrine
    model.step()
    assert REPLIES[model.table.instruction[place]] == "own"


def test_a_seat_sees_what_it_may_see(karabakh: Scenario) -> None:
    model = Marchland(karabakh, seed=4, turns=TURNS)
    model.step()
    model.step()
    view = model.actors["ARM"].view()
    assert (view.actor, view.turn, view.date) == ("ARM", 2, "2021 Q3")
    assert view.state == model.state()
    assert view.balance > 0
    assert set(view.defence) == {"karabakh", "border"}
    assert all(0 <= chance <= 1 for chance in view.defence.values())
    assert set(view.forecast) == set(karabakh.actors) - {"ARM"}
    assert "resolve" not in " ".join(view.state)
    # Clients and others go by beliefs of their own.
    assert view.defence != model.actors["AZE"].view().defence
    with pytest.raises(AttributeError):
        view.turn = 3  # type: ignore[misc]


def test_what_an_actor_is_expected_and_seen_to_do() -> None:
    model = short(seed=4)
    model.actors["AZE"].seat = Stubborn("rearm")
    assert model.forecast_of("AZE") == {}
    model.step()
    assert model.ordered_by("AZE") == {"invest AZE": 0.8}
    # Forecast memory .6: two fifths of .8 are remembered.
    assert model.forecast_of("AZE") == pytest.approx({"invest AZE": 0.32})


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
