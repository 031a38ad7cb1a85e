"""The patterns that the model must reproduce, as they are declared, at their full size.

Slow: the whole study of `sim validate patterns`, some ten minutes on two cores. What a pattern is,
and what must follow when its mechanism is removed, `experiments/validation/patterns.toml` says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.validation.patterns.kinds import HOLDS, REPORTED
from sim.validation.patterns.removal import LIVES
from sim.validation.patterns.study import study_patterns

pytestmark = pytest.mark.slow

OPEN = {
    "S25 turning west": "not clear",
    "S25 red line or pressure": "not clear",
    "S25 sanctions": "not clear",
    "S25 sponsor's deal or restraint": "not clear",
    "S25 mediation": "not clear",
    "S32 probe: belief not too high": "fails",
    "S33 all but two orders": "not clear",
}
"""Checks that do not hold although the specification expects it, with the verdict; each is a loss
that docs/validation.md tells first."""
STUBBORN: dict[tuple[str, str], str] = {
    (
        "need",
        "S2 stance=accommodate",
    ): "overstretch alone turns some to the rival: two fifths of it",
    ("readiness", "S24c hazard rises"): "the hazard rises without it too; why was not looked into",
}
"""Mechanisms and checks that should die without them and live, with the reason."""


def test_patterns_hold_and_die_with_their_mechanisms(tmp_path: Path) -> None:
    study = study_patterns(keep=tmp_path)
    found = {one.found.check.id: one.found for one in study.results}
    lost = {
        name: one.verdict
        for name, one in found.items()
        if one.verdict not in (HOLDS, REPORTED) and not one.check.misfit
    }
    assert lost == OPEN
    asked = [one for one in study.results if one.clear]
    assert sum(one.held for one in asked) > 0.9 * sum(one.clear for one in asked)
    stubborn = {
        (one.removed.id, fate.id) for one in study.removals for fate in one.of(LIVES, must=True)
    }
    assert stubborn == STUBBORN.keys()
    follows = {one.check.id: one.verdict for removal in study.removals for one in removal.follows}
    assert set(follows.values()) == {HOLDS}, follows
    assert not [one.survived for one in study.controls if one.survived]
