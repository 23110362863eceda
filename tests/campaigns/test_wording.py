"""The statements beside the button, word for word."""

import pytest

from tests.campaigns.pages import FIELDS
from undersigned.campaigns import consent, wording
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
        "button": "I agree and sign",
        "updates": "Friends of the Library may email me news about this campaign. I can stop it at any time.",
        "name": "Show my first name on this page, among those who signed last.",
        "privacy": "Your name and ZIP code are given to The city council. Your email address is not.",
        "hands_over": "postcodes",
        "kept": "This site deletes what it holds of you 180 days after the petition closes. The count stays.",
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
        "button": "Acepto y firmo",
        "updates": (
            "Friends of the Library puede enviarme por correo electrónico noticias de esta campaña. Puedo cancelarlo"
            " en cualquier momento."
        ),
        "name": "Mostrar mi nombre de pila en esta página, entre quienes firmaron últimamente.",
        "privacy": "Su nombre y su código postal se entregan a The city council. Su correo electrónico, no.",
        "hands_over": "postcodes",
        "kept": (
            "Este sitio borra lo que guarda de usted 180 días después de que se cierre la petición. El recuento queda."
        ),
    }


def test_the_organisers_own_sentence_stands_for_what_the_recipient_receives() -> None:
    assert statements(recipient_gets="The council receives a number.")["privacy"] == "The council receives a number."


def test_what_is_not_offered_needs_no_statement() -> None:
    found = statements(updates_offer=False, names_offer=False)

    assert (found["updates"], found["name"]) == ("", "")


@pytest.mark.parametrize(
    ("level", "sentence"),
    [
        ("count", "Only the number of signatures is given to The city council. Your name and your addresses are not."),
        ("names", "Your name is given to The city council. Your postcode and your email address are not."),
    ],
)
def test_what_is_handed_over_is_what_the_organiser_chose(level: str, sentence: str) -> None:
    found = statements(hands_over=level)

    assert (found["privacy"], found["hands_over"]) == (sentence, level)


def test_each_further_purpose_is_a_statement_of_its_own_and_there_are_three_at_most() -> None:
    lake = "Friends of the Lake may email me\n\n  The council may  invite me "

    found = statements(further_purposes=lake)

    assert (found["further_1"], found["further_2"]) == ("Friends of the Lake may email me", "The council may invite me")
    assert "further_3" not in found
    assert consent.problems(CampaignPage(**FIELDS, further_purposes="a\nb\nc")) == {}
    assert consent.problems(CampaignPage(**FIELDS, further_purposes="a\nb\nc\nd")) == {
        "further_purposes": consent.TOO_MANY
    }
    assert consent.problems(CampaignPage(**FIELDS, further_purposes="a" * 201)) == {
        "further_purposes": consent.TOO_LONG
    }


def test_a_sealed_petition_has_no_further_purposes_for_nobody_could_take_them_back() -> None:
    page = CampaignPage(**FIELDS, further_purposes="a", sealed_to="age1…")

    assert consent.problems(page) == {"further_purposes": consent.NOT_SEALED}
