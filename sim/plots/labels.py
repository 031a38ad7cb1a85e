"""Text that does not run into other text."""

from collections.abc import Iterable, Sequence
from itertools import product

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.plots.style import POINTS

MARGIN = 1.5  # points kept free around a label
HARD = 100.0  # how much worse it is to cover a label than a line
REACH = (0.0, 7.0, -7.0, 14.0, -14.0)  # points a label may move from its anchor, nearest first


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions as little as possible so that any two are at least `gap` apart.

    The order is kept. Positions stay within [low, high] when there is room for them all; when
    there is not, they start at `low` and run over. All arguments are in one unit of length.

    >>> spread([1.0, 1.0, 5.0], gap=2.0, low=0.0, high=9.0)
    [0.0, 2.0, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    # Taking i gaps away turns "apart by a gap" into "not decreasing", whose least-squares answer
    # pools neighbours that are out of order into their mean.
    pools: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        mean, count = wanted[index] - rank * gap, 1
        while pools and pools[-1][0] >= mean:
            before, size = pools.pop()
            mean, count = (before * size + mean * count) / (size + count), size + count
        pools.append((mean, count))
    last = max(low, high - gap * (len(wanted) - 1))
    flat = [min(max(mean, low), last) for mean, count in pools for _ in range(count)]
    placed = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        placed[index] = flat[rank] + rank * gap
    return placed


def settle(
    ax: Axes,
    text: Text,
    anchors: Iterable[tuple[float, float]],
    taken: list[Bbox],
    lines: Sequence[Bbox] = (),
) -> None:
    """Move a text in data coordinates to the first place near its anchors where it covers nothing.

    Anchors are in display units, best first; `taken` holds the boxes that must stay free and gains
    the text's own; `lines` holds boxes better left free. Where every place is taken, the one with
    the least overlap is used. The limits and the size of the axes must be final.
    """
    renderer = renderer_of(ax)
    unit = ax.figure.dpi / POINTS
    to_data = ax.transData.inverted()
    room = ax.get_window_extent(renderer)
    tried: list[tuple[float, int, tuple[float, float], Bbox]] = []
    for (x, y), dx, dy in product(anchors, REACH, REACH):
        there, up = to_data.transform((x + dx * unit, y + dy * unit))
        place = (float(there), float(up))
        text.set_position(place)
        box = text.get_window_extent(renderer).padded(MARGIN * unit)
        covered = sum(_overlap(box, other) for other in taken) + _outside(box, room)
        covered = HARD * covered + sum(_overlap(box, other) for other in lines)
        tried.append((covered, len(tried), place, box))
        if covered == 0:
            break
    _, _, place, box = min(tried, key=lambda found: found[:2])
    text.set_position(place)
    taken.append(box)


def renderer_of(ax: Axes) -> RendererAgg:
    """Return what measures the text of an axes' figure."""
    canvas = FigureCanvasAgg(ax.figure.get_figure(root=True))
    renderer: RendererAgg = canvas.get_renderer()  # type: ignore[no-untyped-call]
    return renderer


def _overlap(one: Bbox, other: Bbox) -> float:
    common = Bbox.intersection(one, other)
    return float(common.width * common.height) if common is not None else 0.0


def _outside(box: Bbox, room: Bbox) -> float:
    return float(box.width * box.height) - _overlap(box, room)
