"""The code in the page: the modules that the standard asks for, each in its place, with the white around them."""

import re

import segno

from undersigned.sharing import qr

ADDRESS = "https://petition.example.org/sunday-library/?via=abcd2345&s=qr"
STROKE = re.compile(r"m(-?\d+) (\d+)h(\d+)")


def painted(drawing: qr.Drawing) -> list[bytearray]:
    """The drawing as an eye sees it: row by row, 1 where it is dark."""
    assert STROKE.sub("", drawing.dark) == "M4 4.5"
    rows = [bytearray(drawing.side) for _ in range(drawing.side)]
    x = y = 4
    for right, down, length in (map(int, found) for found in STROKE.findall(drawing.dark)):
        x, y = x + right, y + down
        rows[y][x : x + length] = bytes([1]) * length
        x += length
    return rows


def test_every_module_is_where_it_belongs_with_four_of_white_around() -> None:
    code = segno.make_qr(ADDRESS, error="m", mask=2, boost_error=False)
    white = bytes(4)

    rows = painted(qr.drawing(ADDRESS))

    assert [bytes(row[4:-4]) for row in rows[4:-4]] == [bytes(row) for row in code.matrix]
    assert {bytes(row) for row in rows[:4] + rows[-4:]} == {bytes(len(rows))}
    assert {bytes(row[:4]) + bytes(row[-4:]) for row in rows} == {white + white}


def test_a_link_of_usual_length_makes_a_code_of_41_modules() -> None:
    assert qr.drawing(ADDRESS).side == 41


def test_another_address_is_another_code() -> None:
    assert qr.drawing(ADDRESS) == qr.drawing(ADDRESS)
    assert qr.drawing(ADDRESS) != qr.drawing(ADDRESS.replace("abcd2345", "abcd2346"))


def test_the_picture_is_black_on_white() -> None:
    assert qr.svg(qr.Drawing(29, "M4 4.5h7")) == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h29v29H0z"/><path stroke="#000" d="M4 4.5h7"/></svg>'
    )
