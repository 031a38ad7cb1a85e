"""Curves of the first recommitment: by hand, and against another program's estimate."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from sim.plots.survival import SurvivalData, survival_data, survival_figure, survival_table
from tests.plots.geometry import faults
from tests.plots.golden import check
from tests.plots.made_tables import runs

QUARTERS = tuple(f"{2020 + (t + 3) // 4} Q{(t + 3) % 4 + 1}" for t in range(24))


def curves(
    first: dict[str, Sequence[int | None]], *, turns: int = 6, failed: Sequence[int] = ()
) -> SurvivalData:
    columns = {name: {"first_quarter": list(values)} for name, values in first.items()}
    table = runs(columns, failed=failed)
    table["first_quarter"] = pd.array(table["first_quarter"], dtype="Int32")
    played = dict.fromkeys(first, turns)
    return survival_data(table, turns=played, title="How long", dates=QUARTERS[:turns])


def test_counts_by_hand() -> None:
    data = curves({"plain": [0, 2, 2, None, None], "shy": [None] * 5})
    plain, shy = data.curves
    assert plain.left == (5, 4, 4, 2, 2, 2, 2)
    assert shy.left == (5,) * 7
    # Newcombe's method 3 for 2 of 5.
    assert plain.bounds[:, -1].tolist() == pytest.approx([0.1176, 0.7693], abs=5e-5)
    assert data.note.startswith("n = 5 runs a policy. Bands and brackets: 95 % intervals")
    assert survival_table(data)[1:3] == (
        ("plain", 0, 1.0, pytest.approx(0.5655, abs=5e-5), 1.0, 5, 5),
        ("plain", 1, 0.8, pytest.approx(0.3755, abs=5e-5), pytest.approx(0.9638, abs=5e-5), 4, 5),
    )


def test_failed_runs_neither_recommit_nor_hold_out() -> None:
    data = curves({"plain": [0, 2, None]}, failed=[1])
    assert data.curves[0].left == (2, 1, 1, 1, 1, 1, 1)
    assert "1 failed run is left out" in data.note


@given(st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=1, max_size=30))
def test_it_is_the_product_limit_estimate(first: list[int | None]) -> None:
    came = [turn for turn in first if turn is not None]
    sample = CensoredData(uncensored=came, right=[6] * (len(first) - len(came)))
    theirs = ecdf(sample).sf
    ours = curves({"plain": first}).curves[0].shares
    # Before turn t + 1 and after turn t are one.
    assert [float(x) for x in theirs.evaluate(range(6))] == pytest.approx(list(ours[1:]))


def two() -> SurvivalData:
    return curves({"a": [0, 2, 2, None] * 9, "b": [4, None] * 18})


def test_quarters_too_late_to_begin_are_shaded() -> None:
    """With four quarters needed of six, a spell begins in turn 2 at the latest."""
    table = runs({"plain": {"first_quarter": [2]}, "shy": {"first_quarter": [1]}})
    played = {"plain": 6, "shy": 6}
    data = survival_data(table, turns=played, title="How long", needed=4)
    assert data.late == 3
    assert "Shaded: too few quarters are left" in data.note
    [shade] = survival_figure(data).axes[0].patches
    assert (shade.get_x(), shade.get_x() + shade.get_width()) == (3, 6)
    plain = survival_data(table, turns=played, title="How long")
    assert "Shaded" not in plain.note
    assert not survival_figure(plain).axes[0].patches


def test_curves_that_are_the_same_are_drawn_apart() -> None:
    figure = survival_figure(curves({name: [None, 1] for name in "abc"} | {"d": [0, 1]}))
    lines = figure.axes[0].lines
    ends = [line.get_transform().transform((6, line.get_ydata()[-1]))[1] for line in lines]
    assert len({round(end, 3) for end in ends}) == 4
    assert ends[0] - ends[2] < 0.05 * figure.axes[0].get_window_extent().height


def test_policies_are_called_by_their_titles() -> None:
    table = runs({"plain": {"first_quarter": [2, None]}})
    called = {"plain": "A policy whose title needs more than one line beside its curve"}
    data = survival_data(table, turns={"plain": 6}, title="How long", titles=called)
    assert data.curves[0].called == called["plain"]
    assert survival_table(data)[1][0] == "plain"
    assert not faults(survival_figure(data))


def many() -> SurvivalData:
    names = ["baseline", "court-moscow", "call-once-then-leave", "mobilise", "wait"]
    first = {
        name: [(3 * k + 5 * n) % 31 if (3 * k + 5 * n) % 31 < 24 else None for k in range(60)]
        for n, name in enumerate(names)
    }
    return curves(first, turns=24)


def test_the_curves_can_be_read() -> None:
    assert not faults(survival_figure(many()))
    assert not faults(survival_figure(curves({"plain": [0, 2, 2, None, None], "shy": [None] * 5})))
    assert many().note.startswith("n = 60 runs a policy. Brackets: 95 %")


def test_a_dozen_curves_are_told_apart_and_named_apart() -> None:
    data = curves({f"policy-{k}": [None, None, 1, k % 6] for k in range(12)})
    figure = survival_figure(data)
    assert not faults(figure)
    lines = {(line.get_color(), str(line.get_linestyle()), str(line._dash_pattern))
             for line in figure.axes[0].lines}  # fmt: skip
    assert len(lines) == 12


def test_golden_survival() -> None:
    check(survival_figure(many()), "survival-many")
    check(survival_figure(two()), "survival-two")
