"""Films elsewhere: which links name one film, and the player each is shown in."""

import pytest

from undersigned.design import players

FILM = "dQw4w9WgXcQ"
YOUTUBE = f"https://www.youtube-nocookie.com/embed/{FILM}?autoplay=1&cc_load_policy=1"


@pytest.mark.parametrize(
    "link",
    [
        f"https://www.youtube.com/watch?v={FILM}",
        f"https://youtube.com/watch?t=10&v={FILM}",
        f"https://m.youtube.com/watch?v={FILM}&list=PL1",
        f"https://youtu.be/{FILM}?si=abc",
        f"https://www.youtube.com/embed/{FILM}",
        f"https://www.youtube.com/shorts/{FILM}",
        f"https://www.youtube.com/live/{FILM}/",
        f"https://www.youtube-nocookie.com/embed/{FILM}",
        f"https://WWW.YouTube.com/watch?v={FILM}",
    ],
)
def test_every_spelling_of_a_youtube_link_leads_to_the_same_player(link: str) -> None:
    assert players.player(link) == YOUTUBE


@pytest.mark.parametrize(
    ("link", "player"),
    [
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"),
        ("https://www.vimeo.com/channels/staff/76979871", "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"),
        (
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=8272103f6e",
        ),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=8272103f6e",
        ),
    ],
)
def test_a_vimeo_link_keeps_the_key_of_an_unlisted_film(link: str, player: str) -> None:
    assert players.player(link) == player


@pytest.mark.parametrize(
    "link",
    [
        "https://vimeo.com/",
        "https://vimeo.com/user/about",
        "https://www.youtube.com/@somebody",
        "https://www.youtube.com/watch?v=short",
        f'https://www.youtube.com/watch?v={FILM}"><script>',
        f"https://example.org/watch?v={FILM}",
        f"https://youtube.com.example.org/watch?v={FILM}",
        "",
    ],
)
def test_a_link_that_names_no_film_has_no_player(link: str) -> None:
    assert players.player(link) == ""
