"""A wrong value stops the start, and says what to write instead."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from undersigned import settings
from undersigned.organiser import body
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
        {"name_server": "ns.example.org"},
        {"name_server": "ns.example.org:53"},
        {"name_server": "10.0.0.2:"},
        {"name_server": "10.0.0.2:dns"},
        {"name_server": "10.0.0.2:65536"},
        {"shared_limits": "10.0.0.5:6379"},
        {"shared_limits": "memcached://10.0.0.5"},
        {"log_level": "LOUD"},
        {"demo": True, "site_url": "https://petition.example.org"},
    ],
)
def test_a_wrong_value_stops_the_start(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("10.0.0.2", "10.0.0.2:53"),
        ("10.0.0.2:5353", "10.0.0.2:5353"),
        ("2001:db8::2", "[2001:db8::2]:53"),
        ("[2001:db8::2]", "[2001:db8::2]:53"),
        ("[2001:db8::2]:5353", "[2001:db8::2]:5353"),
    ],
)
def test_a_name_server_without_a_port_is_asked_at_the_usual_one(given: str, kept: str) -> None:
    assert Settings(name_server=given).name_server == kept


def test_without_a_database_address_it_is_a_file_beside_the_keys(tmp_path: Path) -> None:
    made = Settings(var=tmp_path, database_url="")

    assert made.database == f"sqlite:///{tmp_path}/undersigned.sqlite3"
    assert made.keys_folder == tmp_path / "keys"


def test_a_secret_may_come_by_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "mail-url"
    secret.write_text("smtps://user:word@mail.example.org\n")
    monkeypatch.setenv("UNDERSIGNED_MAIL_URL_FILE", str(secret))

    assert settings._from_files() == {"mail_url": "smtps://user:word@mail.example.org"}


def test_a_secret_may_come_as_a_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("undersigned.mail_url", "undersigned.DATABASE_URL", "of-another-service"):
        (tmp_path / name).write_text(f"{name}\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    credentials = settings._from_files()
    monkeypatch.setenv("UNDERSIGNED_MAIL_URL_FILE", str(tmp_path / "of-another-service"))

    assert credentials == {"mail_url": "undersigned.mail_url", "database_url": "undersigned.DATABASE_URL"}
    assert settings._from_files()["mail_url"] == "of-another-service"


def test_what_is_sent_to_the_desk_has_limits() -> None:
    assert settings.WAGTAILIMAGES_EXTENSIONS == ["jpg", "jpeg", "png", "webp"]
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 24_000_000
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 10 * 1024 * 1024
    assert settings.WAGTAILDOCS_EXTENSIONS == ["mp4", "webm", "vtt", "pdf"]
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE < body.LARGEST
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 5 * 1024 * 1024


@pytest.mark.parametrize(
    ("site", "session", "csrf", "is_secure"),
    [
        ("https://petition.example.org", "__Host-organiser", "__Host-csrftoken", True),
        ("http://127.0.0.1:8000", "organiser", "csrftoken", False),
    ],
)
def test_over_https_the_desks_cookies_belong_to_this_host_alone(
    tmp_path: Path,
    site: str,
    session: str,
    csrf: str,
    is_secure: bool,  # noqa: FBT001
) -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    program = f"from undersigned import settings; print([getattr(settings, name) for name in {names}])"
    environment = {**os.environ, "UNDERSIGNED_VAR": str(tmp_path), "UNDERSIGNED_SITE_URL": site}

    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == str([session, csrf, is_secure, is_secure])
    assert settings.CSRF_COOKIE_HTTPONLY is True


def test_nothing_of_the_desk_calls_another_server() -> None:
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
