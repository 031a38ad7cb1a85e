"""Expected utilities: what an order leads to, what it costs, how long it lasts."""

from __future__ import annotations

import math

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import sim
from sim.engine import layout as at
from sim.engine.courses import desk_place, open_run
from sim.engine.turn import open_turn, play_turn
from sim.engine.weights import TERMS
from sim.scenario import Scenario
from sim.vocabulary import DESKS, DIPLOMACY_DESK, LOGIT_EU, SECURITY_DESK
from tests.engine.pencil import Sandbox, pencil

ACTORS = tuple(pencil().actors)
SPAN = 1.25
"""Expected length of a course at a patience of .5 and a review rate of .6: 1 / (1 - .5 x .4)."""
BOTH = range(len(DESKS))


def options(box: Sandbox, actor: str, desk: int) -> dict[str, dict[str, float]]:
    """Everything on the workspace of a desk that has just considered, by action."""
    count = box.consider(actor, desk)
    work, role = box.table.work, box.scenario.actors[actor].role
    known = len(TERMS["client" if role in ("challenger", "defender") else role])
    found = {}
    for k in range(count):
        first = k * at.TERMS_WIDTH
        terms = dict(
            zip(
                at.EXTRA_TERMS,
                work.terms[first + at.TERM_COUNT : first + at.TERMS_WIDTH],
                strict=True,
            )
        )
        terms["future"] = sum(work.terms[first : first + known])
        terms["utility"] = work.utility[k]
        terms["probability"] = work.weight[k]
        found[box.names[work.option[k]]] = terms
    return found


def deciding(changes: dict[str, object] | None = None, doctrine: str = "logit_eu") -> Sandbox:
    doctrines = {f"actors.{actor}.doctrine": doctrine for actor in ACTORS}
    return Sandbox(changes={**doctrines, **(changes or {})})


# --- what an order costs ------------------------------------------------------------------------


def test_the_bills_of_an_offensive() -> None:
    found = options(deciding(), "CHA", SECURITY_DESK)["offensive"]
    # The challenger expects the valley to be defended with .5 x .8 x .5 x .7 = .14.
    assert found["war_bill"] == pytest.approx(-2.28)  # 2 x (.14 + 1)
    assert found["violation_bill"] == pytest.approx(-1.05)  # .25 + .75 x .4 + .5
    assert found["action_cost"] == found["discord"] == found["retaliation"] == 0


def test_the_bills_of_an_attack_on_the_border() -> None:
    box = deciding()
    box.put("theatres.pass.red_line", 0.5)
    box.put("theatres.pass.mediation", 0.1)
    box.put("theatres.pass.casus", 0.6)
    box.put("theatres.pass.war", 1)
    box.put("actors.CHA.pressure", 0.5)
    found = options(box, "CHA", SECURITY_DESK)
    # Coverage is 1 already: defended with .28, at a force of .8 with 1.2 / 1.3 of that.
    comes = 0.28 * 1.2 / 1.3
    # Pressure makes the own part, .8 x .5, half as large again.
    assert found["border_push"]["war_bill"] == pytest.approx(-2 * 0.8 * (comes + 0.6))
    # .8 x .5 x (.25 + 2 x .5 x .5 + .1) x (1 - .3) x .3
    assert found["border_push"]["violation_bill"] == pytest.approx(-0.0714)
    # A probe of .3 is answered with .45 / .8 of the chance, and its own part is .3 x .5 x 1.5.
    assert found["probe"]["war_bill"] == pytest.approx(-2 * 0.3 * (0.28 * 0.45 / 0.8 + 0.225))


def test_an_expected_sponsor_lowers_the_bill() -> None:
    box = deciding()
    first = box.place("SPO") * at.CHANNEL_COUNT
    box.table.forecast[first + at.DO_COVERT] = 0.5
    # 2 x (.14 + 1 - .4 x .5)
    assert options(box, "CHA", SECURITY_DESK)["offensive"]["war_bill"] == pytest.approx(-1.88)


def test_what_granting_a_base_may_cost() -> None:
    box = deciding()
    box.put("ties.SPO-CHA.base_request", 0.5)
    box.put("theatres.pass.red_line", 0.5)
    found = options(box, "CHA", DIPLOMACY_DESK)["grant_base"]
    assert found["retaliation"] == pytest.approx(-0.132)  # .4 x .5 x .5 + .2 x .2 x .8
    assert found["action_cost"] == pytest.approx(-0.10)


def test_the_guarantors_costs_are_weighed_by_its_factions_and_last() -> None:
    # .5 x .6 + .25 x 1 + .25 x 1.4 = .9
    box = deciding({"utility.GUA.factions.hawks.action_cost": 0.6})
    found = options(box, "GUA", SECURITY_DESK)
    # A course is paid for as long as it lasts, an act once.
    assert found["deploy_guarantee"]["action_cost"] == pytest.approx(-0.9 * 0.55 * SPAN)
    assert found["disengage"]["action_cost"] == pytest.approx(0.9 * 0.05)


# --- the two desks ------------------------------------------------------------------------------


def test_contradicting_the_other_desk_costs_discord() -> None:
    box = deciding({"utility.GUA.factions.hawks.action_cost": 0.6})
    box.give_orders({"GUA": "arm_client"})
    found = options(box, "GUA", DIPLOMACY_DESK)
    # Weighed like costs, .9 x .4; for a course as long as it lasts.
    assert found["accommodate_rival"]["discord"] == pytest.approx(-0.36 * SPAN)
    assert found["court_challenger"]["discord"] == pytest.approx(-0.36 * SPAN)
    for name in ("hold", "broker_neutral", "draw_red_line", "press_client"):
        assert found[name]["discord"] == 0
    box.give_orders({"GUA": "accommodate_rival"})
    found = options(box, "GUA", SECURITY_DESK)
    assert found["arm_client"]["discord"] == pytest.approx(-0.36 * SPAN)
    assert found["disengage"]["discord"] == 0
    box.put("theatres.pass.pending_test", 0.2)
    found = options(box, "GUA", SECURITY_DESK)
    assert found["enforce_red_line"]["discord"] == pytest.approx(-0.36)  # an act


def test_others_pay_the_whole_of_discord() -> None:
    box = deciding()
    box.give_orders({"SPO": "operate_drones"})
    found = options(box, "SPO", DIPLOMACY_DESK)
    assert found["restrain_client"]["discord"] == pytest.approx(-0.4 * SPAN)
    assert found["soft_power"]["discord"] == 0


def test_an_act_of_the_turn_before_is_no_contradiction() -> None:
    box = deciding()
    box.put("theatres.pass.pending_test", 0.2)
    box.give_orders({"GUA": "enforce_red_line"})
    assert options(box, "GUA", DIPLOMACY_DESK)["accommodate_rival"]["discord"] == 0


def test_an_order_is_weighed_beside_that_of_the_other_desk_alone() -> None:
    box = deciding()
    waits = options(box, "GUA", SECURITY_DESK)
    box.give_orders({"GUA": "press_client"})
    pressing = options(box, "GUA", SECURITY_DESK)
    assert waits["hold"]["future"] != pressing["hold"]["future"]
    for actor in ACTORS[1:]:
        # The others do not see it before they have chosen.
        assert options(box, actor, DIPLOMACY_DESK) == options(deciding(), actor, DIPLOMACY_DESK)


# --- how long an order lasts --------------------------------------------------------------------


def test_a_course_counts_for_as_long_as_it_is_expected_to_last() -> None:
    # Reviewed every turn, a course lasts one turn; else it lasts 1.25 turns.
    for actor in ACTORS:
        for desk in BOTH:
            brief = options(deciding({"parameters.review_rate": 1.0}), actor, desk)
            lasting = options(deciding(), actor, desk)
            role = pencil().actors[actor].role
            idle = brief["hold"]["utility"]
            assert lasting["hold"]["utility"] == pytest.approx(idle, abs=1e-12)
            for name, found in lasting.items():
                change = brief[name]["utility"] - idle
                span = SPAN if pencil().actions[role][name].kind == "course" else 1
                assert found["utility"] == pytest.approx(idle + span * change, abs=1e-12), name


def test_the_alarm_does_not_shorten_what_is_expected_of_a_course() -> None:
    box = deciding()
    calm = options(box, "GUA", SECURITY_DESK)
    box.put("world.alarm", 1)
    assert options(box, "GUA", SECURITY_DESK) == calm


# --- what an order leads to ---------------------------------------------------------------------


def test_probabilities_are_a_logit_of_the_utilities() -> None:
    box = deciding({"utility.NEI.danger": {}})
    found = options(box, "NEI", SECURITY_DESK)
    gap = found["hold"]["utility"] - found["supply"]["utility"]
    odds = found["hold"]["probability"] / found["supply"]["probability"]
    assert odds == pytest.approx(math.exp(10 * gap))
    # Without fear the neighbour wants only influence: a red line gives it none and costs .06.
    found = options(box, "NEI", DIPLOMACY_DESK)
    odds = found["hold"]["probability"] / found["border_red_line"]["probability"]
    assert odds == pytest.approx(math.exp(0.6))


def reply_seen(box: Sandbox, actor: str) -> dict[str, float]:
    """Chance of defence by theatre, from belief, bandwidth, coverage, closeness; no red lines."""
    side = "client" if actor == "DEF" else "adversary"
    odds = math.exp(box.state()[f"ties.GUA-DEF.belief_{side}"])
    near = 0.8 * (0.5 + 0.5 * box.state()["ties.GUA-DEF.influence"]) * odds / (1 + odds)
    return {"valley": 0.5 * near, "pass": 1.0 * near}


def beside(box: Sandbox, action: str) -> str:
    """The orders of an actor that gives this one beside what its other desk does."""
    return f"{action}+{box.names[box.table.counter[at.OTHER]]}"


@pytest.mark.parametrize("desk", BOTH)
@pytest.mark.parametrize("actor", sorted(ACTORS))
def test_the_future_of_every_option_by_hand(actor: str, desk: int) -> None:
    """Two turns in, so that there are forecasts; the lottery of an attack put together by hand."""
    box = deciding({"parameters.attribution": 0.6, "parameters.choice_precision": 1.0})
    for _ in range(2):
        play_turn(box.encoded, box.table)
    for theatre in box.cast.theatres:
        box.put(f"theatres.{theatre}.red_line", 0)
    box.put("world.treaty", 0)
    seen = reply_seen(box, actor)
    futures = {}
    for action, found in options(box, actor, desk).items():
        order = pencil().actions[pencil().actors[actor].role][action]
        orders = {actor: beside(box, action)}
        if order.force is None:
            value = sum(box.worth(actor, orders, seen).values())
        else:
            target, force = order.force
            theatre = {"main": "valley", "second": "pass"}[target]
            comes = seen[theatre] * 1.5 * force / (force + 0.5)
            met, left = (
                sum(box.worth(actor, orders, {**seen, theatre: y}).values()) for y in (1.0, 0.0)
            )
            value = comes * met + (1 - comes) * left
        span = SPAN if order.kind == "course" else 1
        futures[action] = value / 0.5
        wanted = futures["hold"] + span * (futures[action] - futures["hold"])
        assert found["future"] == pytest.approx(wanted, abs=1e-9), action
    assert len(set(futures.values())) > 1


def everything_anew(box: Sandbox, actor: str, action: int) -> float:
    """Future of an order as in the test above, with what is on the encoded scenario."""
    encoded, work, i = box.encoded, box.table.work, box.place(actor)
    seen = dict(zip(box.cast.theatres, list(work.reply), strict=False))
    theatre = encoded.attack_theatre[action]
    edge, patience = box.table.edge[i], encoded.p[at.PATIENCE]
    orders = {actor: beside(box, box.names[action])}
    if theatre < 0:
        return sum(box.worth(actor, orders, seen, edge).values()) / (1 - patience)
    name, force = box.cast.theatres[theatre], encoded.attack_effort[action]
    comes = seen[name] * 1.5 * force / (force + 0.5)
    met, left = (
        sum(box.worth(actor, orders, {**seen, name: y}, edge).values()) for y in (1.0, 0.0)
    )
    return (comes * met + (1 - comes) * left) / (1 - patience)


# A whole game to shrink takes minutes and the first example says as much.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)

SHIPPED = ("karabakh-2020", "karabakh-2020-ukraine", "libya-2019")


@pytest.fixture(scope="module", params=[*SHIPPED, "pencil"])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return pencil() if request.param == "pencil" else sim.load_scenario(request.param)


@settings(max_examples=8, phases=QUICK)
@given(seed=st.integers(0, 2**32), turns=st.integers(0, 8))
def test_working_out_only_what_an_order_changes_changes_nothing(
    scenario: Scenario, seed: int, turns: int
) -> None:
    """An order's future from the blocks that it touches equals the whole turn worked out anew."""
    box = Sandbox(scenario, seed=seed)
    for k in range(len(scenario.actors) * len(DESKS)):
        box.encoded.ix[at.DOCTRINE + k] = LOGIT_EU  # all weigh utilities
    box.encoded.p[at.CHOICE_PRECISION] = 1.0  # and order a bit of everything
    for _ in range(turns):
        play_turn(box.encoded, box.table)
    open_turn(box.encoded, box.table)
    span = box.encoded.p[at.COURSE_SPAN]
    for actor in scenario.actors:
        for desk in BOTH:
            idle = 0.0
            for action, found in options(box, actor, desk).items():
                a = box.menus[actor][desk][action]
                future = everything_anew(box, actor, a)
                idle = future if action == "hold" else idle
                length = span if box.encoded.lasts[a] else 1
                wanted = idle + length * (future - idle)
                assert found["future"] == pytest.approx(wanted, abs=1e-9), (actor, action)


@pytest.mark.parametrize("doctrine", ["logit_eu", "level_k", "prospect"])
@pytest.mark.parametrize("actor", sorted(ACTORS))
def test_the_terms_of_an_option_sum_to_its_utility(actor: str, doctrine: str) -> None:
    box = deciding(doctrine=doctrine)
    play_turn(box.encoded, box.table)
    for desk in BOTH:
        for action, found in options(box, actor, desk).items():
            parts = found["future"] + sum(found[name] for name in at.EXTRA_TERMS)
            assert parts == pytest.approx(found["utility"], abs=1e-9), action


# --- other doctrines ----------------------------------------------------------------------------


@pytest.mark.parametrize("desk", BOTH)
def test_a_prospect_is_a_change_from_doing_nothing(desk: int) -> None:
    brief: dict[str, object] = {"parameters.review_rate": 1.0}
    plain = options(deciding(brief), "SPO", desk)
    framed = options(deciding(doctrine="prospect"), "SPO", desk)
    assert framed["hold"]["utility"] == pytest.approx(0)
    for action in plain:
        # A quarter's change, felt, for ever: .5 is 1 - patience.
        change = 0.5 * (plain[action]["future"] - plain["hold"]["future"])
        felt = change**0.88 if change >= 0 else -2.25 * (-change) ** 0.88
        span = SPAN if pencil().actions["sponsor"][action].kind == "course" else 1
        wanted = span * (felt / 0.5 + plain[action]["action_cost"])
        assert framed[action]["utility"] == pytest.approx(wanted, abs=1e-9), action
    assert any(framed[action]["utility"] < 0 for action in framed)


@pytest.mark.parametrize("alarm", [0.0, 0.25])
def test_level_k_expects_both_orders_of_every_other_actor(alarm: float) -> None:
    changes: dict[str, object] = {
        "parameters.choice_precision": 20.0,
        "actors.CHA.opening.security": "rearm",
        "actors.FAR.opening.diplomacy": "mediate",
    }
    box, plain = deciding(changes, doctrine="level_k"), deciding(changes)
    for sandbox in (box, plain):
        sandbox.put("world.alarm", alarm)
        for orders in (sandbox.table.order, sandbox.table.before):
            # The sponsor has just acted; its desk will choose anew.
            orders[desk_place(sandbox.place("SPO"), SECURITY_DESK)] = sandbox.menus["SPO"][
                SECURITY_DESK
            ]["request_base"]
    box.consider("NEI", DIPLOMACY_DESK)
    imagined = list(box.table.work.imagined)
    # The observer's guess of resolve: .2 + .6 x .5.
    plain.table.private[at.RESOLVE] = 0.5
    for actor in ACTORS[:-1]:
        first, i = box.place(actor) * at.CHANNEL_COUNT, box.place(actor)
        wanted = [0.0] * at.CHANNEL_COUNT
        for desk in BOTH:
            course = plain.order(actor, desk)
            # At rest .6 of the courses are reviewed; .25 of alarm reviews a quarter of the rest.
            chance = 1.0 if course == "request_base" else 0.6 + 0.4 * alarm
            # What others expect of the neighbouring desk: its course, and no act again.
            neighbour = desk_place(i, 1 - desk)
            kept = plain.table.order[neighbour]
            if not plain.encoded.lasts[kept]:
                plain.table.order[neighbour] = plain.menus[actor][1 - desk]["hold"]
            shares = {
                name: chance * option["probability"]
                for name, option in options(plain, actor, desk).items()
            }
            plain.table.order[neighbour] = kept
            shares[course] = shares.get(course, 0.0) + (1 - chance)
            for name, share in shares.items():
                order = pencil().actions[pencil().actors[actor].role][name]
                if order.force is None:
                    for slot, effort in plain.efforts(
                        actor, plain.menus[actor][desk][name]
                    ).items():
                        wanted[slot] += share * effort
        assert imagined[first : first + at.CHANNEL_COUNT] == pytest.approx(wanted, abs=1e-9), actor
    own = box.place("NEI") * at.CHANNEL_COUNT
    assert imagined[own : own + at.CHANNEL_COUNT] == [0.0] * at.CHANNEL_COUNT


def test_level_k_remembers_what_its_own_other_desk_does() -> None:
    box = deciding(doctrine="level_k")
    box.give_orders({"GUA": "accommodate_rival"})
    found = options(box, "GUA", SECURITY_DESK)
    assert box.names[box.table.counter[at.OTHER]] == "accommodate_rival"
    assert found["arm_client"]["discord"] == pytest.approx(-0.4 * SPAN)


def test_random_play_is_even_over_each_desk() -> None:
    box = deciding(doctrine="random")
    for desk in BOTH:
        found = options(box, "SPO", desk)
        assert {option["probability"] for option in found.values()} == {1 / len(found)}


def test_an_order_fixed_for_one_desk_leaves_the_other_to_its_utilities() -> None:
    box = Sandbox(changes={"actors.SPO.doctrine": "fixed:soft_power"})
    plain = deciding()
    assert options(box, "SPO", SECURITY_DESK) == options(plain, "SPO", SECURITY_DESK)
    certain = options(box, "SPO", DIPLOMACY_DESK)
    assert certain["soft_power"]["probability"] == 1
    assert sum(option["probability"] for option in certain.values()) == 1


SCRIPT = {
    "kind": "script",
    "rules": [
        {"when": "world.tension > 0.5", "order": "request_base+soft_power"},
        {"when": "world.tension > 0.3", "order": "arm"},
        {"when": "theatres.pass.heat >= 0.2", "order": "diplomacy=hold"},
    ],
    "otherwise": "security=hold+restrain_client",
    "reply": "own",
}


@pytest.mark.parametrize(
    ("state", "security", "diplomacy"),
    [
        ({"world.tension": 0.6}, "request_base", "soft_power"),
        # A base that stands is not asked for: the next rule of that desk.
        ({"world.tension": 0.6, "ties.SPO-CHA.presence": 1.0}, "arm", "soft_power"),
        ({"world.tension": 0.4}, "arm", "restrain_client"),
        ({"world.tension": 0.4, "theatres.pass.heat": 0.2}, "arm", "hold"),
        ({"world.tension": 0.3}, "hold", "restrain_client"),
    ],
)
def test_a_script_has_rules_for_either_desk(
    state: dict[str, float], security: str, diplomacy: str
) -> None:
    box = Sandbox(changes={"doctrines.plan": SCRIPT, "actors.SPO.doctrine": "plan"})
    for path, value in state.items():
        box.put(path, value)
    for desk, order in ((SECURITY_DESK, security), (DIPLOMACY_DESK, diplomacy)):
        assert options(box, "SPO", desk)[order]["probability"] == 1


def test_a_desk_that_a_script_does_not_name_follows_its_utilities() -> None:
    rules = [{"when": "world.tension > 0.3", "order": "arm"}]
    script = {**SCRIPT, "rules": rules, "otherwise": "train_cadres"}
    box = Sandbox(changes={"doctrines.plan": script, "actors.SPO.doctrine": "plan"})
    assert options(box, "SPO", SECURITY_DESK)["arm"]["probability"] == 1
    assert options(box, "SPO", DIPLOMACY_DESK) == options(deciding(), "SPO", DIPLOMACY_DESK)


def test_a_divided_guarantor_chooses_less_precisely() -> None:
    changes: dict[str, object] = {
        "parameters.dissensus_noise": 0.5,
        "parameters.choice_precision": 1.0,
    }
    found = options(deciding(changes), "GUA", SECURITY_DESK)
    # Entropy of (1/2, 1/4, 1/4) is 1.5 ln 2; over ln 3. Precision 1 - .5 x .946395.
    precision = 1 - 0.5 * 1.0397207708399179 / 1.0986122886681098
    gap = found["hold"]["utility"] - found["arm_client"]["utility"]
    odds = found["hold"]["probability"] / found["arm_client"]["probability"]
    assert odds == pytest.approx(math.exp(precision * gap))


def test_an_opening_course_is_what_everybody_counts_on() -> None:
    """A sponsor's drones that everybody expects make the challenger's attack cheaper."""
    box = deciding({"actors.SPO.opening.security": "operate_drones"})
    # 2 x (.14 + 1 - .4 x .6)
    found = options(box, "CHA", SECURITY_DESK)["offensive"]
    assert found["war_bill"] == pytest.approx(-1.8)
    box.encoded.ix[at.OPENING + desk_place(box.place("SPO"), SECURITY_DESK)] = box.menus["SPO"][
        SECURITY_DESK
    ]["hold"]
    open_run(box.encoded, box.table)
    found = options(box, "CHA", SECURITY_DESK)["offensive"]
    assert found["war_bill"] == pytest.approx(-2.28)
