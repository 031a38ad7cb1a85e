"""The one place where figures are drawn and saved: in the house style, whatever the user's is.

Matplotlib has one set of settings for the whole program, read from the user's `matplotlibrc` and
changed by whoever likes. They are looked at when a text or a line is made, and again when a figure
is saved. So both happen here, under settings of our own, one thread at a time: the same figure has
the same bytes on every machine. What the user has set is back when we are done.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from threading import RLock
from types import MappingProxyType
from typing import Any, ParamSpec

from matplotlib import style

from sim.plots.entry import Drawn
from sim.plots.lettering import lettered

P = ParamSpec("P")

SETTINGS = {
    # Names and titles are drawn as they are written: "$1bn and $2bn" is no formula.
    "text.parse_math": False,
    # Identifiers in an SVG are made from this, not drawn at random.
    "svg.hashsalt": "marchland",
}
"""What differs from Matplotlib's own defaults."""

_ALONE = RLock()


@contextmanager
def house_style(more: Mapping[str, Any] = MappingProxyType({})) -> Iterator[None]:
    """Draw or save under Matplotlib's defaults and `SETTINGS`, in no other thread meanwhile.

    Args:
        more: Further settings of Matplotlib's, by name.
    """
    with _ALONE, style.context(["default", {**SETTINGS, **more}]), warnings.catch_warnings():
        # Which letters no font has is told once, by `sim.plots.lettering`.
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        yield


def in_house_style(draw: Callable[P, Drawn]) -> Callable[P, Drawn]:
    """Make a function draw in the house style, with letters that can be drawn."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Drawn:
        with house_style():
            return lettered(draw(*args, **kwargs))

    return drawn
