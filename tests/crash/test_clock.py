"""The clock is set forward and an hour back while people sign: nothing is lost, doubled or left lying for an hour."""

from collections.abc import Callable

import httpx
import pytest

from tests.crash.crowd import person
from tests.crash.site import Clock, Site, until
from tests.journeys.visitor import opened
from tests.postbox import Postbox

pytestmark = pytest.mark.both_databases

HOUR = 3600


def test_the_clock_may_be_set_while_people_sign(site: Callable[..., Site], smtp: Postbox) -> None:
    one = site(worker="0", mail_url=smtp.url)
    clock = Clock(one.product)
    one.product.start()
    one.gather(5, pause_ms=40)

    for seconds in (0, HOUR, 0, -HOUR, 0):
        clock.set_to(seconds)
        one.until_it_takes()
        one.check()
    one.disperse()
    held = one.check()

    # The letters, too, whenever they were queued.
    expected = {person(number).email for number in one.standing(held)}
    with one.product.working():
        until(lambda: expected <= {str(letter["To"]) for letter in smtp.letters}, "everybody has their letter")
    assert len(smtp.letters) == len(held.letters)

    # And every link in them opens, also of who was unsure, tried again an hour later by the clock, and got two.
    pending = {person(number).email for number in one.standing(held, state="pending")}
    links = [opened(letter).confirm for letter in smtp.letters if str(letter["To"]) in pending]
    with httpx.Client(timeout=60) as client:
        assert [client.post(link).status_code for link in links] == [303] * len(links)
    with one.product.working():
        until(lambda: one.count() == held.tally[0] - held.tally[1] + len(pending), "they are on the page")
    one.product.stop()
