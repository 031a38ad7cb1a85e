"""The check of texts finds what it is there to find."""

from __future__ import annotations

from matplotlib.figure import Figure

from tests.plots.geometry import faults


def test_texts_apart_have_no_fault() -> None:
    figure = Figure()
    figure.text(0.1, 0.2, "one")
    figure.text(0.1, 0.8, "other")
    assert faults(figure) == []


def test_an_overlap_and_a_clipped_text_are_found() -> None:
    figure = Figure()
    figure.text(0.1, 0.5, "one")
    figure.text(0.11, 0.51, "other")
    figure.text(0.99, 0.1, "over the edge")
    assert faults(figure) == ["'one' overlaps 'other'", "'over the edge' is clipped"]
