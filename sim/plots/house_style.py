"""The Matplotlib settings under which all figures are drawn and saved.

Matplotlib has one set of settings for the whole program. It is read from the user's `matplotlibrc`,
and any code can change it. It affects texts and lines when they are made, and figures when they are
saved. So all drawing and saving happens under the settings of this module, in one thread at a time.
Then the same figure has the same bytes on every machine. The user's settings are restored after.
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
    # Texts are drawn as written: "$1bn and $2bn" is not a formula.
    "text.parse_math": False,
    # Identifiers in an SVG are made from this text. Without it they would be random.
    "svg.hashsalt": "marchland",
}
"""Settings that differ from Matplotlib's defaults."""

_ALONE = RLock()


@contextmanager
def house_style(more: Mapping[str, Any] = MappingProxyType({})) -> Iterator[None]:
    """Return a context with Matplotlib's defaults and `SETTINGS`, for one thread at a time.

    Args:
        more: Further settings of Matplotlib, by name.
    """
    with _ALONE, style.context(["default", {**SETTINGS, **more}]), warnings.catch_warnings():
        # `sim.plots.lettering` reports the missing letters once.
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        yield


def in_house_style(draw: Callable[P, Drawn]) -> Callable[P, Drawn]:
    """Return the function, made to draw in the house style and with `lettered` texts."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Drawn:
        with house_style():
            return lettered(draw(*args, **kwargs))

    return drawn
