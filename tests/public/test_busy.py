"""More at the door than can be let in: asked to wait at once, with all that was typed, and nothing is stored."""

import asyncio
from typing import Any

import httpx
import pytest
from django.conf import settings

from tests import factories
from tests.people import INES, ROSA, Person
from tests.public.test_closed import CAMPAIGN
from tests.public.test_shelf import bake
from undersigned.defence.gate import Gate
from undersigned.public.app import application
from undersigned.public.front import Front, open_store
from undersigned.public.models import Baked
from undersigned.public.shelf import Shelf
from undersigned.signing.batch import Batch
from undersigned.signing.models import Signature
from undersigned.signing.store import StoreUnavailable

pytestmark = pytest.mark.django_db(transaction=True)

LABELS = {"postcode": {"label": "ZIP code", "hint": "", "inputmode": "numeric", "maxlength": 10}}
CONSENT = {"consent": {"updates": "Tell me what happens.", "sign": "I sign.", "privacy": "Kept here."}}


class Away:
    """A database that is not there."""

    def write(self, commands: Any) -> Any:
        raise StoreUnavailable("away")

    def close(self) -> None:
        """Nothing is open."""


def _form(person: Person, **more: str) -> dict[str, str]:
    return {"name": person.name, "email": person.email, "postcode": person.postcode, **more}


class AwayAtFirst:
    """A database that is not there for so many writings."""

    def __init__(self, store: Any, *, times: int) -> None:
        self._store, self._times = store, times
        self.close = store.close

    def write(self, commands: Any) -> Any:
        self._times -= 1
        if self._times >= 0:
            raise StoreUnavailable("away")
        return self._store.write(commands)


def _posted(store: Any, most_waiting: int, *forms: dict[str, str], at_once: bool = True) -> list[httpx.Response]:
    petition = factories.petition()
    bake(petition, version=1)
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts={"campaign": CAMPAIGN | LABELS | CONSENT})

    async def run() -> list[httpx.Response]:
        public, shelf = application(), Shelf()
        await shelf.refresh()
        batch = Batch(store, most_waiting=most_waiting)
        public.front = Front(shelf, batch, settings.MASTER_KEYS.token, Gate(settings.MASTER_KEYS.token))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=public), base_url="http://127.0.0.1") as browser:
            posts = [browser.post("/veto-hb-7259/sign", data=form) for form in forms]
            answers = await asyncio.gather(*posts) if at_once else [await post for post in posts]
        await batch.close()
        return list(answers)

    return asyncio.run(run())


def test_a_full_queue_asks_to_wait_and_keeps_what_was_typed() -> None:
    typed = _form(ROSA, updates="yes", s="whatsapp", via="abcd2345") | {"name": 'Rosa "R" <b>Marín</b>'}

    (answer,) = _posted(open_store(), 0, typed)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["cache-control"] == "no-store"
    assert 'value="Rosa &quot;R&quot; &lt;b&gt;Marín&lt;/b&gt;"' in answer.text
    assert f'value="{ROSA.email}"' in answer.text
    assert f'value="{ROSA.postcode}"' in answer.text
    assert 'value="yes" checked>' in answer.text
    assert 'name="s" value="whatsapp"' in answer.text
    assert 'name="via" value="abcd2345"' in answer.text
    assert Signature.objects.count() == 0


def test_a_database_that_is_away_asks_to_wait_longer() -> None:
    (answer,) = _posted(Away(), 10, _form(ROSA))

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "Wait 30 seconds, then press the button again." in answer.text


def test_two_who_wait_see_each_only_what_they_typed() -> None:
    first, second = _posted(Away(), 10, _form(ROSA), _form(INES))

    assert (ROSA.email in first.text, INES.email in first.text) == (True, False)
    assert (ROSA.email in second.text, INES.email in second.text) == (False, True)
    assert "checked" not in first.text


def test_whoever_ticked_the_box_finds_it_ticked_and_the_next_one_does_not() -> None:
    ticked, plain = _posted(Away(), 10, _form(ROSA, updates="yes"), _form(INES))

    assert ('value="yes" checked>' in ticked.text, "checked" in plain.text) == (True, False)


@pytest.mark.once
def test_whoever_tries_again_and_again_while_the_database_is_away_gets_their_letter() -> None:
    answers = _posted(AwayAtFirst(open_store(), times=6), 10, *[_form(ROSA)] * 7, at_once=False)

    assert [one.status_code for one in answers] == [503] * 6 + [303]
    assert list(Signature.objects.values_list("state", flat=True)) == ["pending"]
