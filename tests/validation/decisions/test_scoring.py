"""Fit, references and scores, on made-up decisions whose answers are known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.analysis.scoring.scores import ranked_probability
from sim.validation.decisions import scoring as by
from sim.validation.decisions.coding import signals_of, the_rule
from sim.validation.decisions.controls import flipped
from sim.validation.decisions.fitting import Fit, fair_score, left_out_scores, sobol_points
from sim.validation.decisions.references import (
    FULL,
    PLAIN,
    folds_of,
    logit,
    marginal,
    plain_logit,
)
from sim.validation.decisions.rows import Rows
from tests.validation.decisions.conftest import Made


def test_no_crisis_is_on_both_sides_of_the_split(made: Made) -> None:
    rows = made({"crisno": 1, "year": 1989}, {"crisno": 1, "year": 1991}, {"year": 1991})
    early, late = by.split(rows)
    assert early.tolist() == [True, True, False]
    assert late.tolist() == [False, False, True]


def test_frequencies_count_every_crisis_once(made: Made) -> None:
    rows = made({"crisno": 1, "y": 0}, {"crisno": 1, "y": 1}, {"crisno": 2, "y": 2})
    assert marginal(rows)(rows)[2].tolist() == [0.25, 0.25, 0.5, 0]


def test_the_logit_finds_the_odds_of_a_table(many: Rows) -> None:
    given = logit(many, ("pact",), 1e-6)(many)
    for pact in (0, 1):
        some = many.columns["pact"] == pact
        weight = many.weight[some]
        frequency = np.bincount(many.rung[some], weight, 4) / weight.sum()
        assert given[some][0] == pytest.approx(frequency, abs=1e-3)


def test_a_heavy_ridge_leaves_the_frequencies(many: Rows) -> None:
    assert logit(many, FULL, 1e9)(many) == pytest.approx(marginal(many)(many), abs=1e-3)


@pytest.mark.parametrize("there", [[0], [0, 2], [1, 2, 3]])
def test_a_rung_that_never_came_gets_no_chance(many: Rows, there: list[int]) -> None:
    rung = np.array(there)[np.arange(len(many)) % len(there)]
    given = plain_logit(many.with_rungs(rung))(many)
    missing = [k for k in range(4) if k not in there]
    assert given.sum(axis=1) == pytest.approx(1)
    assert not given[:, missing].any()


def test_a_value_that_is_not_known_counts_as_the_mean(many: Rows) -> None:
    names = ("idpc", "pact")
    fitted = logit(many, names, 1.0)
    nothing, mean = (
        many.with_columns({name: np.full(len(many), value) for name, value in values.items()})
        for values in (
            dict.fromkeys(names, np.nan),
            {name: float(many.columns[name].mean()) for name in names},
        )
    )
    assert fitted(nothing) == pytest.approx(fitted(mean))


def test_folds_keep_crises_together(many: Rows) -> None:
    fold = folds_of(many)
    assert set(fold.tolist()) == {0, 1, 2, 3, 4}
    for crisis in set(many.crisis):
        assert len(set(fold[[one == crisis for one in many.crisis]].tolist())) == 1


def test_the_score_of_few_futures_is_fair() -> None:
    """The mean over all samples of two futures is the score of the chances they come from."""
    chance = np.array([0.5, 0.3, 0.2, 0.0])
    total = 0.0
    for first in range(4):
        for second in range(4):
            counts = np.bincount([first, second], minlength=4)[None]
            total += chance[first] * chance[second] * fair_score(counts, np.array([1]))[0]
    assert total == pytest.approx(ranked_probability(chance[None], [1])[0])


def test_the_table_fills_the_box_of_the_scales() -> None:
    rule = the_rule()
    points = sobol_points(rule, 64)
    assert points.shape == (64, 6)
    for k, one in enumerate(rule.scales):
        assert one.low <= points[:, k].min() and points[:, k].max() <= one.high
        middle = np.sqrt(one.low * one.high) if one.log else (one.low + one.high) / 2
        assert (points[:, k] < middle).sum() == 32
    assert (points == sobol_points(rule, 64)).all()


def test_crises_left_out_are_scored_by_the_points_of_others(many: Rows) -> None:
    """One point is best everywhere but in one fold: that fold gets the point that others chose."""
    fold = folds_of(many)
    by_row = np.stack([np.where(fold == 0, 0.1, 0.4), np.full(len(many), 0.3)])
    found = Fit(np.zeros((2, 6)), by_row.mean(axis=1), 0, {}, by_row)
    scores = left_out_scores(found, many)
    assert (scores == 0.3).all()


# --- negative controls ----------------------------------------------------------------------------


def test_a_clone_and_a_constant_score_what_they_copy(many: Rows) -> None:
    early, late = by.split(many)
    train, test = many.where(early), many.where(late)
    logit_given, usual = plain_logit(train)(test), marginal(train)(test)
    table = by.scored(
        {
            by.MODEL: plain_logit(train)(test),
            by.MARGINAL: usual,
            by.PLAIN_LOGIT: logit_given,
            "constant": np.tile(usual[0], (len(test), 1)),
        },
        test,
    )["all"]
    clone, own = table["forecasters"][by.MODEL], table["forecasters"][by.PLAIN_LOGIT]
    assert clone == own
    assert table["model_against"][by.PLAIN_LOGIT]["rps"]["skill"] == 0
    assert table["forecasters"]["constant"]["rps"]["skill"] == 0
    assert table["forecasters"]["constant"]["rps"] == table["forecasters"][by.MARGINAL]["rps"]


def test_knowledge_shows_and_shuffling_takes_it_away(many: Rows) -> None:
    early, late = by.split(many)
    train, test = many.where(early), many.where(late)
    given, usual = plain_logit(train)(test), marginal(train)(test)
    assert by.compared(given, usual, test).low > 0
    skills = []
    for seed in range(20):
        mixed = by.shuffled(test, seed)
        assert sorted(mixed.rung) == sorted(test.rung)
        hindsight = marginal(mixed)(mixed)
        skills.append(by.compared(given, hindsight, mixed).skill)
    assert np.mean(skills) < 0


def test_evidence_read_the_wrong_way_round_shows(many: Rows) -> None:
    """A forecaster that follows the pact loses by reading it mirrored, and by nothing else."""
    rule = the_rule()
    early, late = by.split(many)
    train, test = many.where(early), many.where(late)

    def play(rows: Rows, scales: Any, *, signals: Any) -> np.ndarray:
        helped = np.clip(0.5 + signals["pact"] - usual, 0.05, 0.95)
        return np.stack([0.8 * (1 - helped), 0.2 * (1 - helped), 0.7 * helped, 0.3 * helped], 1)

    usual = signals_of(train, rule)["pact"].mean()
    study: Any = SimpleNamespace(rule=rule, train=train, test=test, play=play)
    given = play(test, {}, signals=signals_of(test, rule))
    assert flipped(study, given, {}, ("pact",))["low"] > 0
    assert flipped(study, given, {}, ("precedent",))["skill"] == 0


def test_shuffling_stays_within_decades(many: Rows) -> None:
    first = many.with_rungs(np.where(many.year < 1990, 0, 3))
    assert (by.shuffled(first, 5).rung == first.rung).all()


def test_parts_with_few_crises_are_not_scored(many: Rows) -> None:
    usual = marginal(many)(many)
    table = by.scored({by.MODEL: usual, by.MARGINAL: usual}, many)
    assert "Russia" not in table and "2005 on" not in table
    assert table["USA"]["crises"] == 100


def test_reliability_is_of_costly_help(many: Rows) -> None:
    certain = np.eye(4)[many.rung]
    found = by.reliability_of(certain, many)
    assert found.score == 0
    blurred = np.where(many.rung[:, None] >= 2, [0, 0, 0.5, 0.5], [0.5, 0.5, 0, 0])
    assert by.reliability_of(blurred, many).score == 0


def test_the_plain_logit_reads_two_things(many: Rows) -> None:
    assert PLAIN == ("log cp/ch", "pact")
    other = many.with_columns({"idpc": many.columns["idpc"] + 1, "dist": many.columns["dist"] * 2})
    assert (plain_logit(many)(many) == plain_logit(other)(other)).all()
