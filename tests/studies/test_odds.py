"""The odds of every turn: exact sums, the run's own end, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.narrative.cast import Cast
from sim.play.game import Game
from sim.plots.odds import odds_data as data_of
from sim.plots.odds import odds_drawn, odds_table
from sim.record import Record, RecordError
from sim.studies.alternatives import alternatives
from sim.studies.moments import ASKED, OPENED, ORDERED, REPLIED
from sim.studies.odds import CAUSES, KNOWN, ORDERS, PUT_IN, REPLY, Odds, odds
from tests.engine.pencil import pencil

TURNS, FUTURES = 4, 6


@pytest.fixture(scope="module")
def record() -> Record:
    """A run in which the client is attacked, so that there is a reply."""
    attacks = pencil().replace({"actors.CHA.doctrine": "fixed:border_push"})
    return sim.run(attacks, seed=5, turns=TURNS)


@pytest.fixture(scope="module")
def found(record: Record) -> Odds:
    return odds(record, outcome="end.world.tension", futures=FUTURES, split=2)


def test_the_changes_add_up_to_the_whole(found: Odds) -> None:
    whole = found.end - found.starts[0][0]
    assert sum(step.change for step in found.steps) == pytest.approx(whole, abs=1e-12)
    for turn in range(TURNS):
        change = found.starts[turn + 1][0] - found.starts[turn][0]
        steps = [step.change for step in found.steps if step.turn == turn]
        assert sum(steps) == pytest.approx(change, abs=1e-12)


def test_the_end_is_that_of_the_run(record: Record, found: Odds) -> None:
    assert found.end == record.series("world.tension")[-1]


def test_the_orders_of_the_chosen_turns_are_split_by_seat(record: Record, found: Odds) -> None:
    assert len(found.split) == 2
    for turn in found.split:
        seats = [step for step in found.steps if step.turn == turn and step.cause == ORDERS]
        assert [step.actor for step in seats] == list(record.scenario["actors"])
        orders = found.values[turn][1] - found.values[turn][0]
        assert sum(step.change for step in seats) == pytest.approx(orders.mean(), abs=1e-12)
    largest = np.abs((found.values[:, 1] - found.values[:, 0]).mean(axis=1))
    assert set(found.split) == set(np.argsort(-largest)[:2])


def test_a_reply_is_a_cause_only_where_there_is_one(record: Record, found: Odds) -> None:
    attacked = {
        played.turn
        for played in record.turns_played
        if any(order.reply is not None for order in played.orders.values())
    }
    assert attacked
    replies = [step for step in found.steps if step.cause == REPLY]
    assert {step.turn for step in replies} == attacked
    assert {step.actor for step in replies} == {Game.of_record(record).scenario.guarantor}
    # A reply that is known and one that is drawn can differ only where one was asked for.
    for turn in set(range(TURNS)) - attacked:
        assert np.array_equal(found.values[turn][1], found.values[turn][2])


def test_orders_that_had_to_come_change_nothing(record: Record) -> None:
    """Where every seat has one order only, nothing is learnt when it gives it."""
    still = pencil().replace(
        {f"actors.{actor}.doctrine": "fixed:hold" for actor in pencil().actors}
    )
    quiet = odds(sim.run(still, seed=3, turns=2), outcome="end.world.tension", futures=3, split=0)
    assert [step.change for step in quiet.steps if step.cause == ORDERS] == [0.0, 0.0]


def test_the_number_of_threads_does_not_matter(record: Record, found: Odds) -> None:
    again = odds(record, outcome="end.world.tension", futures=FUTURES, split=2, jobs=2)
    assert np.array_equal(again.values, found.values)
    assert again.steps == found.steps


def test_what_is_said(record: Record, found: Odds) -> None:
    shares = odds(record, outcome="offensive", futures=2, split=0)
    told = " ".join(shares.findings())
    assert "2 futures of every moment are few" in told
    assert "%" in told
    assert "nan" not in " ".join(found.findings())
    frame = found.frame()
    assert len(frame) == TURNS + 1
    assert frame["date"].iloc[-1] == "end"
    assert frame[list(found.causes)].iloc[-1].isna().all()


def test_the_figure_shows_the_numbers(found: Odds) -> None:
    rows = odds_table(data_of(found))
    assert len(rows) == TURNS + 2
    values = [row[2] for row in rows[1:]]
    assert values == [float(start[0]) for start in found.starts]
    drawn = odds_drawn(found)
    assert drawn.caption == " ".join(found.findings())


def test_the_odds_after_the_orders_stand_between_the_start_and_the_reply(found: Odds) -> None:
    for row in found.rows()[:-1]:
        assert row["ordered"] == pytest.approx(row["value"] + row["orders"], abs=1e-12)
        assert row["ordered_low"] <= row["ordered"] <= row["ordered_high"]
    assert [found.rows()[-1][name] for name in KNOWN] == [None] * 3


def test_a_reply_that_turned_the_run_is_told_with_the_other_reply() -> None:
    """Before it is known, every future has one reply or the other, on the same draws."""
    tossed = pencil().replace(
        {"actors.CHA.doctrine": "fixed:border_push", "actors.GUA.doctrine": "random"}
    )
    record = sim.run(tossed, seed=5, turns=1)
    found = odds(record, outcome="tests_met", futures=16, split=0)
    steps = [step for step in found.steps if step.otherwise is not None]
    assert steps
    for step in steps:
        assert step.clear
        before, given = found.values[step.turn][ORDERED], found.values[step.turn][REPLIED]
        other = found.replied_else[step.turn]
        assert ((before == given) | (before == other)).all()
        assert step.otherwise is not None
        assert step.otherwise[0] == pytest.approx((other - before).mean(), abs=1e-12)
        said = {"defend": "had it stood aside, ", "stand_aside": "had it defended, "}
        assert said[step.did] in found.change(step)
    assert {step.turn for step in found.steps if step.cause == REPLY and step.clear} == set(
        found.replied_else
    )


def stopped(turns: int) -> Record:
    """A run that has turns to come; no war elsewhere begins in it, and nobody misreads anything."""
    still = pencil().replace({"parameters.shock_onset": 0.0})
    game = Game(still, seed=8, turns=TURNS, record=True)
    for _ in range(turns):
        game.step()
    return game.record()


def test_a_run_that_is_not_over_is_asked_for_its_end() -> None:
    """After its last turn the odds are those of the whole run as the next turn opens."""
    part, whole = (
        odds(stopped(turns), outcome="end.world.tension", futures=FUTURES, split=0)
        for turns in (2, TURNS)
    )
    assert (part.over, whole.over) == (False, True)
    assert np.array_equal(part.values, whole.values[:2])
    assert np.array_equal(part.after, whole.values[2][OPENED])
    assert part.rows()[-1]["date"] == "now"
    assert part.starts[-1] == pytest.approx(whole.starts[2])
    told = " ".join(part.findings())
    assert "The game is not over: 2 of 4 turns are played." in told
    assert "in the run itself" not in told
    assert odds_table(data_of(part))[-1][1] == "now"


def test_an_outcome_that_never_comes_is_said_to(record: Record) -> None:
    never = odds(record, outcome="stance=disengage", futures=2, split=0)
    assert not never.values.any()
    assert "It came in no future of any turn" in " ".join(never.findings())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"futures": 1}, "futures = 1: expected at least 2"),
        ({"split": -1}, "split = -1: expected 0 or more"),
        ({"outcome": "recomitted"}, "did you mean 'recommitted'"),
        ({"outcome": "first_quarter"}, "a turn may never come"),
    ],
)
def test_a_mistake_is_named(record: Record, options: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        odds(record, **options)  # type: ignore[arg-type]


def test_a_record_of_other_rules_is_refused(record: Record) -> None:
    first, *rest = record.turns_played
    changed = replace(first, state=tuple(x + 1.0 for x in first.state))
    with pytest.raises(RecordError, match="differs"):
        odds(replace(record, turns_played=(changed, *rest)), futures=2)


# --- what the control desk of a game puts in -----------------------------------------------------

PUT_AT = 2


@pytest.fixture(scope="module")
def plain() -> Record:
    return sim.run(pencil(), seed=8, turns=TURNS)


@pytest.fixture(scope="module")
def put(plain: Record) -> Record:
    """The same run, in which the control desk raised the tension as a turn opened."""
    game = Game(pencil(), seed=8, turns=TURNS, record=True)
    for _ in range(PUT_AT):
        game.step()
    settings = {"world.tension": 0.9}
    event = {"at": PUT_AT, "text": "A scare.", "set": settings, "source": "t", "confidence": "C"}
    game.happen({f"control-1-t{PUT_AT}": event})
    game.play()
    return game.record()


def test_nothing_is_known_of_it_before_it_is_put_in(plain: Record, put: Record) -> None:
    """Until then the futures are those of the run without it, on the same draws."""
    outcome = "end.world.tension"
    with_it = odds(put, outcome=outcome, futures=FUTURES, split=0)
    without = odds(plain, outcome=outcome, futures=FUTURES, split=0)
    assert np.array_equal(with_it.values[:PUT_AT], without.values[:PUT_AT])
    assert np.array_equal(with_it.values[PUT_AT][OPENED], without.values[PUT_AT][ASKED])
    assert not np.array_equal(with_it.values[PUT_AT][ASKED], without.values[PUT_AT][ASKED])


def test_what_was_put_in_is_a_cause_of_its_own(plain: Record, put: Record) -> None:
    found = odds(put, outcome="end.world.tension", futures=FUTURES, split=TURNS)
    (step,) = (one for one in found.steps if one.cause == PUT_IN)
    assert (step.turn, step.actor) == (PUT_AT, "")
    moments = found.values[PUT_AT]
    assert step.change == pytest.approx((moments[ASKED] - moments[OPENED]).mean(), abs=1e-12)
    assert found.said(step, Cast(put.scenario)) == "put in by control, A scare"
    whole = found.end - found.starts[0][0]
    assert sum(one.change for one in found.steps) == pytest.approx(whole, abs=1e-12)
    assert found.causes == CAUSES
    assert found.frame()[PUT_IN].tolist()[:PUT_AT] == [0.0] * PUT_AT
    assert odds(plain, outcome="treaty", futures=2, split=0).causes == CAUSES[1:]
    drawn = dict(data_of(found).changes)
    assert drawn[PUT_IN][PUT_AT] == pytest.approx(step.change)


# --- what else could have been ordered -----------------------------------------------------------


def test_alternatives_are_the_branches_with_one_order(plain: Record) -> None:
    """Every future of an alternative is the game in which that seat alone has its order."""
    found = odds(plain, outcome="end.world.tension", futures=2, split=0)
    last = TURNS - 1
    for one in alternatives(found, last):
        assert one.answer is None
        assert np.array_equal(one.before, found.values[last][ASKED])
        for other in one.alternatives[1::4]:
            orders = {one.actor: {**one.orders, other.desk: other.order}}
            ends = []
            for future in range(2):
                game = Game.at(plain, last)
                branched = game.branch(seed=8, replicate=1 + future, orders=orders)
                branched.play()
                ends.append(branched.record().series("world.tension")[-1])
            assert other.odds == pytest.approx(np.mean(ends), abs=1e-12)


def test_alternatives_know_of_what_was_put_in_by_then(put: Record) -> None:
    found = odds(put, outcome="end.world.tension", futures=2, split=0)
    for turn in (PUT_AT, TURNS - 1):
        for one in alternatives(found, turn):
            assert np.array_equal(one.before, found.values[turn][ASKED])
            assert len([other for other in one.alternatives if other.given]) == 2
    with pytest.raises(LookupError, match="no turn '9'"):
        alternatives(found, 9)
