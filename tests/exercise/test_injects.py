"""Injects: when they are due, what becomes of them, and the events that they make."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from sim.engine.numbers import state_value
from sim.exercise.injects.conditions import Happened
from sim.exercise.injects.inject import MOST_INJECTS, Inject, Schedule, events_of
from sim.play.game import Game
from sim.play.replay import replay
from sim.scenario import Scenario, from_document
from sim.scenario.check_events import setting_problem
from sim.scenario.draft import Draft
from sim.scenario.states import SETTABLE, SWITCHES, bounds_of
from tests.exercise.conftest import Make

CALM = {"world.tension": 0.1}
TENSE = {"world.tension": 0.9}
NOTHING = Happened()


@pytest.fixture
def schedule(karabakh: Scenario, inject: Make) -> Any:
    def make(*injects: Inject) -> Schedule:
        return Schedule.of(injects, karabakh.calendar)

    return make


def turns(schedule: Schedule, state: dict[str, float] = TENSE, last: int = 20) -> list[int]:
    """The turns in which something is due if it is fired then, as a game does."""
    found, fired = [], set()
    for turn in range(last):
        due = schedule.due(turn, state, Happened(fired=frozenset(fired)))
        found += [turn for _ in due]
        fired |= {one.serial for one in due}
        schedule = schedule.fired(one.serial for one in due)
    return found


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"at": 3}, [3]),
        ({"at": "2022-Q3"}, [6]),
        ({"at": "2022-Q3", "fires": "always"}, [6]),
        ({"at": 3, "until": "2022-Q1"}, [3]),
        ({"at": 3, "until": "2022-Q1", "fires": "always"}, [3, 4]),
        ({"until": 2, "fires": "always"}, [0, 1, 2]),
        ({"when": "world.tension > 0.5"}, [0]),
        ({"when": "world.tension > 0.5", "at": 17, "until": 18}, [17]),
        ({"when": "world.tension > 0.5", "at": 17, "until": 18, "fires": "always"}, [17, 18]),
        ({"when": "world.tension > 0.5", "fires": "always"}, list(range(20))),
        ({"when": "world.tension < 0.5", "fires": "always"}, []),
        ({"when": "world.tension < 0.5", "at": 3}, []),
        ({}, []),
        ({"at": 3, "status": "held"}, []),
        ({"at": 3, "status": "cancelled"}, []),
        ({"at": 3, "status": "fired"}, []),
    ],
)
def test_when_an_inject_is_due(
    schedule: Any, inject: Make, keys: dict[str, Any], expected: list[int]
) -> None:
    assert turns(schedule(inject(**keys))) == expected


def test_once_means_once_whatever_the_status_says(schedule: Any, inject: Make) -> None:
    """A schedule that is read anew does not know what was fired; what happened does."""
    fresh = schedule(inject(1, when="world.tension > 0.5"))
    assert fresh.due(5, TENSE, NOTHING)
    assert not fresh.due(5, TENSE, Happened(fired=frozenset({"1"})))


def test_due_injects_come_in_order_of_serial(schedule: Any, inject: Make) -> None:
    made = schedule(*(inject(serial, at=2) for serial in ("10", "3a", "2", "3", "3b")))
    assert [one.serial for one in made.due(2, CALM, NOTHING)] == ["2", "3", "3a", "3b", "10"]


def test_one_inject_follows_another_in_a_later_turn(schedule: Any, inject: Make) -> None:
    made = schedule(inject(1, at=2), inject(2, when="fired 1"))
    assert [one.serial for one in made.due(2, CALM, NOTHING)] == ["1"]
    fired = Happened(fired=frozenset({"1"}))
    assert [one.serial for one in made.due(3, CALM, fired)] == ["2"]


MOVES = {
    "fired": ("fired", {"planned", "held"}),
    "held": ("held", {"planned", "held"}),
    "released": ("planned", {"planned", "held", "cancelled"}),
    "cancelled": ("cancelled", {"planned", "held", "cancelled"}),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("status", ["planned", "held", "fired", "cancelled"])
def test_what_may_become_of_an_inject(schedule: Any, inject: Make, move: str, status: str) -> None:
    made = schedule(inject(1, at=2, status=status), inject(2, at=2))
    after, allowed = MOVES[move]
    if status not in allowed:
        with pytest.raises(ValueError, match=f"inject 1 is {status} and cannot be {after}"):
            getattr(made, move)(["1"])
        return
    moved = getattr(made, move)(["1"])
    assert [one.status for one in moved.injects] == [after, "planned"]
    assert made["1"].status == status


def test_what_fires_always_can_be_fired_again(schedule: Any, inject: Make) -> None:
    made = schedule(inject(1, fires="always"))
    assert made.fired(["1"]).fired(["1"]) == made


def test_injects_are_added_and_edited(schedule: Any, inject: Make) -> None:
    made = schedule(inject(1), inject("7b"))
    assert made.next_serial == "8"
    more = made.added(inject(2))
    assert more.serials == ("1", "2", "7b")
    edited = more.edited(inject(2, title="Another rumour"))
    assert edited["2"].title == "Another rumour"
    assert more["2"].title == "A rumour"
    with pytest.raises(ValueError, match="there is an inject 2; the next is 8"):
        more.added(inject(2))
    with pytest.raises(LookupError, match="no inject 9; there are 1 and 7b"):
        made.edited(inject(9))
    with pytest.raises(LookupError, match="no inject 3"):
        made.held(["3"])


def test_there_are_not_too_many_injects(schedule: Any, inject: Make) -> None:
    made = schedule(*(inject(serial) for serial in range(1, MOST_INJECTS + 1)))
    with pytest.raises(ValueError, match="there are 400 injects already, and no more are allowed"):
        made.added(inject(9000))


def test_plain_data_are_the_inject(inject: Make) -> None:
    one = inject("3a", at="2022-Q3", when={"not": "world.tension > 0.50"}, to=["ARM", "ALL"])
    assert one.plain() == {
        "serial": "3a",
        "title": "A rumour",
        "at": "2022-Q3",
        "when": "not world.tension > 0.5",
        "to": ["ARM", "all"],
        "text": "A minister resigns.",
    }
    assert Inject.of(one.plain()) == one


def test_an_inject_does_not_change(inject: Make) -> None:
    with pytest.raises(ValidationError):
        inject().status = "held"


# --- events -----------------------------------------------------------------------------------


def settable(scenario: Scenario) -> list[str]:
    """Every state variable that an event of the scenario may set."""
    draft = Draft.of(scenario)
    names = {kind: getattr(scenario, kind) for kind in ("actors", "ties", "theatres")}
    paths = [
        f"{kind}.{name}.{variable}"
        for kind, known in names.items()
        for name in known
        for variable in SETTABLE[kind]
    ]
    paths += [f"world.{variable}" for variable in SETTABLE["world"]]
    found = [path for path in paths if not setting_problem(path, draft)]
    assert len(found) > 50
    return found


def opened(scenario: Scenario, events: dict[str, Any], turn: int) -> Game:
    """A game of a scenario with more events, after a turn is opened."""
    document = scenario.document
    document["events"] = {**document.get("events", {}), **events}
    game = Game(from_document(document), seed=3)
    while game.turn < turn:
        game.step()
    game.open()
    return game


@pytest.mark.parametrize("change", [-1e3, -0.01, 0.01, 1e3])
@pytest.mark.parametrize("name", ["karabakh", "taiwan"])
def test_a_change_of_any_variable_is_a_valid_event_within_its_bounds(
    request: pytest.FixtureRequest, inject: Make, name: str, change: float
) -> None:
    scenario: Scenario = request.getfixturevalue(name)
    draft = Draft.of(scenario)
    paths = [path for path in settable(scenario) if path not in SWITCHES]
    game = Game(scenario, seed=3)
    game.step()
    state = game.state()
    one = inject(add=dict.fromkeys(paths, change))
    key, table = one.as_event(1, state, scenario)
    reached = opened(scenario, {key: table}, 1).state()
    assert table["set"].keys() == set(paths)
    for path, value in table["set"].items():
        low, high, *_ = bounds_of(path, draft)
        assert low is not None
        assert high is not None
        assert low <= value <= high
        assert reached[path] == state_value(path, value)
        if abs(change) > 1:
            assert abs(value - (low if change < 0 else high)) < 0.0015


@pytest.mark.parametrize("name", ["karabakh", "taiwan"])
def test_new_values_are_those_of_the_event(
    request: pytest.FixtureRequest, inject: Make, name: str
) -> None:
    scenario: Scenario = request.getfixturevalue(name)
    switches = [path for path in settable(scenario) if path in SWITCHES]
    shares = dict(zip(("hawks", "brokers", "accommodators"), (0.5, 0.25, 0.25), strict=True))
    factions = {f"actors.{scenario.guarantor}.factions.{key}": x for key, x in shares.items()}
    one = inject("12b", set={**dict.fromkeys(switches, True), **factions})
    key, table = one.as_event(2, {}, scenario)
    assert key == "inject-12b-t2"
    assert table == {
        "at": 2,
        "text": "A rumour",
        "set": dict(one.set),
        "source": "inject 12b of the exercise",
        "confidence": "C",
    }
    game = opened(scenario, {key: table}, 2)
    assert {key: game.state()[f"factions.{key}"] for key in shares} == shares
    assert game.scenario.events[key].turn(scenario.calendar) == 2


def test_a_small_change_of_a_belief_is_one_of_chances(karabakh: Scenario, inject: Make) -> None:
    path = "ties.RUS-ARM.belief_client"
    one = inject(add={path: 0.25})
    _, table = one.as_event(0, {path: 0.0}, karabakh)
    assert table["set"] == {path: pytest.approx(0.75)}


def test_injects_of_one_turn_add_up(karabakh: Scenario, inject: Make) -> None:
    """Each starts from what the scenario's own events and the injects before it have left."""
    document = karabakh.document
    document["events"]["own"] = {
        "at": "2021-Q3", "text": "Own.", "set": {"world.tension": 0.25}, "source": "none",
        "confidence": "C",
    }  # fmt: skip
    scenario = from_document(document)
    injects = [inject(n, add={"world.tension": change}) for n, change in ((1, 0.5), (2, -0.125))]
    events = events_of(injects, 2, {"world.tension": 0.0}, scenario)
    assert [table["set"]["world.tension"] for table in events.values()] == [0.75, 0.625]
    assert opened(scenario, events, 2).state()["world.tension"] == 0.625
    assert events_of(injects[:1], 3, {"world.tension": 0.0}, scenario) == {
        "inject-1-t3": {
            "at": 3, "text": "A rumour", "set": {"world.tension": 0.5},
            "source": "inject 1 of the exercise", "confidence": "C",
        }
    }  # fmt: skip


def test_an_inject_without_effects_makes_no_event(karabakh: Scenario, inject: Make) -> None:
    assert events_of([inject(1)], 0, {}, karabakh) == {}


@pytest.mark.parametrize(("to", "told"), [("all", True), ("ARM", False), ("control", False)])
def test_the_chronicle_does_not_tell_what_some_alone_get(
    karabakh: Scenario, inject: Make, to: str, told: bool
) -> None:
    one = inject(5, title="A secret", text="Hush.", to=to, set={"world.tension": 0.5})
    _, table = one.as_event(0, {}, karabakh)
    assert (table["text"] == "A secret") is told
    assert ("secret" in str(table).lower() or "Hush" in str(table)) is told


def test_a_game_with_injects_replays(karabakh: Scenario, inject: Make) -> None:
    """The events of a game that is played with injects are those of its record."""
    game = Game(karabakh, seed=5, turns=4, record=True)
    made = Schedule.of(
        (
            inject(1, at=1, add={"theatres.border.heat": 0.4}, to="ARM"),
            inject(2, when="fired 1 and world.shock < 1", set={"world.shock": True}),
        ),
        karabakh.calendar,
    )
    fired: list[str] = []
    while not game.over:
        played = game.record().turns_played
        happened = Happened.after(played[-1] if played else None, frozenset(fired))
        due = made.due(game.turn, game.state(), happened)
        game.happen(events_of(due, game.turn, game.state(), game.scenario))
        fired += [one.serial for one in due]
        made = made.fired(one.serial for one in due)
        game.step()
    record = game.record()
    assert fired[:2] == ["1", "2"]
    assert record.turns_played[1].events == ("inject-1-t1",)
    assert record.turns_played[2].events == ("inject-2-t2",)
    assert replay(record).agrees
