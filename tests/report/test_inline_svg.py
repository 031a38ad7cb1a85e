"""Figures inside a page: labelled, named apart, the same bytes for the same figure."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from matplotlib.figure import Figure

from sim.report.inline_svg import inline_svg


def figure() -> Figure:
    """A figure with all that gets a name: a clip path, markers, a hatch, an image, text."""
    made = Figure(figsize=(3, 2))
    ax = made.add_axes((0.2, 0.2, 0.7, 0.7))
    ax.plot([0, 1, 2], [1, 0, 1], marker="o")
    ax.bar([0.5], [0.5], hatch="//")
    ax.imshow([[0, 1], [1, 0]], extent=(0, 1, 0, 1))
    ax.set_title("A & B < C")
    return made


def drawn(name: str) -> str:
    return inline_svg(figure(), name=name, title="T <1>", description='D "2"')


def test_the_same_figure_gives_the_same_bytes() -> None:
    assert drawn("one") == drawn("one")


def test_it_says_what_it_is() -> None:
    root = ElementTree.fromstring(drawn("one"))
    ids = {element.get("id"): element for element in root.iter()}
    assert root.get("role") == "img"
    labels = [ids[name].text for name in root.get("aria-labelledby", "").split()]
    assert labels == ["T <1>", 'D "2"']
    assert root.get("viewBox")
    assert root.get("width") is None


def test_names_are_the_figures_own_and_lead_somewhere() -> None:
    names = {}
    for figure_name in ("one", "two"):
        svg = drawn(figure_name)
        found = re.findall(r'\bid="([^"]+)"', svg)
        assert len(found) == len(set(found))
        assert all(name.startswith(f"{figure_name}-") for name in found)
        used = re.findall(r'(?:url\(#|href="#)([^)"]+)', svg)
        assert used, "markers, clips and hatches refer to their shapes"
        assert set(used) <= set(found)
        names[figure_name] = set(found)
    assert not names["one"] & names["two"]


def test_text_stays_text_and_nothing_leads_out() -> None:
    svg = drawn("one")
    assert "A &amp; B &lt; C" in svg
    assert "metadata" not in svg
    assert "<style" not in svg
    assert not re.findall(r'href="(?!#|data:image/png)', svg)
    assert re.findall(r"https?://\S+", svg) == ['http://www.w3.org/2000/svg"']
