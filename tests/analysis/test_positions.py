"""Positions on the issue: who stands where, and what a forecaster says from that."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.analysis.positions import (
    Stand,
    end_position,
    influence_columns,
    opening_stance,
    stands,
    weighted_mean,
    weighted_median,
)

SHARES = st.floats(0.0, 1.0)
WEIGHTS = st.floats(0.01, 10.0)


def at(position: float, weight: float) -> Stand:
    return Stand("A", "A", position, 1.0, weight)


CROWDS = st.lists(st.builds(at, SHARES, WEIGHTS), min_size=1, max_size=9)


@pytest.fixture(scope="module")
def karabakh():
    return sim.load_scenario("karabakh-2020")


def test_positions_by_hand(karabakh) -> None:
    found = {stand.actor: stand for stand in stands(karabakh)}
    # Influence over Armenia: Russia .48 of .48 + .14 + .05; over Azerbaijan .22 of .22 + .42.
    assert found["ARM"].position == pytest.approx(1 - 0.48 / 0.67)
    assert found["AZE"].position == pytest.approx(1 - 0.22 / 0.64)
    assert [found[key].position for key in ("RUS", "TUR", "WST", "IRN")] == [0.0, 1.0, 0.5, 0.5]
    assert [found[key].salience for key in ("ARM", "AZE")] == [1.0, 1.0]
    # Patrons care by what they hold: Russia .48 + .22, Turkey .42.
    assert found["RUS"].salience == pytest.approx(0.70)
    assert found["TUR"].salience == pytest.approx(0.42)
    # Azerbaijan is the unit of capability, at the front and with nothing tied down elsewhere.
    assert found["AZE"].influence == pytest.approx(1.0)
    assert found["ARM"].influence == pytest.approx(0.5)


def test_they_are_the_positions_of_the_doctrine(karabakh) -> None:
    moved = karabakh.replace({"ties.RUS-ARM.influence": 0.3, "actors.RUS.capability": 3.0})
    found = {stand.actor: stand for stand in stands(moved)}
    assert found["ARM"].position == pytest.approx(1 - 0.30 / 0.49)
    before = {stand.actor: stand.influence for stand in stands(karabakh)}
    assert found["RUS"].influence == pytest.approx(before["RUS"] * 3 / 4)


def test_mean_and_median_by_hand() -> None:
    crowd = [at(0.0, 3.0), at(0.4, 1.0), at(1.0, 2.0)]
    assert weighted_mean(crowd) == pytest.approx(2.4 / 6)
    # Half of the weight, 3 of 6, lies at 0: any place up to .4 is a median.
    assert weighted_median(crowd) == pytest.approx(0.2)
    assert weighted_median([*crowd, at(1.0, 0.5)]) == pytest.approx(0.4)


@given(CROWDS)
def test_both_lie_among_the_positions(crowd) -> None:
    positions = [stand.position for stand in crowd]
    for found in (weighted_mean(crowd), weighted_median(crowd)):
        assert min(positions) - 1e-12 <= found <= max(positions) + 1e-12


@given(CROWDS)
def test_at_most_half_of_the_weight_is_on_either_side_of_the_median(crowd) -> None:
    median = weighted_median(crowd)
    whole = sum(stand.weight for stand in crowd)
    below = sum(stand.weight for stand in crowd if stand.position < median)
    above = sum(stand.weight for stand in crowd if stand.position > median)
    assert below <= whole / 2 * (1 + 1e-9)
    assert above <= whole / 2 * (1 + 1e-9)


@given(CROWDS, st.randoms())
def test_order_does_not_matter(crowd, random) -> None:
    shuffled = list(crowd)
    random.shuffle(shuffled)
    assert weighted_median(shuffled) == pytest.approx(weighted_median(crowd))


def test_nobody_with_weight() -> None:
    with pytest.raises(ValueError, match="nobody has any weight"):
        weighted_mean([Stand("A", "A", 0.5, 0.0, 1.0)])


def test_persistence_is_the_stance_before_any_order(karabakh) -> None:
    # Commitment .35 lies between .2 and .55, and peacekeepers at 1 x .9 make a broker.
    assert opening_stance(karabakh) == "broker"
    without = {"theatres.karabakh.mission": 0.0, "theatres.karabakh.integrity": 0.0}
    assert opening_stance(karabakh.replace(without)) == "mixed"
    let_go = {**without, "ties.RUS-ARM.commitment": 0.1}
    assert opening_stance(karabakh.replace(let_go)) == "disengage"


def test_where_clients_end(karabakh) -> None:
    held = {"RUS-ARM": [0.3, 0.1], "WST-ARM": [0.2, 0.2], "IRN-ARM": [0.1, 0.1]}
    table = pd.DataFrame(
        {
            **{f"end.ties.{tie}.influence": values for tie, values in held.items()},
            "status": ["ok", "ok"],
            "replicate": [0, 1],
        }
    )
    mean, low, high = end_position(table, karabakh, "ARM")
    assert mean == pytest.approx(((1 - 0.3 / 0.6) + (1 - 0.1 / 0.4)) / 2)
    assert low < mean < high
    failed = pd.concat([table, table.assign(status="failed")])
    assert end_position(failed, karabakh, "ARM") == (mean, low, high)


def test_a_client_without_the_guarantor_is_wholly_the_others(karabakh) -> None:
    libya = sim.load_scenario("libya-2019")
    columns = influence_columns(libya)
    table = pd.DataFrame({name: [0.25] for name in columns} | {"status": ["ok"], "replicate": [0]})
    tied = [name for name in columns if name.endswith(f"-{libya.challenger}.influence")]
    assert all(not name.startswith(f"end.ties.{libya.guarantor}-") for name in tied)
    assert end_position(table, libya, libya.challenger)[0] == 1.0
