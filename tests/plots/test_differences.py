"""Paired differences as a chart: by hand, sorted, told apart from nothing."""

from __future__ import annotations

import pytest

from sim.plots.differences import (
    DifferencesData,
    differences_data,
    differences_figure,
    differences_table,
)
from tests.plots.geometry import faults
from tests.plots.golden import check
from tests.plots.made_tables import runs

NOTES = {"mobilise": "Armenia stays mobilised, whatever its neighbours say or do about it"}


def flags() -> DifferencesData:
    half = [True, False] * 20
    table = runs(
        {
            "baseline": {"recommitted": half},
            "same": {"recommitted": half},
            "less": {"recommitted": [False] * 38 + [True, False]},
            "mobilise": {"recommitted": [True] * 20 + half[20:]},
            "shaky": {"recommitted": [not flag for flag in half[:4]] + half[4:39] + [True]},
        }
    )
    return differences_data(
        table, "recommitted", baseline="baseline", title="Russia recommits", titles=NOTES
    )


def test_differences_by_hand() -> None:
    data = flags()
    assert [found.policy for found in data.differences] == ["mobilise", "shaky", "same", "less"]
    more, shaky, same, less = data.differences
    # Ten of forty pairs go from no to yes: mean .25, variance .1923. Of four intervals that hold at
    # once, each is of 1 - .05 / 4, whose normal quantile is 2.498: half 2.498 * sqrt(.1923/40).
    assert (more.value, more.pairs) == (0.25, 40)
    assert (more.low, more.high) == pytest.approx((0.0768, 0.4232), abs=1e-4)
    assert more.clear
    assert less.clear
    assert not shaky.clear
    assert (same.value, same.low, same.high) == (0, 0, 0)
    assert not same.clear
    assert data.said(more.value) == "+25.0"
    assert data.said(less.value) == "−47.5"
    assert differences_table(data)[1][:4] == ("mobilise", "baseline", "recommitted", 0.25)


def numbers() -> DifferencesData:
    index = [0.1, 0.2, 0.3, 0.4]
    table = runs(
        {
            "baseline": {"recommitment_index": index},
            "higher": {"recommitment_index": [0.2, 0.35, 0.37, 0.52]},
        }
    )
    return differences_data(
        table, "recommitment_index", baseline="baseline", title="Index", titles={}
    )


def test_numbers_keep_their_unit() -> None:
    data = numbers()
    (found,) = data.differences
    assert data.said(found.value) == "+0.11"
    assert not data.shares


def test_the_chart_can_be_read_and_says_what_pairing_gains() -> None:
    for data in (flags(), numbers()):
        assert not faults(differences_figure(data))
    texts = " ".join(text.get_text() for text in differences_figure(flags()).axes[0].texts)
    assert "(no difference)" in texts
    assert "all 4 hold at once" in " ".join(flags().note.split())
    assert "at once" not in numbers().note
    assert "×)" in texts


def test_filled_marks_are_those_that_do_not_hold_zero() -> None:
    ax = differences_figure(flags()).axes[0]
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    filled = [mark.get_markerfacecolor() == mark.get_color() for mark in marks]
    assert filled == [True, False, False, True]


def test_golden_differences() -> None:
    check(differences_figure(flags()), "policy-differences")
