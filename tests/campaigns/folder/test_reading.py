"""What is wrong with a folder is said by file, line and key, in words that say what to do."""

from pathlib import Path

import pytest

from tests.campaigns.folder.folders import altered, complete, picture
from undersigned.campaigns.folder import reading
from undersigned.campaigns.folder.problems import FolderProblem


def findings(folder: Path) -> list[str]:
    with pytest.raises(FolderProblem) as problem:
        reading.content(folder)
    return [str(finding) for finding in problem.value.findings]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('slug = "sundays"\n', "", "campaign.toml, line 1, slug: This key is missing."),
        (
            'deck = "It',
            'dek = "It',
            "campaign.toml, line 5, dek: There is no such key here. Look for a slip of the pen, or take it away.",
        ),
        (
            "target = 500",
            'target = "500"',
            "campaign.toml, line 14, petition.target: Write a whole number, without quotation marks.",
        ),
        (
            "closes_at = 2031-12-14 23:59:00+00:00",
            'closes_at = "14 December"',
            "campaign.toml, line 15, petition.closes_at:"
            " Write a date and a time without quotation marks, like 2027-03-31 18:00:00.",
        ),
        (
            'addressed_to = "The city council"',
            "addressed_to = 12",
            "campaign.toml, line 12, petition.addressed_to: Put this between quotation marks: it is a text.",
        ),
        (
            'text = "petition.txt"',
            'text = "petition.text"',
            "campaign.toml, line 13, petition.text: There is no file “petition.text” in the folder.",
        ),
        (
            'text = "petition.txt"',
            'text = "../petition.txt"',
            "campaign.toml, line 13, petition.text:"
            " The file “../petition.txt” is not inside the folder. Copy it there.",
        ),
        (
            'text = "petition.txt"',
            'text = "/etc/hostname"',
            "campaign.toml, line 13, petition.text: The file “/etc/hostname” is not inside the folder. Copy it there.",
        ),
        (
            'type = "faq"',
            'type = "quiz"',
            "campaign.toml, line 70, sections[5].type: Say what kind of section this is:"
            " text, image, voices, timeline, videos, cases, provisions, share, faq.",
        ),
        (
            "own_account = true",
            'own_account = "yes"',
            "campaign.toml, line 67, sections[4].cases[2].own_account: Write true or false, without quotation marks.",
        ),
        (
            'question = "Who sees my name?"',
            'quest = "Who?"',
            "campaign.toml, line 74, sections[5].questions[1].quest:"
            " There is no such key here. Look for a slip of the pen, or take it away.",
        ),
        (
            'file = "media/film.mp4"',
            'file = "media/film.vtt"\nlength = 2',
            "campaign.toml, line 46, sections[3].featured.length: Put this between quotation marks: it is a text.",
        ),
        (
            'file = "media/branch.png"',
            'file = "media/film.vtt"',
            "campaign.toml, line 35, sections[2].image.file: Pictures are .jpg, .png or .webp files.",
        ),
        (
            'captions = "media/film.vtt"',
            'captions = "petition.txt"',
            "campaign.toml, line 46, sections[3].featured.captions:"
            " Files are .mp4 or .webm for videos, .vtt for captions, .pdf.",
        ),
        (
            'answer = "The **council**, and nobody else."',
            'answer = "# The council"',
            "campaign.toml, line 75, sections[5].questions[1].answer:"
            " Write headings with three signs: ### Heading. The larger ones are the page's own.",
        ),
        (
            "[petition]",
            "[petition",
            'campaign.toml, line 11: This is not TOML: Expected "]" at the end of a table declaration.'.replace(
                '"', "'"
            ),
        ),
    ],
)
def test_a_slip_of_the_pen_is_named(tmp_path: Path, old: str, new: str, finding: str) -> None:
    assert findings(altered(complete(tmp_path), old, new)) == [finding]


def test_several_slips_are_named_at_once(tmp_path: Path) -> None:
    folder = altered(complete(tmp_path), 'text = "petition.txt"', 'text = "a.txt"')
    altered(folder, 'privacy_notice = "privacy.md"', 'privacy_notice = "b.md"')

    assert findings(folder) == [
        "campaign.toml, line 13, petition.text: There is no file “a.txt” in the folder.",
        "campaign.toml, line 23, sponsor.privacy_notice: There is no file “b.md” in the folder.",
    ]


def test_a_problem_in_a_markdown_file_is_named_by_that_file_and_its_line(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    (folder / "privacy.md").write_text("Fine.\n\n> Not fine.\n")

    assert findings(folder) == ["privacy.md, line 3: A quotation with > cannot stand here: write it as a paragraph."]


def test_a_folder_without_a_campaign_is_refused(tmp_path: Path) -> None:
    assert findings(tmp_path) == ["campaign.toml: There is no such file that can be read as text."]


def test_a_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    (folder / "petition.txt").write_bytes("Año".encode("latin-1"))

    assert findings(folder) == [
        "campaign.toml, line 13, petition.text: The file “petition.txt” is not text in UTF-8. Save it again as UTF-8."
    ]


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    (folder / "media" / "branch.png").write_bytes(b"no picture")

    assert findings(folder) == [
        "campaign.toml, line 35, sections[2].image.file: This picture cannot be read. Save it again as .jpg or .png."
    ]


def test_a_picture_with_too_many_pixels_is_refused(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    (folder / "media" / "branch.png").write_bytes(picture("#fff", (6000, 4001)))

    assert findings(folder) == [
        "campaign.toml, line 35, sections[2].image.file:"
        " This picture has too many pixels. Make it smaller: 2,400 pixels across are plenty."
    ]


def test_a_film_that_is_none_is_refused(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    (folder / "media" / "film.mp4").write_bytes(b"<html>")

    assert findings(folder) == [
        "campaign.toml, line 45, sections[3].featured.file:"
        " This is not what its name says: it does not begin like a .mp4 file."
    ]


def test_a_time_without_a_zone_is_the_sites(tmp_path: Path) -> None:
    folder = altered(complete(tmp_path), "23:59:00+00:00", "23:59:00")

    content, _ = reading.content(folder)

    assert content.fields["closes_at"].isoformat() == "2031-12-14T23:59:00+00:00"
