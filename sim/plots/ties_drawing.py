"""Drawing the map of ties on given axes."""

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from sim.plots import style
from sim.plots.curves import BEND, Curve
from sim.plots.map_ground_drawing import LabelWriter, draw_actor, draw_ground
from sim.plots.ties import Front, TiesData
from sim.words import percent

CLEARANCE = 9.0  # points between an arrow's end and the middle of its actor
Line = str | tuple[float, tuple[float, float]]
DASHES: Line = (0, (3, 1.6))
DOTS: Line = (0, (1, 1.6))


def draw_ties(data: TiesData, ax: Axes) -> None:
    """Draw the ties, over the map of the region or as a diagram; sets the limits of the axes."""
    tints = {country: style.tint(colour, style.PALE) for country, colour in data.fills.items()}
    draw_ground(ax, tints, data.areas, schematic=data.schematic)
    at = {place.actor: place.at for place in data.places}
    curves = {
        link.tie: Curve(at[link.patron], at[link.client], 1 + 10 * link.influence)
        for link in data.links
    }
    if data.rivals:
        guarantor, sponsor = data.rivals
        curves["rivalry"] = Curve(at[guarantor], at[sponsor], 1 + 6 * data.tension)
    labels = LabelWriter(ax, [*at.values(), *(front.at for front in data.fronts)], curves)
    for place in data.places:
        draw_actor(ax, place, labels)
    for front in data.fronts:
        _draw_front(ax, front, labels)
    for link in data.links:
        _draw_arrow(ax, curves[link.tie], link.colour, DASHES if link.frozen else "solid", "-|>")
        text = f"influence {link.influence:.2f}\ncommitment {link.commitment:.2f}"
        labels.along(link.tie, text)
    if data.rivals:
        _draw_arrow(ax, curves["rivalry"], style.FAINT, DOTS, "-")
        labels.along("rivalry", f"tension {data.tension:.2f}")


def _draw_front(ax: Axes, front: Front, labels: LabelWriter) -> None:
    """Draw a theatre's mark and write who holds it; a cross marks fighting in that quarter."""
    ax.plot(
        *front.at,
        marker="X" if front.war else "d",
        markersize=10 if front.war else 7,
        color=style.INK,
        markeredgecolor=style.PAPER,
        zorder=5,
    )
    fought = ", fighting" if front.war else ""
    text = f"{front.name}{fought}\n{percent(front.control)} held by {front.holder}"
    labels.beside(front.at, text)


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
