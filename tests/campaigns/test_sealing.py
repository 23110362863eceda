"""For whom a campaign is sealed: two keys or more, of age, chosen once."""

from typing import Any

import pyrage
import pytest
from django.core.exceptions import ValidationError

from tests.campaigns.pages import draft, published, republished
from undersigned.campaigns.models import CampaignPage
from undersigned.signing import sealed
from undersigned.signing.models import SealedTo

pytestmark = pytest.mark.django_db

ONE, TWO = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
SECRET = str(pyrage.x25519.Identity.generate())


def _refused(page: CampaignPage) -> list[Any]:
    try:
        page.full_clean()
    except ValidationError as error:
        return list(error.message_dict.get("sealed_to", []))
    return []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (ONE, "At least two keys, each of another person: if one is lost, the other still opens the signatures."),
        (f"{ONE}\n{ONE}", "A key stands here twice. Each has to be another person’s."),
        (
            f"{ONE}\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL",
            "Each line holds one public key of age, as age-keygen prints it: age1… with 62 characters.",
        ),
        (
            f"{ONE}\nage1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
            "Each line holds one public key of age, as age-keygen prints it: age1… with 62 characters.",
        ),
        (
            f"{ONE}\n{SECRET}",
            "This is a secret key. Nobody else may see it: make a new one, and type its public key, age1….",
        ),
    ],
    ids=["one", "twice", "ssh", "plugin", "secret"],
)
def test_what_is_no_two_keys_is_refused_with_what_to_do(typed: str, sentence: str) -> None:
    assert _refused(draft(sealed_to=typed)) == [sentence]


def test_two_keys_are_taken_and_settled_by_the_first_publication() -> None:
    page = published(sealed_to=f" {ONE} \n\n{TWO}\n")

    assert SealedTo.objects.get().recipients == [ONE, TWO]
    assert sealed.reading(page.petition.pk) is sealed.Reading.SEALED
    assert _refused(page) == []

    again = republished(page, deck="Something else.")
    assert SealedTo.objects.get().recipients == [ONE, TWO]
    again.sealed_to = ""
    assert _refused(again) == ["For whom signatures are sealed is settled by the first publication. It has to stay."]


def test_a_campaign_that_was_published_open_stays_open() -> None:
    page = published()
    page.sealed_to = f"{ONE}\n{TWO}"

    assert len(_refused(page)) == 1
    assert sealed.reading(page.petition.pk) is sealed.Reading.OPEN
    assert SealedTo.objects.count() == 0
