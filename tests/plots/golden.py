"""Golden images: a figure held against a small picture of how it should look.

A picture is compared as a blurred sketch, block by block, and not pixel by pixel, so that another
version of Matplotlib or FreeType, which sets letters a little otherwise, does not matter, while a
missing series, label, axis or band does: it empties blocks. What exactly the letters and numbers
say is for the tests of the data.

A figure gets its golden image by a test that calls `check(figure, "its-name")`, and, after a change
that is meant to change its looks, a new one by

    MARCHLAND_GOLDENS=write .venv/bin/python -m pytest tests/plots -k golden

Look at it before committing it.
"""

from __future__ import annotations

import io
import os
from itertools import product
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("MARCHLAND_GOLDENS") == "write"
DPI = 50
FINER = 4
"""How much finer a figure is drawn than it is kept: at 200 dpi letters hardly need to be fitted to
pixels, which is what versions of FreeType do differently."""
BLOCK = 8
"""Pixels along the side of a block: a sixth of an inch, a line of small text."""
SHIFT = 2
"""Pixels that a block may have moved: what versions differ by in where a line of text begins."""
STRIDE = 2
"""Pixels from one block that is compared to the next: each most of it over its neighbours, so that
nothing hides between two."""
STEP = 5
"""Shades kept in a golden image are multiples of this, which halves its file."""
TOLERANCE = 13.0
"""How much the mean of a block may differ, of 255. The letters of Matplotlib 3.10 and 3.11 make up
to 10, a missing dashed line a point wide 16, all else that may be missing 30 and more."""

Picture = NDArray[np.float64]


def picture(figure: Figure, *, hinting: str = "none") -> Picture:
    """A figure as small pixels [row, column, channel], 0 to 255."""
    data = io.BytesIO()
    with rc_context({"text.hinting": hinting}):
        figure.savefig(data, format="png", dpi=DPI * FINER)
    return _pixels(Image.open(data).convert("RGB").reduce(FINER))


def golden(name: str) -> Picture:
    """The golden image of a name as pixels [row, column, channel]."""
    path = GOLDEN / f"{name}.png"
    assert path.is_file(), f"no golden image {path.name}; {__name__} says how to write it"
    return _pixels(Image.open(path))


def difference(one: Picture, other: Picture) -> float:
    """How far apart two pictures are at their worst block, in 0 to 255; inf for other sizes.

    A block may have moved by `SHIFT` pixels, and a picture may be a pixel larger.
    """
    if max(abs(a - b) for a, b in zip(one.shape, other.shape, strict=True)) > 1:
        return float("inf")
    rows, columns = (min(a, b) for a, b in zip(one.shape[:2], other.shape[:2], strict=True))
    one, other = one[:rows, :columns], other[:rows, :columns]
    return max(_worst(one, other), _worst(other, one))


def _worst(still: Picture, moving: Picture) -> float:
    """How far the worst block of a picture is from the nearest place in another."""
    one, other = _sketch(still), _sketch(moving)
    rows, columns = (side - 2 * SHIFT for side in one.shape[:2])
    middle = one[SHIFT : SHIFT + rows : STRIDE, SHIFT : SHIFT + columns : STRIDE]
    apart = [
        np.abs(middle - other[dy : dy + rows : STRIDE, dx : dx + columns : STRIDE]).max(axis=-1)
        for dy, dx in product(range(2 * SHIFT + 1), repeat=2)
    ]
    return float(np.min(apart, axis=0).max())


def check(figure: Figure, name: str) -> None:
    """Hold a figure against its golden image, or write that when asked to."""
    if WRITE:
        GOLDEN.mkdir(exist_ok=True)
        # Coarser shades make files small.
        small = np.minimum(STEP * np.round(picture(figure) / STEP), 255).astype(np.uint8)
        Image.fromarray(small).save(GOLDEN / f"{name}.png", optimize=True)
    found = difference(picture(figure), golden(name))
    assert found < TOLERANCE, f"{name} differs by {found:.0f} at its worst block; see {__name__}"


def _pixels(image: Image.Image) -> Picture:
    return np.asarray(image.convert("RGB"), np.float64)


def _sketch(pixels: Picture) -> Picture:
    """The mean of the block that begins at each pixel [row, column, channel]."""
    means = pixels
    for axis in (0, 1):
        total = np.cumsum(np.insert(means, 0, 0.0, axis=axis), axis=axis)
        means = (
            np.delete(total, range(BLOCK), axis) - np.delete(total, range(-BLOCK, 0), axis)
        ) / BLOCK
    return means
