"""Nobody learns from an answer how a mailbox stands: new, pending, confirmed, refused, written to too often, held.

`python -m tests.abuse oracle` compares the times that the answers take, too.
"""

from typing import Any

import httpx
import pytest
from django.db import connection

from tests.abuse import mailboxes
from tests.abuse.mailboxes import STATES, Answer, answer, form, spend
from undersigned.public.front import Front
from undersigned.signing.models import Signature
from undersigned.signing.signature import Command, Sign

# Once: on PostgreSQL the store of the front would write into another database than the test's.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def _refuse(*_: Any) -> None:
    raise AssertionError("a query, where there must be none")


def test_the_answer_is_the_same_for_all_six() -> None:
    mailboxes.prepare(1)

    async def steps(browser: httpx.AsyncClient, here: Front) -> dict[str, Answer]:
        found = {}
        for state in STATES:
            await spend(here, state, 0)
            with connection.execute_wrapper(_refuse):
                found[state] = answer(await browser.post("/veto-hb-7259/sign", data=form(state, 0)))
        return found

    found = mailboxes.visiting(steps)

    assert len(set(found.values())) == 1
    assert found["new"].status == 303
    held = set(Signature.objects.held().values_list("hold_reason", flat=True))
    assert held == {"mailbox", "honeypot"}, "each of them was what it stands for"
    assert Signature.objects.count() == 6


def test_each_of_them_costs_one_command_of_one_kind() -> None:
    """The same work: one row sealed, one command to the store, whatever it will find there."""
    mailboxes.prepare(1)

    async def steps(browser: httpx.AsyncClient, here: Front) -> list[list[type[Command]]]:
        counted: list[list[type[Command]]] = []
        submit = here.batch.submit

        async def noted(command: Command) -> Any:
            counted[-1].append(type(command))
            return await submit(command)

        here.batch.submit = noted  # type: ignore[method-assign]  # it counts, and does what it did
        for state in STATES:
            await spend(here, state, 0)
            counted.append([])
            await browser.post("/veto-hb-7259/sign", data=form(state, 0))
        return counted

    assert mailboxes.visiting(steps) == [[Sign]] * 6


def test_the_page_behind_the_answer_and_the_letter_asked_for_again_are_the_same_too() -> None:
    mailboxes.prepare(1)

    async def steps(browser: httpx.AsyncClient, here: Front) -> dict[str, tuple[Any, ...]]:
        found = {}
        for state in STATES:
            await spend(here, state, 0)
            check = (await browser.post("/veto-hb-7259/sign", data=form(state, 0))).headers["location"]
            page, again = await browser.get(check), await browser.post(f"{check}/letter")
            wrong = await browser.post(check, data={"code": "000000"})
            email, token = mailboxes.person(state, 0).email, check.rpartition("/")[2]
            pages = [
                (one.status_code, len(one.content), one.text.replace(email, "…").replace(token, "…"))
                for one in (page, wrong)
            ]
            found[state] = (*pages, answer(again))
        return found

    found = mailboxes.visiting(steps)

    assert len(set(found.values())) == 1
    assert [one[0] for one in found["new"][:2]] == [200, 422]
