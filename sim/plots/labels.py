"""Placing of labels so that they do not overlap."""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, product
from math import cos, dist, pi, sin

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.text import Text

from sim.plots.boxes import Box
from sim.plots.style import INK, POINTS, SMALL_SIZE

MARGIN = 1.5  # points kept free around a label
HARD = 100.0  # cost of covering a label, if the cost of covering a line is 1
NOTHING = 1e-6  # largest overlap that counts as none, in square display units (rounding errors)
REACH = (0.0, 7.0, -7.0, 14.0, -14.0)  # points a label may move from its anchor, nearest first


def spread(
    wanted: Sequence[float], gap: float | Sequence[float], low: float, high: float
) -> list[float]:
    """Move positions as little as possible so that any two are far enough apart.

    The order is kept. Positions stay within [low, high] if there is room for all of them. If not,
    they start at `low` and end above `high`. All arguments are in one unit of length.

    >>> spread([1.0, 1.0, 5.0], gap=2.0, low=0.0, high=9.0)
    [0.0, 2.0, 5.0]
    >>> spread([1.0, 1.0, 5.0], gap=[2.0, 4.0, 2.0], low=0.0, high=9.0)
    [0.0, 3.0, 6.0]

    Args:
        wanted: The positions.
        gap: How far two neighbours are apart at least; or the size of each label, of which two
            neighbours are apart by half of both.
        low: Least position.
        high: Largest position.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    sizes = [gap] * len(wanted) if isinstance(gap, float | int) else [gap[i] for i in order]
    apart = [(one + other) / 2 for one, other in pairwise(sizes)]
    before = [0.0, *accumulate(apart)]
    # Subtracting the gaps below a position turns "apart by a gap" into "not decreasing". The
    # least-squares solution of that replaces neighbours that are out of order by their mean.
    pools: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        mean, count = wanted[index] - before[rank], 1
        while pools and pools[-1][0] >= mean:
            lower, size = pools.pop()
            mean, count = (lower * size + mean * count) / (size + count), size + count
        pools.append((mean, count))
    last = max(low, high - before[-1])
    flat = [min(max(mean, low), last) for mean, count in pools for _ in range(count)]
    placed = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        placed[index] = flat[rank] + before[rank]
    return placed


def fanned(
    ax: Axes, places: Sequence[tuple[float, float]], apart: float
) -> list[tuple[float, float]]:
    """Return the places of marks, with those that would cover one another around their middle.

    Marks nearer than a third of `apart` cover one another. They are moved to a ring on which
    neighbours are `apart`, in the order given, so that the same marks are always at the same
    places. The size and the limits of the axes must be final.

    Args:
        ax: The axes.
        places: Places in data coordinates.
        apart: Distance of two neighbours on a ring, in points.
    """
    unit = ax.figure.dpi / POINTS
    shown = [(float(x), float(y)) for x, y in ax.transData.transform(list(places))]
    groups: list[list[int]] = []
    for k, (x, y) in enumerate(shown):
        near = [g for g in groups if dist((x, y), shown[g[0]]) < apart * unit / 3]
        if near:
            near[0].append(k)
        else:
            groups.append([k])
    moved = list(places)
    back = ax.transData.inverted()
    for group in groups:
        if len(group) < 2:
            continue
        middle = [sum(shown[k][way] for k in group) / len(group) for way in (0, 1)]
        reach = apart * unit / (2 * sin(pi / len(group)))
        for turn, k in enumerate(group):
            angle = 2 * pi * turn / len(group)
            x, y = middle[0] + reach * cos(angle), middle[1] + reach * sin(angle)
            there = back.transform((x, y))
            moved[k] = (float(there[0]), float(there[1]))
    return moved


def name_end(ax: Axes, text: str, height: float, *, weight: str) -> None:
    """Write small text to the right of the axes, at a height in data coordinates."""
    ax.annotate(
        text,
        xy=(1, height),
        xycoords=("axes fraction", "data"),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=SMALL_SIZE - 1,
        fontweight=weight,
        color=INK,
        annotation_clip=False,
    )


def settle(
    ax: Axes,
    text: Text,
    anchors: Iterable[tuple[float, float]],
    taken: list[Box],
    lines: Sequence[Box] = (),
) -> None:
    """Move a text to the first place near its anchors where it covers nothing.

    The text must be centred and placed in data coordinates. Anchors are in display units, best
    first. `taken` holds the boxes that should stay free, and the text's own box is added to it.
    `lines` holds boxes that are less important to keep free. If every place covers something, the
    place with the least overlap is used. The limits and the size of the axes must be final.
    """
    renderer = renderer_of(ax)
    unit = ax.figure.dpi / POINTS
    size = text.get_window_extent(renderer)
    across, up = size.width / 2 + MARGIN * unit, size.height / 2 + MARGIN * unit
    room = Box(*ax.get_window_extent(renderer).extents)
    best, least = None, float("inf")
    for (x, y), dx, dy in product(anchors, REACH, REACH):
        box = Box.around((x + dx * unit, y + dy * unit), across, up)
        covered = sum(box.overlap(other) for other in taken) + box.area() - box.overlap(room)
        covered = HARD * covered + sum(box.overlap(line) for line in lines)
        if covered < least:
            best, least = box, covered
        if covered < NOTHING:
            break
    assert best is not None, "a label needs an anchor"
    middle = ((best.left + best.right) / 2, (best.lower + best.upper) / 2)
    there, height = ax.transData.inverted().transform(middle)
    text.set_position((float(there), float(height)))
    taken.append(best)


def renderer_of(ax: Axes) -> RendererAgg:
    """Return a renderer, which can measure texts in the figure of the axes."""
    canvas = FigureCanvasAgg(ax.figure.get_figure(root=True))
    renderer: RendererAgg = canvas.get_renderer()  # type: ignore[no-untyped-call]
    return renderer
