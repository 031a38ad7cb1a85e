"""A report as one self-contained page of HTML.

The page loads nothing: styles and figures are inline, there is no script, and its security policy
forbids the browser to fetch anything. The template engine escapes all text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.report.glossary import Glossary

if TYPE_CHECKING:
    from sim.report.content import Report

LONG = 48
"""A name of at least so many letters may be broken into lines, to keep its table narrow."""


def to_html(report: Report) -> str:
    """Return the page of a report; the same report gives the same bytes."""
    template = _environment().get_template("page.html")
    glossary = Glossary()
    return template.render(
        report=report,
        style=Markup(_style()),
        glossary=glossary,
        told=partial(told, glossary),
    )


def told(glossary: Glossary, text: str, place: str) -> Markup:
    """Return a text as `named` does, with its terms marked as well.

    Args:
        glossary: The glossary of the page.
        text: The text.
        place: The part of the page in which a term is marked once; "" to mark none.
    """
    return named(text, partial(glossary.mark, place=place) if place else escape)


def named(text: str, plain: Callable[[str], Markup] = escape) -> Markup:
    """Return escaped text in which words between backticks are marked as names.

    `plain` escapes what is not a name.

    >>> named("`a.b` < 3")
    Markup('<code>a.b</code> &lt; 3')
    >>> named("one ` alone")
    Markup('one ` alone')
    """
    pieces = text.replace(" %", "\N{NO-BREAK SPACE}%").split("`")
    if len(pieces) % 2 == 0:
        return plain("`".join(pieces))
    return Markup("").join(
        _code(piece) if place % 2 else plain(piece) for place, piece in enumerate(pieces)
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
