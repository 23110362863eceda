"""A video can be followed without sound, and comes from one place only."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from tests.campaigns.blocks import refusals
from undersigned.campaigns.blocks.videos import Video, Videos

LINK = "https://www.youtube.com/watch?v=abc"


def video(**changes: Any) -> dict[str, Any]:
    return {"title": "Why Sundays", "link": LINK, "transcript": "All that is said.", **changes}


def document(name: str) -> Document:
    return Document.objects.create(title=name, file=ContentFile(b"x", name=name))


@pytest.mark.parametrize(
    "link",
    [
        "https://www.youtube.com/watch?v=abc",
        "https://youtu.be/abc",
        "https://www.youtube-nocookie.com/embed/abc",
        "https://vimeo.com/123",
        "https://player.vimeo.com/video/123",
    ],
)
def test_a_link_to_youtube_or_vimeo_is_taken(link: str) -> None:
    assert refusals.of(Video(), video(link=link)) == {}


@pytest.mark.parametrize(
    "link", ["https://example.org/film", "https://youtube.com.example.org/x", "https://notvimeo.com/1"]
)
def test_a_link_to_any_other_site_is_refused(link: str) -> None:
    sentence = "Only links to YouTube and Vimeo can be shown here. Upload the video as a file instead."

    assert refusals.of(Video(), video(link=link)) == {"link": sentence}


def test_a_link_that_is_not_encrypted_is_refused() -> None:
    assert refusals.of(Video(), video(link="http://vimeo.com/1")) == {
        "link": "Give a whole address that begins with https://."
    }


def test_a_video_without_link_and_file_is_refused_but_may_be_drafted() -> None:
    sentence = "Give a link to YouTube or Vimeo, or choose a video file."

    assert refusals.of(Video(), video(link="")) == {"link": sentence}
    assert refusals.of(Video(), video(link=""), is_draft=True) == {}


def test_a_video_that_cannot_be_followed_without_sound_is_refused_but_may_be_drafted() -> None:
    sentence = "Add captions or a transcript, so that people who cannot hear can follow."

    assert refusals.of(Video(), video(transcript="")) == {"transcript": sentence}
    assert refusals.of(Video(), video(transcript=""), is_draft=True) == {}


@pytest.mark.django_db
def test_captions_stand_in_for_a_transcript() -> None:
    assert refusals.of(Video(), video(transcript="", captions=document("film.vtt").pk)) == {}


@pytest.mark.django_db
def test_a_file_stands_in_for_a_link_but_not_beside_it() -> None:
    film = document("film.mp4").pk

    assert refusals.of(Video(), video(link="", file=film)) == {}
    assert refusals.of(Video(), video(file=film)) == {"file": "Give either a link or a file, not both."}


@pytest.mark.django_db
def test_files_of_other_kinds_are_refused() -> None:
    wrong = video(link="", file=document("film.pdf").pk, captions=document("film.mp4").pk)

    assert refusals.of(Video(), wrong) == {
        "file": "Choose an .mp4 or .webm file.",
        "captions": "Choose a .vtt file.",
    }


def test_a_section_has_one_large_video_and_at_most_eight_more() -> None:
    section = {"heading": "Videos", "featured": video(), "more": [video()] * 9}

    assert refusals.of(Videos(), {**section, "more": []}) == {}
    assert refusals.of(Videos(), section) == {"more": {"": "The maximum number of items is 8"}}
    assert refusals.of(Videos(), {**section, "featured": {}, "more": []}) == {
        "featured": {"title": "This field is required."}
    }
