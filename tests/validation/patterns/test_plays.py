"""Playing settings: each once, together in batches, kept, and as a batch of its own would do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.batch import Batch
from sim.validation.kept import Kept
from sim.validation.patterns.plays import PlayError, Plays, Setting, loaded

NAME, TURNS, SEED = "karabakh-2020", 3, 5
PRECISE = "parameters.choice_precision"


def settings() -> list[Setting]:
    changes = ({}, {PRECISE: 0.0}, {"actors.*.doctrine": "random"}, {"parameters.war_cost": 1.2})
    return [Setting.of(NAME, change, TURNS) for change in changes]


def test_settings_played_together_are_those_played_alone(tmp_path: Path) -> None:
    counted: list[int] = []
    plays = Plays(SEED, Kept(tmp_path), jobs=1, watch=counted.append)
    for setting in settings():
        plays.want(setting, ["tests", "end.ties.RUS-ARM.commitment"], 2)
    assert plays.planned == 8
    plays.play()
    assert sum(counted) == 8
    alone = Batch(loaded(NAME).replace({"parameters.war_cost": 1.2}), turns=TURNS)
    expected = alone.play(np.zeros((1, 0)), seed=SEED, first=0, count=2).outcomes[0]
    column = alone.columns.index("end.ties.RUS-ARM.commitment")
    read = plays.read(settings()[-1], "end.ties.RUS-ARM.commitment", 2)
    assert read.tolist() == expected[:, column].tolist()
    # Without precision, choice is random, and the draws are the same.
    blurred, chance = (plays.read(settings()[k], "end.ties.RUS-ARM.commitment", 2) for k in (1, 2))
    assert blurred.tolist() == chance.tolist() != read.tolist()


def test_what_was_kept_is_not_played_again_and_counts_as_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        counted: list[int] = []
        plays = Plays(SEED, Kept(tmp_path), jobs=1, watch=counted.append)
        plays.want(settings()[0], ["tests"], 1)
        plays.want(settings()[0], ["probes"], 2)
        plays.play()
        assert sum(counted) == 2
        assert len(plays.read(settings()[0], "tests", 1)) == 1
        monkeypatch.setattr("sim.validation.patterns.plays.played", None)


def test_changes_that_change_nothing_are_no_other_setting() -> None:
    base = Setting.of(NAME, {}, TURNS)
    need = loaded(NAME).numbers()["parameters.need"]
    assert Setting.of(NAME, {"parameters.need": need}, TURNS) == base
    assert Setting.of(NAME, {"parameters.need": need + 1}, TURNS) != base


def test_shares_keep_their_proportions() -> None:
    one = Setting.of(NAME, {"actors.RUS.factions.hawks": 0.65}, TURNS)
    changes = dict(one.changes)
    # Brokers .45 and accommodators .25 divide the rest, .35.
    assert changes["actors.RUS.factions.brokers"] == pytest.approx(0.35 * 0.45 / 0.7)
    assert changes["actors.RUS.factions.accommodators"] == pytest.approx(0.35 * 0.25 / 0.7)


def test_a_number_can_have_its_sign_turned(tmp_path: Path) -> None:
    """Signs of sunk costs that lower trust leave less of it than no signs at all."""
    weights = ("parameters.signal_weight", "parameters.test_weight")
    deployed = {"actors.RUS.doctrine": "fixed:deploy_guarantee"}
    turned = Setting.of(NAME, deployed, 8, weights)
    mute = Setting.of(NAME, {**deployed, **dict.fromkeys(weights, 0.0)}, 8)
    plays = Plays(SEED, Kept(), jobs=1)
    for setting in (turned, mute):
        plays.want(setting, ["belief"], 2)
    plays.play()
    assert (plays.read(turned, "belief", 2) < plays.read(mute, "belief", 2)).all()


def test_a_number_out_of_its_limits_is_told() -> None:
    plays = Plays(SEED, Kept(), jobs=1)
    plays.want(Setting.of(NAME, {"parameters.test_weight": -1.0}, TURNS), ["tests"], 1)
    with pytest.raises(PlayError, match=r"parameters\.test_weight = -1: must be"):
        plays.play()
