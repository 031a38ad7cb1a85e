"""The outline map of the Caucasus, read from `sim/data/region.json`.

The file is used for drawing only; the model itself has no map. It is made by
`sim/data/make_region.py`, which names its source and licence.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Point = tuple[float, float]
"""Longitude and latitude, degrees east and north."""

Ring = tuple[Point, ...]
"""A closed outline. Its last point is joined to its first, which is not repeated."""

Polygon = tuple[Ring, ...]
"""An outline, followed by the outlines of its holes."""


@dataclass(frozen=True)
class Region:
    """Simplified outlines within a frame, all in degrees.

    `frame` is (west, south, east, north). `countries` are cut at the frame and share their borders;
    `areas` are parts of a country, shown over it. `caption` belongs under every map, and
    `areas_caption` under one that shows the areas.
    """

    caption: str
    areas_caption: str
    source: str
    licence: str
    notes: tuple[str, ...]
    frame: tuple[float, float, float, float]
    countries: Mapping[str, tuple[Polygon, ...]]
    areas: Mapping[str, tuple[Polygon, ...]]

    def holds(self, place: Point) -> bool:
        """Whether a place lies within the frame."""
        west, south, east, north = self.frame
        return west <= place[0] <= east and south <= place[1] <= north

    def country_at(self, place: Point) -> str | None:
        """Return the country in which a place lies, None at sea and outside the frame."""
        return _found(self.countries, place)

    def area_at(self, place: Point) -> str | None:
        """Return the area in which a place lies, None if it lies in none."""
        return _found(self.areas, place)


@cache
def load_region() -> Region:
    """Return the outline map of the package."""
    text = (files("sim") / "data" / "region.json").read_text(encoding="utf-8")
    raw = json.loads(text)
    west, south, east, north = raw["frame"]
    return Region(
        caption=raw["caption"],
        areas_caption=raw["areas_caption"],
        source=raw["source"],
        licence=raw["licence"],
        notes=tuple(raw["notes"]),
        frame=(west, south, east, north),
        countries=_shapes(raw["countries"], raw["unit"]),
        areas=_shapes(raw["areas"], raw["unit"]),
    )


def unpacked(coded: Sequence[int], unit: float) -> Ring:
    """Return a ring in degrees from its code: x, y, then steps dx, dy, all in whole units.

    >>> unpacked([4500, 4000, 100, 0, -50, 25], 0.01)
    ((45.0, 40.0), (46.0, 40.0), (45.5, 40.25))
    """
    x = y = 0
    points = []
    for dx, dy in zip(coded[::2], coded[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((round(x * unit, 6), round(y * unit, 6)))
    return tuple(points)


def inside(place: Point, ring: Ring) -> bool:
    """Whether a place lies within a ring: a ray to the east crosses it an odd number of times.

    >>> square = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    >>> inside((1.0, 1.0), square), inside((3.0, 1.0), square)
    (True, False)
    """
    x, y = place
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossed = not crossed
    return crossed


def middle(polygons: Sequence[Polygon]) -> Point:
    """Return the centre of gravity of the largest outline, without regard to holes, in degrees.

    >>> middle([(((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)),)])
    (1.0, 1.0)
    """
    return max((_gravity(outline) for outline, *_ in polygons), key=lambda found: found[0])[1]


def _gravity(ring: Ring) -> tuple[float, Point]:
    """Return the area of a ring and its centre of gravity (a sum over triangles)."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = x1 * y2 - x2 * y1
        area += cross / 2
        x += (x1 + x2) * cross / 6
        y += (y1 + y2) * cross / 6
    return abs(area), (x / area, y / area)


def _shapes(
    raw: Mapping[str, list[list[list[int]]]], unit: float
) -> Mapping[str, tuple[Polygon, ...]]:
    return {
        name: tuple(tuple(unpacked(ring, unit) for ring in polygon) for polygon in polygons)
        for name, polygons in raw.items()
    }


def _found(shapes: Mapping[str, tuple[Polygon, ...]], place: Point) -> str | None:
    for name, polygons in shapes.items():
        if any(
            inside(place, outline) and not any(inside(place, hole) for hole in holes)
            for outline, *holes in polygons
        ):
            return name
    return None
