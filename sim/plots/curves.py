"""Where a bowed arrow runs, so that labels can stand on their own arrow and beside the others."""

from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.plots.boxes import Box
from sim.plots.region import Point
from sim.plots.style import POINTS

BEND = 0.16  # how far an arrow bows aside, as a share of its length


@dataclass(frozen=True)
class Curve:
    """Matplotlib's `arc3` between two points of the data; `width` is that of the line in points."""

    start: Point
    end: Point
    width: float

    def at(self, ax: Axes, share: float) -> Point:
        """Return the display coordinates of the place a share of the way along."""
        (x1, y1), (x2, y2) = ax.transData.transform([self.start, self.end])
        # The one control point: the middle, moved aside at a right angle.
        x, y = (x1 + x2) / 2 + BEND * (y2 - y1), (y1 + y2) / 2 - BEND * (x2 - x1)
        before, beside, after = (1 - share) ** 2, 2 * share * (1 - share), share**2
        return (
            float(before * x1 + beside * x + after * x2),
            float(before * y1 + beside * y + after * y2),
        )

    def boxes(self, ax: Axes, pieces: int = 40) -> list[Box]:
        """Return boxes in display coordinates that cover the line, but for its two ends."""
        reach = (self.width / 2 + 1) * ax.figure.dpi / POINTS
        return [Box.around(self.at(ax, i / pieces), reach, reach) for i in range(1, pieces)]
