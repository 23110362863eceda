"""What was changed from one version of the text to the next, word by word, and how many stand under each."""

from dataclasses import replace

import pytest

from tests import factories
from tests.factories import NOW, TEXT
from tests.people import INES, ROSA, THEO
from undersigned.signing import register, versions
from undersigned.signing.versions import compared


def read(old: str, new: str) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "|".join("".join(marks[kind].format(words) for kind, words in pieces) for pieces in compared(old, new))


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("We ask you.", "We ask you.", "We ask you."),
        ("We ask you to veto it.", "We ask you to sign it.", "We ask you to [-veto-][+sign+] it."),
        ("We ask you now.", "We beg them now.", "We [-ask you-][+beg them+] now."),
        ("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", "One.|Two.|[+Three.+]"),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", "One.|[-Two.-]|Three."),
        ("", "One.", "[+One.+]"),
        ("One", "One two", "One[+ two+]"),
    ],
)
def test_a_change_is_read_as_it_was_and_as_it_is(old: str, new: str, seen: str) -> None:
    assert read(old, new) == seen


@pytest.mark.parametrize(
    ("old", "new"), [("a b\n\nc", "c\n\na d\n\ne"), ("x", ""), ("a  b", "a b"), ("a\nb", "a\n\nb")]
)
def test_nothing_of_either_is_left_out(old: str, new: str) -> None:
    def kept(which: str) -> str:
        pieces = [one for paragraph in compared(old, new) for one in paragraph]
        return "".join("".join(words for kind, words in pieces if kind in ("same", which)).split())

    assert (kept("gone"), kept("new")) == ("".join(old.split()), "".join(new.split()))


@pytest.mark.django_db
def test_each_version_says_when_it_was_published_what_is_new_and_how_many_stand_under_it() -> None:
    petition = factories.petition()
    factories.signature(petition, ROSA)
    factories.signature(petition, THEO, state="withdrawn")
    register.publish(petition, text=replace(TEXT, ask="Governor, sign HB 7259"), statements={"sign": "I sign."}, at=NOW)
    factories.signature(petition, INES)

    second, first = versions.of(petition.pk, "en", versions.standing(petition.pk))

    assert (first.number, first.standing, first.changes) == (1, 1, {})
    assert (second.number, second.standing, second.published_at) == (2, 1, NOW)
    assert second.sha256 == bytes(petition.texts.get(version=2).sha256).hex()
    assert {name: read_pieces(found) for name, found in second.changes.items()} == {
        "ask": "Governor, [veto][sign] HB 7259"
    }
    assert versions.of(petition.pk, "es", {}) == []


def read_pieces(paragraphs: list[list[versions.Piece]]) -> str:
    marks = {"same": "{}", "gone": "[{}]", "new": "[{}]"}
    return "|".join("".join(marks[kind].format(words) for kind, words in pieces) for pieces in paragraphs)
