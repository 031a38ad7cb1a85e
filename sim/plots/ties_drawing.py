"""Drawing the map of ties on given axes."""

from collections.abc import Mapping, Sequence
from math import cos, hypot, radians

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, PathPatch
from matplotlib.path import Path

from sim.plots import style
from sim.plots.boxes import Box
from sim.plots.curves import BEND, Curve
from sim.plots.labels import settle
from sim.plots.region import Point, Polygon, load_region
from sim.plots.ties import Front, Place, TiesData

SEA = "#F4F7FA"
LAND = "#EFEDE8"
BORDER = "#A8A49B"
HATCHING = ("////", "....")
CLEARANCE = 9.0  # points between an arrow's end and the middle of its actor
POINTER = 24.0  # points an arrow to a place beyond the map reaches from its actor
Line = str | tuple[float, tuple[float, float]]
DASHES: Line = (0, (3, 1.6))
DOTS: Line = (0, (1, 1.6))
ALONG = (
    0.4,
    0.46,
    0.34,
    0.52,
    0.28,
    0.6,
    0.68,
)  # where on an arrow its label may stand, best first


def draw_ties(data: TiesData, ax: Axes) -> None:
    """Draw the ties, over the map of the region or as a diagram; sets the limits of the axes."""
    _draw_ground(data, ax)
    at = {place.actor: place.at for place in data.places}
    curves = {
        link.tie: Curve(at[link.patron], at[link.client], 1 + 10 * link.influence)
        for link in data.links
    }
    if data.rivals:
        guarantor, sponsor = data.rivals
        curves["rivalry"] = Curve(at[guarantor], at[sponsor], 1 + 6 * data.tension)
    lettering = _Lettering(ax, [*at.values(), *(front.at for front in data.fronts)], curves)
    for place in data.places:
        _draw_actor(ax, place, lettering)
    for front in data.fronts:
        _draw_front(ax, front, lettering)
    for link in data.links:
        _draw_arrow(ax, curves[link.tie], link.colour, DASHES if link.frozen else "solid", "-|>")
        text = f"influence {link.influence:.2f}\ncommitment {link.commitment:.2f}"
        lettering.along(link.tie, text)
    if data.rivals:
        _draw_arrow(ax, curves["rivalry"], style.FAINT, DOTS, "-")
        lettering.along("rivalry", f"tension {data.tension:.2f}")


class _Lettering:
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


def _draw_ground(data: TiesData, ax: Axes) -> None:
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
    if data.schematic:
        return
    ax.set_facecolor(SEA)
    for country, polygons in region.countries.items():
        colour = data.fills.get(country)
        _draw_shape(ax, polygons, style.tint(colour, 0.14) if colour else LAND, "")
    for area, hatch in zip(data.areas, HATCHING, strict=False):
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


def _draw_actor(ax: Axes, place: Place, lettering: _Lettering) -> None:
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


def _draw_front(ax: Axes, front: Front, lettering: _Lettering) -> None:
    """Mark a theatre and say who holds it; a cross stands for fighting that quarter."""
    ax.plot(
        *front.at,
        marker="X" if front.war else "d",
        markersize=10 if front.war else 7,
        color=style.INK,
        markeredgecolor=style.PAPER,
        zorder=5,
    )
    fought = ", fighting" if front.war else ""
    text = f"{front.name}{fought}\n{front.control:.0%} held by {front.holder}"
    lettering.beside(front.at, text)


def _draw_arrow(ax: Axes, curve: Curve, colour: str, line: Line, head: str) -> None:
    arrow = FancyArrowPatch(
        curve.start,
        curve.end,
        connectionstyle=f"arc3,rad={BEND}",
        arrowstyle=head,
        mutation_scale=10 + 1.4 * curve.width,
        linewidth=curve.width,
        linestyle=line,
        color=colour,
        capstyle="butt",
        joinstyle="miter",
        shrinkA=CLEARANCE,
        shrinkB=CLEARANCE,
        zorder=3,
    )
    ax.add_patch(arrow)
