"""An organiser's colours on saving: refused with the shade that can be read; on the page, in the picture, in facts."""

from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from tests.campaigns.pages import draft, published
from tests.campaigns.test_models import refusals
from undersigned.campaigns import render
from undersigned.campaigns.look import theming
from undersigned.campaigns.look.panels import ColourInput
from undersigned.campaigns.models import CampaignPage
from undersigned.design import assets
from undersigned.design.theme import Theme

pytestmark = pytest.mark.django_db

RED: dict[str, Any] = {"action_colour": "#b3261e", "accent_colour": "#ffd166", "headings": "slab"}


def test_a_campaign_without_a_look_of_its_own_has_the_houses() -> None:
    assert theming.of(draft()) == Theme()
    assert theming.facts(draft(slug="other")) == {"style": "", "logo": None, "ground": "12313a", "mark": "f5b82e"}


def test_colours_that_can_be_read_are_taken_as_they_are() -> None:
    page = draft(**RED)

    assert refusals(page) == {}
    assert theming.of(page) == Theme("#b3261e", "#ffd166", "slab")


def test_large_letters_are_made_small() -> None:
    page = draft(action_colour="#B3261E")

    assert refusals(page) == {}
    assert page.action_colour == "#b3261e"


@pytest.mark.parametrize("typed", ["red", "#fff", "b3261e", "#12345g", "#b3261", "}*{}"])
def test_what_is_no_colour_is_refused_and_never_reaches_a_page(typed: str) -> None:
    page = draft(action_colour=typed, accent_colour=typed)

    sentence = "Write a colour as # and six signs, such as #0a5c50: figures, and letters from a to f."
    assert refusals(page) == {"action_colour": sentence, "accent_colour": sentence}
    assert theming.facts(page)["style"] == ""


def test_a_faint_colour_is_refused_with_its_contrast_and_the_nearest_shade() -> None:
    page = draft(action_colour="#e63946", accent_colour="#8a6d00")

    assert refusals(page) == {
        "action_colour": "On the page this colour has a contrast of 3.6 to 1. Words that everybody can read need 4.5"
        " to 1. The nearest shade that has it: #d42337",
        "accent_colour": "On the dark top of the page this colour has a contrast of 2.8 to 1. Words that everybody can"
        " read need 4.5 to 1. The nearest shade that has it: #ac8e35",
    }


def test_the_shade_that_is_offered_is_taken() -> None:
    assert refusals(draft(action_colour="#d42337", accent_colour="#ac8e35")) == {}


def test_a_contrast_is_told_in_the_organisers_figures() -> None:
    page = draft(action_colour="#e63946")

    with translation.override("es"):
        assert "3,6" in refusals(page)["action_colour"]


def test_the_style_stands_in_the_page_behind_the_houses() -> None:
    page = published(**RED)
    style = theming.facts(page)["style"]

    html = render.finished_campaign(page)

    assert f"<style>{assets.STYLE}</style><style>{style}</style>" in html
    assert style.startswith(":root{--action:light-dark(#b3261e,")
    assert "rx='7' fill='%2346201b'/" in html
    assert "stroke='%23ffd166'" in html


def test_the_editors_preview_is_in_the_campaigns_colours() -> None:
    page = draft(**RED)

    html = page.serve_preview(RequestFactory().get("/"), "").content.decode()

    assert f"<style>{theming.facts(page)['style']}</style>" in html


def test_a_campaign_without_colours_has_one_style() -> None:
    assert render.finished_campaign(published()).count("<style>") == 1


def test_the_picture_for_links_has_another_name_in_other_colours() -> None:
    page = published()
    names = {render.picture_of(page).name}
    for field, value in RED.items():
        setattr(page, field, value)
        names.add(render.picture_of(page).name)

    assert len(names) == 4


def test_the_field_of_a_colour_tells_its_script_the_usual_one_and_its_words() -> None:
    html = ColourInput("accent").render("accent_colour", "#ffd166", {"id": "id_accent_colour"})

    assert html == (
        '<input type="text" name="accent_colour" value="#ffd166" data-colour="#f5b82e" placeholder="#f5b82e"'
        ' spellcheck="false" data-pick="Pick a colour" data-take="Use {colour} instead" id="id_accent_colour">'
    )


def test_copies_of_a_page_keep_its_look() -> None:
    page = published(**RED)

    copy: CampaignPage = page.copy(update_attrs={"slug": "again", "title": "Again"})

    assert theming.of(copy) == Theme("#b3261e", "#ffd166", "slab")
