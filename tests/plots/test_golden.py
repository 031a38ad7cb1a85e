"""The golden images fail when they should, and only then."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from sim.plots import style
from tests.plots import golden

BROAD = np.linspace(0, 1, 30)


def drawing(without: str = "", *, size: float = style.TEXT_SIZE, nudge: float = 0.0) -> Figure:
    """A figure with a little of everything, but for one part."""
    figure = style.page(4.0, 2.2, "A title of the finding", "n = 100 runs. Line: 95 % interval.")
    ax = style.add_axes(figure, 0.6 + nudge, 0.4, 2.6, 1.7)
    style.dress(ax)
    parts: dict[str, list[Artist]] = {
        "thick line": ax.plot(BROAD, BROAD**2, color="#D55E00", linewidth=1.8),
        "thin dashes": ax.plot(BROAD, 1 - BROAD, color=style.INK, linewidth=1.2, linestyle="--"),
        "pale band": [ax.fill_between(BROAD, BROAD / 3, BROAD / 2, color="#9DB4C6", alpha=0.5)],
        "bar": [ax.bar([0.5], [0.3], width=0.1, color="#0072B2")],
        "markers": ax.plot([0.1, 0.2], [0.8, 0.9], "o", color=style.INK, markersize=5),
        "label": [ax.text(1.03, 0.9, "baseline", fontsize=size, transform=ax.transAxes)],
    }
    ax.tick_params(labelsize=size)
    for artist in parts.get(without, []):
        artist.remove()
    if without == "axis":
        ax.xaxis.set_visible(False)
    return figure


@pytest.mark.parametrize(
    "lost", ["thick line", "thin dashes", "pale band", "bar", "markers", "label", "axis"]
)
def test_whatever_is_missing_is_noticed(lost: str) -> None:
    found = golden.difference(golden.picture(drawing(lost)), golden.picture(drawing()))
    assert found > 1.15 * golden.TOLERANCE


@pytest.mark.parametrize("hinting", ["default", "native"])
def test_another_way_of_setting_letters_is_not(hinting: str) -> None:
    plain, other = golden.picture(drawing()), golden.picture(drawing(), hinting=hinting)
    assert not np.array_equal(plain, other)
    assert golden.difference(plain, other) < 0.9 * golden.TOLERANCE


def test_a_hair_of_size_and_place_is_not_either() -> None:
    plain = golden.picture(drawing())
    larger = golden.picture(drawing(size=style.TEXT_SIZE * 1.02, nudge=0.002))
    assert 0 < golden.difference(plain, larger) < golden.TOLERANCE


def test_another_size_of_page_is_noticed() -> None:
    one, other = (style.new_figure(wide, 1) for wide in (2.0, 2.1))
    assert golden.difference(golden.picture(one), golden.picture(other)) == float("inf")


def test_a_figure_without_its_image_says_how_to_write_it() -> None:
    with pytest.raises(AssertionError, match=r"no golden image nobody\.png"):
        golden.golden("nobody")


def test_golden_drawing() -> None:
    golden.check(drawing(), "drawing")


@pytest.mark.skipif(golden.WRITE, reason="it would write the figure without its bar")
def test_a_check_compares_with_the_file() -> None:
    with pytest.raises(AssertionError, match="drawing differs by"):
        golden.check(drawing("bar"), "drawing")
