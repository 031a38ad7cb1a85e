"""What is a lever, who pulls it and what it costs; variants played on the same chance."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.experiment.experiment import Policy
from sim.experiment.levers import Cost, Lever, can_pull, find_levers, order_cost, pulled
from sim.experiment.outcomes import check_outcome, is_share
from sim.experiment.trials import play_variants
from sim.scenario import Scenario
from tests.scenario.bench import QUARREL


@pytest.fixture(scope="module")
def quarrel() -> Scenario:
    return sim.load_scenario(QUARREL)


@pytest.fixture(scope="module")
def karabakh() -> Scenario:
    return sim.load_scenario("karabakh-2020")


@pytest.fixture(scope="module")
def of_karabakh(karabakh) -> dict[str, Lever]:
    """Every lever of karabakh-2020, and of two policies beside."""
    orders = {"actors.ARM.doctrine": "fixed:mobilise+concede"}
    line = {"actions.guarantor.accommodate_rival.line": 0}
    policies = (
        Policy("two", karabakh.replace(orders), "Armenia mobilises and concedes", orders),
        Policy("may-deal", karabakh.replace(line), "A deal is no contradiction", line),
    )
    return {lever.key: lever for lever in find_levers(karabakh, policies)}


def test_every_order_of_every_seat_and_every_number_somebody_holds_is_a_lever(quarrel) -> None:
    found = {lever.key: lever for lever in find_levers(quarrel)}
    assert "BEL: arm" in found
    assert "actors.ANV.capability = 3" in found
    assert found["BEL: arm"].said == "Bell always arms Crag"
    assert found["BEL: arm"].changes == {"actors.BEL.doctrine": "fixed:arm"}
    assert (found["BEL: arm"].puller, found["BEL: arm"].who) == ("BEL", "Bell")
    # What nobody holds is no lever, though it has a range; nor is a number without one.
    assert not any(key.startswith("parameters.bulwark") for key in found)
    assert not any(key.startswith("ties.ANV-DELL") for key in found)


def test_each_desk_has_its_orders_and_may_wait(quarrel) -> None:
    found = {lever.key: lever for lever in find_levers(quarrel)}
    # Dell mobilises and provokes on its security desk; its menu has no order of diplomacy.
    dells = {"security=hold", "mobilise", "provoke", "diplomacy=hold"}
    assert {key for key in found if key.startswith("DELL: ")} == {f"DELL: {name}" for name in dells}
    waiting = found["DELL: security=hold"]
    assert waiting.said == "Dell always waits on its security desk"
    assert waiting.told(0.4) == "Dell waits on its security desk whenever legal"
    assert waiting.changes == {"actors.DELL.doctrine": "fixed:security=hold"}
    assert waiting.cost.said == "0.00 utils a quarter"


def test_what_an_actor_does_already_is_no_lever(quarrel) -> None:
    # Elm's doctrine is fixed:court.
    assert "ELM: court" not in {lever.key for lever in find_levers(quarrel)}


def test_an_order_of_one_desk_leaves_the_other_desk_as_it_was(quarrel) -> None:
    found = {lever.key: lever for lever in find_levers(quarrel)}
    # Elm's diplomacy goes on courting; only its security desk is held.
    assert found["ELM: security=hold"].changes == {
        "actors.ELM.doctrine": "fixed:security=hold+court"
    }
    assert found["ELM: diplomacy=hold"].changes == {"actors.ELM.doctrine": "fixed:diplomacy=hold"}


def test_orders_of_both_desks_can_be_pulled_together(quarrel) -> None:
    found = {lever.key: lever for lever in find_levers(quarrel)}
    arms, waits, mobilises = (
        found[f"DELL: {name}"] for name in ("provoke", "diplomacy=hold", "mobilise")
    )
    assert arms.clashes(mobilises)
    assert not arms.clashes(waits)
    both = pulled(quarrel, arms, waits)
    assert both.doctrine("DELL").order == "provoke+diplomacy=hold"
    # Both desks at once are one lever of each desk: the order of pulling does not matter.
    assert pulled(quarrel, waits, arms).hash == both.hash
    still = pulled(quarrel, waits, found["DELL: security=hold"])
    assert still.hash == quarrel.replace({"actors.DELL.doctrine": "fixed:hold"}).hash


def test_a_bill_by_hand(quarrel) -> None:
    # Menu cost .10, action_cost .4; Anvil's factions .30 x .8 + .45 x 1 + .25 x 1.2 = .99.
    assert order_cost(quarrel, "ANV", "broker").amount == pytest.approx(0.10 * 0.4 * 0.99)
    assert order_cost(quarrel, "CRAG", "offensive").said == "the cost of fighting"
    assert Cost(0.3, "utils a quarter", "the cost of fighting").said == (
        "0.30 utils a quarter and the cost of fighting"
    )


def test_two_orders_cost_their_sum(karabakh, of_karabakh) -> None:
    # Menu costs .45 and .10, action_cost .4.
    assert order_cost(karabakh, "ARM", "mobilise", "concede").amount == pytest.approx(0.55 * 0.4)
    two = of_karabakh["two"]
    assert two.cost.said == "0.22 utils a quarter"
    assert (two.puller, two.who) == ("ARM", "Armenia")


def test_what_counts_against_a_guarantee_is_a_policy_of_nobody(of_karabakh) -> None:
    deal = of_karabakh["may-deal"]
    assert (deal.puller, deal.who) == ("", "nobody")
    assert deal.cost.said == "no single price"


def test_a_move_is_measured_by_its_range_and_shares_still_sum_to_one(quarrel) -> None:
    found = {lever.key: lever for lever in find_levers(quarrel)}
    moved = found["actors.ANV.factions.accommodators = 0.4"]
    # From .25 to .40 of .10 to .40: half the range. The others keep 30 : 45 of the .60 left.
    assert moved.cost.said == "50 % of its range"
    shares = {path.rpartition(".")[2]: value for path, value in moved.changes.items()}
    assert shares == pytest.approx({"accommodators": 0.4, "hawks": 0.24, "brokers": 0.36})
    assert pulled(quarrel, moved).numbers()["actors.ANV.factions.brokers"] == pytest.approx(0.36)


def test_a_change_that_no_scenario_can_have_is_no_lever(quarrel) -> None:
    # Dell's ties would sum to 1.04 of it.
    crowded = {"ties.ANV-DELL.influence": 0.9}
    policies = (Policy("crowded", quarrel, "Crowded", crowded),)
    assert "crowded" not in {lever.key for lever in find_levers(quarrel, policies)}


def test_policies_come_first_and_are_not_told_twice(quarrel) -> None:
    changes = {"actors.BEL.doctrine": "fixed:arm"}
    policies = (
        Policy("arms", quarrel.replace(changes), "Bell sends arms", changes),
        Policy("same", quarrel, "Nothing", {}),
        Policy("two", quarrel, "", {"actors.BEL.drone_tech": 0.1, "actors.CRAG.drone_tech": 0.1}),
        Policy("odd", quarrel, "Odd", {"parameters.bulwark": 0.0}),
        Policy("more", quarrel, "More", {"actors.ANV.capability": 5}),
    )
    found = {lever.key: lever for lever in find_levers(quarrel, policies)}
    assert found["arms"].said == "Bell sends arms"
    assert found["arms"].cost.said == "0.07 utils a quarter"
    assert "BEL: arm" not in found
    assert "same" not in found
    assert (found["two"].who, found["two"].cost.said) == ("several", "no single price")
    assert (found["odd"].puller, found["odd"].said) == ("", "Odd")
    assert found["more"].cost.said == "50 % of its range"


def test_levers_that_set_the_same_thing_clash_and_some_cannot_be_pulled_together(quarrel) -> None:
    policies = (
        Policy("close", quarrel, "", {"ties.ANV-DELL.influence": 0.8}),
        Policy("courted", quarrel, "", {"ties.ELM-DELL.influence": 0.3}),
    )
    found = {lever.key: lever for lever in find_levers(quarrel, policies)}
    assert found["BEL: arm"].clashes(found["BEL: security=hold"])
    assert not found["BEL: arm"].clashes(found["CRAG: security=hold"])
    # .8 + .14 and .48 + .3 leave Dell some autonomy; .8 + .3 does not.
    close, courted = found["close"], found["courted"]
    assert (close.puller, courted.puller) == ("ANV", "ELM")
    assert can_pull(quarrel, close)
    assert not can_pull(quarrel, close, courted)


def test_numbers_of_ties_theatres_and_load_are_held_by_somebody(of_karabakh) -> None:
    presence = of_karabakh["ties.TUR-AZE.presence = 0.9"]
    assert presence.said == "Turkey's military presence in Azerbaijan begins at 0.9, not 0.1"
    assert presence.puller == "TUR"
    assert of_karabakh["parameters.overstretch_base = 0.05"].puller == "RUS"
    assert of_karabakh["theatres.karabakh.coverage = 0.5"].puller == "RUS"


# --- trials -----------------------------------------------------------------------------------


def test_variants_are_played_on_the_same_chance(quarrel) -> None:
    told: list[int] = []
    values, _ = play_variants(
        [quarrel, quarrel, quarrel.replace({"actors.CRAG.doctrine": "fixed:offensive"})],
        ["offensive", "tests"],
        seed=3,
        first=2,
        count=3,
        turns=1,
        watch=told.append,
    )
    assert values.shape == (2, 3, 3)
    attacks, tests = values
    assert (attacks[0] == attacks[1]).all()
    assert (attacks[2] == 1.0).all()
    assert (tests[2] == 1.0).all()
    assert sum(told) == 9


def test_a_replicate_is_the_run_of_that_number(quarrel) -> None:
    later, _ = play_variants(
        [quarrel], ["tests", "recommitment_index"], seed=3, first=2, count=1, turns=2, jobs=1
    )
    table = sim.batch(quarrel, replicates=3, seed=3, turns=2)
    assert later[1, 0, 0] == table["recommitment_index"][2]


def test_the_share_of_quarters_in_which_orders_were_given(quarrel) -> None:
    """As the records of the same runs tell it."""
    counted = {"CRAG": {"security": "offensive"}}
    both = {"CRAG": {"security": "offensive", "diplomacy": "hold"}}
    scenario = quarrel.replace({"actors.CRAG.doctrine": "fixed:offensive"})
    _, given = play_variants(
        [scenario, scenario, scenario],
        ["tests"],
        seed=3,
        first=1,
        count=2,
        turns=6,
        counted=[{}, counted, both],
    )
    assert np.isnan(given[0]).all()
    for k, replicate in enumerate((1, 2)):
        record = sim.run(scenario, seed=3, replicate=replicate, turns=6)
        orders = [turn.orders["CRAG"] for turn in record.turns_played]
        attacks = [order.security == "offensive" for order in orders]
        waits = [order.diplomacy == "hold" for order in orders]
        assert given[1, k] == np.mean(attacks)
        assert given[2, k] == np.mean(
            [one and two for one, two in zip(attacks, waits, strict=True)]
        )
    assert 0.0 < given[1].mean() < 1.0


def test_orders_of_runs_that_fail_are_not_counted(quarrel, monkeypatch) -> None:
    from sim.engine.batch import Batch

    play = Batch.play

    def fail_on_second(self, values, *, seed, first, count, **more):  # type: ignore[no-untyped-def]
        if first <= 1 < first + count:
            raise ZeroDivisionError("of the model")
        return play(self, values, seed=seed, first=first, count=count, **more)

    monkeypatch.setattr(Batch, "play", fail_on_second)
    counted = [{"BEL": {"security": "arm"}}]
    values, given = play_variants(
        [quarrel], ["tests"], seed=3, first=0, count=3, turns=1, counted=counted
    )
    assert list(np.isnan(values[0, 0])) == list(np.isnan(given[0])) == [False, True, False]


def test_a_policy_that_fixes_orders_says_how_often_they_were_given(of_karabakh) -> None:
    two = of_karabakh["two"]
    assert two.counted == {"ARM": {"security": "mobilise", "diplomacy": "concede"}}
    assert two.told(0.9) == "Armenia mobilises and concedes"
    assert two.told(0.2) == "Armenia mobilises and concedes (whenever legal)"
    assert of_karabakh["may-deal"].counted == {}


def test_a_stance_is_counted_by_name(quarrel) -> None:
    stances = [f"stance={name}" for name in ("recommit", "disengage", "accommodate", "broker")]
    stances.append("stance=mixed")
    found, _ = play_variants([quarrel], stances, seed=3, first=0, count=3, turns=1)
    assert (np.sum(found, axis=0) == 1.0).all()


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("recomitted", "no outcome is called 'recomitted'; did you mean 'recommitted'?"),
        ("stance", "say which, stance=recommit"),
        ("stance=brokr", "the stances are recommit, disengage"),
        ("first_quarter", "a turn may never come"),
        ("zzz", "the measures are stance, recommitted"),
    ],
)
def test_an_outcome_without_a_mean_is_refused(quarrel, outcome: str, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        check_outcome(outcome, quarrel)
    assert said in str(caught.value)


def test_which_outcomes_are_probabilities() -> None:
    assert [is_share(name) for name in ("recommitted", "stance=broker", "tests")] == [
        True,
        True,
        False,
    ]
