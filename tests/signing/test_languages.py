"""One petition in two languages: who signs is bound to the words that they read, and signs once."""

import importlib
import secrets
from dataclasses import replace
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings

from tests.factories import NOW, STATEMENTS, TEXT
from tests.people import INES, ROSA
from tests.signing.commands import COMMITTED, confirm, letters, remind, row, tally, written
from undersigned.mail.models import Letter
from undersigned.signing import accept, keyring, register, submission
from undersigned.signing import letters as letter_links
from undersigned.signing import petition as petitions
from undersigned.signing.models import Petition, Signature, Text
from undersigned.signing.register import PetitionText
from undersigned.signing.signature import Noted, Sign
from undersigned.signing.store import Store
from undersigned.transparency import leaf
from undersigned.transparency import text as canonical_text

pytestmark = COMMITTED

SPANISH = PetitionText(
    ask="Gobernador, vete el HB 7259", addressed_to="El gobernador", body="Le pedimos que vete la ley.", language="es"
)
FIELDS = {"name": ROSA.name, "email": ROSA.email, "postcode": ROSA.postcode}


@pytest.fixture(autouse=True)
def _translated(petition: Petition) -> None:
    register.translate(petition, text=SPANISH, statements=STATEMENTS, at=NOW)


def in_language(language: str) -> petitions.Petition:
    return next(one for one in petitions.known() if one.language == language)


def sign(language: str, **fields: str) -> Sign:
    """As the door does it for a visitor of the page in that language."""
    one = in_language(language)
    read = submission.read(FIELDS | fields, postcode_style="any", texts=one.text_hashes, wordings=one.wording_versions)
    assert isinstance(read, submission.Submission)
    return accept.signature(
        read,
        petition=one,
        keys=keyring.for_petition(one.id),
        language=language,
        hold_reason="",
        at=NOW,
        entropy=secrets.token_bytes,
    )


def test_each_language_is_known_with_its_own_texts_and_its_own_address(petition: Petition) -> None:
    register.publish(petition, text=replace(TEXT, body="Veto it."), statements=STATEMENTS, at=NOW)

    english, spanish = petitions.known()

    hashes = dict(petition.texts.values_list("version", "sha256"))
    assert english.text_hashes == {version: bytes(hashes[version]) for version in (1, 3)}
    assert spanish.text_hashes == {2: bytes(hashes[2])}
    assert (english.text_version, english.wording_version, english.wording_versions) == (3, 1, {1})
    assert (spanish.text_version, spanish.wording_version, spanish.wording_versions) == (2, 2, {2})
    assert [(one.path, one.is_translation) for one in (english, spanish)] == [
        ("/veto-hb-7259/", False),
        ("/veto-hb-7259/es/", True),
    ]
    assert (english.id, english.uuid) == (spanish.id, spanish.uuid)


def test_a_petition_in_one_language_keeps_the_hash_that_it_had() -> None:
    """Also of petitions from before there were translations: the same four fields are hashed."""
    text = Text.objects.get(version=1)
    canonical = canonical_text.canonical(ask=TEXT.ask, addressed_to=TEXT.addressed_to, body=TEXT.body, language="en")

    assert (text.canonical, bytes(text.sha256)) == (canonical, canonical_text.digest(canonical))
    assert bytes(text.sha256).hex() == "07e0a029ef093f217b5d8bd797549860333a6ca6cedce3c2632c71c773b6abc0"


def test_the_migration_reads_the_language_from_what_was_hashed() -> None:
    Text.objects.update(language="")

    importlib.import_module("undersigned.signing.migrations.0005_languages").language_of_each_text(apps, None)

    assert list(Text.objects.order_by("version").values_list("language", flat=True)) == ["en", "es"]


def test_who_signs_the_spanish_page_is_bound_to_the_spanish_text(store: Store) -> None:
    signed = sign("es", text="2", wording="2")
    store.write([signed])

    found = row(signed)
    assert (found.language, found.text_version, found.wording_version) == ("es", 2, 2)
    record = keyring.for_petition(found.petition_id).unseal("signature", found.id, bytes(found.sealed or b""))
    spanish = canonical_text.digest(Text.objects.get(language="es").canonical)
    commitment = leaf.commitment(
        salt=bytes.fromhex(record["salt"]), text_hash=spanish, canonical_email=ROSA.email, name=ROSA.name
    )
    assert bytes(found.commitment) == commitment
    assert Letter.objects.get().language == "es"


@pytest.mark.parametrize("typed", ["1", "3", "0", "", "x"])
def test_a_form_cannot_name_a_text_of_another_language(typed: str) -> None:
    signed = sign("es", text=typed, wording=typed)

    assert (signed.signature.text_version, signed.signature.wording_version) == (2, 2)


def test_an_older_text_in_the_same_language_stays_what_was_signed(petition: Petition) -> None:
    register.translate(petition, text=replace(SPANISH, body="Vete la ley."), statements=STATEMENTS, at=NOW)

    assert [sign("es", text=typed).signature.text_version for typed in ("2", "3", "1")] == [2, 3, 3]


def test_the_same_mailbox_in_both_languages_is_one_signature(petition: Petition, store: Store) -> None:
    first, second = sign("en"), sign("es")

    assert store.write([first, second]) == [Noted(), Noted()]
    store.write([confirm(first)])

    assert written() == (1, 1)
    assert tally(petition) == (1, 0, 0)
    assert row(first).language == "en"


def test_who_signs_again_in_another_language_is_written_to_in_the_one_that_was_signed(
    petition: Petition, store: Store
) -> None:
    first = sign("en")
    store.write([first])
    later = NOW.replace(hour=23)
    again = sign("es").signature._replace(signed_at=later)

    store.write([Sign(again)])

    assert letters(first) == [("confirm", 1, NOW), ("confirm", 2, later)]
    assert set(Letter.objects.values_list("language", flat=True)) == {"en"}


def test_a_letter_that_is_asked_for_again_is_in_the_language_that_was_signed(petition: Petition, store: Store) -> None:
    signed = sign("es")
    store.write([signed])

    store.write([remind(petition, ROSA, at=NOW.replace(hour=23))])

    assert list(Letter.objects.order_by("serial").values_list("serial", "language")) == [(1, "es"), (2, "es")]


@pytest.mark.parametrize(
    ("language", "page"), [("en", "/veto-hb-7259/"), ("es", "/veto-hb-7259/es/"), ("", "/veto-hb-7259/")]
)
def test_the_links_of_a_letter_lead_to_pages_in_its_language(petition: Petition, language: str, page: str) -> None:
    letter = Letter(id=uuid4(), petition_id=petition.pk, about=uuid4(), serial=1, language=language, queued_at=NOW)

    links = letter_links.links(
        letter, petition, site_url="https://petition.example.org", key=settings.MASTER_KEYS.token
    )

    page = f"https://petition.example.org{page}"
    assert links["page_url"] == page
    assert links["confirm_url"].startswith(f"{page}confirm/")
    assert links["withdraw_url"].startswith(f"{page}withdraw/")


def test_every_row_of_a_signature_names_a_text_of_its_language(store: Store) -> None:
    store.write([sign("es"), sign("en", email=INES.email)])

    bound = {one.language: Text.objects.get(version=one.text_version).language for one in Signature.objects.all()}
    assert bound == {"es": "es", "en": "en"}
