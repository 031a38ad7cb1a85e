"""The page: Mesa's viewer with a map of ties, the ties over time, the latest quarter and sliders.

`python -m sim.viz` serves it, and so does `solara run sim.viz.page`.
"""

from __future__ import annotations

from collections.abc import Callable

import solara
from mesa.visualization import SolaraViz

from sim.viz.shown import FIGURES, Shown, chosen_scenario, picture_of, quarter_told, sliders

FITTING = "width:100%;max-height:380px;object-fit:contain;object-position:left top"
SMALL = "white-space:pre-wrap;max-height:380px;overflow:auto;font-size:13px;line-height:1.4"
"""Styles by which a figure and a text stay within their place in Mesa's grid."""


def picture(name: str) -> Callable[[Shown], object]:
    """Return a component that shows a figure of the run so far."""

    def drawn(model: Shown) -> object:
        source, words = picture_of(model, name)
        return solara.HTML("img", style=FITTING, attributes={"src": source, "alt": words})

    return drawn


def latest(model: Shown) -> object:
    """Return a component with the latest quarter of the chronicle."""
    return solara.Preformatted(quarter_told(model), style_=SMALL)


@solara.component
def Page() -> None:  # noqa: N802 - Solara's name for a page
    """Show a model of this visitor's own: two browsers do not share a run."""
    model = solara.use_memo(lambda: solara.reactive(Shown()), [])
    SolaraViz(
        model,
        components=[*(picture(name) for name in FIGURES), latest],
        model_params=sliders(),
        name=chosen_scenario().title,
    )
