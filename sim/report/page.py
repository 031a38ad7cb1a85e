"""A report as one self-contained page of HTML.

The page loads nothing: styles and figures are inline, there is no script, and its security policy
forbids the browser to fetch anything. The template engine escapes all text.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from sim.report.content import Report

LONG = 48
"""A name of at least so many letters may be broken into lines, to keep its table narrow."""


def to_html(report: Report) -> str:
    """Return the page of a report; the same report gives the same bytes."""
    template = _environment().get_template("page.html")
    return template.render(report=report, style=Markup(_style()))


def named(text: str) -> Markup:
    """Return escaped text in which words between backticks are marked as names.

    >>> named("`a.b` < 3")
    Markup('<code>a.b</code> &lt; 3')
    >>> named("one ` alone")
    Markup('one ` alone')
    """
    pieces = text.replace(" %", "\N{NO-BREAK SPACE}%").split("`")
    if len(pieces) % 2 == 0:
        return escape("`".join(pieces))
    return Markup("").join(
        _code(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces)
    )


def _code(name: str) -> Markup:
    """Return a name as HTML; a long name, such as a hash, may be broken anywhere."""
    kind = Markup(' class="long"') if len(name) >= LONG else ""
    return Markup("<code{}>{}</code>").format(kind, name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sim.report", "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["named"] = named
    # Only figures are not escaped, because `sim.report.inline_svg` made them.
    environment.filters["drawn"] = Markup
    return environment


@cache
def _style() -> str:
    return files("sim.report").joinpath("template", "page.css").read_text(encoding="utf-8")
