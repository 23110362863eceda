"""Which columns a file has, and who is in it. A layout for other programs has only those who asked for news."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from undersigned.signing.roll import Entry

Column = tuple[str, Callable[[Entry], str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """`name` is in the address and the audit log. Headings are the receiving program's, or plain English."""

    name: str
    label: Any
    purpose: Any
    only_updates: bool
    columns: tuple[Column, ...]
    takes: Callable[[Entry], bool] = lambda _entry: True


def _day(entry: Entry) -> str:
    return entry.confirmed_at.date().isoformat()


NAME: Column = ("name", lambda entry: entry.name)
POSTCODE: Column = ("postcode", lambda entry: entry.postcode)

LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout(
            "handover",
            _("To hand over"),
            _(
                "Number, name, postcode and day of every signature, as far as signers were told that this is handed"
                " over. No email addresses."
            ),
            only_updates=False,
            columns=(
                ("number", lambda entry: str(entry.number)),
                ("name", lambda entry: entry.name_to_hand_over),
                ("postcode", lambda entry: entry.postcode_to_hand_over),
                ("confirmed_on", _day),
            ),
        ),
        Layout(
            "news",
            _("To send news"),
            _("Only those who asked for news. First and last name are parted at the first space."),
            only_updates=True,
            columns=(
                ("email", lambda entry: entry.email),
                ("first_name", lambda entry: entry.first_name),
                ("last_name", lambda entry: entry.last_name),
                POSTCODE,
                ("language", lambda entry: entry.language),
                ("asked_on", lambda entry: entry.signed_at.date().isoformat()),
            ),
        ),
        Layout(
            "further",
            _("For further purposes"),
            _("Only those who agreed to a further purpose, each with the sentences that they agreed to."),
            only_updates=False,
            takes=lambda entry: bool(entry.agreed),
            columns=(
                ("email", lambda entry: entry.email),
                ("first_name", lambda entry: entry.first_name),
                ("last_name", lambda entry: entry.last_name),
                ("language", lambda entry: entry.language),
                ("agreed_to", lambda entry: " ".join(entry.agreed)),
                ("agreed_on", lambda entry: entry.signed_at.date().isoformat()),
            ),
        ),
        Layout(
            "action-network",
            _("For Action Network"),
            _("Only those who asked for news, with the headings that it knows."),
            only_updates=True,
            columns=(
                ("Email", lambda entry: entry.email),
                ("First name", lambda entry: entry.first_name),
                ("Last name", lambda entry: entry.last_name),
                ("Zip code", lambda entry: entry.postcode),
            ),
        ),
        Layout(
            "nationbuilder",
            _("For NationBuilder"),
            _("Only those who asked for news, with the headings that it knows."),
            only_updates=True,
            columns=(
                ("email", lambda entry: entry.email),
                ("email_opt_in", lambda _entry: "Y"),
                ("first_name", lambda entry: entry.first_name),
                ("last_name", lambda entry: entry.last_name),
                ("primary_zip", lambda entry: entry.postcode),
            ),
        ),
        Layout(
            "civicrm",
            _("For CiviCRM"),
            _("Only those who asked for news, with the headings that it knows."),
            only_updates=True,
            columns=(
                ("First Name", lambda entry: entry.first_name),
                ("Last Name", lambda entry: entry.last_name),
                ("Email", lambda entry: entry.email),
                ("Postal Code", lambda entry: entry.postcode),
            ),
        ),
        Layout(
            "everything",
            _("Everything"),
            _("All that is known of every signer. For your own records; keep it as safe as the signatures."),
            only_updates=False,
            columns=(
                ("number", lambda entry: str(entry.number)),
                NAME,
                ("email", lambda entry: entry.email),
                POSTCODE,
                ("wants_news", lambda entry: "yes" if entry.wants_updates else "no"),
                ("agreed_to", lambda entry: " ".join(entry.agreed)),
                ("language", lambda entry: entry.language),
                ("source", lambda entry: entry.source),
                ("signed_at", lambda entry: entry.signed_at.isoformat(timespec="seconds")),
                ("confirmed_at", lambda entry: entry.confirmed_at.isoformat(timespec="seconds")),
            ),
        ),
    )
}
