"""The scores of the backtest, on futures whose scores are known."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.scenario import load_scenario
from sim.validation.backtest.facts import facts
from sim.validation.backtest.metrics import gain, scored, shares
from sim.validation.backtest.page import headline, markdown
from sim.validation.backtest.panel import BACKTEST, RUN_UP, panel
from sim.validation.backtest.study import (
    EARLIER,
    GIVEN,
    KNOWN,
    MODEL,
    SHOCK,
    Backtest,
    backtest,
    judged,
)
from sim.validation.facts import Facts
from tests.validation.backtest.clairvoyant import foretold, quiet


@pytest.fixture(scope="module")
def seen() -> Backtest:
    """The model brokers and waits; told of the shock, and in the run-up, it sees everything."""
    rows = panel()
    later = [row for row in rows if row.use == BACKTEST]
    played = {
        KNOWN: quiet(load_scenario(KNOWN)),
        SHOCK: foretold(load_scenario(SHOCK), later),
        EARLIER: foretold(load_scenario(EARLIER), [row for row in rows if row.use == RUN_UP]),
    }
    return judged(played, rows, seed=1, futures=2, hashes={})


def test_who_foresees_the_record_makes_no_error(seen: Backtest) -> None:
    for period, who in ((seen.backtest, GIVEN), (seen.run_up, MODEL)):
        for answer in period.answers:
            assert answer.scores[who].rps == 0, answer.target.name
            assert answer.scores[who].log == 0
            assert answer.gains[who, "uniform"].skill == 1


def test_what_the_shock_repairs_is_all_the_error_of_who_waits(seen: Backtest) -> None:
    for answer in seen.backtest.answers:
        assert answer.repaired is not None
        assert answer.repaired.difference == pytest.approx(answer.scores[MODEL].rps)
        assert answer.repaired.difference > 0 or not answer.scores[MODEL].rps
    assert all(answer.repaired is None for answer in seen.run_up.answers)


def test_who_says_broker_for_ever_scores_as_persistence(seen: Backtest) -> None:
    stance = seen.backtest.answers[0]
    assert stance.scores[MODEL] == stance.scores["persistence"]
    # Off by one rank in six half-years and by two in two, of three thresholds: (6 + 2 x 2) / 30.
    assert stance.scores[MODEL].rps == pytest.approx(10 / 30)
    assert stance.gains[MODEL, "persistence"].difference == 0


def test_the_baselines_see_nothing_after_november_2020(seen: Backtest) -> None:
    offensive = seen.backtest.answers[1]
    assert offensive.chances["persistence"][0].tolist() == [0, 0, 0, 1]
    # 2016H1 a limited attack, 2020H2 a full offensive, eight quiet; one more spread over four.
    assert offensive.chances["climatology"][0] == pytest.approx(
        np.array([8.25, 0.25, 1.25, 1.25]) / 11
    )


def test_fighting_is_a_push_or_more(seen: Backtest) -> None:
    assert seen.fighting.chances[GIVEN].tolist() == [0, 1, 0, 1, 0, 1]
    assert seen.fighting.chances[MODEL].tolist() == [0] * 6
    # It came in 2022H2 and 2023H2, so November 2021 is the one error of six.
    assert seen.fighting.briers[GIVEN] == pytest.approx(1 / 6)
    assert seen.fighting.briers[MODEL] == pytest.approx(2 / 6)


def test_shares_and_scores_by_hand() -> None:
    assert shares(np.array([[0, 1], [1, 1]], float), 2).tolist() == [[0.5, 0.5], [0, 1]]
    found = scored([[0.5, 0.5], [0.0, 1.0]], [1, 1])
    assert found.by_half_year == (0.25, 0.0)
    assert found.log == pytest.approx(np.log(2) / 2)


def test_without_an_error_of_the_other_there_is_a_difference_but_no_skill() -> None:
    found = gain([0.2, 0.2, 0.2, 0.2], [0, 0, 0, 0])
    assert found.skill is None
    assert (found.difference, found.difference_low) == (pytest.approx(-0.2), pytest.approx(-0.2))


def test_no_futures_are_refused() -> None:
    with pytest.raises(ValueError, match="must be at least 1"):
        backtest(futures=0)


@pytest.fixture(scope="module")
def told(seen: Backtest) -> Facts:
    return facts(seen)


def test_the_facts_are_json_without_nan(told: Facts) -> None:
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["backtest"]["n"] == told["run_up"]["n"] == 10


def test_the_page_says_losses_first_and_how_few_half_years_there_are(told: Facts) -> None:
    text = markdown(told)
    assert 0 < text.index("What it gets wrong") < text.index("What the shock would have repaired")
    assert text.index("What the shock") < text.index("What it gets right")
    for line in text.splitlines():
        if line.startswith("- ") or "better than all" in line:
            assert "half-years" in line, line
    for name in ("stance", "offensive", "skill"):
        assert f"](figures/validation/backtest-{name}.svg)" in text


def test_a_loss_is_listed_as_one_and_a_gain_as_one(seen: Backtest) -> None:
    losing = headline(facts(seen))
    assert any("stance" in sentence and "worse" in sentence for sentence in losing.losses)
    perfect = replace(
        seen,
        backtest=replace(
            seen.backtest,
            answers=tuple(
                replace(
                    answer,
                    scores={**answer.scores, MODEL: answer.scores[GIVEN]},
                    gains=answer.gains
                    | {
                        (MODEL, other): answer.gains[GIVEN, other]
                        for other in ("persistence", "climatology", "uniform")
                    },
                )
                for answer in seen.backtest.answers
            ),
        ),
    )
    winning = headline(facts(perfect))
    assert len(winning.gains) == 6
    assert not any("worse than" in sentence for sentence in winning.losses)
