"""What the packet's papers say, as plain values: the letter, the text as signed, the totals, the list, the remarks.

All in the language that is active, the petition's own.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.campaigns.address import absolute
from undersigned.campaigns.models import CampaignPage
from undersigned.delivery import numerals
from undersigned.delivery.choice import Choice, Names, Order
from undersigned.ledger.models import Log
from undersigned.signing.count import formatted
from undersigned.signing.models import Petition, Text
from undersigned.transparency import checkpoint, note
from undersigned.voices.wall import Voice

MANY_DAYS = 31  # more: the totals are by month


@dataclass(frozen=True, slots=True)
class Packet:
    """What every paper is about."""

    petition: Petition
    page: CampaignPage | None  # None: it was deleted
    choice: Choice
    at: datetime
    count: int
    volumes: int
    remarks: int
    beside: Mapping[str, int]  # see `beside.told`

    def number(self, number: int) -> str:
        return formatted(number, self.petition.language)


@dataclass(frozen=True, slots=True)
class Totals:
    """Of those in the packet."""

    languages: Counter[str]
    days: Counter[str]
    areas: Counter[str]
    versions: Counter[int]


def about(packet: Packet, *, title: str, running: str) -> dict[str, Any]:
    """What `house.typ` needs."""
    page = packet.page
    return {
        "title": title,
        "language": packet.petition.language,
        "paper": "us-letter" if packet.petition.postcode_style == "us" else "a4",
        "sponsor": page.sponsor if page else "",
        "running_ask": Truncator(packet.petition.ask).chars(70),
        "running": running,
        "made": _("Made on %(day)s") % {"day": _day(packet.at)},
        "page_words": _("Page {page} of {pages}"),
    }


def letter(packet: Packet, totals: Totals, *, note_text: str | None) -> dict[str, Any]:
    page = packet.page
    to = page.addressed_to if page else ""
    contact = [*page.postal_address.split("\n"), page.contact_email, absolute(page.visited_at)] if page else []
    return {
        **about(packet, title=packet.petition.ask, running=_("Letter")),
        "ask": packet.petition.ask,
        "to": _("To: %(addressee)s") % {"addressee": to} if to else "",
        "contact": [line.strip() for line in contact if line.strip()],
        "date": _day(packet.at),
        "words": _letter_words(packet, totals),
        "count": packet.number(packet.count),
        "count_label": ngettext("signature", "signatures", packet.count),
        "count_words": numerals.signatures(packet.count, packet.petition.language),
        "holds_title": _("What this packet holds"),
        "holds": _holds(packet),
        "check_title": _("How the number can be checked"),
        "check": _check(note_text),
        "log": _log(packet.petition, note_text),
        "texts": [_text(packet, text, totals) for text in _texts(packet.petition, totals)],
        "totals_title": _("Totals"),
        "totals": list(_totals(packet, totals)),
    }


def volume(packet: Packet, rows: list[list[str]], *, number: int) -> dict[str, Any]:
    first = (number - 1) * packet.choice.volume + 1
    which = {
        "number": packet.number(number),
        "of": packet.number(packet.volumes),
        "first": packet.number(first),
        "last": packet.number(first + len(rows) - 1),
    }
    title = _("Volume %(number)s of %(of)s, signatures %(first)s–%(last)s") % which
    shown = packet.choice.shown
    widths = {"number": 2.0, "name": 0, "postcode": 3.0, "date": 2.6, "language": 2.4}
    if "name" not in shown:  # what is left shares the line
        widths = dict.fromkeys(widths, 0)
    return {
        **about(packet, title=title, running=title),
        "about": _sorted_by(packet.choice),
        "widths": [widths[column] for column in shown],
        "heading": headings(packet.choice),
        "rows": [_shown(shown, row) for row in rows],
    }


def earlier(packet: Packet, rows: list[list[str]], *, number: int) -> dict[str, Any]:
    which = {"number": packet.number(number), "of": packet.number(packet.beside["volumes"])}
    title = _("Collected earlier, volume %(number)s of %(of)s") % which
    return {
        **about(packet, title=title, running=title),
        "about": _("Signed on another platform, as the organisers declare. They are not in the count."),
        "widths": [0 if column != "postcode" else 3.0 for column in earlier_columns(packet.choice)],
        "heading": earlier_headings(packet.choice),
        "rows": rows,
    }


def earlier_columns(choice: Choice) -> list[str]:
    chosen = [column for column in choice.shown if column in ("name", "postcode")]
    return [*chosen, "collected"]


def earlier_headings(choice: Choice) -> list[str]:
    names = {
        "name": _("Initials") if choice.names is Names.INITIALS else _("Name"),
        "postcode": _("Postcode"),
        "collected": _("Collected on"),
    }
    return [names[column] for column in earlier_columns(choice)]


def remarks(packet: Packet, voices: Iterable[Voice], *, number: int, of: int) -> dict[str, Any]:
    which = {"number": packet.number(number), "of": packet.number(of)}
    title = _("Remarks") if of == 1 else _("Remarks, part %(number)s of %(of)s") % which
    return {
        **about(packet, title=title, running=title),
        "about": _("Written by signers who allowed the campaign to publish them, under the name that they chose."),
        "remarks": [
            {
                "words": [line for line in voice["words"].split("\n") if line.strip()],
                "shown_as": voice["shown_as"],
                "language": voice["language"],
            }
            for voice in voices
        ],
    }


def headings(choice: Choice) -> list[str]:
    names = {
        "number": _("Number"),
        "name": _("Initials") if choice.names is Names.INITIALS else _("Name"),
        "postcode": _("Postcode"),
        "date": _("Signed on"),
        "language": _("Language"),
    }
    return [names[column] for column in choice.shown]


def _letter_words(packet: Packet, totals: Totals) -> list[str]:
    days = sorted(totals.days)
    told = {"first": _day(datetime.fromisoformat(days[0])), "last": _day(datetime.fromisoformat(days[-1]))}
    words = [
        _("We hand you this petition with the signatures of those who support it, given from %(first)s to %(last)s.")
        % told,
        _("Every signer has confirmed the signature from their own email address. Whoever withdrew is not counted."),
    ]
    if not packet.choice.is_whole:
        words.append(_("It holds a part of all signatures: %(part)s.") % {"part": "; ".join(_part(packet))})
    words += _beside(packet)
    return words


def _beside(packet: Packet) -> list[str]:
    """Said beside the number, never added to it."""
    paper, collected = packet.beside["paper"], packet.beside["earlier"]
    said = []
    if paper and packet.choice.names is not Names.FULL:
        said.append(_("Beside these: %(paper)s on paper.") % {"paper": packet.number(paper)})
    elif paper:
        said.append(
            ngettext(
                "Beside these, %(number)s person signed on paper. The sheets are ours to show; their scans are here.",
                "Beside these, %(number)s people signed on paper. The sheets are ours to show; their scans are here.",
                paper,
            )
            % {"number": packet.number(paper)}
        )
    if collected:
        said.append(
            ngettext(
                "Beside these, %(number)s person signed earlier on another platform, and has a list of their own.",
                "Beside these, %(number)s people signed earlier on another platform, and have a list of their own.",
                collected,
            )
            % {"number": packet.number(collected)}
        )
    return said


def _part(packet: Packet) -> list[str]:
    choice = packet.choice
    said = []
    if choice.languages:
        said.append(_("signed in %(languages)s") % {"languages": ", ".join(map(_language, choice.languages))})
    if choice.areas:
        said.append(_("postcodes that begin with %(areas)s") % {"areas": ", ".join(choice.areas)})
    return said


def _holds(packet: Packet) -> list[str]:
    count, number = packet.volumes, packet.number
    holds = [
        _("This letter, the text as it was signed, and the totals: letter.pdf"),
        ngettext(
            "The list of signatures in %(number)s volume, in the folder “list”",
            "The list of signatures in %(number)s volumes, in the folder “list”",
            count,
        )
        % {"number": number(count)},
        _("The same list as tables: signatures.csv and signatures.xlsx"),
    ]
    if packet.remarks:
        holds.append(
            _("What signers wrote, and allowed to be published: %(number)s") % {"number": number(packet.remarks)}
        )
    if packet.beside["paper"] and packet.choice.names is Names.FULL:
        holds.append(_("The scans of what was signed on paper, in the folder “paper”"))
    if packet.beside["earlier"]:
        holds.append(_("Who signed earlier on another platform: the folder “earlier”, and earlier.csv"))
    holds.append(_("The SHA-256 of each file, and how to check it: manifest.json, SHA256SUMS, README.txt"))
    return holds


def _check(note_text: str | None) -> list[str]:
    if note_text is None:
        return [_("Each file's SHA-256 stands in manifest.json. This petition has no public log yet.")]
    return [
        _(
            "Every signature stands in a public log, without a word of whose it is. Nothing in it can be changed or"
            " taken out without a trace. Whoever has the address and the key below can count it."
        )
    ]


def _log(petition: Petition, note_text: str | None) -> list[list[str]]:
    if note_text is None:
        return []
    now = checkpoint.parse(note.parse(note_text.encode()).text)
    return [
        [_("Address of the log"), absolute(f"/log/{petition.uuid}/")],
        [_("Key of the log"), Log.objects.values_list("verifier", flat=True).get(uuid=petition.uuid)],
        [_("Entries when this packet was made"), formatted(now.size, petition.language)],
        [_("Root hash"), now.root.hex()],
    ]


def _texts(petition: Petition, totals: Totals) -> list[Text]:
    return list(petition.texts.filter(version__in=totals.versions).order_by("version"))


def _text(packet: Packet, text: Text, totals: Totals) -> dict[str, Any]:
    held = json.loads(text.canonical)
    signed = totals.versions[text.version]
    title = _("The text as it was signed")
    if len(totals.versions) > 1:
        title = _("The text as it was signed, version %(version)s") % {"version": text.version}
    shown = {"number": packet.number(signed)}
    return {
        "title": title,
        "language": text.language,
        "facts": [
            ngettext("Signed by %(number)s person in this packet", "Signed by %(number)s people in this packet", signed)
            % shown,
            _("Published on %(day)s") % {"day": _day(text.published_at)},
            f"SHA-256: {bytes(text.sha256).hex()}",
        ],
        "to": _("To: %(addressee)s") % {"addressee": held["addressed_to"]},
        "ask": held["ask"],
        "body": [one for one in held["body"].split("\n\n") if one.strip()],
    }


def _totals(packet: Packet, totals: Totals) -> Iterable[dict[str, Any]]:
    number = packet.number
    yield {
        "title": _("By part"),
        "heading": [_("Part"), _("Signatures")],
        "rows": [
            [_("Online"), number(packet.count)],
            *([[_("On paper"), number(packet.beside["paper"])]] if packet.beside["paper"] else []),
            *([[_("Collected earlier"), number(packet.beside["earlier"])]] if packet.beside["earlier"] else []),
        ],
    }
    languages = {_language(code): count for code, count in totals.languages.most_common()}
    yield _table(packet, _("By language"), _("Language"), languages)
    if len(totals.days) > MANY_DAYS:
        months: Counter[str] = Counter()
        for day, count in totals.days.items():
            months[day[:7]] += count
        yield _table(packet, _("By month"), _("Month"), dict(sorted(months.items())))
    else:
        yield _table(packet, _("By day"), _("Day"), dict(sorted(totals.days.items())))
    if totals.areas:
        areas = dict(sorted(totals.areas.items()))
        yield _table(packet, _("By area"), _("Beginning of the postcode"), areas)


def _table(packet: Packet, title: str, first: str, counts: Mapping[str, int]) -> dict[str, Any]:
    rows = [[name, packet.number(count)] for name, count in counts.items()]
    return {"title": title, "heading": [first, _("Signatures")], "rows": rows}


def _shown(columns: list[str], row: list[str]) -> list[str]:
    return [_language(cell) if column == "language" else cell for column, cell in zip(columns, row, strict=True)]


def _sorted_by(choice: Choice) -> str:
    if choice.order is Order.POSTCODE:
        return _("In the order of the postcodes.")
    return _("In the order in which the signatures were confirmed.")


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at) if timezone.is_aware(at) else at, "DATE_FORMAT")
