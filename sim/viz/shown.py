"""What the page plays and shows: the model, its sliders, its figures. Nothing here needs Solara."""

from __future__ import annotations

import base64
import os
from typing import Any

from sim.narrative.cast import Cast
from sim.narrative.chronicle import chronicle_turns
from sim.play.model import Marchland
from sim.plots.catalogue import draw
from sim.plots.style import png
from sim.scenario import Scenario, load_scenario
from sim.scenario.meanings import meaning

VARIABLE = "MARCHLAND_SCENARIO"
"""Environment variable with the scenario that the page plays."""
USUAL = "karabakh-2020"
"""The scenario that it plays without this variable."""
SEED, LAST_SEED = 2020, 9999
NUMBERS = {
    "bulwark": "parameters.bulwark",
    "resolve_prior": "parameters.resolve_prior",
    "review_rate": "parameters.review_rate",
}
"""The numbers that have a slider, by the argument of `Shown`; every scenario has them."""
LABELS = {"bulwark": "Rival's threat", "resolve_prior": "Resolve", "review_rate": "Reviews"}
"""Words for them, short enough to stand beside a slider."""
STEPS = 20
"""Steps of a slider over the range of its number."""
FIGURES = ("ties", "histories")
BEGIN = "Step plays a quarter. Reset begins again, with the seed and the numbers of the sliders."


class Shown(Marchland):
    """A run that keeps its record. The arguments after the seed replace the scenario's numbers."""

    def __init__(
        self,
        *,
        seed: int = SEED,
        bulwark: float | None = None,
        resolve_prior: float | None = None,
        review_rate: float | None = None,
    ) -> None:
        given = dict(zip(NUMBERS, (bulwark, resolve_prior, review_rate), strict=True))
        changes = {NUMBERS[name]: value for name, value in given.items() if value is not None}
        super().__init__(chosen_scenario(), seed=seed, changes=changes, record=True)


def chosen_scenario() -> Scenario:
    """Return the scenario that the page plays. Raises ScenarioError if it cannot be used."""
    return load_scenario(os.environ.get(VARIABLE) or USUAL)


def sliders() -> dict[str, dict[str, Any]]:
    """Return a slider for the seed and for each number, over the range that its source leaves.

    They are in the form that Mesa's viewer takes, by the argument of `Shown`.
    """
    scenario = chosen_scenario()
    numbers = scenario.numbers()
    found = {"seed": _slider("SliderInt", "Seed", SEED, 0, LAST_SEED, 1)}
    for name, path in NUMBERS.items():
        low, high = scenario.range_of(path)
        step = (high - low) / STEPS
        found[name] = _slider("SliderFloat", LABELS[name], numbers[path], low, high, step)
    return found


def _slider(
    kind: str, label: str, value: float, low: float, high: float, step: float
) -> dict[str, Any]:
    return {"type": kind, "label": label, "value": value, "min": low, "max": high, "step": step}


def quarter_told(model: Marchland) -> str:
    """Return the latest quarter of the chronicle; before the first, what can be done."""
    record = model.record()
    told = chronicle_turns(record, Cast(record.scenario))
    if told:
        return told[-1]
    said = (f"{LABELS[name]}: {meaning(model.scenario, path)}." for name, path in NUMBERS.items())
    return "\n".join([BEGIN, "", *said])


def picture_of(model: Marchland, name: str) -> tuple[str, str]:
    """Return a figure of the run so far: the address of a picture, and words in place of it."""
    drawn = draw(model.record(), name)
    data, _ = png(drawn.figure)
    return f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}", drawn.alt
