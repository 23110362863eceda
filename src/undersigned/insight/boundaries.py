"""Outlines of areas, from a GeoJSON file (RFC 7946) to small SVG paths.

The map is a flat one: a degree of longitude is drawn as long as it is in the map's middle. That is true enough for one
country, and what is meant to be read is in the table beside it.
"""

import json
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 20_000_000
MOST_AREAS = 2_000
MOST_POINTS = 40_000  # that are drawn: a page of half a megabyte, before it is compressed
WIDTH = 640
FINEST = 0.4  # of a drawn pixel: what is nearer to the line is left out

Point = tuple[float, float]
Ring = list[Point]


class Unusable(Exception):
    """`reason`: unreadable | shape | names | areas | points."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Drawn:
    """`paths` by area."""

    paths: dict[str, str]
    width: int
    height: int


def drawn(content: bytes, *, areas: Collection[str]) -> Drawn:
    """`areas`: the names that signatures are counted under. Raises `Unusable`.

    The property that names the areas is the one that has most of these names in it.
    """
    outlines = _named(_features(content), areas)
    points = [point for rings in outlines.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Unusable("shape")
    shrink = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink)

    def place(point: Point) -> Point:
        return (point[0] - west) * shrink * scale, (north - point[1]) * scale

    finest, paths = FINEST, dict[str, str]()
    for _attempt in range(8):
        rings = {
            name: [simplified([place(one) for one in ring], finest) for ring in of] for name, of in outlines.items()
        }
        if sum(len(ring) for of in rings.values() for ring in of) <= MOST_POINTS:
            paths = {name: _path(of) for name, of in rings.items()}
            break
        finest *= 2
    if not any(paths.values()):
        raise Unusable("points")
    return Drawn({name: path for name, path in paths.items() if path}, WIDTH, math.ceil((north - south) * scale))


def simplified(line: Sequence[Point], finest: float) -> list[Point]:
    """Douglas and Peucker (1973): no point that was left out is farther than `finest` from the line that stays."""
    kept, parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        far, place = max(
            ((_distance(line[one], line[first], line[last]), one) for one in range(first + 1, last)), default=(0.0, 0)
        )
        if far > finest:
            kept.add(place)
            parts += [(first, place), (place, last)]
    return [line[one] for one in sorted(kept)]


def _features(content: bytes) -> list[dict[str, Any]]:
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unusable("unreadable") from error
    features = read.get("features") if isinstance(read, dict) and read.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise Unusable("shape")
    if not 0 < len(features) <= MOST_AREAS:
        raise Unusable("areas")
    return features


def _named(features: list[dict[str, Any]], areas: Collection[str]) -> dict[str, list[Ring]]:
    known = {name.casefold(): name for name in areas}
    columns: dict[str, int] = {}
    for feature in features:
        for key, value in _properties(feature).items():
            columns[key] = columns.get(key, 0) + (_name(value).casefold() in known)
    column = max(columns, key=lambda key: columns[key], default=None)
    if column is None or not columns[column]:
        raise Unusable("names")
    outlines: dict[str, list[Ring]] = {}
    for feature in features:
        name = _name(_properties(feature).get(column))
        outlines.setdefault(known.get(name.casefold(), name), []).extend(_rings(feature.get("geometry")))
    found = {name: rings for name, rings in outlines.items() if name and rings}
    if not found:
        raise Unusable("shape")
    return found


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _name(value: object) -> str:
    return str(value).strip()[:8] if isinstance(value, str | int) else ""


def _rings(geometry: Any) -> Iterator[Ring]:
    """Of a polygon, or of several; holes among them, which the even-odd rule leaves open. Others have no inside."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return
    try:
        polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        for polygon in polygons:
            for ring in polygon:
                line = [(float(point[0]), float(point[1])) for point in ring]
                if len(line) >= 4 and all(math.isfinite(x) and math.isfinite(y) for x, y in line):
                    yield line
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise Unusable("shape") from error


def _distance(point: Point, first: Point, last: Point) -> float:
    """From the piece of line between the two."""
    x, y = last[0] - first[0], last[1] - first[1]
    length = x * x + y * y
    along = ((point[0] - first[0]) * x + (point[1] - first[1]) * y) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - first[0] - along * x, point[1] - first[1] - along * y)


def _path(rings: list[list[Point]]) -> str:
    """Rings of fewer than three corners cover nothing."""
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "Z" for ring in rings if len(ring) > 3)
