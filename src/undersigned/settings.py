"""Every knob, read once from the environment (`UNDERSIGNED_*`); a wrong value stops the start.

`Settings` is what an installation may set. The capitals below it are Django's and Wagtail's own settings,
derived from it; nobody sets those from outside. A secret may come by file: `UNDERSIGNED_MAIL_URL_FILE=/run/…`.
"""

import os
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from undersigned.signing import file as database_file
from undersigned.vault import keys as vault_keys

PACKAGE = Path(__file__).resolve().parent
PREFIX = "UNDERSIGNED_"


class Settings(BaseSettings):
    """What an installation may set. One line a knob: name, type, default, meaning."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    site_url: str = "http://127.0.0.1:8000"  # where visitors reach the site; https in production
    var: Path = Path("var")  # database file, media, keys: all that must be kept
    database_url: str = ""  # postgresql://… ; empty: SQLite in `var`
    keys: Path | None = None  # folder of the four key files; empty: `var/keys`
    mail_url: str = ""  # smtp://user:password@host:587 (TLS if offered) or smtps://… ; empty: a folder
    mail_connections: int = Field(default=4, ge=1, le=100)  # to the mail server at once; letters go side by side
    mail_from: str = "petition@example.org"  # sender address of campaigns that name none
    demo: bool = False  # the demo mailbox and sample signers; never in production
    worker: bool = True  # `serve` runs a worker beside the server, which sends letters and bakes pages
    queue_size: int = Field(default=4096, ge=1)  # signatures waiting for the commit before visitors are asked to wait
    time_zone: str = "UTC"  # for the dates that people read
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("site_url")
    @classmethod
    def _a_plain_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
            raise ValueError("must be an origin such as https://petition.example.org, with no path")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("mail_url")
    @classmethod
    def _a_mail_url(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("smtp", "smtps") or not urlsplit(value).hostname):
            raise ValueError("must be like smtp://user:password@mail.example.org:587")
        return value

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Self:
        host = urlsplit(self.site_url).hostname
        if self.demo and host not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("demo mode shows every letter to everyone, so site_url must be on this machine")
        return self

    @property
    def keys_folder(self) -> Path:
        return self.keys or self.var / "keys"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.var / 'undersigned.sqlite3').resolve()}"

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")


def _from_files() -> dict[str, Any]:
    """Values of `UNDERSIGNED_NAME_FILE`: the file's content is the value of `name`."""
    return {
        name.removeprefix(PREFIX).removesuffix("_FILE").lower(): Path(path).read_text().strip()
        for name, path in os.environ.items()
        if name.startswith(PREFIX) and name.endswith("_FILE")
    }


settings = Settings(**_from_files())
MASTER_KEYS = vault_keys.load_or_make(settings.keys_folder)

# Django -------------------------------------------------------------------------------------------------------

SECRET_KEY = MASTER_KEYS.django.hex()
DEBUG = False
ALLOWED_HOSTS = [urlsplit(settings.site_url).hostname or "localhost", "127.0.0.1", "localhost", "[::1]", "testserver"]
ROOT_URLCONF = "undersigned.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = settings.time_zone
USE_TZ = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [PACKAGE / "locale"]
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = settings.var / "media"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # HSTS and the redirect to https are the front's

INSTALLED_APPS = [
    "undersigned.design",
    "undersigned.mail",
    "undersigned.signing",
    "undersigned.voices",
    "undersigned.sharing",
    "undersigned.campaigns",
    "undersigned.public",
    "undersigned.organiser",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# `synchronous=FULL`: with NORMAL a power cut loses acknowledged signatures.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}

DATABASE_ADDRESS = settings.database
_database: dict[str, Any] = dict(dj_database_url.parse(settings.database))
IS_SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
if IS_SQLITE:
    _database["OPTIONS"] = SQLITE_OPTIONS
    _database["NAME"] = database_file.address(_database["NAME"])
DATABASES = {"default": _database}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = settings.is_https
SESSION_COOKIE_NAME = "__Host-organiser" if settings.is_https else "organiser"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_TRUSTED_ORIGINS = [settings.site_url]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview is a frame of the desk's own
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long page in the block editor

# Mail -------------------------------------------------------------------------------------------------------

_mail = urlsplit(settings.mail_url)
DEFAULT_FROM_EMAIL = settings.mail_from
EMAIL_BACKEND = (
    "undersigned.mail.transport.SmtpBackend" if settings.mail_url else "undersigned.mail.mailbox.MailboxBackend"
)
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 20
MAILBOX_ROOT = settings.var / "mailbox"
SHOWS_MAILBOX = settings.demo and not settings.mail_url

# Wagtail ----------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Undersigned"
WAGTAILADMIN_BASE_URL = settings.site_url
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no request ever leaves for a third party
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 24_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["mp4", "webm", "vtt", "pdf"]
WAGTAILDOCS_SERVE_METHOD = "direct"  # by the front, which answers requests for a part of a film
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "undersigned.logs.FactsFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["err"], "level": "WARNING"},
    "loggers": {"undersigned": {"level": settings.log_level}},
}
