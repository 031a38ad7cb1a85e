"""Matplotlib figures as SVG inside a page.

Text stays text, so that it can be searched, copied and read at any size. The fonts have similar
widths, so that a text fits in each of them. Names inside the drawing get a prefix, because all
figures of a page share one set of names. The same figure gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from matplotlib.figure import Figure

from sim.plots.house_style import house_style

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
FONTS = ["DejaVu Sans", "Verdana", "Geneva", "sans-serif"]
SETTINGS: Mapping[str, Any] = {"svg.fonttype": "none", "font.sans-serif": FONTS}

_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def inline_svg(figure: Figure, *, name: str, title: str, description: str) -> str:
    """Return the figure as an `svg` element for a page of HTML.

    Args:
        figure: The figure.
        name: A name that no other figure of the page has: small letters, digits and hyphens.
        title: What a screen reader calls it.
        description: What it shows, in words.
    """
    buffer = io.BytesIO()
    with house_style(SETTINGS):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(buffer.getvalue())
    _drop(root, "metadata", "style")
    _rename(root, f"{name}-")
    _round(root)
    _label(root, name, title, description)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _drop(root: ElementTree.Element, *tags: str) -> None:
    """Remove all elements with these tags."""
    unwanted = {f"{{{SVG}}}{tag}" for tag in tags}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in unwanted:
                parent.remove(child)


def _rename(root: ElementTree.Element, prefix: str) -> None:
    """Put a prefix before the names that are referred to, and remove all other names."""
    used = {
        name
        for element in root.iter()
        for value in element.attrib.values()
        for name in (*_REFERENCE.findall(value), *([value[1:]] if value.startswith("#") else []))
    }
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == "id":
                if value in used:
                    element.set("id", prefix + value)
                else:
                    del element.attrib["id"]
            elif key == f"{{{XLINK}}}href":
                del element.attrib[key]
                element.set("href", f"#{prefix}{value[1:]}" if value.startswith("#") else value)
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(rf"url(#{prefix}\1)", value))


def _round(root: ElementTree.Element) -> None:
    """Round shapes to a hundredth of a point. More digits are invisible and double the page."""
    for element in root.iter():
        shape = element.get("d")
        if shape is not None:
            element.set("d", _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}", shape))


def _label(root: ElementTree.Element, name: str, title: str, description: str) -> None:
    """Add title and description for screen readers, and remove the size: the page sets it."""
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-description")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{SVG}}}{tag}")
        element.set("id", f"{name}-{'title' if tag == 'title' else 'description'}")
        element.text = text
        root.insert(place, element)
