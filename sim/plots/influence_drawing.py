"""Drawing of the map of influence: each client's territory, with its parts as an arc."""

from __future__ import annotations

from math import cos, radians, sin

from matplotlib.axes import Axes
from matplotlib.patches import Wedge
from matplotlib.transforms import ScaledTranslation, Transform

from sim.plots import style
from sim.plots.boxes import Box
from sim.plots.influence import Holding, InfluenceData
from sim.plots.labels import spread
from sim.plots.map_ground_drawing import LabelWriter, draw_actor, draw_ground
from sim.plots.region import Point

RADIUS = 0.46  # inches
RING = 0.24  # inches from the inner edge of an arc to its outer one
LABEL_GAP = 0.15  # inches
LABEL_ROOM = 1.1  # inches kept free beside an arc for its labels
REACH = 0.6  # inches kept free above and below the middle of an arc


def draw_influence(data: InfluenceData, ax: Axes) -> None:
    """Draw the influence, over the map or as a diagram; sets the limits of the axes."""
    draw_ground(ax, data.tints, data.areas, schematic=data.schematic)
    labels = LabelWriter(ax, [place.at for place in data.places], {})
    for holding in data.holdings:
        _draw_arc(holding, ax)
        labels.taken.append(_room(holding, ax))
    for place in data.places:
        draw_actor(ax, place, labels)


def _draw_arc(holding: Holding, ax: Axes) -> None:
    """Draw the parts of a client as half a ring, from top to bottom, on the client's outer side."""
    inches = _inches_from(holding.at, ax)
    side, begun, ends = (-1 if holding.western else 1), 90.0, []
    for part in holding.parts:
        turned = begun - 180.0 * part.share
        first, last = (180 - begun, 180 - turned) if holding.western else (turned, begun)
        ax.add_patch(
            Wedge(
                (0, 0),
                RADIUS,
                first,
                last,
                width=RING,
                transform=inches,
                facecolor=part.colour,
                edgecolor=style.PAPER,
                linewidth=1.2,
                zorder=4,
            )
        )
        middle = radians((begun + turned) / 2)
        ends.append((side * RADIUS * cos(middle), RADIUS * sin(middle)))
        begun = turned
    _name_parts(holding, ends, ax, inches)


def _name_parts(holding: Holding, ends: list[Point], ax: Axes, inches: Transform) -> None:
    """Write the client's name above its arc, and each part's name beside it, joined by a line."""
    side = -1 if holding.western else 1
    paper = {"facecolor": style.PAPER, "alpha": 0.85, "edgecolor": "none", "pad": 1.0}
    ax.text(
        0,
        RADIUS + 0.13,
        holding.name,
        transform=inches,
        ha="center",
        va="center",
        fontsize=style.TEXT_SIZE,
        fontweight="bold",
        color=style.INK,
        zorder=6,
        bbox=paper,
    )
    # Parts run from top to bottom; `spread` needs rising numbers, so y is negated.
    wanted = [-up for _, up in ends]
    for part, (x, y), down in zip(
        holding.parts, ends, spread(wanted, LABEL_GAP, -REACH, REACH), strict=True
    ):
        ax.plot(
            [x, side * (RADIUS + 0.08)],
            [y, -down],
            transform=inches,
            color=style.INK,
            linewidth=0.7,
            zorder=5,
            solid_capstyle="butt",
        )
        ax.text(
            side * (RADIUS + 0.12),
            -down,
            f"{part.name} {part.share:.2f}",
            transform=inches,
            ha="right" if side < 0 else "left",
            va="center_baseline",
            fontsize=style.SMALL_SIZE,
            fontweight="bold" if part is holding.leader else "normal",
            color=style.INK,
            zorder=6,
            bbox=paper,
        )


def _inches_from(at: Point, ax: Axes) -> Transform:
    """Return the transform from inches around a place on the map to display units."""
    figure = ax.figure.get_figure(root=True)
    there = ScaledTranslation(*at, ax.transData)  # type: ignore[arg-type]
    return figure.dpi_scale_trans + there


def _room(holding: Holding, ax: Axes) -> Box:
    """Return the box that an arc and its labels cover, in display units."""
    dpi = ax.figure.dpi
    x, y = ax.transData.transform(holding.at)
    wide = (RADIUS + LABEL_ROOM) * dpi
    left, right = (x - wide, x + 0.3 * dpi) if holding.western else (x - 0.3 * dpi, x + wide)
    return Box(left, y - (REACH + 0.1) * dpi, right, y + (REACH + 0.2) * dpi)
