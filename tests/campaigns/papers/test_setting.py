"""The papers themselves, read back: what stands on them, on how many pages, and that a screen reader can read them."""

import io
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from tests.campaigns.pages import draft
from undersigned.campaigns.papers import content, setting
from undersigned.campaigns.papers.content import Paper

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LETTER, A4 = (612, 792), (595, 841)


def paper(kind: str, **fields: Any) -> Paper:
    return next(one for one in content.of(draft(**fields)) if one.kind == kind)


def read(of: Paper) -> PdfReader:
    pdf = setting.pdf(of)
    assert pdf is not None
    return PdfReader(io.BytesIO(pdf))


def words(pdf: PdfReader, page: int = 0) -> str:
    return " ".join(pdf.pages[page].extract_text().split())


def is_accessible(pdf: PdfReader) -> bool:
    """As it says itself: PDF/UA-1, with tags and a language."""
    said = pdf.trailer["/Root"]["/Metadata"].get_data()
    root = pdf.trailer["/Root"]
    return (
        b"<pdfuaid:part>1</pdfuaid:part>" in said and bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root
    )


def kinds(pdf: PdfReader) -> set[str]:
    """The tags that are used."""
    found, left = set(), [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while left:
        node = left.pop().get_object()
        if not isinstance(node, dict):
            continue
        found.add(str(node.get("/S", "")))
        inner = node.get("/K", [])
        left += inner if isinstance(inner, list) else [inner]
    return found


def test_the_poster_is_one_page_that_can_be_read_aloud() -> None:
    pdf = read(paper("poster", deck="Sundays matter."))

    assert words(pdf) == (
        "To: The city council Keep the library open on Sundays Sundays matter. Sign the petition"
        " 127.0.0.1:8000/sundays This petition is run by Friends of the Library."
    )
    assert (len(pdf.pages), size(pdf), pdf.trailer["/Root"]["/Lang"]) == (1, LETTER, "en")
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Keep the library open on Sundays"
    assert is_accessible(pdf)
    assert {"/H1", "/Figure", "/Link"} <= kinds(pdf)


def test_the_sheet_has_a_table_with_a_head_and_ten_rows() -> None:
    pdf = read(paper("sheet", postcode_style="any"))

    found = words(pdf)
    assert "We ask you to keep the doors open. Sundays are for books. By signing I add my name" in found
    assert "Full name Address and postcode Signature Date" in found
    assert "Collected by Place Date" in found
    assert (len(pdf.pages), size(pdf)) == (1, A4)
    assert is_accessible(pdf)
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure"} <= kinds(pdf)


def test_the_back_of_the_sheet_has_the_long_text() -> None:
    pdf = read(paper("sheet", petition_text="Please keep it open. " * 60 + "\n\nThank you."))

    assert len(pdf.pages) == 2
    assert words(pdf, 1).startswith("The full text of the petition Please keep it open. Please")
    assert "Thank you." in words(pdf, 1)


def test_what_an_organiser_writes_is_never_markup() -> None:
    pdf = read(paper("poster", title='#strong[x] $a$ \\ "q" #read("/etc/passwd")', deck="#panic()"))

    assert '#strong[x] $a$ \\ "q" #read("/etc/passwd") #panic()' in words(pdf)


@pytest.mark.parametrize("style", ["us", "any"])
def test_the_longest_that_may_be_written_stays_on_its_page(style: str) -> None:
    longest = {
        "title": "Windowsill " * 23,
        "deck": "Mammoths " * 44,
        "addressed_to": "Mammoths " * 22,
        "sponsor": "Mammoths " * 22,
        "paid_for_by": "Mammoths " * 33,
        "postal_address": "Mammoths " * 33,
        "slug": "keep-it-" * 10,
        "postcode_style": style,
        "petition_text": "Mammoths! " * 70,
    }

    assert len(read(paper("poster", **longest)).pages) == 1
    assert len(read(paper("sheet", **{**longest, "slug": "open-it-" * 10})).pages) == 1


def test_what_cannot_be_tagged_is_set_without_tags_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    poster = paper("poster")

    pdf = read(replace(poster, data={**poster.data, "deck": "王"}))

    assert is_accessible(pdf) is False
    assert [(record.message, record.__dict__["standard"]) for record in caplog.records] == [("papers.not_set", "ua-1")]


def test_what_cannot_be_set_at_all_is_none(caplog: pytest.LogCaptureFixture) -> None:
    poster = paper("poster")

    assert setting.pdf(replace(poster, data={})) is None
    assert [record.__dict__["standard"] for record in caplog.records] == ["ua-1", ""]


def size(pdf: PdfReader) -> tuple[int, int]:
    box = pdf.pages[0].mediabox
    return int(box.width), int(box.height)
