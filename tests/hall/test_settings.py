"""A wrong value stops the start, and says what to write instead."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from undersigned import settings
from undersigned.settings import Settings


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://petition.example.org", "https://petition.example.org"),
        ("https://petition.example.org/", "https://petition.example.org"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123"),
    ],
)
def test_the_site_is_an_origin(given: str, kept: str) -> None:
    assert Settings(site_url=given).site_url == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"site_url": "petition.example.org"},
        {"site_url": "ftp://petition.example.org"},
        {"site_url": "https://example.org/petitions"},
        {"mail_url": "mail.example.org:25"},
        {"mail_url": "smtp://"},
        {"queue_size": 0},
        {"log_level": "LOUD"},
        {"demo": True, "site_url": "https://petition.example.org"},
    ],
)
def test_a_wrong_value_stops_the_start(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


def test_without_a_database_address_it_is_a_file_beside_the_keys(tmp_path: Path) -> None:
    made = Settings(var=tmp_path, database_url="")

    assert made.database == f"sqlite:///{tmp_path}/undersigned.sqlite3"
    assert made.keys_folder == tmp_path / "keys"


def test_a_secret_may_come_by_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "mail-url"
    secret.write_text("smtps://user:word@mail.example.org\n")
    monkeypatch.setenv("UNDERSIGNED_MAIL_URL_FILE", str(secret))

    assert settings._from_files() == {"mail_url": "smtps://user:word@mail.example.org"}


def test_nothing_of_the_desk_calls_another_server() -> None:
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
