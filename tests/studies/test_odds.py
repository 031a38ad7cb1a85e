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
from sim.studies.moments import ASKED, OPENED
from sim.studies.odds import CAUSES, ORDERS, PUT_IN, REPLY, Odds, odds
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
    assert "2 futures" in told
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
