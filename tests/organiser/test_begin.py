"""From an empty desk to a public petition: each step, what it keeps, whom it lets in, what it refuses."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry

from tests.organiser import desk
from tests.people import ORGANISATION
from tests.postbox import Postbox
from undersigned.campaigns import home, render
from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.organisation import Organisation
from undersigned.campaigns.starts import gaps
from undersigned.signing.models import Petition

QUESTIONS = {
    "start": "veto-a-bill",
    "title": "Governor, veto Bill 12",
    "addressed_to": "The Governor",
    "closes_on": "",
    "target": "1000",
    "language": "en",
    "postcode_style": "us",
    "hands_over": "postcodes",
}
RICH_TEXT = (
    '{"blocks":[{"key":"a","text":"Words.","type":"unstyled","depth":0,"inlineStyleRanges":[],"entityRanges":[]}],'
    '"entityMap":{}}'
)


@pytest.fixture
def ines(db: None) -> Client:
    """An administrator at a desk where nothing has happened yet."""
    home.provide()
    return desk.signed_in(User.objects.create_superuser("ines", email="ines@rivers.alt"))


def _begun(client: Client, **changes: str) -> CampaignPage:
    client.post("/organiser/begin/campaign/", QUESTIONS | changes)
    return CampaignPage.objects.order_by("-pk")[0]


def _fill(client: Client, page: CampaignPage, words: str = "Words.") -> None:
    found = gaps.found(gaps.values(page.get_latest_revision_as_object()))
    marks = list(dict.fromkeys(gap.mark for left in found.values() for gap in left))
    client.post(f"/organiser/begin/{page.pk}/words/", {"mark": marks, "words": [words] * len(marks)})


def _done(html: str) -> list[str]:
    return re.findall(r"<li data-done>\s*<(?:a|span)[^>]*>([^<]+)<", html)


def _text(client: Client, address: str) -> str:
    return desk.text_of(client.get(address).content.decode())


def test_the_way_from_an_empty_desk_to_a_public_petition(ines: Client) -> None:
    way = [ines.get("/organiser/begin/")["Location"]]
    way.append(ines.post(way[-1], ORGANISATION)["Location"])
    way.append(ines.post(way[-1], QUESTIONS | {"closes_on": "2031-06-30"})["Location"])
    page = CampaignPage.objects.get()
    _fill(ines, page)
    published = ines.post(f"/organiser/begin/{page.pk}/publish/")

    page = CampaignPage.objects.get()
    assert way == [
        "/organiser/begin/organisation/",
        "/organiser/begin/campaign/",
        f"/organiser/begin/{page.pk}/words/",
    ]
    assert published["Location"] == f"/organiser/begin/{page.pk}/published/"
    assert (page.live, page.sponsor, page.target) == (True, "Friends of the Rivers", 1000)
    assert timezone.localtime(page.closes_at).isoformat() == "2031-06-30T23:59:00+00:00"
    assert Petition.objects.get().published
    text = _text(ines, published["Location"])
    assert "It is public. This is its address: http://127.0.0.1:8000/governor-veto-bill-12/" in text
    assert "No mail server is set: letters are put into a folder, and nobody can confirm." in text


@pytest.mark.once
def test_it_goes_on_where_it_was_left(ines: Client) -> None:
    Organisation.objects.create(**ORGANISATION)
    assert ines.get("/organiser/begin/")["Location"] == "/organiser/begin/campaign/"

    page = _begun(ines)
    assert ines.get("/organiser/begin/")["Location"] == f"/organiser/begin/{page.pk}/words/"
    somebody_else = desk.signed_in(User.objects.create_superuser("theo"))
    assert somebody_else.get("/organiser/begin/")["Location"] == "/organiser/begin/campaign/"
    assert ines.get(f"/organiser/begin/{page.pk}/published/")["Location"] == f"/organiser/begin/{page.pk}/publish/"

    _fill(ines, page)
    ines.post(f"/organiser/begin/{page.pk}/publish/")
    assert ines.get("/organiser/begin/")["Location"] == "/organiser/begin/campaign/"
    assert ines.get(f"/organiser/begin/{page.pk}/words/")["Location"] == f"/organiser/begin/{page.pk}/published/"


@pytest.mark.once
def test_each_step_says_which_it_is_and_leads_to_the_others(ines: Client) -> None:
    page = _begun(ines)

    html = ines.get(f"/organiser/begin/{page.pk}/words/").content.decode()

    nav = html.partition('<ol class="begin-steps">')[2].partition("</ol>")[0]
    assert "Step 3 of 4: Your words" in html
    assert re.findall(r'<a href="([^"]+)"', nav) == [
        "/organiser/begin/organisation/",
        f"/organiser/pages/{page.pk}/edit/",
        f"/organiser/begin/{page.pk}/publish/",
    ]
    assert re.findall(r'aria-current="step">([^<]+)<', nav) == ["Your words"]
    assert _done(html) == ["Campaign"]  # the organisation was left for later
    assert _done(ines.get(f"/organiser/begin/{page.pk}/publish/").content.decode()) == ["Campaign"]  # there are gaps


@pytest.mark.once
def test_a_page_with_gaps_is_not_published_and_each_field_is_named(ines: Client) -> None:
    Organisation.objects.create(**ORGANISATION | {"kept_in": "", "authority": ""})
    page = _begun(ines, start="blank")
    ines.post(f"/organiser/begin/{page.pk}/words/", {"mark": ["[✎ nothing of the page]"], "words": ["x"]})

    answer = ines.post(f"/organiser/begin/{page.pk}/publish/")

    html = answer.content.decode()
    editor = f"/organiser/pages/{page.pk}/edit/"
    assert answer.status_code == 422
    assert "7 things are still lacking." in html
    assert re.findall(rf'<a href="{editor}#([^"]+)">([^<]+)</a>', html) == [
        ("id_deck-label", "Opening words"),
        ("id_hero_is_decorative-label", "Sections"),
        ("id_petition_text-label", "Text of the petition"),
        ("id_privacy_notice-label", "Privacy notice"),
        ("id_deleted_when-label", "When the data is deleted"),
        ("id_kept_in-label", "Countries where the data is kept"),
        ("id_authority-label", "Authority for complaints"),
    ]
    assert not CampaignPage.objects.get().live


@pytest.mark.once
def test_what_is_typed_stands_where_the_gap_was_in_paragraphs_where_there_is_room(ines: Client) -> None:
    page = _begun(ines, start="blank")
    found = gaps.found(gaps.values(page.get_latest_revision_as_object()))
    [story], [_ask, reasons] = found["sections"], found["petition_text"][:2]
    typed = "First & foremost,\nthis.\n\nThen that."

    ines.post(f"/organiser/begin/{page.pk}/words/", {"mark": [story.mark, reasons.mark], "words": [typed, typed]})

    draft = CampaignPage.objects.get().get_latest_revision_as_object()
    assert draft.sections[0].value["body"].source == "<p>First &amp; foremost, this.</p><p>Then that.</p>"
    assert draft.petition_text.endswith(
        "“keep the library open on Sundays”].\n\nFirst & foremost,\nthis.\n\nThen that."
    )
    assert "story" not in _text(ines, f"/organiser/begin/{page.pk}/words/")


@pytest.mark.once
def test_the_editor_refuses_to_publish_a_gap_and_saves_it_as_a_draft(ines: Client) -> None:
    page = desk.campaign("Rivers", "rivers", publish=False)
    form: dict[str, Any] = {
        "title": "Rivers",
        "slug": "rivers",
        "deck": "Because [✎ why]. [sic]",
        "addressed_to": "The council",
        "petition_text": "Clean them.",
        "sponsor": "Friends",
        "contact_email": "hello@rivers.alt",
        "privacy_notice": RICH_TEXT,
        "language": "en",
        "postcode_style": "us",
        "headings": "serif",
        "sections-count": "0",
    }
    edit = f"/organiser/pages/{page.pk}/edit/"

    text = {"sections-0-type": "text", "sections-0-order": "0", "sections-0-deleted": "", "sections-0-id": ""}
    text |= {"sections-count": "1", "sections-0-value-heading": "[✎ a heading]", "sections-0-value-body": RICH_TEXT}
    refused = ines.post(edit, form | text | {"action-publish": "yes"})
    saved = ines.post(edit, form)

    assert "This is still to be written: [why]. Write it, or take it out." in refused.content.decode()
    [error] = refused.context["form"].errors.as_data()["sections"]
    told = {"messages": ["This is still to be written: [a heading]. Write it, or take it out."]}
    assert error.as_json_data() == told  # the only kind that the editor of sections shows
    assert saved.status_code == 302
    assert CampaignPage.objects.get().get_latest_revision_as_object().deck == "Because [✎ why]. [sic]"
    assert not CampaignPage.objects.get().live


@pytest.mark.once
@pytest.mark.parametrize("by_the_home_page", [False, True])
def test_many_at_once_are_not_published_while_one_is_unfinished(ines: Client, *, by_the_home_page: bool) -> None:
    Organisation.objects.create(**ORGANISATION)
    unfinished, finished = _begun(ines), _begun(ines, title="Clean the rivers")
    _fill(ines, finished)
    chosen = [home.provide().pk] if by_the_home_page else [unfinished.pk, finished.pk]
    address = f"/organiser/bulk/wagtailcore/page/publish/?{'&'.join(f'id={pk}' for pk in chosen)}"
    fields = {"include_descendants": "on"} if by_the_home_page else {}

    ines.post(address, fields)
    refused = [page.live for page in CampaignPage.objects.all()]
    told = _text(ines, "/organiser/")
    _fill(ines, unfinished)
    ines.post(address, fields)

    assert refused == [False, False]
    assert "“Governor, veto Bill 12” cannot be published yet: open it to see why." in told
    assert [page.live for page in CampaignPage.objects.all()] == [True, True]


@pytest.mark.once
def test_a_mistaken_answer_is_told_and_nothing_typed_is_lost(ines: Client) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()

    answer = ines.post("/organiser/begin/campaign/", QUESTIONS | {"closes_on": yesterday, "addressed_to": ""})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Step 2 of 4: Campaign" in " ".join(html.split()).replace("<title> ", "<title>")
    assert "This day has passed. Choose a later one, or leave it empty." in html
    assert 'value="Governor, veto Bill 12"' in html
    assert '<input type="radio" name="start" value="veto-a-bill" checked>' in html
    assert CampaignPage.objects.count() == 0


@pytest.mark.once
def test_a_new_page_in_the_editor_has_the_organisations_facts_too(ines: Client) -> None:
    Organisation.objects.create(**ORGANISATION)

    html = ines.get(f"/organiser/pages/add/campaigns/campaignpage/{home.provide().pk}/").content.decode()

    assert re.findall(r'name="(\w+)" value="[^"]*rivers[^"]*"', html, re.IGNORECASE) == [
        "sponsor",
        "contact_email",
        "sender_address",
    ]


@pytest.mark.once
def test_a_change_of_the_organisation_is_logged_and_later_leads_back_to_itself(ines: Client) -> None:
    _begun(ines)

    answers = [ines.post("/organiser/begin/organisation/", ORGANISATION) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == ["/organiser/begin/organisation/"] * 2
    assert "Saved. New campaigns begin with it; those that have begun stay as they are." in _text(
        ines, "/organiser/begin/organisation/"
    )
    [entry] = ModelLogEntry.objects.filter(action="organiser.organisation.change")
    assert (entry.label, entry.user.username) == ("Friends of the Rivers", "ines")


@pytest.mark.once
def test_theo_begins_campaigns_and_does_not_name_the_organisation(db: None) -> None:
    home.provide()
    theo = desk.signed_in(desk.theo())

    assert theo.get("/organiser/begin/")["Location"] == "/organiser/begin/campaign/"
    assert "Step 1 of 3: Campaign" in _text(theo, "/organiser/begin/campaign/")
    assert theo.get("/organiser/begin/organisation/").status_code == 403
    assert theo.post("/organiser/begin/organisation/", ORGANISATION).status_code == 403
    assert not Organisation.objects.exists()


@pytest.mark.once
def test_mallory_comes_to_none_of_it(ines: Client) -> None:
    page = _begun(ines)
    mallory = desk.signed_in(desk.mallory())
    steps = ["organisation/", "campaign/", *(f"{page.pk}/{step}/" for step in ("words", "publish", "published"))]

    statuses = {ask(f"/organiser/begin/{step}").status_code for step in steps for ask in (mallory.get, mallory.post)}

    assert statuses == {403}
    assert CampaignPage.objects.get().live is False


@pytest.mark.once
def test_who_may_only_write_is_told_so(ines: Client) -> None:
    Organisation.objects.create(**ORGANISATION)
    page = _begun(ines)
    _fill(ines, page)
    mallory = desk.mallory()
    mallory.groups.add(writers := Group.objects.create(name="Writers"))
    may_change = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=writers, page=home.provide(), permission=may_change)

    answer = desk.signed_in(mallory).post(f"/organiser/begin/{page.pk}/publish/")

    assert answer.status_code == 422
    assert "Your account may write, and not publish" in answer.content.decode()
    assert CampaignPage.objects.get().live is False


@pytest.fixture
def mail_server(smtp: Postbox, settings: Any) -> Postbox:
    settings.EMAIL_BACKEND = "undersigned.mail.transport.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(smtp.url.rpartition(":")[2])
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    return smtp


@pytest.mark.once
def test_a_test_letter_goes_to_ines_from_the_sender(ines: Client, mail_server: Postbox) -> None:
    answer = ines.post("/organiser/begin/organisation/", ORGANISATION | {"letter": "yes"})

    [letter] = mail_server.wait_for(1)
    assert (letter["From"], letter["To"]) == ("Friends of the Rivers <petition@rivers.alt>", "ines@rivers.alt")
    assert (
        "The mail server took a letter from petition@rivers.alt to ines@rivers.alt. Look whether it is among your spam."
    ) in desk.text_of(answer.content.decode())
    assert Organisation.load().sponsor == "Friends of the Rivers"


@pytest.mark.once
def test_what_the_mail_server_says_is_passed_on_with_what_to_do(ines: Client, mail_server: Postbox) -> None:
    mail_server.refuse = "550 5.7.1 rivers.alt is not one of ours"

    answer = ines.post("/organiser/begin/organisation/", ORGANISATION | {"letter": "yes"})

    assert (
        "The mail server looked at the letter and refused it. It says: 5.7.1 rivers.alt is not one of ours"
        " Often that is about the sender's address: try another, or ask whoever runs the mail server."
    ) in desk.text_of(answer.content.decode())


@pytest.mark.once
def test_without_a_mail_server_or_an_address_of_ones_own_no_letter_leaves(ines: Client) -> None:
    without_server = ines.post("/organiser/begin/organisation/", ORGANISATION | {"letter": "yes"})
    User.objects.update(email="")
    without_address = ines.post("/organiser/begin/organisation/", ORGANISATION | {"letter": "yes"})

    assert "No mail server is set: letters are put into a folder" in without_server.content.decode()
    assert "Your own account has no email address." in without_address.content.decode()


@pytest.mark.once
def test_the_site_greets_until_something_was_published_and_keeps_its_secret(ines: Client) -> None:
    front = home.provide()
    before = render.finished_home(front)
    Organisation.objects.create(**ORGANISATION)
    page = _begun(ines)
    _fill(ines, page)
    ines.post(f"/organiser/begin/{page.pk}/publish/")
    CampaignPage.objects.get().unpublish()

    assert "This site is being set up" in before
    assert "/organiser/first/" not in before
    assert "No petition is open at the moment." in render.finished_home(front)


@pytest.mark.once
def test_who_comes_to_sign_in_before_there_is_an_account_is_told_where_to_go(db: None) -> None:
    sentence = "There is no account yet. Open the address that was printed where “undersigned serve” was started"
    before = _text(Client(), reverse("wagtailadmin_login"))
    User.objects.create_superuser("ines")

    assert sentence in before
    assert sentence not in _text(Client(), reverse("wagtailadmin_login"))


@pytest.mark.once
def test_no_step_names_another_host(ines: Client) -> None:
    Organisation.objects.create(**ORGANISATION)
    page = _begun(ines)
    steps = ["organisation/", "campaign/", f"{page.pk}/words/", f"{page.pk}/publish/"]
    html = "".join(ines.get(f"/organiser/begin/{step}").content.decode() for step in steps)

    assert re.findall(r'(?:src|action|<link[^>]+href)="(?:https?:)?//([^"/]+)', html) == []
