"""Expected utilities: what an order leads to, what it costs; shortcuts change nothing."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import sim
from sim.engine import layout as at
from sim.engine.turn import open_turn, play_turn
from sim.engine.weights import TERMS
from sim.scenario import Scenario
from tests.engine.pencil import Sandbox, pencil

OWN = {"GUA": 0.5, "SPO": 0.5, "CHA": 0.5, "DEF": 0.5, "FAR": 0.5, "NEI": 0.5}


def options(box: Sandbox, actor: str) -> dict[str, dict[str, float]]:
    """Everything on the workspace of an actor that has just considered, by action."""
    count = box.consider(actor)
    names = {place: name for name, place in box.menus[actor].items()}
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
        found[names[work.option[k]]] = terms
    return found


def deciding(changes: dict[str, object] | None = None, doctrine: str = "logit_eu") -> Sandbox:
    doctrines = {f"actors.{actor}.doctrine": doctrine for actor in pencil().actors}
    return Sandbox(changes={**doctrines, **(changes or {})})


def test_the_bills_of_an_offensive() -> None:
    found = options(deciding(), "CHA")["offensive"]
    # The challenger expects the valley to be defended with .5 x .8 x .5 x .7 = .14.
    assert found["war_bill"] == pytest.approx(-2.28)  # 2 x (.14 + 1)
    assert found["violation_bill"] == pytest.approx(-0.55)  # .25 + .75 x .4
    assert found["action_cost"] == found["inertia"] == found["retaliation"] == 0


def test_the_bills_of_an_attack_on_the_border() -> None:
    box = deciding()
    box.put("theatres.pass.red_line", 0.5)
    box.put("theatres.pass.casus", 0.6)
    box.put("theatres.pass.war", 1)
    found = options(box, "CHA")["border_push"]
    # Coverage is 1 already: defended with .28. 2 x .8 x (.28 + .5)
    assert found["war_bill"] == pytest.approx(-1.248)
    # .8 x .5 x (.25 + .6 x .5 x .5) x (1 - .3) x .3
    assert found["violation_bill"] == pytest.approx(-0.0336)


def test_an_expected_sponsor_lowers_the_bill() -> None:
    box = deciding()
    first = box.place("SPO") * at.CHANNEL_COUNT
    box.table.forecast[first + at.DO_COVERT] = 0.5
    # 2 x (.14 + 1 - .4 x .5)
    assert options(box, "CHA")["offensive"]["war_bill"] == pytest.approx(-1.88)


def test_what_granting_a_base_may_cost() -> None:
    box = deciding()
    box.put("ties.SPO-CHA.base_request", 0.5)
    box.put("theatres.pass.red_line", 0.5)
    found = options(box, "CHA")["grant_base"]
    assert found["retaliation"] == pytest.approx(-0.132)  # .4 x .5 x .5 + .2 x .2 x .8
    assert found["action_cost"] == pytest.approx(-0.10)


def test_the_guarantors_costs_are_weighed_by_its_factions() -> None:
    # .5 x .8 + .25 x 1 + .25 x 1.4 = 1
    box = deciding({"utility.GUA.factions.hawks.action_cost": 0.6})  # so that it is .9
    found = options(box, "GUA")
    assert found["deploy_guarantee"]["action_cost"] == pytest.approx(-0.495)
    assert found["disengage"]["action_cost"] == pytest.approx(0.045)


def test_habit() -> None:
    box = deciding()
    box.table.last[box.place("NEI")] = box.menus["NEI"]["mediate"]
    found = options(box, "NEI")
    assert found["mediate"]["inertia"] == pytest.approx(0.1)
    assert found["hold"]["inertia"] == 0


def test_probabilities_are_a_logit_of_the_utilities() -> None:
    found = options(deciding(), "NEI")
    # The neighbour wants only its influence; nothing it does but courting moves that.
    assert found["hold"]["future"] == pytest.approx(found["mediate"]["future"])
    # Their costs differ by .08, at a precision of 10.
    odds = found["hold"]["probability"] / found["mediate"]["probability"]
    assert odds == pytest.approx(2.718281828459045**0.8)


def reply_seen(box: Sandbox, actor: str) -> dict[str, float]:
    """Chance of defence by theatre, from belief, bandwidth, coverage, closeness; no red lines."""
    side = "client" if actor == "DEF" else "adversary"
    odds = 2.718281828459045 ** box.state()[f"ties.GUA-DEF.belief_{side}"]
    near = 0.8 * (0.5 + 0.5 * box.state()["ties.GUA-DEF.influence"]) * odds / (1 + odds)
    return {"valley": 0.5 * near, "pass": 1.0 * near}


@pytest.mark.parametrize("actor", sorted(OWN))
def test_the_future_of_every_option_by_hand(actor: str) -> None:
    """Two turns in, so that there are forecasts; the lottery of an attack put together by hand."""
    box = deciding({"parameters.attribution": 0.6, "parameters.choice_precision": 1.0})
    for _ in range(2):
        play_turn(box.encoded, box.table)
    for theatre in box.cast.theatres:
        box.put(f"theatres.{theatre}.red_line", 0)
    seen = reply_seen(box, actor)
    for action, found in options(box, actor).items():
        force = pencil().actions[pencil().actors[actor].role][action].force
        if force is None:
            value = sum(box.worth(actor, {actor: action}, seen).values())
        else:
            theatre = {"main": "valley", "second": "pass"}[force[0]]
            met, left = (
                sum(box.worth(actor, {actor: action}, {**seen, theatre: y}).values())
                for y in (1.0, 0.0)
            )
            value = seen[theatre] * met + (1 - seen[theatre]) * left
        assert found["future"] == pytest.approx(value / 0.5, abs=1e-9), action


def everything_anew(box: Sandbox, actor: str, action: str) -> float:
    """Future of an order as in the test above, with what is on the encoded scenario."""
    i, work = box.place(actor), box.table.work
    seen = dict(zip(box.cast.theatres, list(work.reply), strict=False))
    theatre = box.encoded.attack_theatre[box.menus[actor][action]]
    edge, patience = box.table.edge[i], box.encoded.p[at.PATIENCE]
    if theatre < 0:
        return sum(box.worth(actor, {actor: action}, seen, edge).values()) / (1 - patience)
    name = box.cast.theatres[theatre]
    met, left = (
        sum(box.worth(actor, {actor: action}, {**seen, name: y}, edge).values()) for y in (1.0, 0.0)
    )
    return (seen[name] * met + (1 - seen[name]) * left) / (1 - patience)


# A whole game to shrink takes minutes and the first example says as much.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)

SHIPPED = ("karabakh-2020", "karabakh-2020-ukraine", "libya-2019")


@pytest.fixture(scope="module", params=[*SHIPPED, "pencil"])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return pencil() if request.param == "pencil" else sim.load_scenario(request.param)


@settings(max_examples=12, phases=QUICK)
@given(seed=st.integers(0, 2**32), turns=st.integers(0, 8))
def test_working_out_only_what_an_order_changes_changes_nothing(
    scenario: Scenario, seed: int, turns: int
) -> None:
    """An order's future from the blocks that it touches equals the whole turn worked out anew."""
    box = Sandbox(scenario, seed=seed)
    for actor in scenario.actors:
        box.encoded.ix[at.DOCTRINE + box.place(actor)] = 0  # all weigh utilities
    box.encoded.p[at.CHOICE_PRECISION] = 1.0  # and order a bit of everything
    for _ in range(turns):
        play_turn(box.encoded, box.table)
    open_turn(box.encoded, box.table)
    for actor in scenario.actors:
        for action, found in options(box, actor).items():
            assert found["future"] == pytest.approx(
                everything_anew(box, actor, action), abs=1e-9
            ), (actor, action)


@pytest.mark.parametrize("doctrine", ["logit_eu", "level_k", "prospect"])
@pytest.mark.parametrize("actor", sorted(OWN))
def test_the_terms_of_an_option_sum_to_its_utility(actor: str, doctrine: str) -> None:
    box = deciding(doctrine=doctrine)
    play_turn(box.encoded, box.table)
    for action, found in options(box, actor).items():
        parts = found["future"] + sum(found[name] for name in at.EXTRA_TERMS)
        assert parts == pytest.approx(found["utility"], abs=1e-9), action


def test_a_prospect_is_a_change_from_doing_nothing() -> None:
    changes: dict[str, object] = {}
    plain = options(deciding(changes), "SPO")
    framed = options(deciding(changes, doctrine="prospect"), "SPO")
    assert framed["hold"]["utility"] == pytest.approx(0)
    for action in plain:
        # A quarter's change, felt, for ever: .5 is 1 - patience.
        change = 0.5 * (plain[action]["future"] - plain["hold"]["future"])
        felt = change**0.88 if change >= 0 else -2.25 * (-change) ** 0.88
        wanted = felt / 0.5 + plain[action]["action_cost"]
        assert framed[action]["utility"] == pytest.approx(wanted, abs=1e-9), action
    assert any(framed[action]["utility"] < 0 for action in framed)


def test_level_k_expects_the_others_best_guess_instead_of_their_past() -> None:
    # With play that is as good as certain the imagined effort is the best order's.
    box = deciding({"parameters.choice_precision": 200.0}, doctrine="level_k")
    box.consider("NEI")
    imagined = list(box.table.work.imagined)
    plain = deciding({"parameters.choice_precision": 200.0})
    # The observer's guess of resolve: .2 + .6 x .5.
    plain.table.private[at.RESOLVE] = 0.5
    for actor in ("GUA", "SPO", "CHA", "DEF", "FAR"):
        found = options(plain, actor)
        first = box.place(actor) * at.CHANNEL_COUNT
        wanted = [0.0] * at.CHANNEL_COUNT
        for action, option in found.items():
            a = box.menus[actor][action]
            for k in range(box.encoded.first_effort[a], box.encoded.first_effort[a + 1]):
                wanted[box.encoded.slot[k]] += option["probability"] * box.encoded.effort[k]
        assert imagined[first : first + at.CHANNEL_COUNT] == pytest.approx(wanted, abs=1e-9)
    own = box.place("NEI") * at.CHANNEL_COUNT
    assert imagined[own : own + at.CHANNEL_COUNT] == [0.0] * at.CHANNEL_COUNT


def test_a_divided_guarantor_chooses_less_precisely() -> None:
    changes: dict[str, object] = {
        "parameters.dissensus_noise": 0.5,
        "parameters.choice_precision": 1.0,
    }
    found = options(deciding(changes), "GUA")
    # Entropy of (1/2, 1/4, 1/4) is 1.5 ln 2; over ln 3. Precision 1 - .5 x .946395.
    precision = 1 - 0.5 * 1.0397207708399179 / 1.0986122886681098
    gap = found["hold"]["utility"] - found["arm_client"]["utility"]
    odds = found["hold"]["probability"] / found["arm_client"]["probability"]
    assert odds == pytest.approx(2.718281828459045 ** (precision * gap))
