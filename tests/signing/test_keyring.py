"""A petition's keys: its own, opened once, worthless at another installation or once destroyed."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from tests import factories
from tests.factories import NOW
from undersigned.signing import keyring
from undersigned.signing.models import DataKey, Petition
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
def test_a_destroyed_key_is_not_there(petition: Petition) -> None:
    DataKey.objects.update(wrapped=None, destroyed_at=NOW)

    with pytest.raises(DataKey.DoesNotExist):
        keyring.for_petition(petition.pk)


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
