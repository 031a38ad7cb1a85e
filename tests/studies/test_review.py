"""The review of a game: exact sums, alternatives of every decision, calibration."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.exercise.intents import mark_intents
from sim.exercise.log import LogError
from sim.exercise.sheets import Answer
from sim.play.game import Game
from sim.play.seats import Decision
from sim.studies.alternatives import alternatives
from sim.studies.odds import CHANCE, ORDERS, REPLY
from sim.studies.review import Review, review
from tests.engine.pencil import pencil
from tests.exercise.players import Listed, begun

TURNS, FUTURES = 2, 2
OUTCOME = "end.world.tension"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A game in which the challenger attacks and the guarantor has a player too."""
    challenger = Listed(
        [
            Answer(Decision("rearm", "hold"), "get ready", 0.8),
            Answer(Decision("border_push", "hold"), "take the road", 0.6),
        ]
    )
    guarantor = Listed(["no answer in time", Answer(Decision(reply="stand_aside"))])
    session = begun(
        tmp_path_factory.mktemp("games") / "game",
        pencil(),
        {"CHA": challenger, "GUA": guarantor},
        turns=TURNS,
    )
    session.play()
    session.close()
    mark_intents(session.folder, {("CHA", 0): True, ("CHA", 1): False})
    return session.folder


@pytest.fixture(scope="module")
def found(folder: Path) -> Review:
    return review(folder, outcome=OUTCOME, futures=FUTURES)


def test_the_parts_add_up_to_the_whole_change(found: Review) -> None:
    assert found.odds is not None
    whole = found.odds.end - found.odds.starts[0][0]
    assert sum(part.change.value for part in found.parts) == pytest.approx(whole, abs=1e-12)
    orders = [part.actor for part in found.parts if part.cause == ORDERS]
    assert orders == list(found.told.briefings)
    assert [part.actor for part in found.parts if part.cause == REPLY] == ["GUA"]
    assert [part.cause for part in found.parts][-1] == CHANCE


def test_every_turn_of_every_player_is_a_decision(found: Review) -> None:
    assert [(one.turn, one.actor) for one in found.decided] == [
        (turn, actor) for turn in range(TURNS) for actor in ("GUA", "CHA")
    ]
    assert found.decided[0].answer.fault == "no answer in time"


def test_the_alternatives_are_the_legal_orders_and_one_of_each_desk_was_given(
    found: Review,
) -> None:
    game = Game.of_record(found.told.record)
    for turn in found.told.record.turns_played:
        game.open()
        for one in (one for one in found.decided if one.turn == turn.turn):
            legal = game.legal_orders(one.actor)
            for desk, names in legal.items():
                options = [other for other in one.alternatives if other.desk == desk]
                listed = {other.order for other in options}
                # No attack goes together with an offer of peace.
                assert listed <= set(names)
                assert set(names) - listed <= {"probe", "offensive", "border_push", "offer_treaty"}
                (given,) = [other for other in options if other.given]
                assert given.order == turn.orders[one.actor].of(desk)
                assert (given.change.value, given.change.low) == (0.0, 0.0)
                assert given.odds == one.odds
        game.repeat(turn)


def test_attack_and_offer_are_no_pair(found: Review) -> None:
    attack = next(one for one in found.decided if (one.turn, one.actor) == (1, "CHA"))
    assert attack.orders["security"] == "border_push"
    assert "offer_treaty" not in {one.order for one in attack.alternatives}


def test_where_all_others_have_one_order_only_nothing_else_was_open(found: Review) -> None:
    """Then the moment after a player's orders is that after all orders."""
    assert found.odds is not None
    for one in found.decided:
        others = [
            other for other in found.decided if other.turn == one.turn and other.actor != one.actor
        ]
        if all(set(other.orders.values()) == {"hold"} for other in others):
            assert np.array_equal(one.values[0], found.odds.values[one.turn][1])
            assert np.array_equal(one.before, found.odds.values[one.turn][0])
            expected = (one.values[0] - one.before).mean()
            assert one.against_doctrine.value == pytest.approx(expected, abs=1e-12)


def test_the_odds_of_a_record_give_the_same_alternatives(found: Review) -> None:
    assert found.odds is not None
    for one in alternatives(found.odds, 1):
        for other in (
            other for other in found.decided if (other.turn, other.actor) == (1, one.actor)
        ):
            assert one.alternatives == other.alternatives
            assert np.array_equal(one.values, other.values)


def test_the_reply_to_an_attack_has_its_alternative(found: Review) -> None:
    assert found.odds is not None
    for one in found.decided:
        replies = [other for other in one.alternatives if other.desk == REPLY]
        attacked = one.actor == "GUA" and one.turn == 1
        assert [other.order for other in replies] == (["stand_aside", "defend"] if attacked else [])
        if attacked:
            assert [other.given for other in replies] == [True, False]
            assert replies[0].odds == pytest.approx(found.odds.values[1][2].mean(), abs=1e-12)


def test_judgement_is_the_sum_over_the_turns(found: Review) -> None:
    assert [one.actor for one in found.judgements] == ["GUA", "CHA"]
    for judged in found.judgements:
        own = [one for one in found.decided if one.actor == judged.actor]
        assert judged.turns == TURNS
        total = sum(one.against_doctrine.value for one in own)
        assert judged.doctrine.value == pytest.approx(total, abs=1e-12)
        for gap, highest in ((judged.highest, True), (judged.lowest, False)):
            total = sum(one.against(highest=highest).value for one in own)
            assert gap.value == pytest.approx(total, abs=1e-12)
    told = found.turns_told(1)
    for judged in found.judgements:
        assert any(one.turn in told for one in found.decided if one.actor == judged.actor)


def test_confidence_is_scored_against_the_marks(found: Review) -> None:
    (one,) = found.calibration
    # (0.8 - 1)^2 and (0.6 - 0)^2.
    assert (one.actor, one.count, one.came) == ("CHA", 2, 0.5)
    assert one.score == pytest.approx((0.04 + 0.36) / 2)
    assert one.confidence == pytest.approx(0.7)


def test_what_is_said_and_what_programs_get(found: Review) -> None:
    told = " ".join(found.findings())
    assert "nan" not in told
    assert "2 turns: its orders changed it by" in told
    facts = found.facts()
    assert [one["actor"] for one in facts["decisions"]] == ["GUA", "CHA"] * TURNS
    assert facts["intents"][0]["came"] is True


def test_a_game_without_a_turn_has_no_review(tmp_path: Path) -> None:
    begun(tmp_path / "game", pencil(), {}, turns=2).close()
    with pytest.raises(LogError, match="no turn of this game is closed yet"):
        review(tmp_path / "game")
