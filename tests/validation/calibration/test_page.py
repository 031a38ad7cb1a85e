"""The sentences on a calibration: losses first, each only where it is true."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from sim.validation.calibration.page import headline, markdown
from sim.validation.calibration.study import Calibrated

PARAMETER = {
    "path": "parameters.a",
    "low": 0.0,
    "high": 1.0,
    "base": 0.5,
    "q05": 0.1,
    "q95": 0.6,
    "contraction": 0.3,
    "shift": 0.4,
    "verdict": "narrowed",
    "p": 0.5,
    "covered": 0.9,
    "possible": 0.6,
}
SPAN = {"mean": 0.2, "q05": 0.1, "q95": 0.3}
BAND = {
    "name": "x",
    "title": "Wars that come back",
    "low": 0.1,
    "high": 0.3,
    "source": "made up",
    "excludes": 0.4,
    "table": SPAN,
    "predicted": SPAN,
    "mean_inside": True,
    "members_inside": 1.0,
}
FACTS: dict[str, Any] = {
    "experiment": "made",
    "scenario": "made",
    "turns": 20,
    "points": 64,
    "futures": 10,
    "runs": 640,
    "keep": 0.05,
    "kept": 4,
    "size": 3.2,
    "bandwidth": 0.1,
    "inside": 0.02,
    "noise": [0.05, 0.06],
    "truths": 40,
    "draws": 99,
    "members": 10,
    "member_futures": 10,
    "ensemble": "0123456789abcdef",
    "bands": [BAND, {**BAND, "name": "y", "title": "Promises kept"}],
    "parameters": [PARAMETER, {**PARAMETER, "path": "parameters.b"}],
    "correlation": [[1.0, 0.5], [0.5, 1.0]],
    "watched": [{"name": "recommitted", "label": "recommitted", "table": SPAN, "predicted": SPAN}],
    "without": {"x": [0.3, 0.3], "y": [0.3, 0.3]},
}


def changed(place: tuple[Any, ...], value: object) -> dict[str, Any]:
    facts = deepcopy(FACTS)
    inner: Any = facts
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return facts


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("parameters", 0, "verdict"), "open", "1 of 2 free numbers stays as open as it was: `a`"),
        (("parameters", 1, "verdict"), "shifted", "`b` moves to one side, but keeps"),
        (("bands", 0, "excludes"), 0.001, "The band on wars that come back rules out next to"),
        (("bands", 1, "mean_inside"), False, "miss the band on promises kept"),
        (("parameters", 0, "p"), 0.01, "The check of the method fails for `a`"),
        (("without", "y"), [0.3, 0.01], "`b` is narrowed mostly by one band, on promises kept"),
    ],
)
def test_a_loss_is_told_where_there_is_one(
    place: tuple[Any, ...], value: object, said: str
) -> None:
    assert not any(said in loss for loss in headline(FACTS).losses)
    facts = changed(place, value)
    assert any(said in loss for loss in headline(facts).losses)
    assert said in markdown(facts)


def test_nothing_is_identified_unless_half_of_a_variance_goes() -> None:
    said = "No number is identified"
    assert any(said in loss for loss in headline(FACTS).losses)
    assert not any(
        said in loss
        for loss in headline(changed(("parameters", 0, "verdict"), "identified")).losses
    )


def test_the_method_is_praised_only_if_its_check_is_passed() -> None:
    said = "The method passes its check"
    assert any(said in gain for gain in headline(FACTS).gains)
    failed = headline(changed(("parameters", 0, "p"), 0.001))
    assert not any(said in gain for gain in failed.gains)


def test_losses_stand_before_gains_on_the_page() -> None:
    facts = changed(("parameters", 0, "verdict"), "open")
    told, text = headline(facts), markdown(facts)
    places = [text.index(said) for said in (*told.losses, *told.gains, *told.unknown)]
    assert places == sorted(places)


def test_the_page_of_a_real_calibration_quotes_its_facts(tiny: tuple[Path, Calibrated]) -> None:
    facts = tiny[1].facts()
    text = markdown(facts)
    assert f"ensemble `{facts['ensemble'][:12]}`" in text
    assert "24 runs" in text
    for name in ("marginals", "ranks", "bands"):
        assert f"figures/validation/calibration-{name}.svg" in text
