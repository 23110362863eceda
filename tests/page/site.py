"""The site that is looked at: the demonstration with three pages a language, and what makes its rare pages come.

A reference with everything in it, the smallest that can be published, and one that is closed.
"""

import mailbox
import shutil
import sqlite3
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from uuid import UUID

from tests.journeys.visitor import Opened, opened
from tests.product import Product
from undersigned.signing import tokens
from undersigned.vault import keys

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "veto-hb-7259"
LANGUAGES = ("en", "es")
WAIT_S = 120

SMALLEST = """\
ask = "{ask}"
slug = "{slug}"
language = "{language}"

[petition]
addressed_to = "The council"
text = "petition.txt"
postcode_style = "any"
updates_offer = false
{more}

[sponsor]
name = "Neighbours"
contact_email = "theo@example.net"
postal_address = "1 Example Street"
privacy_notice = "privacy.md"

[data]
hands_over = "count"
purpose = "to hand it over"
deleted_when = "when it is answered"
kept_in = "Germany"
authority = "the authority"
"""


OUTCOME = """\

[outcome]
delivered_on = 2026-03-02
delivered_to = "The clerk"
delivered_count = 412
answered_on = 2026-03-09
answered_words = "We shall see."
answered_link = "https://example.org/minutes"
decided_on = 2026-04-01
decision = "partly"
"""


@dataclass(frozen=True, slots=True)
class Campaigns:
    """Their slugs, in one language."""

    reference: str
    smallest: str
    closed: str


CAMPAIGNS = {
    "en": Campaigns("veto-hb-7259", "smallest", "closed"),
    "es": Campaigns("veto-hb-7259/es", "minima", "cerrada"),  # the reference is translated
}


class Site:
    """Started and ready to be visited."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.url = product.url
        self._database = product.folder / "var" / "undersigned.sqlite3"
        self._key = keys.load_or_make(product.folder / "var" / "keys").token

    def link(self, slug: str, kind: tokens.Kind, *, at: datetime) -> str:
        """A link as a letter of that time had it, to a signature that is not there any more."""
        with closing(sqlite3.connect(self._database)) as database:
            of = slug.partition("/")[:1]
            (petition,) = database.execute("SELECT uuid FROM signing_petition WHERE slug = ?", of).fetchone()
        token = tokens.mint(kind, uuid.uuid4(), petition=UUID(petition), key=self._key, at=at.timestamp())
        return f"{self.url}/{slug}/{kind.name.lower()}/{token}"

    def letter(self, to: str) -> Opened:
        """The first letter to that address, once the worker has sent it."""
        give_up_at = time.monotonic() + WAIT_S
        while time.monotonic() < give_up_at:
            for raw in self._letters():
                letter = message_from_bytes(raw, policy=policy.default)
                if letter["To"] == to and isinstance(letter, EmailMessage):
                    return opened(letter)
            time.sleep(0.1)
        raise AssertionError(f"no letter to {to} in {WAIT_S} s\n{self.product.output()}")

    def close(self, slug: str) -> None:
        """Its deadline was a month ago. Returns when the worker has baked it so."""
        past = datetime.now(UTC) - timedelta(days=30)
        with closing(sqlite3.connect(self._database, timeout=WAIT_S)) as database, database:
            (petition,) = database.execute("SELECT id FROM signing_petition WHERE slug = ?", (slug,)).fetchone()
            day = f"{past:%Y-%m-%d %H:%M:%S}"
            database.execute("UPDATE signing_petition SET closes_at = ? WHERE id = ?", (day, petition))
            database.execute("UPDATE campaigns_campaignpage SET closes_at = ? WHERE petition_id = ?", (day, petition))
            database.execute("UPDATE public_baked SET is_stale = 1 WHERE petition_id = ?", (petition,))
        give_up_at = time.monotonic() + WAIT_S
        while 'id="email"' in self._page(slug):
            assert time.monotonic() < give_up_at, f"not closed in {WAIT_S} s\n{self.product.output()}"
            time.sleep(0.1)

    @contextmanager
    def crowded(self, slug: str) -> Iterator[None]:
        """The store is at work for one signer and another waits: whoever comes now is asked to come again.

        Needs `queue_size="1"`.
        """
        with closing(sqlite3.connect(self._database)) as somebody_else:
            somebody_else.execute("BEGIN IMMEDIATE")
            crowd: list[threading.Thread] = []
            refused = threading.Event()

            def sign(number: int) -> None:
                if self._sign(slug, f"crowd-{slug}-{number}-{time.monotonic_ns()}@example.org") == 503:
                    refused.set()

            while not refused.wait(0.2):
                assert len(crowd) < 10, "nobody was refused"
                crowd.append(threading.Thread(target=sign, args=(len(crowd),)))
                crowd[-1].start()
            try:
                yield
            finally:
                somebody_else.rollback()
                for one in crowd:
                    one.join()

    @contextmanager
    def without_remarks(self) -> Iterator[None]:
        """The remarks' table is gone: the signer's page meets what nobody expected."""
        with closing(sqlite3.connect(self._database, timeout=WAIT_S, isolation_level=None)) as database:
            database.execute("ALTER TABLE voices_remark RENAME TO voices_away")
            try:
                yield
            finally:
                database.execute("ALTER TABLE voices_away RENAME TO voices_remark")

    def _letters(self) -> Iterator[bytes]:
        folder = mailbox.Maildir(self.product.folder / "var" / "mailbox")
        yield from (folder.get_bytes(key) for key in sorted(folder.keys()))

    def _page(self, slug: str) -> str:
        with urllib.request.urlopen(f"{self.url}/{slug}/", timeout=WAIT_S) as answer:
            page: str = answer.read().decode()
        return page

    def _sign(self, slug: str, email: str) -> int:
        form = urlencode({"name": "One of a crowd", "email": email, "postcode": "06103"}).encode()
        try:
            with urllib.request.urlopen(f"{self.url}/{slug}/sign", data=form, timeout=60) as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code


def opened_in(folder: Path, *, tables: Path | None = None) -> Site:
    """A demonstration with all five campaigns, one of them in both languages.

    `tables`: the data folder of an installation just made, to be copied.
    """
    product = Product(folder, queue_size="1")
    if tables is not None:
        shutil.copytree(tables, folder / "var")
    examples = folder / "examples"
    for language in LANGUAGES:
        _campaigns(examples, language)
    product.start("demo", "--examples", str(examples))
    site = Site(product)
    for language in LANGUAGES:
        site.close(CAMPAIGNS[language].closed)
    return site


def _campaigns(examples: Path, language: str) -> None:
    slugs = CAMPAIGNS[language]
    if slugs.reference == EXAMPLE.name:
        shutil.copytree(EXAMPLE, examples / EXAMPLE.name)
    _small(examples / slugs.smallest, language=language, ask="Open the park")
    closes = "closes_at = 2199-12-31 18:00:00"
    _small(examples / slugs.closed, language=language, ask="Mend the bridge", more=closes, end=OUTCOME)


def _small(folder: Path, *, language: str, ask: str, more: str = "", end: str = "") -> None:
    folder.mkdir(parents=True)
    sheet = SMALLEST.format(ask=ask, slug=folder.name, language=language, more=more)
    (folder / "campaign.toml").write_text(sheet + end)
    (folder / "petition.txt").write_text("We ask for it.\n")
    (folder / "privacy.md").write_text("We keep your name until the council has answered.\n")
