"""Stances quarter by quarter and from date to date: counted by hand, drawn within the page."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.trajectories import Flows, flows_of, shares_of
from sim.experiment.trajectories import StanceShares, StanceTrajectories
from sim.plots.stance_flows import (
    GAP,
    FlowsData,
    stance_flows_data,
    stance_flows_figure,
    stance_flows_table,
)
from sim.plots.stance_shares import (
    ORDER,
    stance_shares_data,
    stance_shares_figure,
    stance_shares_table,
)
from sim.vocabulary import ACCOMMODATE, BROKER, DISENGAGE, MIXED, RECOMMIT
from tests.plots.geometry import faults
from tests.plots.golden import check

DATES = [f"{2021 + turn // 4} Q{turn % 4 + 1}" for turn in range(12)]
AT = (3, 7, 11)


def trajectories(policy: str, seed: int) -> StanceTrajectories:
    """Runs whose stance wanders: kept with a chance of .7 a quarter, else any other."""
    rng = np.random.default_rng(seed)
    stances = np.empty((400, 12), np.int8)
    stances[:, 0] = rng.choice([BROKER, ACCOMMODATE, MIXED], 400)
    for turn in range(1, 12):
        kept = rng.random(400) < 0.7
        fresh = rng.choice(5, 400, p=[0.2, 0.05, 0.3, 0.4, 0.05])
        stances[:, turn] = np.where(kept, stances[:, turn - 1], fresh)
    return StanceTrajectories(policy, np.arange(400), stances, failed=0)


def flows(*policies: str) -> FlowsData:
    found = []
    for seed, policy in enumerate(policies, 1):
        runs = trajectories(policy, seed)
        labels = np.where((runs.stances == RECOMMIT).any(axis=1), RECOMMIT, runs.stances[:, -1])
        found.append(flows_of(runs, AT, labels=labels))
    dates = [[DATES[turn] for turn in AT]] * len(found)
    return stance_flows_data(found, dates, guarantor="Russia", whose="")


def counted(step: dict[tuple[int, int], int], runs: int) -> Flows:
    counts = np.zeros((1, 5, 5), np.int64)
    for (before, after), number in step.items():
        counts[0, before, after] = number
    return Flows("plain", runs, (3, 5), counts, labelled=False)


def test_bars_and_ribbons_of_a_step() -> None:
    step = {(BROKER, RECOMMIT): 2, (BROKER, BROKER): 5, (DISENGAGE, BROKER): 3}
    data = stance_flows_data([counted(step, 10)], [["Q4", "Q6"]], guarantor="Russia", whose="")
    (panel,) = data.panels
    before, after = ({node.stance: node for node in bar} for bar in panel.bars)
    assert (before["broker"].runs, before["broker"].foot) == (7, 0.0)
    assert before["disengage"].foot == pytest.approx(0.7 + GAP)
    assert (after["recommit"].runs, after["recommit"].foot) == (2, 0.0)
    assert after["broker"].foot == pytest.approx(0.2 + GAP)
    ribbons = {(r.before_stance, r.after_stance): r for r in panel.ribbons}
    assert set(ribbons) == {("broker", "recommit"), ("broker", "broker"), ("disengage", "broker")}
    # They leave a bar in the order of where they go, and arrive in that of whence they come.
    assert ribbons["broker", "recommit"].before == pytest.approx(0.0)
    assert ribbons["broker", "broker"].before == pytest.approx(0.2)
    assert ribbons["broker", "broker"].after == pytest.approx(0.2 + GAP)
    assert ribbons["disengage", "broker"].after == pytest.approx(0.2 + GAP + 0.5)
    assert stance_flows_table(data) == (
        ("policy", "from_date", "to_date", "from", "to", "runs", "share"),
        ("plain", "Q4", "Q6", "broker", "recommit", 2, 0.2),
        ("plain", "Q4", "Q6", "broker", "broker", 5, 0.5),
        ("plain", "Q4", "Q6", "disengage", "broker", 3, 0.3),
    )


def test_the_label_of_the_run_is_a_last_bar() -> None:
    data = flows("baseline")
    (panel,) = data.panels
    assert panel.dates == ("2021 Q4", "2022 Q4", "2023 Q4", "whole run")
    assert "named after" in data.note
    assert data.title == "Russia's stance from 2021 Q4 to 2023 Q4 (n = 400 runs)"
    assert all(sum(node.runs for node in bar) == 400 for bar in panel.bars)
    for step in range(3):
        assert sum(r.runs for r in panel.ribbons if r.step == step) == 400


def test_without_labels_nothing_is_said_of_them() -> None:
    data = stance_flows_data(
        [counted({(MIXED, MIXED): 3}, 3)], [["Q4", "Q6"]], guarantor="Russia", whose="One point."
    )
    assert "named after" not in data.note
    assert data.note.endswith("One point.")
    assert not faults(stance_flows_figure(data))


@pytest.mark.parametrize(
    "policies", [("baseline",), ("baseline", "no-bulwark"), ("a", "b", "c", "d" * 60)]
)
def test_no_text_of_flows_overlaps_or_is_clipped(policies: tuple[str, ...]) -> None:
    assert not faults(stance_flows_figure(flows(*policies)))


def test_golden_flows() -> None:
    check(stance_flows_figure(flows("baseline", "no-bulwark")), "stance-flows")


def test_shares_are_stacked_from_holding_to_letting_go() -> None:
    shares = np.tile([0.1, 0.2, 0.3, 0.15, 0.25], (12, 1))  # in the order of the vocabulary
    found = StanceShares("plain", 40, shares)
    data = stance_shares_data([found], [DATES], guarantor="Russia", whose="Point 1 of 2.")
    (panel,) = data.panels
    assert dict(zip(ORDER, panel.shares[0], strict=True)) == {
        "recommit": 0.1,
        "disengage": 0.2,
        "accommodate": 0.3,
        "broker": 0.15,
        "mixed": 0.25,
    }
    assert data.title == "Russia's stance, quarter by quarter (n = 40 runs)"
    assert data.note.endswith("Point 1 of 2.")
    head, *rows = stance_shares_table(data)
    assert head == ("policy", "turn", "date", "runs", *ORDER)
    assert rows[4] == ("plain", 4, "2022 Q1", 40, *panel.shares[4])


def test_a_stance_that_is_rare_is_not_said_to_be_none() -> None:
    shares = np.tile([0.004, 0.0, 0.0, 0.996, 0.0], (12, 1))
    data = stance_shares_data(
        [StanceShares("plain", 500, shares)], [DATES], guarantor="Russia", whose=""
    )
    texts = [text.get_text() for text in stance_shares_figure(data).axes[0].texts]
    assert sorted(texts) == ["broker  > 99 %", "recommitment  < 1 %"]


def test_that_nobody_recommits_is_said() -> None:
    shares = np.tile([0.0, 0.0, 0.0, 1.0, 0.0], (12, 1))
    data = stance_shares_data(
        [StanceShares("plain", 500, shares)], [DATES], guarantor="Russia", whose=""
    )
    texts = [text.get_text() for text in stance_shares_figure(data).axes[0].texts]
    assert sorted(texts) == ["broker  100 %", "recommitment  0 %"]


@pytest.mark.parametrize("policies", [1, 2, 4])
def test_no_text_of_shares_overlaps_or_is_clipped(policies: int) -> None:
    shares = [shares_of(trajectories(f"policy-{k}", k)) for k in range(policies)]
    data = stance_shares_data(shares, [DATES] * policies, guarantor="Russia", whose="")
    assert not faults(stance_shares_figure(data))


def test_golden_shares() -> None:
    shares = [shares_of(trajectories(name, k)) for k, name in enumerate(("baseline", "no-bulwark"))]
    data = stance_shares_data(shares, [DATES] * 2, guarantor="Russia", whose="")
    check(stance_shares_figure(data), "stance-shares")
