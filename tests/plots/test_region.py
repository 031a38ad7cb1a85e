"""The outline map: what is in the file, and that neighbours fit together."""

from __future__ import annotations

from itertools import pairwise
from math import cos, radians

import pytest

from sim.plots.region import Point, Polygon, Region, Ring, inside, load_region, unpacked

KM_PER_DEGREE = 111.2


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region()


def ring_area(ring: Ring) -> float:
    """Area in thousand km2, by the shoelace formula on a plane at the ring's mean latitude."""
    latitude = sum(y for _, y in ring) / len(ring)
    twice = sum(
        x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True)
    )
    return abs(twice) / 2 * cos(radians(latitude)) * KM_PER_DEGREE**2 / 1000


def area(polygons: tuple[Polygon, ...]) -> float:
    return sum(ring_area(outline) - sum(map(ring_area, holes)) for outline, *holes in polygons)


def borders(polygons: tuple[Polygon, ...]) -> set[frozenset[Point]]:
    return {
        frozenset(edge)
        for polygon in polygons
        for ring in polygon
        for edge in pairwise((*ring, ring[0]))
    }


def test_the_map_says_what_it_is(region: Region) -> None:
    assert region.caption == "Borders: Natural Earth, simplified, for orientation only"
    assert "Natural Earth" in region.source
    assert "Public domain" in region.licence
    assert any("inference" in note for note in region.notes), "the districts' source is not certain"
    assert any("Martakert" in note for note in region.notes), "the oblast is only approximated"


def test_every_point_lies_in_the_frame(region: Region) -> None:
    assert region.frame == (39.0, 37.5, 51.5, 44.5)
    for polygons in (*region.countries.values(), *region.areas.values()):
        for polygon in polygons:
            for ring in polygon:
                assert len(ring) >= 3
                assert all(region.holds(point) for point in ring)


def test_armenia_and_nakhchivan_have_their_areas(region: Region) -> None:
    assert area(region.countries["Armenia"]) == pytest.approx(29.7, rel=0.02)
    mainland, exclave = region.countries["Azerbaijan"]
    # Officially 5.5 thousand km2; Natural Earth draws half a square degree, which is 4.8.
    assert area((exclave,)) == pytest.approx(4.8, rel=0.02)
    assert area((mainland,)) + area((exclave,)) == pytest.approx(86.6, rel=0.03)


def test_the_areas_are_about_the_size_they_should_be(region: Region) -> None:
    # The oblast had 4.4 thousand km2, of which the north, more than a quarter, is missing.
    assert 2.2 < area(region.areas["karabakh"]) < 3.3
    # The seven districts: 8.8 by the borders of 1991, 9.9 since Kalbajar was enlarged.
    assert 8.5 < area(region.areas["adjacent"]) < 10.2
    assert len(borders(region.areas["karabakh"]) & borders(region.areas["adjacent"])) >= 10


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ((44.51, 40.18), "Armenia"),
        ((49.87, 40.41), "Azerbaijan"),
        ((45.41, 39.21), "Azerbaijan"),
        ((44.79, 41.72), "Georgia"),
        ((46.29, 38.08), "Iran"),
        ((41.28, 39.90), "Turkey"),
        ((45.70, 43.32), "Russia"),
        ((50.50, 42.00), None),
        ((37.62, 55.75), None),
    ],
    ids=[
        "Yerevan",
        "Baku",
        "Nakhchivan",
        "Tbilisi",
        "Tabriz",
        "Erzurum",
        "Grozny",
        "sea",
        "Moscow",
    ],
)
def test_cities_lie_in_their_countries(region: Region, place: Point, country: str | None) -> None:
    assert region.country_at(place) == country


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ((46.75, 39.82), "karabakh"),
        ((46.75, 39.76), "karabakh"),
        ((46.93, 39.99), "adjacent"),
        ((46.36, 40.68), None),
    ],
    ids=["Stepanakert", "Shusha", "Aghdam", "Ganja"],
)
def test_towns_lie_in_their_areas(region: Region, place: Point, found: str | None) -> None:
    assert region.area_at(place) == found


@pytest.mark.parametrize(
    "pair",
    [
        ("Armenia", "Azerbaijan"),
        ("Armenia", "Georgia"),
        ("Armenia", "Turkey"),
        ("Armenia", "Iran"),
        ("Azerbaijan", "Georgia"),
        ("Azerbaijan", "Iran"),
        ("Azerbaijan", "Russia"),
        ("Georgia", "Russia"),
        ("Georgia", "Turkey"),
        ("Iran", "Turkey"),
    ],
    ids="-".join,
)
def test_neighbours_share_their_border(region: Region, pair: tuple[str, str]) -> None:
    one, other = (borders(region.countries[name]) for name in pair)
    assert len(one & other) >= 3


def test_a_hole_is_not_part_of_its_country() -> None:
    square = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
    hole = ((3.0, 3.0), (6.0, 3.0), (6.0, 6.0), (3.0, 6.0))
    made = Region("", "", "", "", (), (0, 0, 9, 9), {"ring": ((square, hole),)}, {})
    assert made.country_at((1.0, 1.0)) == "ring"
    assert made.country_at((4.0, 4.0)) is None
    assert inside((4.0, 4.0), hole)


def test_a_ring_cut_short_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        unpacked([1, 2, 3], 0.01)
