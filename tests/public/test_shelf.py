"""What the front knows: learnt from the database, kept while that is away."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.ledger.keeper import Keeper
from undersigned.public.models import Baked
from undersigned.public.shelf import HOME, Shelf, Shown, _look
from undersigned.signing import register, samples
from undersigned.signing.count import Totals
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db(
    transaction=True,
    available_apps=["undersigned.mail", "undersigned.ledger", "undersigned.signing", "undersigned.public"],
)


def bake(petition: Petition, *, version: int, html: str = "<h1>Veto</h1>") -> None:
    facts = {"campaign": {"ask": petition.ask, "version": version}}
    for kind in ("campaign", "confirm"):
        Baked.objects.update_or_create(
            name=f"{petition.pk}:{kind}",
            defaults={
                "petition": petition,
                "html": html,
                "facts": facts if kind == "campaign" else {},
                "version": version,
                "baked_at": factories.NOW,
            },
        )


def shown(shelf: Shelf, path: str = "/veto-hb-7259/") -> str:
    found = shelf.find(path)
    assert found is not None
    return found.pages["campaign"].finished(Totals(0), now=100.0).html.decode()


def test_a_published_petition_is_found_with_its_pages_and_facts() -> None:
    petition = factories.petition()
    bake(petition, version=1)
    shelf = Shelf()

    asyncio.run(shelf.refresh())

    found = shelf.find("/veto-hb-7259/")
    assert found is not None
    assert found.petition.id == petition.pk
    assert sorted(found.pages) == ["campaign", "confirm"]
    assert found.campaign == {"ask": petition.ask, "version": 1}
    assert shelf.find("/sunday-library/") is None
    assert shelf.page("/") is None


def test_a_petition_that_was_never_baked_cannot_be_visited() -> None:
    factories.petition()
    shelf = Shelf()

    asyncio.run(shelf.refresh())

    assert shelf.find("/veto-hb-7259/") is None


def test_a_new_bake_by_any_process_replaces_the_page() -> None:
    petition = factories.petition()
    bake(petition, version=1)
    shelf = Shelf()
    asyncio.run(shelf.refresh())

    bake(petition, version=2, html="<h1>Veto it now</h1>")
    asyncio.run(shelf.refresh())

    assert shown(shelf) == "<h1>Veto it now</h1>"


def test_only_what_changed_is_read_again() -> None:
    petition = factories.petition()
    bake(petition, version=1)
    shelf = Shelf()
    asyncio.run(shelf.refresh())
    before = shelf.find("/veto-hb-7259/")
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(version=2)

    asyncio.run(shelf.refresh())

    after = shelf.find("/veto-hb-7259/")
    assert before is not None
    assert after is not None
    assert after.pages["confirm"] is before.pages["confirm"]
    assert after.pages["campaign"] is not before.pages["campaign"]


def test_an_unpublished_petition_is_gone_but_for_those_with_a_letter() -> None:
    petition = factories.petition()
    bake(petition, version=1)
    shelf = Shelf()
    asyncio.run(shelf.refresh())

    register.unpublish(petition)
    Baked.objects.filter(petition=petition).update(version=2)
    asyncio.run(shelf.refresh())

    assert shelf.find("/veto-hb-7259/") is None
    assert shelf.find_for_letters("/veto-hb-7259/") is not None


def test_the_home_page_is_no_petitions() -> None:
    Baked.objects.create(name=HOME, html="<h1>Petitions</h1>", version=1, baked_at=factories.NOW)
    shelf = Shelf()

    asyncio.run(shelf.refresh())

    home = shelf.page("/")
    assert home is not None
    assert home.finished(Totals(0), now=1.0).html == b"<h1>Petitions</h1>"


def test_the_count_is_that_of_the_log_as_it_is_served(tmp_path: Path, django_assert_num_queries: Any) -> None:
    petition, other = factories.petition(), factories.petition("sunday-library")
    bake(petition, version=1)
    samples.add(petition, number=3, at=factories.NOW)
    shelf, keeper = Shelf(), Keeper(tmp_path)
    seen = []

    def look() -> None:
        asyncio.run(shelf.refresh())
        seen.append((shelf.log(petition.pk), shelf.totals(other.pk)))

    look()
    keeper.enter_all()
    look()
    samples.remove(petition)
    look()
    with django_assert_num_queries(2):
        _look(shelf._versions)

    audited = keeper.audit(petition)
    assert seen == [
        (Shown(0, Totals(0)), Totals(0)),
        (Shown(4, Totals(3, 3)), Totals(0)),
        (Shown(4, Totals(3, 3)), Totals(0)),
    ]
    assert (audited.opened.checkpoint.size, audited.ledger.totals.count) == (4, 3)
    keeper.enter_all()
    look()
    assert seen[-1] == (Shown(7, Totals(0)), Totals(0))
