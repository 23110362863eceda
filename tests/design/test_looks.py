"""Dates that came as text, the names of video sites, and the tags that write style and script into a page."""

from datetime import date

import pytest
from django.utils import timezone

from undersigned.design import assets
from undersigned.design.templatetags import looks


def test_a_date_is_read_as_it_stands() -> None:
    assert looks.as_date("2026-12-14") == date(2026, 12, 14)


def test_a_moment_becomes_the_date_that_people_here_read() -> None:
    with timezone.override("America/New_York"):
        assert looks.as_date("2026-12-15T04:59:00+00:00") == date(2026, 12, 14)


def test_nothing_stays_nothing() -> None:
    assert looks.as_date("") is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.youtube.com/watch?v=x", "YouTube"),
        ("https://m.youtube.com/watch?v=x", "YouTube"),
        ("https://youtu.be/x", "YouTube"),
        ("https://player.vimeo.com/video/1", "Vimeo"),
        ("https://films.example.org/1", "films.example.org"),
        ("", ""),
    ],
)
def test_a_video_site_goes_by_its_name(address: str, name: str) -> None:
    assert looks.site_name(address) == name


def test_a_page_gets_the_very_text_that_was_hashed() -> None:
    assert looks.inline_style() == f"<style>{assets.STYLE}</style>"
    assert looks.inline_script() == f'<script type="module">{assets.SCRIPT}</script>'
    assert looks.campaign_script() == f'<script type="module">{assets.CAMPAIGN_SCRIPT}</script>'
