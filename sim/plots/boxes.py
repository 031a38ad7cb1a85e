"""Rectangles that labels and pieces of lines cover on the page, in display units."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle with its left lower and right upper corner."""

    left: float
    lower: float
    right: float
    upper: float

    @classmethod
    def around(cls, middle: tuple[float, float], across: float, up: float) -> "Box":
        """Return the box that reaches `across` to both sides of a point and `up` above and below.

        >>> Box.around((5.0, 5.0), 2.0, 1.0)
        Box(left=3.0, lower=4.0, right=7.0, upper=6.0)
        """
        x, y = middle
        return cls(x - across, y - up, x + across, y + up)

    def area(self) -> float:
        """Return the area of the box."""
        return (self.right - self.left) * (self.upper - self.lower)

    def overlap(self, other: "Box") -> float:
        """Return the area common to two boxes.

        >>> Box(0, 0, 2, 2).overlap(Box(1, 1, 5, 5)), Box(0, 0, 2, 2).overlap(Box(3, 0, 4, 2))
        (1, 0.0)
        """
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.upper, other.upper) - max(self.lower, other.lower)
        return across * up if across > 0 and up > 0 else 0.0
