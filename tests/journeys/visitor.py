"""Somebody who knows only the public addresses and what stands in the letter; no script, no cookie."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import httpx

from tests.people import Person


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter, as far as a reader uses it."""

    subject: str
    text: str
    html: str
    confirm: str
    withdraw: str
    code: str


OPEN: list[httpx.Client] = []  # closed after each test, see `conftest`


def until(is_so: Callable[[], bool], *, seconds: float = 60) -> None:
    """Waits for what must come about by itself."""
    give_up_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up_at, f"not within {seconds} s"
        time.sleep(0.1)


def client(site: str, **options: Any) -> httpx.Client:
    made = httpx.Client(base_url=site, timeout=60, **options)
    OPEN.append(made)
    return made


class Visitor:
    """One browser without a memory."""

    def __init__(self, site: str, slug: str) -> None:
        self.site = site
        self.slug = slug
        self.http = client(site, headers={"accept-encoding": "identity"})

    def page(self) -> str:
        answer = self.http.get(f"/{self.slug}/")
        assert answer.status_code == 200
        return answer.text

    def wait_for_page(self) -> None:
        """A server looks twice a second for what was published."""
        until(lambda: self.http.get(f"/{self.slug}/").status_code == 200)

    def count(self) -> int:
        count: int = self.http.get(f"/{self.slug}/count").json()["count"]
        return count

    def count_is(self, number: int, *, within_s: float = 60) -> bool:
        """Whether it comes to be so: the number is the log's, which is signed about a second after a confirmation."""
        give_up_at = time.monotonic() + within_s
        while self.count() != number and time.monotonic() < give_up_at:
            time.sleep(0.05)
        return self.count() == number

    def count_on_page(self) -> int:
        found = re.search(r'data-count="(\d+)"', self.page())
        assert found is not None
        return int(found[1])

    def sign(self, person: Person, **more: str) -> httpx.Response:
        fields = {"name": person.name, "email": person.email, "postcode": person.postcode, **more}
        return self.http.post(f"/{self.slug}/sign", data=fields)

    def post_form_on(self, address: str, **fields: str) -> httpx.Response:
        """Opens the page and sends its form, as it stands there, with some fields filled in."""
        opened = self.http.get(address)
        assert opened.status_code == 200, opened.text
        assert opened.text.count('<form method="post">') + opened.text.count('method="post">') >= 1
        return self.http.post(address, data=fields)

    def follow(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 303, (answer.status_code, answer.text)
        return self.http.get(answer.headers["location"])


def opened(letter: EmailMessage) -> Opened:
    """The letter's text part has every link that its HTML part has."""
    text = _part(letter, "plain")
    return Opened(
        subject=str(letter["Subject"]),
        text=text,
        html=_part(letter, "html"),
        confirm=_link(text, "confirm"),
        withdraw=_link(text, "withdraw"),
        code=found[0] if (found := re.search(r"\b\d{6}\b", text)) else "",
    )


def action_of(html: str, noun: str) -> str:
    """The address of the form whose address has `noun` in it."""
    found = re.search(rf'action="([^"]*/{noun}/[^"]*)"', html)
    assert found is not None, html
    return found[1]


def _link(text: str, noun: str) -> str:
    found = re.search(rf"http://\S+/{noun}/[\w-]+", text)
    return found[0] if found else ""


def _part(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content
