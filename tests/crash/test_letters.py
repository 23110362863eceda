"""Trouble with letters while people sign: signing never notices, and every letter arrives in the end."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import product
from tests.crash.books import Books
from tests.crash.crowd import person
from tests.crash.site import Clock, Site, until
from tests.postbox import Postbox

pytestmark = pytest.mark.both_databases

LEASE_IS_OVER_S = 6 * 60  # letters that a dead worker had taken are another's then
NEXT_TRY_S = 25 * 3600  # whatever has failed is due again
KILLS = 2


class MoodyPostbox(Postbox):
    """`mood`: "well", "refuses", "hangs" (until the mood changes), "drops" the connection when a letter has come."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.mood = "well"
        self.met = Counter[str]()  # how many letters came to it in each mood

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.met[self.mood] += 1
        if self.mood == "refuses":
            return "451 try again later"
        while self.mood == "hangs":  # noqa: ASYNC110  another thread changes it
            await asyncio.sleep(0.05)
        if self.mood == "drops":
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def moody() -> Iterator[MoodyPostbox]:
    box = MoodyPostbox(product.free_port())
    box.start()
    yield box
    box.mood = "well"
    box.stop()


def arrived(box: Postbox) -> Counter[str]:
    return Counter(str(letter["To"]) for letter in list(box.letters))


def everybody_has_a_letter(one: Site, held: Books, box: Postbox, clock: Clock, *, step_s: float) -> None:
    expected = {person(number).email for number in one.standing(held)}
    for _ in range(6):
        clock.step(step_s)  # what was taken or has failed waits for its time
        with suppress(AssertionError):
            until(lambda: expected <= set(arrived(box)), "everybody has their letter", seconds=60)
            return
    missing = expected - set(arrived(box))
    assert not missing, f"{len(missing)} of {len(expected)} letters never came"


def test_a_killed_worker_leaves_no_letter_behind(
    site: Callable[..., Site], smtp: Postbox, rounds: Callable[[int], int]
) -> None:
    one = site(mail_url=smtp.url)
    clock = Clock(one.product)
    one.product.start()
    one.gather(5, pause_ms=40)

    for _ in range(rounds(KILLS)):
        before = len(smtp.letters)
        until(lambda before=before: len(smtp.letters) >= before + 20, "letters come")
        (worker,) = one.product.processes("work")
        os.kill(worker, signal.SIGKILL)
        one.until_it_takes(20)

    held = one.finish()
    everybody_has_a_letter(one, held, smtp, clock, step_s=LEASE_IS_OVER_S)
    one.product.stop()
    assert one.ledger.noted("refused") == []
    assert "keeper.worker_died" in one.product.output()
    # Twice only what it had sent and not yet noted when it died.
    assert max(arrived(smtp).values()) <= 1 + rounds(KILLS)


def test_trouble_with_the_mail_server_never_reaches_the_signers(site: Callable[..., Site], moody: MoodyPostbox) -> None:
    one = site(mail_url=moody.url)
    clock = Clock(one.product)
    one.product.start()
    one.gather(5, pause_ms=60)

    for mood in ("refuses", "drops", "hangs", "well"):
        moody.mood = mood
        until(lambda mood=mood: moody.met[mood] >= 3, f"letters come to a server that {mood}")
        one.until_it_takes(40)
        one.check()

    held = one.finish()
    everybody_has_a_letter(one, held, moody, clock, step_s=NEXT_TRY_S)
    one.product.stop()
    assert one.ledger.noted("refused") == []
    assert "mail.failed" in one.product.output()
