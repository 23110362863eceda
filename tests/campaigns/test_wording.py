"""The statements beside the button, word for word."""

import pytest

from tests.campaigns.pages import FIELDS
from undersigned.campaigns import wording
from undersigned.campaigns.models import CampaignPage

pytestmark = pytest.mark.django_db


def statements(**changes: object) -> dict[str, str]:
    return wording.statements(CampaignPage(**{**FIELDS, **changes}))


def test_the_statements_name_who_asks_who_receives_and_what_it_may_show() -> None:
    assert statements() == {
        "sign": (
            "By signing I add my name to this petition to The city council. I agree that Friends of the Library uses"
            " my name, email address and ZIP code for it, and I know that my signature may show a political opinion."
        ),
        "updates": "Friends of the Library may email me news about this campaign. I can stop it at any time.",
        "privacy": "Your name and ZIP code are given to The city council. Your email address is not.",
    }


@pytest.mark.parametrize("style", ["uk", "es", "any"])
def test_elsewhere_it_is_a_postcode(style: str) -> None:
    found = statements(postcode_style=style)

    assert found["sign"].endswith(
        "uses my name, email address and postcode for it, and I know that my signature may show a political opinion."
    )
    assert found["privacy"] == "Your name and postcode are given to The city council. Your email address is not."


def test_in_spanish_they_are_spanish() -> None:
    assert statements(language="es", postcode_style="es") == {
        "sign": (
            "Al firmar sumo mi nombre a esta petición, dirigida a The city council. Acepto que Friends of the Library"
            " use para ello mi nombre, mi correo electrónico y mi código postal, y sé que mi firma puede revelar una"
            " opinión política."
        ),
        "updates": (
            "Friends of the Library puede enviarme por correo electrónico noticias de esta campaña. Puedo cancelarlo"
            " en cualquier momento."
        ),
        "privacy": "Su nombre y su código postal se entregan a The city council. Su correo electrónico, no.",
    }


def test_the_organisers_own_sentence_stands_for_what_the_recipient_receives() -> None:
    assert statements(recipient_gets="The council receives a number.")["privacy"] == "The council receives a number."


def test_news_that_are_not_offered_need_no_statement() -> None:
    assert statements(updates_offer=False)["updates"] == ""
