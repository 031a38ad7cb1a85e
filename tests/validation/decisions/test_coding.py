"""The coding rule: what a row becomes, and that every row of the record can be played."""

from __future__ import annotations

import numpy as np
import pytest

from sim.scenario import load_scenario
from sim.validation.decisions.coding import (
    DECISIONS,
    TEMPLATE,
    code,
    place_of,
    signals_of,
    the_rule,
)
from sim.validation.decisions.fitted import shipped_fit
from sim.validation.decisions.playing import Cases
from sim.validation.decisions.rows import read_rows
from tests.validation.decisions.conftest import Made

STAKE = "utility.PAT.client_security"


def coded(made: Made, *changes: dict[str, object], **scales: float) -> dict[str, list[float]]:
    """Numbers of the template by path for some rows, with all scales 1 but those named."""
    rule = the_rule()
    every = {one.name: 1.0 for one in rule.scales} | scales
    values = code(signals_of(made(*changes), rule), rule, every)
    return {path: values[:, k].tolist() for k, path in enumerate(rule.paths)}


def test_capability_is_the_root_of_the_ratio_and_the_challenger_is_one(made: Made) -> None:
    found = coded(made, {"cp": 0.16, "cc": 0.01, "ch": 0.04})
    assert found["actors.PAT.capability"] == pytest.approx([2])
    assert found["actors.CLI.capability"] == pytest.approx([0.5])
    assert load_scenario(place_of(TEMPLATE)).numbers()["actors.CHA.capability"] == 1


def test_troops_of_a_patron_that_are_not_counted_follow_the_tie(made: Made) -> None:
    rows = made(
        {"ltroops": 5},
        {"patron": 365, "ltroops": 0},
        {"patron": 365, "ltroops": 0, "pact": 1, "anytie": 1},
        {"patron": 365, "ltroops": 0, "anytie": 1},
        {"ltroops": 0, "pact": 1, "anytie": 1},
    )
    assert signals_of(rows, the_rule())["troops"].tolist() == [0.5, 0, 0.3, 0.1, 0]


def test_a_precedent_counts_for_less_if_there_was_only_one(made: Made) -> None:
    rows = made({"prec": 1, "nprec": 1}, {"prec": 1, "nprec": 3}, {"prec": 1, "nprec": 0})
    assert signals_of(rows, the_rule())["precedent"].tolist() == [0.5, 0.75, 0]


@pytest.mark.parametrize(
    ("change", "sign"),
    [
        ({"idpc": 0.5}, 1),
        ({"idpc": 4}, -1),
        ({"ltroops": 8}, 1),
        ({"prec": 1}, 1),
        ({"prec": -0.5}, -1),
        ({"idph": 4}, 1),
        ({"riv_ph": 1}, 1),
        ({"cl_other_pact": 1}, -1),
        ({"client": 365}, -1),
        ({"pwar": 1}, 0),
    ],
)
def test_what_raises_the_stake(made: Made, change: dict[str, object], sign: int) -> None:
    usual, moved = coded(made, {}, change)[STAKE]
    assert np.sign(round(moved - usual, 9)) == sign


def test_without_the_scale_no_evidence_moves_the_stake(made: Made) -> None:
    usual, moved = coded(made, {}, {"idpc": 0.5, "prec": 1}, bond=0.0)[STAKE]
    assert usual == moved


def test_nothing_known_is_coded_and_counts_as_usual(made: Made) -> None:
    rule = the_rule()
    names = [key for key in made({}).columns if key != "client"]
    signals = signals_of(made(dict.fromkeys(names, "")), rule)
    for name, how in rule.signals.items():
        if name != "troops":
            assert signals[name].tolist() == [how["missing"]]
    assert signals["troops"].tolist() == [0]


def test_shares_of_the_factions_sum_to_one_at_both_ends(made: Made) -> None:
    found = coded(made, {"idph": 5, "riv_ph": 1}, {"idph": 0, "tie_ch": 1, "pact_ch": 1})
    shares = [found[f"actors.PAT.factions.{one}"] for one in ("hawks", "brokers", "accommodators")]
    assert np.sum(shares, axis=0) == pytest.approx([1, 1])


def test_every_row_of_the_record_can_be_played_at_the_ends_of_every_scale() -> None:
    rule, rows = the_rule(), read_rows(place_of(DECISIONS))
    cases = Cases(rule, jobs=1)
    signals = signals_of(rows.where(np.arange(0, len(rows), 5)), rule)
    fitted = dict(shipped_fit().scales)
    for one in rule.scales:
        for end in (one.low, one.high):
            cases.check(code(signals, rule, {**fitted, one.name: end}))


def test_every_number_and_scale_has_its_reason() -> None:
    rule = the_rule()
    used = {one.base_scale for one in rule.numbers} | {one.terms_scale for one in rule.numbers}
    assert used - {""} == {one.name for one in rule.scales}
    assert len(rule.scales) <= 6
    assert all(how["reason"] for how in rule.signals.values())
    named = {name for one in rule.numbers for name in one.terms}
    assert named == set(rule.signals)
