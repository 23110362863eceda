"""What a campaign's page may be, and what it is refused for."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.campaigns.pages import FIELDS, again, draft, published, republished
from tests.factories import signature
from tests.people import ROSA
from undersigned.campaigns import disclosure
from undersigned.campaigns.models import CampaignPage, HomePage

pytestmark = pytest.mark.django_db


def refusals(page: CampaignPage) -> dict[str, Any]:
    try:
        page.full_clean()
    except ValidationError as error:
        return {name: messages[0] for name, messages in error.message_dict.items()}
    return {}


def test_a_campaign_stands_under_the_home_page_and_nothing_under_a_campaign() -> None:
    assert CampaignPage.allowed_parent_page_models() == [HomePage]
    assert CampaignPage.allowed_subpage_models() == []
    assert HomePage.allowed_subpage_models() == [CampaignPage]


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("addressed_to", "Say to whom the petition is addressed: signers want to know who receives it."),
        ("petition_text", "Write the text of the petition: it is what people sign."),
        ("sponsor", "Say who runs the campaign: signers have a right to know who holds their data."),
        ("contact_email", "Give an email address where signers can reach you."),
        ("postal_address", "Give a postal address: signers have a right to know where to find you."),
        ("privacy_notice", "Write the privacy notice: who receives the data, and when it is deleted."),
        ("hands_over", "Choose what the recipient receives of each signer: it is said before anybody signs."),
        ("purpose", "Say what the data is for: signers agree to that, and to nothing else."),
        ("deleted_when", "Say when your own copies of the data are deleted."),
        ("kept_in", "Say in which countries the data is kept: ask whoever runs your server."),
        ("authority", "Name the authority that signers can complain to about how their data is used."),
    ],
)
def test_publishing_is_refused_while_something_is_undisclosed(field: str, sentence: str) -> None:
    page = draft(**{field: ""})

    with pytest.raises(ValidationError) as refused:
        page.save_revision(clean=False).publish()

    assert refused.value.message_dict == {field: [sentence]}
    assert not again(page).live
    assert again(page).petition is None


def test_the_refusals_are_all_said_at_once() -> None:
    page = draft(**dict.fromkeys(disclosure.SENTENCES, ""))

    assert refusals(page) == {name: str(sentence) for name, sentence in disclosure.SENTENCES.items()}


@pytest.mark.parametrize("notice", ["<p></p>", "<p> </p>", '<p data-block-key="a1b2"></p>'])
def test_a_notice_without_words_is_no_notice(notice: str) -> None:
    assert list(refusals(draft(privacy_notice=notice))) == ["privacy_notice"]


@pytest.mark.parametrize("slug", ["organiser", "static", "media", "documents", "mailbox", "count", "sign"])
def test_an_address_of_the_site_itself_is_refused(slug: str) -> None:
    assert refusals(draft(slug=slug)) == {"slug": "This address is one of the site's own. Choose another."}


def test_an_address_is_at_most_eighty_letters_long() -> None:
    assert refusals(draft(slug="a" * 80)) == {}
    assert refusals(draft(slug="b" * 81)) == {"slug": "This address is too long. Use at most 80 letters."}


def test_the_address_may_change_until_somebody_signs() -> None:
    page = published()

    moved = republished(page, slug="open-sundays")

    assert (moved.slug, moved.petition.slug) == ("open-sundays", "open-sundays")
    signature(moved.petition, ROSA)
    moved.slug = "another"
    assert refusals(moved) == {"slug": "People have signed, and their letters lead to the old address. It has to stay."}


def test_a_new_campaign_cannot_inherit_the_signers_of_a_deleted_one() -> None:
    page = published()
    signature(page.petition, ROSA)
    page.delete()

    assert refusals(draft()) == {"slug": "An earlier campaign with signatures had this address. Choose another."}


def test_a_campaign_that_never_opened_cannot_be_born_closed() -> None:
    page = draft(closes_at=timezone.now() - timedelta(minutes=1))

    assert refusals(page) == {"closes_at": "This time has passed. Choose a later one, or leave it empty."}


def test_a_campaign_that_was_open_can_be_published_when_it_is_closed() -> None:
    page = published()
    page.closes_at = timezone.now() - timedelta(minutes=1)

    assert refusals(page) == {}


def test_the_target_is_a_number_that_can_be_reached() -> None:
    assert refusals(draft(target=0)) == {"target": "Ensure this value is greater than or equal to 1."}


def test_the_text_is_kept_with_plain_line_ends_and_no_blanks_around() -> None:
    page = draft(petition_text="\r\n We ask. \r\n\r\nNow.\r\n")

    page.full_clean()

    assert page.petition_text == "We ask.\n\nNow."


def test_a_draft_from_before_the_first_publication_does_not_lose_the_petition() -> None:
    page = draft()
    early = page.save_revision()
    page.save_revision().publish()

    early.publish()

    assert again(page).petition is not None


def test_a_copy_of_a_campaign_has_no_petition_and_no_signers() -> None:
    page = published()

    copy = page.copy(update_attrs={"slug": "copy", "title": "A copy"}, keep_live=False)

    assert copy.petition is None
    assert copy.petition_text == FIELDS["petition_text"]
