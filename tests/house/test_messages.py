"""The translations' own check: what it must notice."""

import importlib.util
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from tests.house import tree


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """scripts/messages.py, which is a program and no package."""
    spec = importlib.util.spec_from_file_location("messages", tree.ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("english", "spanish", "is_whole"),
    [
        ("To %(addressee)s", "Para %(addressee)s", True),
        ("To %(addressee)s", "Para %(destinatario)s", False),
        ("To %(addressee)s", "Para quien corresponda", False),
        ("Add your name", "Añada su nombre, %(name)s", False),
        (("%(count)d voice", "%(count)d voices"), ("una voz", "%(count)d voces"), True),
        (("%(count)d voice", "%(count)d voices"), ("%(count)d voz", "muchas voces"), False),
    ],
)
def test_a_translation_keeps_the_placeholders(
    messages: ModuleType, english: str | tuple[str, str], spanish: str | tuple[str, str], *, is_whole: bool
) -> None:
    message = Catalog(locale="es").add(english, spanish)

    assert messages._has_same_placeholders(message) is is_whole


def test_strings_are_found_in_python_and_in_templates_with_plural_and_context(messages: ModuleType) -> None:
    found = {(message.id, message.context) for message in messages.source()}

    assert ("Enter your full name", None) in found  # N_() in signing/submission.py
    assert ("Postcode", "Spain") in found  # pgettext() in campaigns/render.py
    assert ("Yes, count my signature", None) in found  # {% translate %}
    assert ("To: %(addressee)s", None) in found  # {% blocktranslate trimmed %}
    assert (("%(counter)s sample signer", "%(counter)s sample signers"), None) in found  # {% plural %}
