"""A paper is set whatever letters are in a name, and stays accessible."""

import io

import pypdf
import pytest

from undersigned.delivery import press


def volume(name: str) -> dict[str, object]:
    return {
        "title": "Volume 1 of 1, signatures 1–1",
        "language": "en",
        "paper": "a4",
        "sponsor": "Friends of the library",
        "running_ask": "Keep the library open",
        "running": "Volume 1 of 1",
        "made": "Made on March 2, 2026",
        "page_words": "Page {page} of {pages}",
        "about": "In the order in which the signatures were confirmed.",
        "widths": [0],
        "heading": ["Name"],
        "rows": [[name]],
    }


def text(paper: press.Paper) -> str:
    reader = pypdf.PdfReader(io.BytesIO(paper.pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return reader.pages[0].extract_text()


@pytest.mark.parametrize("name", ["#strong[Rosa] $x$", "Łukasz Žižek", "Юлия Соколова"])
def test_a_name_is_printed_as_it_was_typed(name: str) -> None:
    paper = press.paper("volume", volume(name))

    assert name in text(paper)
    assert not paper.is_doubtful


def test_a_letter_that_no_font_has_is_a_question_mark_and_said() -> None:
    paper = press.paper("volume", volume("Rosa 山 M"), any_font=False)

    assert "Rosa ? M" in text(paper)
    assert paper.is_doubtful


def test_a_sign_that_is_no_letter_is_left_out() -> None:
    paper = press.paper("volume", volume("Rosa 🌻M"), any_font=False)

    assert "Rosa M" in text(paper)
    assert not paper.is_doubtful


def test_what_cannot_be_set_at_all_is_a_fault() -> None:
    with pytest.raises(press.NotSet):
        press.paper("volume", {"title": "no more than this"})
