"""The first account: by whoever reads the server's terminal, and once."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.product import Product
from undersigned.organiser import first

GOOD = {
    "username": "ines",
    "email": "ines@example.edu",
    "password1": "a fence of seven birches",
    "password2": "a fence of seven birches",
}


@pytest.mark.django_db
def test_the_first_account_may_do_everything_and_is_signed_in() -> None:
    client = Client()

    answer = client.post(first.address(), GOOD)

    assert (answer.status_code, answer["Location"]) == (302, "/organiser/begin/")
    [ines] = User.objects.all()
    assert (ines.username, ines.email, ines.is_superuser, ines.is_staff) == ("ines", "ines@example.edu", True, True)
    assert client.get("/organiser/").status_code == 200
    assert client.get("/organiser/set-up/").status_code == 200


@pytest.mark.django_db
@pytest.mark.once
def test_there_is_no_second_one_by_that_address() -> None:
    Client().post(first.address(), GOOD)

    for answer in (Client().get(first.address()), Client().post(first.address(), GOOD | {"username": "mallory"})):
        assert (answer.status_code, answer["Location"]) == (302, "/organiser/login/")

    assert [user.username for user in User.objects.all()] == ["ines"]


@pytest.mark.django_db
@pytest.mark.once
def test_a_wrong_code_leads_to_signing_in() -> None:
    answer = Client().post("/organiser/first/AAAAAAAAAAAAAAAAAAAAAAAA/", GOOD)

    assert (answer.status_code, answer["Location"]) == (302, "/organiser/login/")
    assert User.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password1": "short one", "password2": "short one"}, "It must contain at least 12 characters."),
        ({"password1": "password1234", "password2": "password1234"}, "This password is too common."),
        ({"password2": "a fence of eight birches"}, "The two password fields didn’t match."),
        ({"email": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(changes: dict[str, str], sentence: str) -> None:
    answer = Client().post(first.address(), GOOD | changes)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="ines"' in page
    assert User.objects.count() == 0


def test_the_address_is_printed_until_somebody_can_sign_in(serving: Any) -> None:
    product: Product = serving()
    [printed] = re.findall(rf"{product.url}(/organiser/first/\S+/)", product.output())
    product.stop()
    product.environment["DJANGO_SUPERUSER_PASSWORD"] = GOOD["password1"]
    product.run("manage", "createsuperuser", "--noinput", "--username=ines", "--email=ines@example.edu")

    product.start()

    assert product.output().count(printed) == 1
