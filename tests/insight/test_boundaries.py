"""Outlines of areas: what a file of boundaries becomes, and which files are refused, and why."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.insight import boundaries
from undersigned.insight.boundaries import Unusable, drawn, simplified

SQUARE = [[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]
EAST = [[2, 0], [4, 0], [4, 1], [2, 1], [2, 0]]


def geojson(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(ring: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_two_squares_lie_side_by_side_and_north_is_up() -> None:
    found = drawn(geojson(feature(SQUARE, zip3="061"), feature(EAST, zip3="062")), areas={"061"})

    assert found.paths == {
        "061": "M0.0 160.0L320.0 160.0L320.0 0.0L0.0 0.0Z",
        "062": "M320.0 160.0L640.0 160.0L640.0 0.0L320.0 0.0Z",
    }
    assert (found.width, found.height) == (640, 161)


def test_the_property_is_found_that_names_the_areas_that_are_counted() -> None:
    one, two = feature(SQUARE, id=1, name="Hart", code="061"), feature(EAST, id=2, name="Wind", code="ABC")

    assert set(drawn(geojson(one, two), areas={"061", "abc"}).paths) == {"061", "abc"}


def test_several_parts_and_holes_are_one_area() -> None:
    several = feature(SQUARE, code="061")
    hole = [[0.5, 0.2], [1.5, 0.2], [1.5, 0.8], [0.5, 0.8], [0.5, 0.2]]
    several["geometry"] = {"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [EAST]]}

    assert drawn(geojson(several), areas={"061"}).paths["061"].count("M") == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "unreadable"),
        (b"{", "unreadable"),
        (b"[" * 100_000, "unreadable"),
        (b"[]", "shape"),
        (b'{"type": "FeatureCollection", "features": 1}', "shape"),
        (b'{"type": "FeatureCollection", "features": [1]}', "shape"),
        (geojson(), "areas"),
        (geojson(*[feature(SQUARE, code="061")] * (boundaries.MOST_AREAS + 1)), "areas"),
        (geojson(feature(SQUARE, code="999")), "names"),
        (geojson(feature(SQUARE)), "names"),
        (geojson({"type": "Feature", "properties": {"code": "061"}, "geometry": None}), "shape"),
        (geojson(feature([[0, 0], [1, 0], [0, 0]], code="061")), "shape"),
        (geojson(feature([["a", 0]] * 4, code="061")), "shape"),
        (geojson(feature([[0, 0]] * 4, code="061")), "shape"),
        (geojson(feature([[400_000, 0], [400_001, 0], [400_001, 1], [400_000, 0]], code="061")), "shape"),
    ],
)
def test_a_file_that_cannot_be_drawn_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Unusable) as refused:
        drawn(content, areas={"061"})

    assert refused.value.reason == reason


def test_a_finer_file_is_drawn_more_coarsely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries, "MOST_POINTS", 8)
    jagged = [[0, 0], *([one / 20, 0.02 * (one % 2)] for one in range(1, 40)), [2, 1], [0, 1], [0, 0]]

    assert drawn(geojson(feature(jagged, code="061")), areas={"061"}).paths["061"].count("L") <= 7


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=2, max_size=40), st.floats(0.01, 5))
def test_what_is_left_out_is_near_the_line_that_stays(line: list[tuple[float, float]], finest: float) -> None:
    stays = simplified(line, finest)

    assert (stays[0], stays[-1]) == (line[0], line[-1])
    for point in line:
        nearest = min(boundaries._distance(point, *piece) for piece in pairwise(stays))
        assert nearest <= finest
