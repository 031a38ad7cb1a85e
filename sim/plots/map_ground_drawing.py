"""Drawing of what all maps share: the ground, the actors, and labels that do not cover them."""

from collections.abc import Collection, Mapping, Sequence
from math import cos, hypot, radians

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sim.plots import style
from sim.plots.boxes import Box
from sim.plots.curves import Curve
from sim.plots.labels import settle
from sim.plots.map_ground import Place
from sim.plots.region import Point, Polygon, load_region

SEA = "#F4F7FA"
LAND = "#EFEDE8"
BORDER = "#A8A49B"
HATCHING = ("////", "....")
POINTER = 24.0  # length of the arrow towards a capital outside the map, in points
ALONG = (0.4, 0.46, 0.34, 0.52, 0.28, 0.6, 0.68)
"""Places for a label on an arrow, as shares of the arrow's length, best first."""


class LabelWriter:
    """Writes labels one after the other, each at the place where it covers least.

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
        """Write a label next to a place: above, below, or at a side."""
        lines = text.split("\n")
        half = (3.1 if bold else 2.3) * max(map(len, lines)) + 9
        up = 9 + 5 * len(lines)
        around = [(0, up), (0, -up), (half, 0), (-half, 0)]
        around += [(x, y) for y in (up, -up) for x in (half, -half)]
        x, y = self.ax.transData.transform(at)
        anchors = [(x + dx * self.unit, y + dy * self.unit) for dx, dy in around]
        self._write(text, anchors, [box for boxes in self.lines.values() for box in boxes], bold)

    def along(self, name: str, text: str) -> None:
        """Write a label on the curve of this name, away from the other curves."""
        anchors = [self.curves[name].at(self.ax, share) for share in ALONG]
        others = [box for other, boxes in self.lines.items() if other != name for box in boxes]
        self._write(text, anchors, others, bold=False)

    def point(self, at: Point, towards: Point) -> None:
        """Keep labels off the arrow that leads from a place towards a capital outside the map."""
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
    """Draw countries in the given colours and hatched areas; set the limits of the axes.

    For a diagram only the limits are set.
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
    """Return the length of a degree of longitude, in degrees of latitude, in mid-map.

    To scale the axes by it is accurate enough for a region of this size.
    """
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


def draw_actor(ax: Axes, place: Place, labels: LabelWriter) -> None:
    """Draw an actor's mark and name, and an arrow to its capital if that lies outside the map."""
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
        labels.point(place.at, way)
    ax.plot(
        *place.at,
        marker="o",
        markersize=9,
        color=place.colour,
        markeredgecolor=style.PAPER,
        zorder=5,
    )
    labels.beside(place.at, place.name, bold=True)
