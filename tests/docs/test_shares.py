"""The shares that the README quotes are those of the runs it names."""

import re

import numpy as np
import pytest

import sim
from sim.engine.batch import Batch
from tests.docs.pages import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def quoted() -> dict[str, float]:
    """Share of runs that recommit by level, as the README's table says."""
    levels, shares = re.findall(r"^\| (?:`recommit_level`|share of runs) \|(.*)\|$", TEXT, re.M)
    pairs = zip(levels.split("|"), shares.split("|"), strict=True)
    return {level.strip(): float(share) for level, share in pairs}


@pytest.mark.slow
def test_shares_are_as_quoted() -> None:
    said = " ".join(TEXT.split())
    assert "20,000 runs of 20 quarters (seed 1)" in said
    scenario = sim.load_scenario("karabakh-2020")
    assert scenario.calendar.turns == 20
    batch = Batch(scenario)
    rows = batch.play(np.zeros((1, 0)), seed=1, first=0, count=20_000).outcomes[0]
    for level, share in quoted().items():
        longest = rows[:, batch.columns.index(f"spell_at_{level}")]
        assert np.mean(longest >= scenario.parameters.recommit_quarters) == pytest.approx(
            share, abs=0.006
        )
    told = dict(re.findall(r"\(?`(held_at_end|offered)`\)?[^`]*? (?:in|is) (0\.\d\d)\b", said))
    assert set(told) == {"held_at_end", "offered"}
    for measure, share in told.items():
        mean = np.mean(rows[:, batch.columns.index(measure)])
        assert mean == pytest.approx(float(share), abs=0.006), measure
