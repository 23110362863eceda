"""What languages are called. Which there are, the setting LANGUAGES says, and nothing else does."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, to_locale

# As the Open Graph protocol names a language, where its name and its country's are not the same two letters.
_OPEN_GRAPH = {"en": "en_US"}


def choices() -> list[tuple[str, Any]]:
    return list(settings.LANGUAGES)


def own(language: str) -> str:
    """As its speakers write it where nothing stands before it: Español."""
    name: str = get_language_info(language)["name_local"]
    return name[0].upper() + name[1:]


def open_graph(language: str) -> str:
    locale = to_locale(language)
    return locale if "_" in locale else _OPEN_GRAPH.get(locale, f"{locale}_{locale.upper()}")
