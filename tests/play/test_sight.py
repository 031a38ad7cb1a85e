"""What a seat may know, and that nothing else reaches it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

import sim
from sim.engine import layout as at
from sim.play.game import Game
from sim.play.perspective import advice, as_seen
from sim.play.seats import Decision
from sim.play.sight import (
    ABSENT,
    ESTIMATED,
    EXACT,
    LEAST_SHARE,
    UNBOUNDED,
    UNKNOWN,
    attributed_in,
)
from sim.scenario import Scenario, ScenarioError, from_document
from sim.scenario.knowledge import NAMES, STANDARD
from sim.vocabulary import RULINGS, STATE_VARIABLES
from tests.play.tables import told


@pytest.fixture(scope="module")
def played(karabakh: Scenario) -> Game:
    """A game in the middle of its third turn."""
    game = Game(karabakh, seed=11)
    game.step()
    game.step()
    game.open()
    return game


def test_the_standard_table_has_a_level_for_everything() -> None:
    for section, names in NAMES.items():
        assert set(getattr(STANDARD, section)) == set(names)
    assert set(STATE_VARIABLES) < set(NAMES)


def test_every_number_is_known_in_one_way(played: Game) -> None:
    for actor in played.cast.actors:
        view, ways = played.view(actor), played.sight.ways(actor)
        assert set(ways) == set(played.state())
        assert set(view.state) == {path for path, way in ways.items() if way == EXACT}
        assert set(view.estimates) == {path for path, way in ways.items() if way == ESTIMATED}


@pytest.mark.parametrize(
    ("actor", "path", "way"),
    [
        ("ARM", "actors.ARM.capability", EXACT),
        ("ARM", "actors.AZE.capability", ESTIMATED),
        ("ARM", "actors.AZE.reputation", ABSENT),
        ("RUS", "actors.ARM.disillusion", UNKNOWN),
        ("ARM", "actors.ARM.disillusion", EXACT),
        ("TUR", "ties.TUR-AZE.base_request", EXACT),
        ("AZE", "ties.TUR-AZE.base_request", EXACT),
        ("RUS", "ties.TUR-AZE.base_request", UNKNOWN),
        ("ARM", "ties.RUS-ARM.belief_client", EXACT),
        ("RUS", "ties.RUS-ARM.belief_client", UNKNOWN),
        ("AZE", "ties.RUS-ARM.belief_adversary", EXACT),
        ("ARM", "ties.RUS-ARM.belief_adversary", UNKNOWN),
        ("ARM", "theatres.karabakh.control", EXACT),
        ("AZE", "world.offer_challenger", EXACT),
        ("ARM", "world.offer_challenger", UNKNOWN),
        ("RUS", "factions.hawks", EXACT),
        ("TUR", "factions.hawks", ESTIMATED),
    ],
)
def test_whose_a_number_is(played: Game, actor: str, path: str, way: str) -> None:
    assert played.sight.ways(actor)[path] == way


def test_two_games_that_differ_where_a_seat_sees_nothing_look_alike(played: Game) -> None:
    for actor in played.cast.actors:
        seen = played.view(actor).to_json()
        for path, way in played.sight.ways(actor).items():
            other = played.clone()
            other.table.s[played.places[path]] += 0.37
            assert (other.view(actor).to_json() == seen) == (way in (UNKNOWN, ABSENT)), path


def test_no_view_tells_the_resolve_or_the_misreading(played: Game) -> None:
    for actor in played.cast.actors:
        other = played.clone()
        other.table.private[at.RESOLVE] = 1.0 - other.table.private[at.RESOLVE]
        other.table.edge[:] = [3.0] * len(other.table.edge)
        assert other.view(actor) == played.view(actor)


@pytest.mark.parametrize("by", ["players", "doctrines"])
def test_orders_of_the_turn_are_sealed(played: Game, by: str) -> None:
    other = played.clone()
    for actor in other.cast.actors:
        legal = other.legal_orders(actor)
        if by == "players":
            other.submit(actor, Decision(legal["security"][-1], legal["diplomacy"][-1], "defend"))
        else:
            other.ask(actor)
    for actor in played.cast.actors:
        # All that goes into a sheet, and what the staff says beside it.
        assert other.view(actor) == played.view(actor)
        assert other.legal_orders(actor) == played.legal_orders(actor)
        assert other.courses(actor) == played.courses(actor)
        assert advice(other, actor) == advice(played, actor)


def test_what_is_legal_tells_nothing_that_the_actor_must_not_know(played: Game) -> None:
    for actor in played.cast.actors:
        legal = played.legal_orders(actor)
        for path, way in played.sight.ways(actor).items():
            for value in (0.0, 1.0) if way != EXACT else ():
                other = played.clone(record=False)
                other.table.s[other.places[path]] = value
                assert other.legal_orders(actor) == legal, path


def test_advice_tells_neither_the_resolve_nor_the_misreading_nor_a_covert_order(
    karabakh: Scenario,
) -> None:
    for replicate in range(8):
        game, quiet = (Game(karabakh, seed=5, replicate=replicate, record=True) for _ in range(2))
        game.submit("TUR", Decision("send_mercenaries", "hold"))
        quiet.submit("TUR", Decision("hold", "hold"))
        game.step()
        quiet.step()
        if not attributed_in(game.record().turns_played[0]):
            break
    game.open()
    # The same game but for the order, and for the secrets of the guarantor and of fate.
    other = game.clone()
    other.table.order[:] = quiet.table.order
    other.table.before[:] = quiet.table.before
    other.table.private[at.ATTRIBUTED] = 1.0
    other.table.private[at.RESOLVE] = 1.0 - game.table.private[at.RESOLVE]
    other.table.edge[:] = [3.0] * len(other.table.edge)
    # What is expected is computed from what is seen, not from the true orders and loads.
    other.table.forecast[:] = [2.0 * effort for effort in game.table.forecast]
    for actor in ("ARM", "AZE", "IRN", "WST"):
        assert advice(other, actor) == advice(game, actor)
        assert other.view(actor) == game.view(actor)
    assert other.view("TUR") != game.view("TUR")


def test_covert_help_is_seen_by_its_sponsor_and_when_it_is_attributed(karabakh: Scenario) -> None:
    seen = set()
    for replicate in range(8):
        game = Game(karabakh, seed=5, replicate=replicate, record=True)
        game.submit("TUR", Decision("send_mercenaries"))
        game.step()
        record = game.record().turns_played[0]
        attributed = attributed_in(record)
        seen.add(attributed)
        shown = "send_mercenaries" if attributed else "hold"
        game.open()
        assert game.view("TUR").courses["TUR"]["security"] == "send_mercenaries"
        assert game.view("RUS").courses["TUR"]["security"] == shown
        covert = [name for name in game.view("RUS").forecast["TUR"] if name.startswith("covert")]
        assert bool(covert) == attributed
        assert game.sight.orders("ARM", record)["TUR"].security == shown
        assert game.sight.orders("TUR", record)["TUR"].security == "send_mercenaries"
        rulings = {one.rule for one in game.sight.rulings("ARM", record)}
        assert ("attribution" in rulings) == attributed
        assert "attribution" in {one.rule for one in game.sight.rulings("TUR", record)}
    assert seen == {True, False}


def test_the_chance_of_defence_is_that_of_what_a_seat_believes(played: Game) -> None:
    """It depends on the guarantor's commitment, which others estimate: the truth would tell it."""
    for actor in ("TUR", "AZE", "IRN", "WST"):
        believed = played.clone(record=False)
        believed.table.s[:] = as_seen(played, actor).table.s
        assert played.view(actor).defence == played.sight.defence(actor, believed.table)
        assert played.view(actor).defence != played.sight.defence(actor, played.table)


def test_the_guarantor_alone_knows_its_resolve(played: Game) -> None:
    assert {actor: as_seen(played, actor).resolve for actor in played.cast.actors} == {
        actor: played.resolve if actor == "RUS" else 0.0 for actor in played.cast.actors
    }
    assert played.resolve > 0.0


def test_the_error_is_one_for_the_whole_quarter(played: Game) -> None:
    first = played.view("RUS").estimates
    assert played.view("RUS").estimates == first
    later = played.clone()
    later.step()
    later.open()
    errors = {
        path: (first[path].value, later.view("RUS").estimates[path].value)
        for path in first
        if played.state()[path] == later.state()[path]
    }
    assert errors
    assert all(one != two for one, two in errors.values())


def test_every_seat_has_its_own_error(played: Game) -> None:
    one, two = (played.view(actor).estimates for actor in ("ARM", "IRN"))
    both = [path for path in one if path in two and played.state()[path] > 0.02]
    assert len(both) > 10
    assert all(one[path].value != two[path].value for path in both)


def test_nine_of_ten_intervals_hold_the_truth(karabakh: Scenario) -> None:
    inside = []
    for replicate in range(60):
        game = Game(karabakh, seed=3, replicate=replicate)
        game.open()
        state = game.state()
        for path, one in game.view("IRN").estimates.items():
            assert one.low < one.value < one.high
            # What lies at the edge of its range is told as lying just inside.
            if state[path] > 0.02:
                inside.append(one.low <= state[path] <= one.high)
    share = sum(inside) / len(inside)
    # Four standard errors of a share of .9.
    assert abs(share - 0.9) < 4 * (0.9 * 0.1 / len(inside)) ** 0.5
    assert len(inside) > 1000


def test_a_share_at_its_edge_is_told_as_one_just_inside(played: Game) -> None:
    paths = [path for path in played.view("IRN").estimates if not path.endswith(UNBOUNDED)]
    for edge, inside in ((0.0, LEAST_SHARE), (1.0, 1.0 - LEAST_SHARE)):
        seen = []
        for value in (edge, inside):
            game = played.clone(record=False)
            for path in paths:
                game.table.s[game.places[path]] = value
            seen.append({path: game.view("IRN").estimates[path] for path in paths})
        assert seen[0] == seen[1]


def test_the_strength_of_the_attacker_is_misread_as_the_model_says(played: Game) -> None:
    """The doctrines multiply the attacker's strength by this factor when they weigh the odds."""
    truth, edge = played.state(), played.table.edge
    for actor in ("RUS", "ARM", "IRN"):
        seen = played.view(actor).estimates["actors.AZE.capability"].value
        ratio = seen / truth["actors.AZE.capability"]
        assert ratio == pytest.approx(edge[played.place(actor)], rel=1e-12)
    seen = played.view("AZE").estimates["actors.ARM.capability"].value
    ratio = truth["actors.ARM.capability"] / seen
    assert ratio == pytest.approx(edge[played.place("AZE")], rel=1e-12)


def test_a_scenario_can_change_the_table_by_role(karabakh: Scenario) -> None:
    changed = told(
        karabakh,
        actors={"capability": {"suitor": "public", "others": "hidden"}},
        ties={"belief_client": "public"},
    )
    assert changed.hash == karabakh.hash
    sight = Game(changed, seed=1).sight
    assert sight.ways("IRN")["actors.AZE.capability"] == EXACT
    assert sight.ways("AZE")["actors.AZE.capability"] == UNKNOWN
    assert sight.ways("RUS")["ties.RUS-ARM.belief_client"] == EXACT
    # The rest is as before.
    assert sight.ways("RUS")["actors.AZE.drone_tech"] == ESTIMATED


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"actors": {"capabilty": "own"}}, "did you mean 'capability'?"),
        ({"actors": {"capability": "secret"}}, "not a level (allowed: public, estimated"),
        ({"orders": {"covert": "estimated"}}, "not a level (allowed: public, own, hidden)"),
        ({"actors": {"capability": {"guarantor": "own"}}}, "or one for 'others'"),
        ({"actors": {"capability": {"patron": "own"}}}, "no such role"),
        ({"rules": {}}, "knowledge.rules: unknown key"),
        ({"draws": 1}, "knowledge.draws = 1: not a level"),
        ({"ties": 1}, "knowledge.ties = 1: must be a table"),
    ],
)
def test_faults_of_the_table(karabakh: Scenario, table: Any, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        from_document(karabakh.document | {"knowledge": table})
    assert message in str(caught.value)


def test_the_rulings_of_records_are_those_of_the_table(karabakh: Scenario) -> None:
    found = {
        one.rule
        for replicate in range(10)
        for turn in sim.run(karabakh, seed=2, replicate=replicate).turns_played
        for one in turn.rulings
    }
    assert found <= set(RULINGS)
    assert len(found) > 5


# --- what happens in a game -----------------------------------------------------------------------


def event(turn: int, **values: Any) -> dict[str, Any]:
    return {"at": turn, "text": "It happens.", "set": values, "source": "test", "confidence": "C"}


def test_what_happens_in_a_game_is_in_its_record(karabakh: Scenario) -> None:
    game = Game(karabakh, seed=1, turns=4, record=True)
    game.step()
    game.happen({"incident": event(1, **{"theatres.border.heat": 0.9})})
    game.open()
    assert game.state()["theatres.border.heat"] == 0.9
    game.play()
    record = game.record()
    assert record.turns_played[1].events == ("incident",)
    assert sim.replay(record).agrees
    # The turns before it are those of a game without it.
    plain = sim.run(karabakh, seed=1, turns=4)
    assert record.turns_played[0].hash == plain.turns_played[0].hash
    assert record.turns_played[1].hash != plain.turns_played[1].hash


def test_nothing_happens_in_an_open_turn_or_twice_under_one_name(karabakh: Scenario) -> None:
    game = Game(karabakh, seed=1)
    with pytest.raises(ValueError, match="expected 0"):
        game.happen({"incident": event(1)})
    with pytest.raises(ScenarioError, match="no 'north' in theatres"):
        game.happen({"incident": event(0, **{"theatres.north.heat": 0.9})})
    game.happen({"incident": event(0)})
    with pytest.raises(ValueError, match="there is an event 'incident' already"):
        game.happen({"incident": event(0)})
    game.open()
    with pytest.raises(RuntimeError, match="the turn is open"):
        game.happen({"other": event(0)})


def test_a_copy_in_which_something_happens_leaves_the_game_alone(karabakh: Scenario) -> None:
    game = Game(karabakh, seed=1)
    copied = game.clone()
    copied.happen({"incident": event(0, **{"world.tension": 0.9})})
    assert "incident" not in game.scenario.events
    copied.open()
    game.open()
    assert game.state()["world.tension"] != copied.state()["world.tension"]


def test_what_a_seat_believes_is_a_whole_state(played: Game) -> None:
    seen = as_seen(played, "ARM")
    opening = Game(played.scenario, seed=11).state()
    state, truth, view = seen.state(), played.state(), played.view("ARM")
    for path, way in played.sight.ways("ARM").items():
        expected = {
            EXACT: truth[path],
            ABSENT: truth[path],
            UNKNOWN: opening[path],
            ESTIMATED: view.estimates[path].value if path in view.estimates else None,
        }[way]
        assert state[path] == expected
    assert dataclasses.asdict(view) == dataclasses.asdict(played.view("ARM"))


def test_advice_tells_nothing_that_the_actor_must_not_know(played: Game) -> None:
    for actor in ("RUS", "ARM", "AZE"):
        given = advice(played, actor)
        for path, way in played.sight.ways(actor).items():
            if way == UNKNOWN:
                other = played.clone()
                other.table.s[played.places[path]] += 0.37
                assert advice(other, actor) == given, path
        for desk, options in given.items():
            assert {one.action for one in options} <= set(played.legal_orders(actor)[desk])
            assert sum(one.probability for one in options) == pytest.approx(1.0)
            for one in options:
                assert sum(one.terms.values()) == pytest.approx(one.expected_utility)


def test_advice_of_one_who_knows_all_is_what_the_doctrine_weighs(karabakh: Scenario) -> None:
    """With every number public and no error, the advice is the table of the doctrine itself."""
    public = {
        section: dict.fromkeys(names, "public")
        for section, names in NAMES.items()
        if section != "rulings"
    }
    scenario = told(karabakh, **public).replace({"parameters.fog_sigma": 0.0})
    game = Game(scenario, seed=4, record=True)
    weighed = 0
    for _ in range(6):
        game.open()
        given = {actor: advice(game, actor)["diplomacy"] for actor in game.cast.actors}
        game.step()
        why = game.record().turns_played[-1].why
        for actor, options in given.items():
            # The diplomacy desk decides before the security desk, as the advice has it.
            table = {one.action: one for one in why[actor]["diplomacy"].options}
            weighed += bool(table)
            assert not table or {one.action: one for one in options} == table
    assert weighed > 3
