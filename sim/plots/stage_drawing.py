"""Drawing what maps have in common: the ground, the actors on it, and labels out of their way."""

from collections.abc import Collection, Mapping, Sequence
from math import cos, hypot, radians

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sim.plots import style
from sim.plots.boxes import Box
from sim.plots.curves import Curve
from sim.plots.labels import settle
from sim.plots.region import Point, Polygon, load_region
from sim.plots.stage import Place

SEA = "#F4F7FA"
LAND = "#EFEDE8"
BORDER = "#A8A49B"
HATCHING = ("////", "....")
POINTER = 24.0  # points an arrow to a place beyond the map reaches from its actor
ALONG = (
    0.4,
    0.46,
    0.34,
    0.52,
    0.28,
    0.6,
    0.68,
)  # where on an arrow its label may stand, best first


class Lettering:
    """Writes labels one after the other, each where it covers as little as may be.

    `marks` are the places of symbols, in data coordinates; `curves` are the lines by name.
    """

    def __init__(self, ax: Axes, marks: Sequence[Point], curves: Mapping[str, Curve]) -> None:
        self.ax = ax
        self.unit = ax.figure.dpi / style.POINTS
        reach = 7 * self.unit
        self.taken = [
            Box.around((x, y), reach, reach) for x, y in ax.transData.transform(marks).tolist()
        ]
        self.curves = curves
        self.lines = {name: curve.boxes(ax) for name, curve in curves.items()}

    def beside(self, at: Point, text: str, *, bold: bool = False) -> None:
        """Write a label beside a place: above, below, or at a side."""
        lines = text.split("\n")
        half = (3.1 if bold else 2.3) * max(map(len, lines)) + 9
        up = 9 + 5 * len(lines)
        around = [(0, up), (0, -up), (half, 0), (-half, 0)]
        around += [(x, y) for y in (up, -up) for x in (half, -half)]
        x, y = self.ax.transData.transform(at)
        anchors = [(x + dx * self.unit, y + dy * self.unit) for dx, dy in around]
        self._write(text, anchors, [box for boxes in self.lines.values() for box in boxes], bold)

    def along(self, name: str, text: str) -> None:
        """Write a label on a curve, off the other curves."""
        anchors = [self.curves[name].at(self.ax, share) for share in ALONG]
        others = [box for other, boxes in self.lines.items() if other != name for box in boxes]
        self._write(text, anchors, others, bold=False)

    def point(self, at: Point, towards: Point) -> None:
        """Keep free the way from a place to the edge of the map."""
        x, y = self.ax.transData.transform(at)
        for reach in (12, POINTER - 4):
            centre = (x + reach * towards[0] * self.unit, y + reach * towards[1] * self.unit)
            self.taken.append(Box.around(centre, 5 * self.unit, 5 * self.unit))

    def _write(self, text: str, anchors: Sequence[Point], lines: Sequence[Box], bold: bool) -> None:
        label = self.ax.text(
            0,
            0,
            text,
            fontsize=style.TEXT_SIZE if bold else style.SMALL_SIZE,
            fontweight="bold" if bold else "normal",
            color=style.INK,
            ha="center",
            va="center",
            linespacing=1.05,
            zorder=6,
            bbox={"facecolor": style.PAPER, "alpha": 0.85, "edgecolor": "none", "pad": 1.0},
        )
        settle(self.ax, label, anchors, self.taken, lines)


def draw_ground(
    ax: Axes, tints: Mapping[str, str], areas: Collection[str], *, schematic: bool
) -> None:
    """Draw countries in the colours given, and hatched areas; set the limits of the axes.

    Of a diagram only the limits are set.
    """
    region = load_region()
    west, south, east, north = region.frame
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    ax.set_aspect(1 / _narrowing())
    ax.apply_aspect()
    ax.set_xticks([])
    ax.set_yticks([])
    for side in ax.spines.values():
        side.set_color(BORDER)
    if schematic:
        return
    ax.set_facecolor(SEA)
    for country, polygons in region.countries.items():
        _draw_shape(ax, polygons, tints.get(country, LAND), "")
    for area, hatch in zip(areas, HATCHING, strict=False):
        _draw_shape(ax, region.areas[area], "none", hatch)


def _narrowing() -> float:
    """How much shorter a degree of longitude is than one of latitude: projection enough here."""
    _, south, _, north = load_region().frame
    return cos(radians((south + north) / 2))


def _draw_shape(ax: Axes, polygons: tuple[Polygon, ...], colour: str, hatch: str) -> None:
    rings = [Path((*ring, ring[0]), closed=True) for polygon in polygons for ring in polygon]
    patch = PathPatch(
        Path.make_compound_path(*rings),
        facecolor=colour,
        edgecolor=BORDER,
        linewidth=0.6,
        hatch=hatch,
        zorder=0.5,
    )
    ax.add_patch(patch)


def draw_actor(ax: Axes, place: Place, lettering: Lettering) -> None:
    """Mark and name an actor; an arrow leads from one beyond the map towards where it is."""
    if place.towards:
        dx, dy = place.towards[0] * _narrowing(), place.towards[1]
        way = (dx / hypot(dx, dy), dy / hypot(dx, dy))
        ax.annotate(
            "",
            xy=place.at,
            xytext=(way[0] * POINTER, way[1] * POINTER),
            textcoords="offset points",
            arrowprops={"arrowstyle": "<|-", "color": place.colour, "linewidth": 1.6},
        )
        lettering.point(place.at, way)
    ax.plot(
        *place.at,
        marker="o",
        markersize=9,
        color=place.colour,
        markeredgecolor=style.PAPER,
        zorder=5,
    )
    lettering.beside(place.at, place.name, bold=True)
