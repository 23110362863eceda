"""A worker's part in the letters of one's own page."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings

from tests import factories
from undersigned.mail import compose
from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.mail.postman import stationery_for
from undersigned.rights import ask
from undersigned.rights import letters as own
from undersigned.updates import letters

SITE = "https://petition.example.org"


def seen_to(*, at: datetime = factories.NOW) -> list[tuple[UUID, str]]:
    """What the worker queues of what was asked: whom about, which letter."""
    ask.turn(at=at, new_id=uuid4)
    return list(Letter.objects.order_by("queued_at", "pk").values_list("about", "kind"))


def read(letter: Letter) -> Contents | Exception:
    """What it needs, as the worker finds it."""
    key = settings.MASTER_KEYS.token
    found = letters.contents([letter], site_url=SITE, key=key)
    return own.contents([letter], found, site_url=SITE, key=key)[letter.id]


def text_of(letter: Letter) -> str:
    """As it leaves."""
    stationery, contents = stationery_for([letter])[letter.id], read(letter)
    assert not isinstance(stationery, Exception)
    assert isinstance(contents, Contents)
    return compose.form(letter.kind, stationery).filled(contents).content.decode()
