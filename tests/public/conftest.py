"""The front keeps its threads' connections; a test leaves none behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from undersigned.public import reader


@pytest.fixture(autouse=True)
def _no_connection_stays() -> Iterator[None]:
    yield
    reader.close()


@pytest.fixture
def rooted(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    """An earlier test may have emptied all tables: what Wagtail's migrations put there is put there again."""
    from wagtail.models import Locale, Page  # Django is not set up when this file is read

    settings.MEDIA_ROOT = tmp_path
    Locale.objects.get_or_create(language_code="en")
    if Page.get_first_root_node() is None:
        Page.add_root(instance=Page(title="Root", slug="root"))
