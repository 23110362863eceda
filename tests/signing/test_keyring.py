"""A petition's keys: its own, opened once, worthless at another installation or once destroyed."""

from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from tests import factories
from tests.factories import NOW
from undersigned.signing import keyring
from undersigned.signing.models import DataKey, Petition
from undersigned.vault import keys as key_files
from undersigned.vault import sealing
from undersigned.vault.keys import MasterKeys


@pytest.mark.django_db
def test_what_is_sealed_opens_again(petition: Petition) -> None:
    keys = keyring.for_petition(petition.pk)

    sealed = keys.seal("remark", "row-1", {"words": "Ja, Ñandú"})

    assert keys.unseal("remark", "row-1", sealed) == {"words": "Ja, Ñandú"}
    assert keys.seal("remark", "row-1", {"words": "Ja, Ñandú"}) != sealed


@pytest.mark.django_db
def test_the_keys_are_read_once(petition: Petition, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        first = keyring.for_petition(petition.pk)
        assert keyring.for_petition(petition.pk) is first


@pytest.mark.django_db
def test_another_petition_has_other_keys(petition: Petition) -> None:
    here, there = keyring.for_petition(petition.pk), keyring.for_petition(factories.petition("library").pk)
    sealed = here.seal("signature", "row-1", {})

    with pytest.raises(sealing.CannotOpen):
        there.unseal("signature", "row-1", sealed)
    assert here.index("rosa@example.org") != there.index("rosa@example.org")


@pytest.mark.django_db
def test_no_data_key_lies_in_the_database_unwrapped(petition: Petition, settings: Settings) -> None:
    row = DataKey.objects.get()

    opened = sealing.unwrap(bytes(row.wrapped or b""), by=settings.MASTER_KEYS.seal, kid=1, owner=str(petition.uuid))

    assert len(opened) == 32
    assert opened not in bytes(row.wrapped or b"")
    assert (row.petition_id, row.kid, row.created_at, row.destroyed_at) == (petition.pk, 1, NOW, None)


@pytest.mark.django_db
def test_providing_twice_keeps_the_key(petition: Petition) -> None:
    before = bytes(DataKey.objects.get().wrapped or b"")

    keyring.provide(petition, at=NOW)

    assert bytes(DataKey.objects.get().wrapped or b"") == before


@pytest.mark.django_db
def test_a_petition_that_was_never_published_has_no_keys() -> None:
    with pytest.raises(DataKey.DoesNotExist):
        keyring.for_petition(factories.petition(published=False).pk)


@pytest.mark.django_db
def test_a_destroyed_key_neither_opens_nor_seals(petition: Petition) -> None:
    sealed = keyring.for_petition(petition.pk).seal("signature", "row-1", {})
    DataKey.objects.update(wrapped=None, destroyed_at=NOW)
    keyring.forget()

    keys = keyring.for_petition(petition.pk)

    with pytest.raises(sealing.CannotOpen, match="was destroyed"):
        keys.unseal("signature", "row-1", sealed)
    with pytest.raises(keyring.KeyDestroyed):
        keys.seal("signature", "row-1", {})


@pytest.mark.django_db
def test_publishing_again_after_a_destruction_makes_a_new_key(petition: Petition) -> None:
    DataKey.objects.update(wrapped=None, destroyed_at=NOW)

    keyring.provide(petition, at=NOW)

    assert list(DataKey.objects.order_by("kid").values_list("kid", flat=True)) == [1, 2]
    assert keyring.for_petition(petition.pk).unseal(
        "remark", "row-1", keyring.for_petition(petition.pk).seal("remark", "row-1", {"words": "Ja"})
    ) == {"words": "Ja"}


@pytest.mark.django_db
def test_a_new_data_key_seals_and_the_older_one_opens_what_it_sealed(petition: Petition) -> None:
    before = keyring.for_petition(petition.pk)
    old = before.seal("remark", "row-1", {"words": "before"})

    keyring.add_data_key(petition, at=NOW)
    after = keyring.all_for([petition.pk])[petition.pk]
    new = after.seal("remark", "row-1", {"words": "after"})

    assert (sealing.kid_of(old), sealing.kid_of(new)) == (1, 2)
    assert after.unseal("remark", "row-1", old) == {"words": "before"}
    # Who has not heard of the new key yet finds it when it meets what it sealed.
    assert before.unseal("remark", "row-1", new) == {"words": "after"}


@pytest.mark.django_db
def test_a_key_id_that_nobody_gave_opens_nothing(petition: Petition) -> None:
    keys = keyring.for_petition(petition.pk)
    sealed = keys.seal("remark", "row-1", {})

    with pytest.raises(sealing.CannotOpen):
        keys.unseal("remark", "row-1", sealed[:1] + (7).to_bytes(2, "big") + sealed[3:])


@pytest.mark.django_db
def test_a_process_that_was_started_before_the_master_key_was_replaced_goes_on(
    petition: Petition, settings: Settings, tmp_path: Path
) -> None:
    settings.KEYS_FOLDER, settings.MASTER_KEYS = tmp_path, key_files.load_or_make(tmp_path)
    library = factories.petition("library")
    sealed = keyring.for_petition(library.pk).seal("remark", "row-1", {"words": "Ja"})

    key_files.renew(tmp_path, "seal")
    row = DataKey.objects.get(petition=library)
    opened = keyring.unwrap(bytes(row.wrapped or b""), kid=1, owner=str(library.uuid))
    DataKey.objects.filter(pk=row.pk).update(wrapped=keyring.wrap(opened, kid=1, owner=str(library.uuid)))
    keyring.forget()

    newest = key_files.load_or_make(tmp_path).seal
    wrapped = bytes(DataKey.objects.get(petition=library).wrapped or b"")
    assert sealing.unwrap(wrapped, by=newest, kid=1, owner=str(library.uuid)) == opened
    assert keyring.for_petition(library.pk).unseal("remark", "row-1", sealed) == {"words": "Ja"}


@pytest.mark.django_db
def test_another_installations_master_key_opens_nothing(petition: Petition, settings: Settings) -> None:
    settings.MASTER_KEYS = MasterKeys(seal=bytes(32), index=bytes(32), token=bytes(32), django=bytes(32))

    with pytest.raises(sealing.CannotOpen, match="another installation's keys"):
        keyring.for_petition(petition.pk)


@pytest.mark.django_db
def test_a_data_key_cannot_be_lent_to_another_petition(petition: Petition) -> None:
    library = factories.petition("library")
    DataKey.objects.filter(petition=library).update(wrapped=petition.data_keys.get().wrapped)

    with pytest.raises(sealing.CannotOpen):
        keyring.for_petition(library.pk)
