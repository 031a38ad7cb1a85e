"""The path of a curved arrow, used to put labels on their own arrow and away from the others."""

from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.plots.boxes import Box
from sim.plots.region import Point
from sim.plots.style import POINTS

BEND = 0.16  # bend of an arrow, as a share of its length


@dataclass(frozen=True)
class Curve:
    """Matplotlib's `arc3` curve between two points in data coordinates; `width` is in points."""

    start: Point
    end: Point
    width: float

    def at(self, ax: Axes, share: float) -> Point:
        """Return the place at a share of the curve, 0 the start and 1 the end, in display units."""
        (x1, y1), (x2, y2) = ax.transData.transform([self.start, self.end])
        # The control point is the middle of the two ends, moved at a right angle to their line.
        x, y = (x1 + x2) / 2 + BEND * (y2 - y1), (y1 + y2) / 2 - BEND * (x2 - x1)
        before, beside, after = (1 - share) ** 2, 2 * share * (1 - share), share**2
        return (
            float(before * x1 + beside * x + after * x2),
            float(before * y1 + beside * y + after * y2),
        )

    def boxes(self, ax: Axes, pieces: int = 40) -> list[Box]:
        """Return boxes that cover the line except its two ends, in display units."""
        reach = (self.width / 2 + 1) * ax.figure.dpi / POINTS
        return [Box.around(self.at(ax, i / pieces), reach, reach) for i in range(1, pieces)]
