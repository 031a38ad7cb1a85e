"""Texts in figures: unprintable characters are escaped, and each letter gets a font that has it.

The font of the figures has the letters of Europe and of much of the Near East. For other letters
the fonts of the machine are searched. If none has a letter, it is drawn as a box and reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from matplotlib.axis import Axis
from matplotlib.font_manager import findfont, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from sim.plots.entry import Drawn
from sim.texts import printable_lines

OWN = "DejaVu Sans"
"""The font of the figures; it comes with Matplotlib."""
BROAD = ("noto sans", "unicode", "cjk", "noto")
"""Parts of the names of fonts with many scripts; such fonts are searched first, in this order."""


def lettered(drawn: Drawn) -> Drawn:
    """Return the figure with texts escaped and fonts chosen; `undrawn` has letters of no font."""
    figure = drawn.figure
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis) if ax.axison else ():
            _escape_ticks(axis)
    texts = figure.findobj(Text)
    for text in texts:
        text.set_text(printable_lines(text.get_text()))
    return replace(
        drawn,
        title=printable_lines(drawn.title),
        caption=printable_lines(drawn.caption),
        alt=printable_lines(drawn.alt),
        undrawn=_choose_fonts(texts),
    )


def letters_told(letters: Iterable[str]) -> str:
    """Return the message on letters that could not be drawn; "" if there are none.

    >>> letters_told("中中")
    'No font of this machine has the letters 中; a box stands for each (a Noto font has them).'
    """
    unlike = "".join(sorted(set(letters)))
    if not unlike:
        return ""
    return (
        f"No font of this machine has the letters {unlike}; a box stands for each "
        "(a Noto font has them)."
    )


def _escape_ticks(axis: Axis) -> None:
    """Escape unprintable characters in the labels of an axis, and fix them.

    Without fixed labels Matplotlib would make them anew at every draw.
    """
    labels = [label.get_text() for label in axis.get_ticklabels()]
    escaped = [printable_lines(label) for label in labels]
    if escaped != labels:
        axis.set_ticks(axis.get_ticklocs(), labels=escaped)


def _choose_fonts(texts: Iterable[Text]) -> str:
    """Give texts fonts that have their letters, and return the letters that no font has."""
    strange = {text: _letters(text.get_text()) - _charmap(findfont(OWN)) for text in texts}
    left = frozenset().union(*strange.values())
    if not left:
        return ""
    families, none = _fonts_for(left)
    for text, letters in strange.items():
        if letters:
            text.set_fontfamily([*text.get_fontfamily(), *families])
    return "".join(map(chr, sorted(none)))


def _letters(text: str) -> frozenset[int]:
    return frozenset(ord(letter) for letter in text if not letter.isspace())


@cache
def _charmap(path: str) -> frozenset[int]:
    """Return the code points of the letters that a font file has."""
    return frozenset(FT2Font(path).get_charmap())


@cache
def _fonts_for(letters: frozenset[int]) -> tuple[tuple[str, ...], frozenset[int]]:
    """Return fonts of this machine that have the letters, and the letters that none has.

    Fonts of `BROAD` are searched first, and a font that adds no letter is left out.
    """
    families: list[str] = []
    for entry in sorted(fontManager.ttflist, key=lambda entry: _breadth(entry.name)):
        if not letters:
            break
        try:
            held = _charmap(entry.fname)
        except (OSError, RuntimeError):  # a font that was removed or is damaged
            continue
        if letters & held:
            families.append(entry.name)
            letters = letters - held
    return tuple(families), letters


def _breadth(name: str) -> tuple[int, str]:
    """Return the sort key of a font by name: its place in `BROAD`, then its name."""
    known = [place for place, part in enumerate(BROAD) if part in name.lower()]
    return min(known, default=len(BROAD)), name
