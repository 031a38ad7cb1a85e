"""Drawing the map of influence: every client's territory, and the shares held in it as an arc."""

from __future__ import annotations

from math import cos, radians, sin

from matplotlib.axes import Axes
from matplotlib.patches import Wedge
from matplotlib.transforms import ScaledTranslation, Transform

from sim.plots import style
from sim.plots.boxes import Box
from sim.plots.influence import Holding, InfluenceData
from sim.plots.labels import spread
from sim.plots.region import Point
from sim.plots.stage_drawing import Lettering, draw_actor, draw_ground

RADIUS = 0.46  # inches
RING = 0.24  # inches from the inner edge of an arc to its outer one
LABEL_GAP = 0.15  # inches
LABEL_ROOM = 1.1  # inches kept free beside an arc for its labels
REACH = 0.6  # inches kept free above and below the middle of an arc


def draw_influence(data: InfluenceData, ax: Axes) -> None:
    """Draw the influence, over the map or as a diagram; sets the limits of the axes."""
    draw_ground(ax, data.tints, data.areas, schematic=data.schematic)
    lettering = Lettering(ax, [place.at for place in data.places], {})
    for holding in data.holdings:
        _draw_arc(holding, ax)
        lettering.taken.append(_room(holding, ax))
    for place in data.places:
        draw_actor(ax, place, lettering)


def _draw_arc(holding: Holding, ax: Axes) -> None:
    """Draw the parts of a client along half a ring, from the top down, that opens to its side."""
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
    """Write the client above its arc, and beside it every part, with a line to where it lies."""
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
    # From the top down, as the parts are; what is spread rises.
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
    """Inches on the page from a place on the map."""
    figure = ax.figure.get_figure(root=True)
    there = ScaledTranslation(*at, ax.transData)  # type: ignore[arg-type]
    return figure.dpi_scale_trans + there


def _room(holding: Holding, ax: Axes) -> Box:
    """What an arc and its labels cover, in display units."""
    dpi = ax.figure.dpi
    x, y = ax.transData.transform(holding.at)
    wide = (RADIUS + LABEL_ROOM) * dpi
    left, right = (x - wide, x + 0.3 * dpi) if holding.western else (x - 0.3 * dpi, x + wide)
    return Box(left, y - (REACH + 0.1) * dpi, right, y + (REACH + 0.2) * dpi)
