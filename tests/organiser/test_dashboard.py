"""The tab "Overview": its numbers, charts, tables, files and annotations, and who sees what of them."""

import csv
import io
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from tests import factories
from tests.insight import rows
from tests.organiser import desk
from tests.people import ROSA
from tests.voices.remarks import offered
from undersigned.campaigns.models import CampaignPage
from undersigned.insight import gather, places
from undersigned.insight.models import Annotation, Boundaries, Mark
from undersigned.organiser.dashboard import tables
from undersigned.signing import keyring, samples
from undersigned.signing.models import Petition, Signature
from undersigned.visits import store
from undersigned.visits.counter import Count, Way

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db: None) -> CampaignPage:
    """Nine days old: two a day confirmed, one not; today none yet. Fifty visits a day by WhatsApp."""
    one = desk.campaign("Keep the library open", "sunday-library", target=100)
    one.closes_at = timezone.now() + timedelta(days=20)
    one.save()
    for days in range(1, 10):
        at = _noon(days)
        rows.confirmed(one.petition, at=at, source="whatsapp", via="aaaaaaaa")
        rows.confirmed(one.petition, at=at, source="whatsapp", language="es")
        rows.signed(one.petition, at=at, source="newsletter" if days < 3 else "")
        way = Way(one.petition.pk, timezone.localdate(at), "en", "whatsapp")
        store.add({way: Count(visits=50, starts=10)})
    gather.on(at=timezone.now() + timedelta(hours=1))
    return one


def _noon(days: int) -> datetime:
    """So many days ago; what follows within minutes is of the same day."""
    return timezone.localtime().replace(hour=12, minute=0) - timedelta(days=days)


def shown(page: CampaignPage, rest: str = "", *, user: Any = None) -> str:
    address = f"/organiser/campaigns/{page.petition_id}/{rest}"
    return desk.signed_in(user or desk.theo()).get(address).content.decode()


def file(page: CampaignPage, name: str) -> list[list[str]]:
    mallory = User.objects.filter(username="mallory").first() or desk.mallory()
    answer = desk.signed_in(mallory).get(f"/organiser/campaigns/{page.petition_id}/{name}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_four_numbers_and_the_outlook_are_told(page: CampaignPage) -> None:
    text = desk.text_of(shown(page))

    assert "Confirmed signatures 18 18% of 100 Today 0 2 on this weekday last week" in text
    assert "Waiting to confirm 9 67% of all have confirmed Days to the deadline 20" in text
    assert "Will we reach 100? If days like the last 14 repeat: 41 days ." in text
    assert "To reach it by the deadline takes 5 a day; the middle one of the last days brought 2." in text
    assert "1 signer brought 9 of the signatures that stand. That is 9.0 for each of them." in text


def test_the_way_from_a_visit_is_told_step_by_step(page: CampaignPage) -> None:
    assert file(page, "steps") == [
        ["Step", "Number", "% of the step before"],
        ["Visits", "450", ""],
        ["Forms begun", "90", "20"],
        ["Signed", "27", "30"],
        ["Confirmed", "18", "67"],
        ["Brought somebody", "1", "6"],
    ]


def test_each_table_has_its_file_and_small_numbers_are_not_told_apart(page: CampaignPage) -> None:
    today = timezone.localdate()
    Annotation.objects.create(petition=page.petition, day=today, words="=HYPERLINK")

    assert file(page, "ways") == [
        ["Way", "Visits", "Signed", "Confirmed", "Confirmed, % of signed"],
        ["WhatsApp", "450", "18", "18", "100"],
        ["No link of ours", "0", "7", "0", "0"],
        ["newsletter", "", "<5", "0", ""],
    ]
    assert file(page, "languages")[1:] == [["English", "450", "18", "9", "50"], ["Spanish", "0", "9", "9", "100"]]
    assert file(page, "passed-on")[1:] == [["Signatures that stand", "9"], ["People who brought somebody", "1"]]
    assert file(page, "days")[-2:] == [
        [(today - timedelta(days=1)).isoformat(), "50", "10", "3", "2", "18", ""],
        [today.isoformat(), "0", "0", "0", "0", "18", "'=HYPERLINK"],
    ]


@pytest.mark.once
def test_an_unknown_file_and_an_unknown_petition_are_not_found(page: CampaignPage) -> None:
    client = desk.signed_in(desk.theo())

    assert client.get(f"/organiser/campaigns/{page.petition_id}/people.csv").status_code == 404
    assert client.get("/organiser/campaigns/999999/").status_code == 404


@pytest.mark.once
def test_who_sees_numbers_only_is_told_of_no_voice_and_no_letter(page: CampaignPage) -> None:
    offered(factories.signature(page.petition, ROSA))
    desk.letter(page.petition, state="failed")

    theirs, his = desk.text_of(shown(page, user=desk.mallory())), desk.text_of(shown(page))

    assert "Next things to do 1 letter was given up: see why Decide on 1 voice " in his
    assert ("letter was given up" in theirs, "Decide on" in theirs) == (False, False)


@pytest.mark.once
def test_nobody_yet_is_said_in_words(db: None) -> None:
    empty = desk.campaign("Rivers", "rivers")

    text = desk.text_of(shown(empty))

    assert "Nobody has confirmed a signature yet." in text
    assert "No target is set, so there is nothing to foresee." in text
    assert "Nobody has signed yet." in text
    assert "Nobody has come by a signer’s own link yet." in text


@pytest.mark.once
def test_numbers_that_are_far_behind_say_so(page: CampaignPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "AT_ONCE", 2)
    soon = desk.text_of(shown(page))
    Mark.objects.update(number=16)

    assert "not in these charts yet" not in soon
    assert "2 confirmations are not in these charts yet: they are being gathered." in desk.text_of(
        desk.signed_in(desk.mallory()).get(f"/organiser/campaigns/{page.petition_id}/").content.decode()
    )


@pytest.mark.once
def test_samples_are_named(page: CampaignPage) -> None:
    samples.add(page.petition, number=3, at=timezone.now())
    factories.serve(page.petition)

    assert "3 of the confirmed signatures are samples." in desk.text_of(shown(page))


@pytest.mark.once
def test_a_larger_campaign_takes_no_more_queries(page: CampaignPage) -> None:
    client, address = desk.signed_in(desk.theo()), f"/organiser/campaigns/{page.petition_id}/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for days in range(30):
        rows.confirmed(page.petition, at=_noon(days), source="email")
        Annotation.objects.create(petition=page.petition, day=timezone.localdate() - timedelta(days=days), words="Mail")
    gather.on(at=timezone.now() + timedelta(hours=1))
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


@pytest.mark.once
def test_letters_are_counted_by_the_small_indexes_alone(page: CampaignPage) -> None:
    with CaptureQueriesContext(connection) as queries:
        shown(page)
    asked = [query["sql"] for query in queries if 'FROM "mail_letter"' in query["sql"] and "+ 0" in query["sql"]]
    plans = []
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plans.append(cursor.fetchall()[0][3])

    assert ["letter_due" in plans[0], "letter_failed" in plans[1]] == [True, True]


# Areas --------------------------------------------------------------------------------------------------------


@pytest.fixture
def areas(page: CampaignPage) -> CampaignPage:
    """Six in 061, two in 062."""
    Petition.objects.filter(pk=page.petition_id).update(postcode_style="us")
    keys = keyring.for_petition(page.petition_id)
    for place, one in enumerate(Signature.objects.confirmed().filter(petition=page.petition)[:8]):
        one.sealed = keys.seal("signature", one.id, {"postcode": "06103" if place < 6 else "06211"})
        one.save()
    places.on(key=settings.MASTER_KEYS.token)
    return page


def squares(name: str = "061") -> SimpleUploadedFile:
    def square(west: int) -> list[list[int]]:
        return [[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]

    features = [
        {"properties": {"zip3": zip3}, "geometry": {"type": "Polygon", "coordinates": [square(west)]}}
        for west, zip3 in enumerate((name, "063"))
    ]
    return SimpleUploadedFile(
        "connecticut.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode()
    )


def test_few_in_an_area_are_not_told_exactly(areas: CampaignPage) -> None:
    table = [row[:2] for row in file(areas, "areas")]

    assert table == [["Area", "Confirmed"], ["061", "6"], ["062", "<5"]]
    assert "062 <5" in desk.text_of(shown(areas))


def test_the_passings_are_told_by_generation(areas: CampaignPage) -> None:
    assert file(areas, "passed-on")[3:] == [["By nobody’s link", "9"], ["By one of theirs", "9"]]


def test_a_map_is_drawn_removed_and_put_back(areas: CampaignPage) -> None:
    client, address = desk.signed_in(desk.theo()), f"/organiser/campaigns/{areas.petition_id}/map/"

    drawn = client.post(address, {"draw": "", "file": squares()}, follow=True).content.decode()
    removed = client.post(address, {"remove": ""}, follow=True).content.decode()
    back = client.post(address, {"restore": ""}, follow=True).content.decode()

    outline = re.compile(r'<path d="[^"]+" fill-rule="evenodd" data-shade="(\d)"><title>([^<]+)</title>')
    assert outline.findall(drawn) == outline.findall(back) == [("5", "061: 6"), ("0", "063: 0")]
    assert "Drawn from connecticut.geojson." in desk.text_of(drawn)
    assert outline.findall(removed) == []
    assert "The map is removed. Put it back" in desk.text_of(removed)
    actions = ModelLogEntry.objects.order_by("timestamp").values_list("action", flat=True)
    assert list(actions) == [f"organiser.map.{what}" for what in ("draw", "remove", "restore")]


def test_a_file_without_these_areas_is_refused_and_leaves_the_map(areas: CampaignPage) -> None:
    client, address = desk.signed_in(desk.theo()), f"/organiser/campaigns/{areas.petition_id}/map/"
    client.post(address, {"draw": "", "file": squares()})

    refused = client.post(address, {"draw": "", "file": squares("999")})

    sentence = "None of the areas in this file has a name that is in the table of areas, such as 061."
    assert (refused.status_code, sentence in desk.text_of(refused.content.decode())) == (422, True)
    assert list(Boundaries.objects.get().paths) == ["061", "063"]


# Notes --------------------------------------------------------------------------------------------------------


def test_a_note_is_added_removed_and_put_back(page: CampaignPage) -> None:
    client, annotations = desk.signed_in(desk.theo()), f"/organiser/campaigns/{page.petition_id}/annotations/"
    today = timezone.localdate()

    client.post(annotations, {"add": "", "day": today.isoformat(), "words": "Mail to all"})
    annotation = Annotation.objects.get()
    added = annotation.words in desk.text_of(client.get(f"/organiser/campaigns/{page.petition_id}/").content.decode())
    removed = client.post(annotations, {"remove": annotation.pk}, follow=True).content.decode()
    back = client.post(annotations, {"restore": annotation.pk}, follow=True).content.decode()

    assert (added, (annotation.day, annotation.words)) == (True, (today, "Mail to all"))
    assert "“Mail to all” is removed. Put it back" in desk.text_of(removed)
    assert "Remove “Mail to all”" not in removed
    assert "Remove “Mail to all”" in back
    actions = ModelLogEntry.objects.order_by("timestamp").values_list("action", flat=True)
    assert list(actions) == [f"organiser.annotation.{what}" for what in ("add", "remove", "restore")]


@pytest.mark.once
def test_only_the_last_note_that_was_removed_can_be_put_back(page: CampaignPage) -> None:
    client, annotations = desk.signed_in(desk.theo()), f"/organiser/campaigns/{page.petition_id}/annotations/"
    today = timezone.localdate()
    one, two = (Annotation.objects.create(petition=page.petition, day=today, words=words) for words in "ab")
    for annotation in (one, two):
        client.post(annotations, {"remove": annotation.pk})

    assert list(Annotation.objects.values_list("words", "is_removed")) == [("b", True)]
    assert client.post(annotations, {"restore": one.pk}).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "words", "sentence"),
    [(1, "Mail", "This day has not come yet."), (0, "", "This field is required."), (0, "x" * 61, "at most 60")],
)
def test_a_note_that_cannot_be_is_refused_and_kept_in_the_form(
    page: CampaignPage, days: int, words: str, sentence: str
) -> None:
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    answer = desk.signed_in(desk.theo()).post(
        f"/organiser/campaigns/{page.petition_id}/annotations/", {"add": "", "day": day, "words": words}
    )

    assert answer.status_code == 422
    assert sentence in desk.text_of(answer.content.decode())
    assert f'value="{day}"' in answer.content.decode()
    assert Annotation.objects.count() == 0


@pytest.mark.once
def test_another_petitions_note_cannot_be_touched(page: CampaignPage) -> None:
    other = factories.petition("rivers")
    annotation = Annotation.objects.create(petition=other, day=timezone.localdate(), words="Mail")
    client, annotations = desk.signed_in(desk.theo()), f"/organiser/campaigns/{page.petition_id}/annotations/"

    assert [client.post(annotations, {what: annotation.pk}).status_code for what in ("remove", "restore")] == [404, 404]
    assert client.post(annotations, {"remove": "x"}).status_code == 404
    assert client.post(annotations, {}).status_code == 400
    assert client.get(annotations).status_code == 405
    assert Annotation.objects.get() == annotation


def test_numbers_in_a_chart_are_never_written_with_a_comma(page: CampaignPage) -> None:
    client, address = desk.signed_in(desk.theo()), f"/organiser/campaigns/{page.petition_id}/"
    with translation.override("en"):  # and afterwards as it was
        html = client.get(address, headers={"accept-language": "es"}).content.decode()
    charts_ = re.findall(r"<svg class=\"chart.*?</svg>", html, re.DOTALL)

    assert len(charts_) == 2
    assert [
        found for chart in charts_ for found in re.findall(r'(?:x|y|width|height)\d?="([^"]*)"', chart) if "," in found
    ] == []
    assert "style=" not in "".join(charts_)


def test_a_ways_name_is_the_one_that_people_use() -> None:
    assert [tables.source_name(name) for name in ("", "other", "sms", "newsletter")] == [
        "No link of ours",
        "Links with names of your own",
        "Text message",
        "newsletter",
    ]
