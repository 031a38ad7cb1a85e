"""Take one thing out of a figure, and its golden image says so: of every series, band and mark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.plots import style
from sim.plots.differences import differences_figure
from sim.plots.phase import phase_figure
from sim.plots.shares import shares_figure
from sim.plots.survival import survival_figure
from tests.plots import golden
from tests.plots.test_differences import flags
from tests.plots.test_phase import sloping
from tests.plots.test_shares import by_policy
from tests.plots.test_survival import two

MADE: dict[str, Callable[[], Figure]] = {
    "shares-by-policy": lambda: shares_figure(by_policy()),
    "phase-diagram": lambda: phase_figure(sloping()),
    "survival-two": lambda: survival_figure(two()),
    "policy-differences": lambda: differences_figure(flags()),
}


def parts(figure: Figure) -> list[Artist]:
    """What a figure shows, apart from its texts."""
    found = [a for ax in figure.axes for a in (*ax.lines, *ax.patches, *ax.collections)]
    return [artist for artist in found if _can_be_seen(artist)]


def _can_be_seen(artist: Artist) -> bool:
    """A halo on white cannot, nor a bar of nothing, nor an interval shorter than its mark."""
    if isinstance(artist, Line2D):
        xs = artist.get_xdata()
        no_length = (
            len(xs) == 2 and xs[0] == xs[1] and artist.get_ydata()[0] == artist.get_ydata()[1]
        )
        return to_hex(artist.get_color()) != style.PAPER.lower() and not no_length
    return not (isinstance(artist, Rectangle) and artist.get_width() == 0)


@pytest.mark.parametrize("name", MADE)
def test_nothing_can_be_taken_out_unnoticed(name: str) -> None:
    kept = golden.golden(name)
    count = len(parts(MADE[name]()))
    assert count > 3
    for number in range(count):
        figure = MADE[name]()
        artist = parts(figure)[number]
        artist.remove()
        assert golden.difference(golden.picture(figure), kept) > golden.TOLERANCE, artist
