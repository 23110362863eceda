"""The canonical text: equal for texts that read equal, different for any that do not."""

import hashlib
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.transparency import text

FIELDS = {"ask": "Veto HB 7259", "addressed_to": "The Governor", "body": "One.\n\nTwo: ¿sí?", "language": "en"}
CANONICAL = '{"addressed_to":"The Governor","ask":"Veto HB 7259","body":"One.\\n\\nTwo: ¿sí?","language":"en"}'
# printf '%s' … | sha256sum
DIGEST = "4d482ef4574ab61b6b625d55f55cfdf6b0ff02e3d6eb0d0936e70c7318fe56b6"


def test_the_canonical_form_is_what_the_specification_shows() -> None:
    assert text.canonical(**FIELDS) == CANONICAL
    assert text.digest(CANONICAL).hex() == DIGEST


@pytest.mark.parametrize(
    "body",
    [
        "One.\r\n\r\nTwo: ¿sí?",
        "One.\r\rTwo: ¿sí?",
        "One.  \n \t\nTwo: ¿sí?",
        "\n\nOne.\n\nTwo: ¿sí?\n",
        unicodedata.normalize("NFD", "One.\n\nTwo: ¿sí?"),
    ],
    ids=["windows", "old mac", "spaces at line ends", "empty lines around", "decomposed letters"],
)
def test_what_nobody_sees_changes_nothing(body: str) -> None:
    assert text.canonical(**(FIELDS | {"body": body})) == CANONICAL


@pytest.mark.parametrize("field", ["ask", "addressed_to", "body", "language"])
def test_every_field_is_bound(field: str) -> None:
    changed = text.canonical(**(FIELDS | {field: FIELDS[field] + "!"}))

    assert text.digest(changed).hex() != DIGEST


def test_an_indented_line_stays_indented() -> None:
    assert json.loads(text.canonical(**(FIELDS | {"body": "One:\n  - two"})))["body"] == "One:\n  - two"


@given(st.text(), st.text(), st.text())
def test_the_canonical_form_is_its_own_canonical_form(ask: str, addressed_to: str, body: str) -> None:
    once = text.canonical(ask=ask, addressed_to=addressed_to, body=body, language="es")

    assert text.canonical(**json.loads(once)) == once


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_digest_is_sha256_of_the_utf_8(body: str) -> None:
    canonical = text.canonical(ask="", addressed_to="", body=body, language="en")

    assert text.digest(canonical) == hashlib.sha256(canonical.encode("utf-8")).digest()
