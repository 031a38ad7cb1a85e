"""From a scenario to an encoded scenario: efforts find their targets, numbers their places."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

import sim
from sim.engine import layout as at
from sim.engine.courses import desk_place
from sim.engine.efforts import EffortMap
from sim.engine.encoding import encode_scenario
from sim.engine.forecast import list_options
from sim.engine.naming import channel_names
from sim.scenario import Scenario
from sim.scenario.actions import Action
from sim.vocabulary import DESKS, DOCTRINES, POSTURES, PREDICATES
from tests.engine.pencil import OTHERS, Sandbox, pencil, without

TIES = {tie: k for k, tie in enumerate(pencil().ties)}
ACTORS = {actor: k for k, actor in enumerate(pencil().actors)}


def slots(scenario: Scenario, actor: str, efforts: dict[str, dict[str, float]]) -> dict[str, float]:
    """Channels by name that efforts go to."""
    box = Sandbox(scenario)
    names = channel_names(box.cast)
    found = EffortMap(list(box.encoded.ix)).slots(box.place(actor), efforts)
    return {names[slot]: effort for slot, effort in found.items()}


@pytest.mark.parametrize(
    ("actor", "channel", "target", "reached"),
    [
        ("GUA", "arm", "guarantee", "arm GUA-DEF"),
        ("GUA", "soft", "cross", "soft GUA-CHA"),
        ("SPO", "cadre", "sponsorship", "cadre SPO-CHA"),
        ("FAR", "soft", "own", "soft FAR-DEF"),
        ("NEI", "arm", "own", "arm NEI-DEF"),
        ("DEF", "align", "first_suitor", "align FAR-DEF"),
        ("CHA", "force", "main", "force valley"),
        ("CHA", "force", "second", "force pass"),
        ("CHA", "invest", "self", "invest CHA"),
        ("SPO", "purge", "challenger", "purge CHA"),
        ("GUA", "press", "defender", "press DEF"),
        ("GUA", "press", "sponsor", "press SPO"),
        ("SPO", "deal", "rival", "deal"),
        ("CHA", "mandate", "end", "end mandate"),
    ],
)
def test_an_effort_reaches_its_target(actor: str, channel: str, target: str, reached: str) -> None:
    assert slots(pencil(), actor, {channel: {target: 0.4}}) == {reached: 0.4}


def test_an_effort_everywhere_reaches_every_theatre() -> None:
    found = slots(pencil(), "FAR", {"mediate": {"every": 0.6}})
    assert found == {"mediate valley": 0.6, "mediate pass": 0.6}


def test_efforts_that_meet_in_one_channel_add_up() -> None:
    alone = without(pencil(), "pass")
    found = slots(alone, "SPO", {"covert": {"main": 0.6, "second": 0.25}})
    assert found == {"covert valley": 0.85}


def test_efforts_at_what_is_not_there_are_dropped() -> None:
    # Neither sponsor nor suitors, and the guarantor only at home.
    bare = without(pencil(), *OTHERS)
    efforts = {
        "arm": {"cross": 1.0, "sponsorship": 1.0, "first_suitor": 1.0, "guarantee": 0.5},
        "press": {"sponsor": 1.0, "challenger": 0.2},
        "deal": {"rival": 1.0},
    }
    assert slots(bare, "GUA", efforts) == {"arm GUA-DEF": 0.5, "press CHA": 0.2}


def test_who_is_who() -> None:
    ix = encode_scenario(pencil()).ix
    assert ix[at.GUARANTEE] == TIES["GUA-DEF"]
    assert ix[at.SPONSORSHIP] == TIES["SPO-CHA"]
    assert ix[at.CROSS] == TIES["GUA-CHA"]
    assert ix[at.PROVIDER_AT] == ACTORS["GUA"]
    # The guarantor's two ties are each other's other side; nobody else has two.
    opposite = list(ix[at.ADVERSARY_TIE : at.ADVERSARY_TIE + len(TIES)])
    assert opposite == [TIES["GUA-CHA"], at.NONE, TIES["GUA-DEF"], at.NONE, at.NONE]


def test_beliefs_are_held_in_log_odds_and_the_rest_as_written() -> None:
    state = Sandbox().state()
    assert state["ties.SPO-CHA.belief_client"] == pytest.approx(math.log(0.6 / 0.4))
    for path in ("ties.SPO-CHA.influence", "theatres.pass.control", "actors.GUA.reputation"):
        assert state[path] == pencil().numbers()[path]
    assert state["actors.GUA.overstretch"] == 0.2
    assert state["world.mandate"] == 1
    assert state["world.clock"] == 6
    assert state["factions.hawks"] == 0.5
    assert state["actors.CHA.readiness"] == state["actors.CHA.menace"] == 0.5
    assert state["theatres.valley.mediation"] == 0.5
    for path in (
        "theatres.valley.war",
        "actors.CHA.backlash",
        "actors.CHA.pressure",
        "actors.DEF.disillusion",
        "world.alarm",
    ):
        assert state[path] == 0


def test_what_follows_from_the_numbers() -> None:
    p = encode_scenario(pencil()).p
    # At a patience of .5: 1 / (1 - .5 x .4), .25 / (1 - .5 x .75), .5 / (1 - .5 x memory).
    assert p[at.COURSE_SPAN] == pytest.approx(1.25)
    assert p[at.CLOSING] == pytest.approx(0.4)
    for place, memory in (
        (at.HEAT_LIFE, 0.6),
        (at.TENSION_LIFE, 0.9),
        (at.STANDING_LIFE, 0.95),
        (at.BACKLASH_LIFE, 0.93),
        (at.REQUEST_LIFE, 0.8),
        (at.DANGER_LIFE, 0.9),
    ):
        assert p[place] == pytest.approx(0.5 / (1 - 0.5 * memory))
    assert list(p[at.PEAK_FORCE : at.PEAK_FORCE + 2]) == [1, 0.8]


def test_a_force_beyond_the_range_of_its_channel_counts_as_one() -> None:
    box = Sandbox(changes={"actions.challenger.offensive.efforts": {"force": {"main": 1.5}}})
    assert box.encoded.p[at.PEAK_FORCE] == 1


def test_a_scenario_that_opens_in_a_war_elsewhere() -> None:
    # .2 + .5 x .8
    state = Sandbox(changes={"world.shock": True}).state()
    assert state["actors.GUA.overstretch"] == pytest.approx(0.6)


def test_every_number_has_a_place() -> None:
    """Every number of a scenario that play can depend on shows on the encoded scenario."""
    scenario = sim.load_scenario("karabakh-2020")
    plain = encode_scenario(scenario)
    for path, number in scenario.numbers().items():
        if path.startswith(("calendar.", "claims.", "events.")):
            continue
        try:
            low, high = scenario.range_of(path)
        except sim.ScenarioError:
            continue
        other = high if high != number else low
        changes = {path: other}
        if ".factions." in path and path.startswith("actors."):
            head = path.rsplit(".", 1)[0]
            rest = [name for name in ("hawks", "brokers", "accommodators") if name not in path]
            changes |= {f"{head}.{name}": (1 - other) / 2 for name in rest}
        if path.endswith("security_weight") and path.startswith("theatres."):
            changes |= {
                f"theatres.{name}.security_weight": 1 - other
                for name in scenario.theatres
                if name not in path
            }
        if path.startswith("mission."):
            changes[path] = int(other)
        changed = encode_scenario(scenario.replace(changes))
        assert list(changed.p) != list(plain.p), path


def legal(box: Sandbox, actor: str, offering: int = 0) -> set[str]:
    """Legal orders of both desks; ``offering`` is 1 if the other desk offers a settlement."""
    found = set()
    for desk in range(len(DESKS)):
        i, work = box.place(actor), box.table.work
        count = list_options(i, desk, offering, box.table.s, box.encoded, work)
        found |= {box.names[work.option[k]] for k in range(count)}
    return found


# Who, which order, and a state just inside and just outside of what makes it legal.
LEGAL: list[tuple[str, str, dict[str, float], dict[str, float]]] = [
    ("GUA", "deploy_guarantee", {}, {"ties.GUA-DEF.frozen": 0.5}),
    ("GUA", "enforce_red_line", {"theatres.pass.pending_test": 0.16}, {}),
    (
        "GUA",
        "enforce_red_line",
        {"theatres.pass.pending_test": 0.08, "theatres.valley.pending_test": 0.08},
        {"theatres.pass.pending_test": 0.16, "ties.GUA-DEF.frozen": 1},
    ),
    (
        "GUA",
        "draw_red_line",
        {"theatres.valley.red_line": 0.5, "theatres.pass.red_line": 0.49},
        {"theatres.valley.red_line": 0.5, "theatres.pass.red_line": 0.5},
    ),
    ("GUA", "reinforce_mission", {}, {"world.mandate": 0}),
    (
        "GUA",
        "reinforce_mission",
        {"theatres.valley.control": 0.96},
        {"theatres.valley.control": 0.97},
    ),
    ("GUA", "reinforce_mission", {}, {"theatres.valley.mission": 0.02}),
    ("GUA", "accommodate_rival", {"world.tension": 0.13}, {"world.tension": 0.12}),
    (
        "GUA",
        "disengage",
        {"ties.GUA-DEF.presence": 0},
        {"ties.GUA-DEF.presence": 0.05, "theatres.valley.mission": 0},
    ),
    ("SPO", "request_base", {"ties.SPO-CHA.presence": 0.94}, {"ties.SPO-CHA.presence": 0.95}),
    ("SPO", "pledge_defence", {"ties.SPO-CHA.pledge": 0.74}, {"ties.SPO-CHA.pledge": 0.75}),
    (
        "SPO",
        "request_base",
        {"ties.SPO-CHA.base_request": 0.29},
        {"ties.SPO-CHA.base_request": 0.3},
    ),
    ("SPO", "deal_with_rival", {}, {"world.tension": 0.12}),
    ("CHA", "probe", {"theatres.pass.control": 0.38}, {"theatres.pass.control": 0.4}),
    ("CHA", "border_push", {}, {"world.treaty": 1}),
    ("CHA", "offensive", {"theatres.valley.control": 0.96}, {"theatres.valley.control": 0.97}),
    ("CHA", "offensive", {}, {"world.treaty": 1}),
    ("CHA", "grant_base", {"ties.SPO-CHA.base_request": 0.21}, {}),
    ("CHA", "offer_treaty", {}, {"world.treaty": 1}),
    ("CHA", "end_mandate", {"world.clock": 1}, {"world.clock": 2}),
    ("CHA", "end_mandate", {"world.clock": 1}, {"world.clock": 1, "world.mandate": 0}),
    ("DEF", "freeze_alliance", {}, {"ties.GUA-DEF.frozen": 0.5}),
    ("DEF", "invoke_guarantee", {"theatres.pass.heat": 0.16}, {"theatres.pass.heat": 0.15}),
    ("DEF", "invoke_guarantee", {"theatres.valley.pending_test": 0.11}, {}),
    ("DEF", "provoke", {}, {"theatres.valley.control": 0.97}),
    ("DEF", "provoke", {}, {"world.treaty": 1}),
    ("DEF", "court_guarantor", {}, {"ties.GUA-DEF.frozen": 0.5}),
    ("DEF", "concede", {}, {"world.treaty": 1}),
]


@pytest.mark.parametrize(("actor", "order", "inside", "outside"), LEGAL)
def test_what_makes_an_order_legal(
    actor: str, order: str, inside: dict[str, float], outside: dict[str, float]
) -> None:
    for state, allowed in ((inside, True), (outside, False)):
        box = Sandbox()
        for path, value in state.items():
            box.put(path, value)
        assert (order in legal(box, actor)) is allowed


@pytest.mark.parametrize(
    ("actor", "orders"),
    [("CHA", {"probe", "offensive", "border_push"}), ("DEF", {"provoke"})],
)
def test_what_is_not_done_beside_ones_own_offer(actor: str, orders: set[str]) -> None:
    box = Sandbox()
    assert legal(box, actor) - legal(box, actor, offering=1) == orders
    for other in set(ACTORS) - {"CHA", "DEF"}:
        assert legal(box, other) == legal(box, other, offering=1)


def test_only_offers_of_a_settlement_are_offers() -> None:
    box = Sandbox()
    offers = {name for place, name in box.names.items() if box.encoded.offers[place]}
    assert offers == {"offer_treaty", "concede"}


def test_suitors_far_and_near_have_different_menus() -> None:
    box = Sandbox()
    assert "sanction_challenger" in legal(box, "FAR") - legal(box, "NEI")
    assert "border_red_line" in legal(box, "NEI") - legal(box, "FAR")


def test_only_the_provider_reinforces_the_mission() -> None:
    box = Sandbox(changes={"mission.provider": "FAR"})
    assert "reinforce_mission" not in legal(box, "GUA")


def test_every_desk_has_its_own_menu() -> None:
    box = Sandbox()
    for actor, menus in box.menus.items():
        actions = pencil().actions[pencil().actors[actor].role]
        for desk, menu in enumerate(menus):
            assert next(iter(menu)) == "hold"
            assert set(menu) == {
                name for name, action in actions.items() if action.desk in (DESKS[desk], "both")
            }
            first = box.encoded.first_action[desk_place(box.place(actor), desk)]
            assert list(menu.values()) == list(range(first, first + len(menu)))
        # `hold` is on both, as two orders; nothing else is.
        assert set(menus[0]) & set(menus[1]) == {"hold"}
        assert menus[0]["hold"] != menus[1]["hold"]
    assert len(box.names) == box.encoded.first_action[-1] == len(box.encoded.lasts)


def actions_by_place(box: Sandbox) -> Iterator[tuple[int, Action]]:
    for actor, menus in box.menus.items():
        role = pencil().actors[actor].role
        for menu in menus:
            for name, place in menu.items():
                yield place, pencil().actions[role][name]


def test_what_an_order_is_stands_in_the_order_of_the_menus() -> None:
    box = Sandbox()
    for place, action in actions_by_place(box):
        assert box.encoded.p[at.COST + place] == action.cost
        assert box.encoded.lasts[place] == (1 if action.kind == "course" else 0)
        assert box.encoded.line[place] == action.line
        wanted = getattr(action, "posture", "")
        assert POSTURES[box.encoded.posture[place]] == wanted
    assert {box.names[place] for place, lasts in enumerate(box.encoded.lasts) if not lasts} >= {
        "offensive",
        "draw_red_line",
        "freeze_alliance",
    }


def test_conditions_fit_in_a_machine_word_and_are_all_known() -> None:
    assert len(PREDICATES) < 63
    box = Sandbox()
    for place, action in actions_by_place(box):
        bits = sum(1 << PREDICATES.index(c) for c in action.legal_if)
        assert box.encoded.requires[place] == bits


def test_opening_courses_are_in_force_when_a_run_opens() -> None:
    changes: dict[str, object] = {
        "actors.GUA.opening.security": "reinforce_mission",
        "actors.DEF.opening.diplomacy": "court_guarantor",
    }
    box = Sandbox(changes=changes)
    named = {("GUA", 0): "reinforce_mission", ("DEF", 1): "court_guarantor"}
    for actor in ACTORS:
        for desk in range(len(DESKS)):
            k = desk_place(box.place(actor), desk)
            wanted = box.menus[actor][desk][named.get((actor, desk), "hold")]
            assert box.encoded.ix[at.OPENING + k] == wanted
            assert box.table.order[k] == box.table.before[k] == wanted


@pytest.mark.parametrize(
    ("doctrine", "kinds", "orders"),
    [
        ("logit_eu", ("logit_eu", "logit_eu"), ("hold", "hold")),
        ("fixed:hold", ("fixed", "fixed"), ("hold", "hold")),
        ("fixed:arm", ("fixed", "logit_eu"), ("arm", "hold")),
        ("fixed:soft_power", ("logit_eu", "fixed"), ("hold", "soft_power")),
        ("fixed:soft_power+arm", ("fixed", "fixed"), ("arm", "soft_power")),
        ("fixed:diplomacy=hold", ("logit_eu", "fixed"), ("hold", "hold")),
        ("fixed:arm+diplomacy=hold", ("fixed", "fixed"), ("arm", "hold")),
        ("random", ("random", "random"), ("hold", "hold")),
    ],
)
def test_each_desk_has_its_doctrine(
    doctrine: str, kinds: tuple[str, str], orders: tuple[str, str]
) -> None:
    box = Sandbox(changes={"actors.SPO.doctrine": doctrine})
    for desk in range(len(DESKS)):
        k = desk_place(box.place("SPO"), desk)
        assert DOCTRINES[box.encoded.ix[at.DOCTRINE + k]] == kinds[desk]
        assert box.names[box.encoded.ix[at.DOCTRINE_ORDER + k]] == orders[desk]
