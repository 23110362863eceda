"""The charts of the dashboard as plain values: where bars, lines and words stand."""

import pytest

from tests.organiser.charted import days
from undersigned.insight import outlook
from undersigned.organiser.dashboard import charts


def test_bars_stand_on_the_line_and_the_highest_keeps_below_the_scale() -> None:
    chart = charts.bars(days(0, 40, 100))

    assert [float(bar.height) for bar in chart.bars] == [0.0, 69.6, 174.0]
    assert [round(float(bar.y) + float(bar.height), 1) for bar in chart.bars] == [208.0] * 3
    assert [label.words for label in chart.scale] == ["0", "25", "50", "75", "100"]


@pytest.mark.parametrize(("most", "top"), [(0, "1"), (3, "3"), (9, "9"), (101, "150"), (12_425, "15k")])
def test_the_scale_has_round_numbers(most: int, top: str) -> None:
    assert charts.bars(days(most)).scale[-1].words == top


def test_the_last_sixty_days_are_drawn_and_all_are_in_the_curve() -> None:
    many = days(*range(90))

    assert len(charts.bars(many).bars) == 60
    assert len(charts.curve(many, standing=many[-1].total, target=None, outlook=None).line.split()) == 90


def test_a_long_note_is_cut_and_the_right_most_stands_to_the_left() -> None:
    chart = charts.bars(days(1, 1, 1, 1, annotations={0: ("A story on television",), 3: ("Mail", "Radio")}))

    assert [(label.words, label.anchor) for label in chart.annotations] == [
        ("A story on televi…", "start"),
        ("Mail, Radio", "end"),
    ]


def test_what_may_come_stays_within_the_chart() -> None:
    ahead = outlook.of([10] * 13 + [900], missing=100)
    chart = charts.curve(days(*[10] * 13, 900, 0), standing=900, target=1000, outlook=ahead)

    points = [tuple(map(float, corner.split(","))) for corner in chart.ahead.split()]
    assert len(points) == 4
    assert all(46 <= x <= 316 and 34 <= y <= 208 for x, y in points)
