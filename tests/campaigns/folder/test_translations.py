"""A folder with a translation: loaded with its original, dumped as it was, refused where it is wrong."""

from pathlib import Path

import pytest

from tests.campaigns.folder.folders import complete, files
from undersigned.campaigns import folder as folders
from undersigned.campaigns.folder import shape
from undersigned.campaigns.languages.fields import WORDS
from undersigned.campaigns.models import CampaignPage
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db

SPANISH = """\
ask = "Que la biblioteca abra los domingos"

[hero]
alt = "Una biblioteca entre árboles."

[petition]
addressed_to = "El ayuntamiento"
text = "es/petition.txt"

[sponsor]
privacy_notice = "es/privacy.md"

[data]
purpose = "entregar esta petición"
deleted_when = "seis meses después"
kept_in = "Alemania"

[[sections]]
type = "text"
heading = "Por qué importan los domingos"
body = "es/texts/01-por-que-importan-los-domingos.md"

[[sections]]
type = "image"
caption = "La sala"

[sections.image]
file = "media/branch.png"
alt = "Una puerta abierta."
"""


def translated(parent: Path, *, sheet: str = SPANISH, name: str = "campaign.es.toml") -> Path:
    folder = complete(parent)
    (folder / "es" / "texts").mkdir(parents=True)
    (folder / name).write_text(sheet)
    (folder / "es" / "petition.txt").write_text("Pedimos que las puertas sigan abiertas.\n")
    (folder / "es" / "privacy.md").write_text("Guardamos su nombre hasta que el ayuntamiento responda.\n")
    (folder / "es" / "texts" / "01-por-que-importan-los-domingos.md").write_text("Es *un* día.\n")
    return folder


def refusals(folder: Path) -> list[str]:
    with pytest.raises(folders.FolderProblem) as refused:
        folders.load(folder)
    return [str(finding) for finding in refused.value.findings]


def test_the_translation_is_published_with_its_original(tmp_path: Path) -> None:
    loaded = folders.load(translated(tmp_path))

    (page,) = loaded.page.translations()
    assert (page.title, page.live, page.visited_at) == (
        "Que la biblioteca abra los domingos",
        True,
        "/sundays/es/",
    )
    assert (page.petition_text, page.hero_alt) == (
        "Pedimos que las puertas sigan abiertas.",
        "Una biblioteca entre árboles.",
    )
    assert (page.target, page.contact_email, page.hero_image) == (500, "theo@example.net", loaded.page.hero_image)
    petition = Petition.objects.get()
    assert list(petition.texts.order_by("version").values_list("language", flat=True)) == ["en", "es"]


def test_loading_again_changes_nothing_and_a_new_word_changes_that_language_alone(tmp_path: Path) -> None:
    folder = translated(tmp_path)
    folders.load(folder)
    assert not folders.load(folder).changed

    (folder / "es" / "petition.txt").write_text("Pedimos también los lunes.\n")

    assert folders.load(folder).changed
    petition = Petition.objects.get()
    assert list(petition.texts.order_by("version").values_list("language", flat=True)) == ["en", "es", "es"]


def test_a_draft_is_loaded_as_drafts(tmp_path: Path) -> None:
    loaded = folders.load(translated(tmp_path), publish=False)

    assert [page.live for page in loaded.page.in_every_language()] == [False, False]
    assert Petition.objects.count() == 0


def test_what_was_dumped_is_loaded_as_it_was(tmp_path: Path) -> None:
    folders.load(translated(tmp_path))

    folders.dump("sundays", tmp_path / "copy")
    again = folders.load(tmp_path / "copy")
    folders.dump("sundays", tmp_path / "second copy")

    assert not again.changed
    assert files(tmp_path / "copy") == files(tmp_path / "second copy")
    assert [name for name in files(tmp_path / "copy") if "es" in name.split("/")[0].split(".")] == [
        "campaign.es.toml",
        "es/petition.txt",
        "es/privacy.md",
        "es/texts/01-por-que-importan-los-domingos.md",
    ]


def test_a_translation_that_is_taken_out_of_the_folder_stays_on_the_site(tmp_path: Path) -> None:
    folder = translated(tmp_path)
    folders.load(folder)
    (folder / "campaign.es.toml").unlink()

    assert not folders.load(folder).changed
    assert CampaignPage.objects.live().count() == 2


def test_what_is_wrong_is_named_with_its_file_and_nothing_is_changed(tmp_path: Path) -> None:
    folder = translated(tmp_path, sheet=SPANISH.replace('addressed_to = "El ayuntamiento"', "target = 7"))

    assert refusals(folder) == [
        "campaign.es.toml, line 7, petition.target: There is no such key here."
        " Look for a slip of the pen, or take it away."
    ]
    assert CampaignPage.objects.count() == 0


def test_what_must_be_said_must_be_said_in_every_language(tmp_path: Path) -> None:
    folder = translated(tmp_path, sheet=SPANISH.replace('addressed_to = "El ayuntamiento"\n', ""))

    assert refusals(folder) == [
        "campaign.es.toml, line 6, petition.addressed_to:"
        " Say to whom the petition is addressed: signers want to know who receives it."
    ]
    assert CampaignPage.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "xx"])
def test_a_translation_into_its_own_or_an_unknown_language_is_refused(tmp_path: Path, language: str) -> None:
    folder = translated(tmp_path, name=f"campaign.{language}.toml")

    assert refusals(folder) == [
        f"campaign.{language}.toml, line 1: “{language}” is no language that this can be translated into."
    ]


def test_the_language_of_a_campaign_is_one_of_the_sites(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    sheet = folder / "campaign.toml"
    sheet.write_text(sheet.read_text().replace('slug = "sundays"', 'slug = "sundays"\nlanguage = "xx"'))

    assert refusals(folder) == ["campaign.toml, line 5, language: This can be en, es."]


def test_every_word_of_a_translation_has_its_place_in_the_sheet() -> None:
    assert set(shape.TRANSLATED) == set(WORDS) - {"sections"}
