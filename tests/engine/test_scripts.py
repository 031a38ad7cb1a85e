"""Scripts that leave a desk to its own doctrine, and rules that hold for a time."""

from __future__ import annotations

import pytest

import sim
from sim.engine.courses import desk_place
from sim.engine.seen import with_what_desks_read
from sim.engine.turn import play_turn
from sim.narrative.divergence.causes import Causes
from sim.narrative.divergence.pair import ORDER, RecordPair, Step
from sim.narrative.divergence.telling import Teller
from sim.scenario import from_document
from sim.vocabulary import DESKS, DIPLOMACY_DESK, SECURITY_DESK
from tests.engine.pencil import Sandbox

ARMS_WHEN_TENSE = {"when": "world.tension > 0.5", "order": "arm"}


def scripted(*rules: object, otherwise: str = "own", **changes: object) -> Sandbox:
    """A dispute whose sponsor follows a script."""
    script = {"kind": "script", "rules": list(rules), "otherwise": otherwise, "reply": "own"}
    seat = {"doctrines.plan": script, "actors.SPO.doctrine": "plan"}
    return Sandbox(changes={**seat, **{f"parameters.{key}": x for key, x in changes.items()}})


def unscripted() -> Sandbox:
    """The same dispute with a sponsor that decides by expected utility."""
    return Sandbox(changes={"actors.SPO.doctrine": "logit_eu"})


def odds(box: Sandbox, actor: str, desk: int) -> dict[str, float]:
    """Probability of every legal order of a desk."""
    count, work = box.consider(actor, desk), box.table.work
    return {box.names[work.option[k]]: work.weight[k] for k in range(count)}


def given(box: Sandbox, turns: int) -> list[tuple[str, bool]]:
    """The sponsor's security order of every turn, and whether the desk chose it anew."""
    k, found = desk_place(box.place("SPO"), SECURITY_DESK), []
    for _ in range(turns):
        play_turn(box.encoded, box.table)
        found.append((box.names[box.table.before[k]], box.table.reviewed[k] == 1))
    return found


def test_where_no_rule_applies_the_desk_decides_as_without_a_script() -> None:
    box, plain = scripted(ARMS_WHEN_TENSE), unscripted()
    for desk in range(len(DESKS)):
        assert odds(box, "SPO", desk) == odds(plain, "SPO", desk)
    box.put("world.tension", 0.6)
    plain.put("world.tension", 0.6)
    certain = odds(box, "SPO", SECURITY_DESK)
    assert certain.pop("arm") == 1.0
    assert set(certain.values()) == {0.0}
    # The rule is one of the security desk.
    assert odds(box, "SPO", DIPLOMACY_DESK) == odds(plain, "SPO", DIPLOMACY_DESK)


def test_whole_runs_under_a_script_that_never_applies_are_those_without() -> None:
    plain = sim.load_scenario("libya-2019").replace({"actors.TUR.doctrine": "logit_eu"})
    document = plain.document
    never = [{"when": "world.tension < 0", "order": "arm_client"}]
    document["doctrines"] = {
        "silent": {"kind": "script", "rules": never, "otherwise": "own", "reply": "own"}
    }
    document["actors"]["TUR"]["doctrine"] = "silent"
    runs = [sim.run(one, seed=3, turns=6) for one in (plain, from_document(document))]
    states = [[turn.hash for turn in run.turns_played] for run in runs]
    assert states[0] == states[1]


def test_a_rule_needs_no_review_and_its_course_then_goes_on_until_one() -> None:
    box = scripted(ARMS_WHEN_TENSE, review_rate=0.0)
    k = desk_place(box.place("SPO"), SECURITY_DESK)
    box.table.order[k] = box.table.before[k] = box.menus["SPO"][SECURITY_DESK]["hold"]
    box.put("world.tension", 0.9)
    assert given(box, 1) == [("arm", True)]
    box.put("world.tension", 0.0)
    assert given(box, 1) == [("arm", False)]


def test_one_order_for_one_turn_or_for_a_span() -> None:
    one = {"at": 2, "order": "arm"}
    span = {"at": "2000-Q2", "until": 3, "order": "train_cadres"}
    for rule, turns in ((one, [2]), (span, [1, 2, 3])):
        box = scripted(rule, review_rate=0.0)
        assert box.scenario.calendar.turn("2000-Q2") == 1
        played = given(box, 5)
        assert [turn for turn, (order, _) in enumerate(played) if order == rule["order"]][
            : len(turns)
        ] == turns
        chosen = [turn for turn, (_, anew) in enumerate(played) if anew]
        # The desk chooses anew in the turn after the span, too: the order was for that time.
        assert chosen[: len(turns) + 1] == [*turns, turns[-1] + 1]


def test_a_condition_may_hold_for_a_time_alone() -> None:
    rule = {"when": "world.tension > 0.5", "at": 1, "until": 2, "order": "arm"}
    box = scripted(rule, otherwise="train_cadres")
    found = []
    for tension in (0.9, 0.9, 0.0, 0.9):
        box.put("world.tension", tension)
        found += [order for order, _ in given(box, 1)]
    assert found == ["train_cadres", "arm", "train_cadres", "train_cadres"]


def test_a_rule_whose_order_is_not_legal_leaves_the_desk_to_itself() -> None:
    rule = {"at": 0, "order": "request_base"}
    box, plain = scripted(rule), unscripted()
    assert odds(box, "SPO", SECURITY_DESK)["request_base"] == 1.0
    for one in (box, plain):
        one.put("ties.SPO-CHA.presence", 1.0)  # A base that stands is not asked for.
    assert odds(box, "SPO", SECURITY_DESK) == odds(plain, "SPO", SECURITY_DESK)


@pytest.mark.parametrize("otherwise", ["own", "train_cadres"])
def test_all_that_a_rule_may_compare_is_known_to_be_read(otherwise: str) -> None:
    """Also what stands behind a rule that always applies, whose order may be illegal in a run."""
    first = {"when": "world.tension > -1", "order": "request_base"}
    second = {"when": "theatres.pass.heat > 0.15", "order": "arm"}
    late = {"when": "actors.DEF.standing > 0.5", "at": 9, "order": "arm"}
    box = scripted(first, second, late, otherwise=otherwise)
    sc, k = with_what_desks_read(box.encoded), desk_place(box.place("SPO"), SECURITY_DESK)
    seen = set(sc.seen_place[sc.seen_first[k] : sc.seen_first[k + 1]])
    compared = ("world.tension", "theatres.pass.heat", "actors.DEF.standing")
    assert {box.places[path] for path in compared} <= seen


def test_a_record_says_which_rule_or_doctrine_decided_and_why() -> None:
    scenario = sim.load_scenario("karabakh-2020")
    document = scenario.replace({"parameters.review_rate": 0.0}).document
    rules = [{"at": 1, "order": "mobilise"}]
    document["doctrines"] = {
        "once": {"kind": "script", "rules": rules, "otherwise": "own", "reply": "own"}
    }
    document["actors"]["ARM"]["doctrine"] = "once"
    record = sim.run(from_document(document), seed=1, turns=3)
    first, ruled, after = (turn.why["ARM"]["security"] for turn in record.turns_played)
    assert first.doctrine == "logit_eu"
    assert (ruled.doctrine, ruled.chosen, ruled.draw) == ("script", "mobilise", None)
    assert ruled.review is not None
    assert ruled.review.reason == "script"
    assert after.doctrine == "logit_eu"
    assert after.review is not None
    assert after.review.reason == "span"
    assert after.draw is not None
    assert sim.replay(record).agrees
    said = [sim.explain(record, turn, "ARM").review_sentence("security") for turn in (1, 2)]
    assert said[0] == "A rule of its script gives the order."
    assert "the time of a rule of its script was over" in said[1]


def test_a_game_continued_from_a_record_follows_its_script() -> None:
    document = sim.load_scenario("karabakh-2020").document
    rules = [{"at": 2, "until": 3, "order": "mobilise"}]
    document["doctrines"] = {
        "later": {"kind": "script", "rules": rules, "otherwise": "own", "reply": "own"}
    }
    document["actors"]["ARM"]["doctrine"] = "later"
    record = sim.run(from_document(document), seed=5, turns=6)
    game = sim.Game.at(record, 3)
    game.play()
    assert game.record().turns_played[-1].hash == record.turns_played[-1].hash


def test_two_runs_that_part_because_a_rule_applied_in_one_say_so() -> None:
    document = sim.load_scenario("karabakh-2020").document
    document["doctrines"] = {
        "calm": {
            "kind": "script",
            "rules": [{"when": "world.tension > 0.1", "order": "mobilise"}],
            "otherwise": "own",
            "reply": "own",
        }
    }
    document["actors"]["ARM"]["doctrine"] = "calm"
    runs = []
    for tension in (0.5, 0.0):
        document["world"]["tension"] = tension
        runs.append(sim.run(from_document(document), seed=1, turns=1))
    pair = RecordPair(*runs)
    step = Step(0, ORDER, "ARM", desk="security")
    (reason,) = Causes(pair).of(step)
    assert Teller(pair).reason(reason, step, lambda earlier: None) == (
        "A rule of its script, calm, gives it an order in A only."
    )
