"""Every knob, read once from the environment (`UNDERSIGNED_*`); a wrong value stops the start.

`Settings` is what an installation may set. The capitals below it are Django's and Wagtail's own settings,
derived from it; nobody sets those from outside. A secret may come by file, `UNDERSIGNED_MAIL_URL_FILE=/run/…`, or as
a credential of systemd's, `LoadCredential=undersigned.mail_url:/etc/…`.
"""

import os
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from undersigned.defence.client import networks
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
    log_keys: Path | None = None  # folder of the petitions' log keys; empty: `log` in the folder of the keys
    log_mark: Path | None = None  # folder that tells a restored backup; empty: `var/log-mark`; better on another disk
    mail_url: str = ""  # smtp://user:password@host:587 (TLS if offered) or smtps://… ; empty: a folder
    mail_receipts: bool = True  # whoever confirms gets a letter with their receipt once the public log has them
    mail_connections: int = Field(default=4, ge=1, le=100)  # to the mail server at once; letters go side by side
    mail_to_a_domain: int = Field(default=1_000, ge=10)  # letters an hour, a tenth at once; large providers excepted
    mail_from: str = "petition@example.org"  # sender address of campaigns that name none
    bounce_address: str = ""  # whither letters return that cannot be delivered; empty: to their sender
    webhook_secret: str = ""  # name:password by which the mail provider reports bounces; empty: no webhooks
    webhook_keys: dict[str, str] = {}  # what some providers sign with; docs/hosting/mail.md
    name_server: str = ""  # address, or address:port, that is asked about mail domains; empty: the machine's own
    demo: bool = False  # the demo mailbox and sample signers; never in production
    witnesses: Path | None = None  # who cosigns the petitions' logs: a file, public key, blank, address in each line
    worker: bool = True  # `serve` runs a worker beside the server, which sends letters and bakes pages
    trusted_proxies: str = "127.0.0.0/8, ::1"  # networks whose X-Forwarded-For is believed
    shared_limits: str = ""  # redis://host:6379/0, of Redis or Valkey; empty: each process counts for itself
    # asked of a crowd from one network; also of everybody where one petition gets far more than usual; of everybody
    proof_of_work: Literal["networks", "when-needed", "always"] = "when-needed"
    queue_size: int = Field(default=4096, ge=1)  # signatures waiting for the commit before visitors are asked to wait
    backups_kept_days: int | None = Field(default=None, ge=0)  # told to signers; backups are yours to delete
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

    @field_validator("bounce_address")
    @classmethod
    def _room_for_a_token(cls, value: str) -> str:
        local, at, domain = value.rpartition("@")
        if value and (not at or not domain or "+" in local or not 0 < len(local) <= 24):
            raise ValueError("must be like bounces@example.org, at most 24 characters before the @, and no +")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _a_name_and_a_password(cls, value: str) -> str:
        if value and (":" not in value or len(value) < 20):
            raise ValueError("must be name:password, of at least 20 characters")
        return value

    @field_validator("shared_limits")
    @classmethod
    def _a_store_and_its_client(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("must be like redis://:password@10.0.0.5:6379/0, rediss://… or unix:///run/valkey.sock")
        try:
            _ = urlsplit(value).port
        except ValueError:
            raise ValueError("has a sign in its password that must be written as %2F, %23, …") from None
        if value and find_spec("redis") is None:
            raise ValueError("needs a package: pip install 'undersigned[shared]'")
        return value

    @field_validator("name_server")
    @classmethod
    def _an_address_and_a_port(cls, value: str) -> str:
        """With the port: 53, where none is named."""
        address, _, port = (value, "", "53") if _is_address(value.strip("[]")) else value.rpartition(":")
        address = address.strip("[]")
        if not value:
            return value
        if not _is_address(address) or not port.isdecimal() or not 0 < int(port) < 2**16:
            raise ValueError("must be an address such as 10.0.0.2, 10.0.0.2:53 or [2001:db8::2]:53; a name is none")
        return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        networks(value)
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
    def log_keys_folder(self) -> Path:
        return self.log_keys or self.keys_folder / "log"

    @property
    def log_mark_folder(self) -> Path:
        return self.log_mark or self.var / "log-mark"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.var / 'undersigned.sqlite3').resolve()}"

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _from_files() -> dict[str, Any]:
    """Values of `UNDERSIGNED_NAME_FILE`: the file's content is the value of `name`. A credential has less to say."""
    return _credentials() | {
        name.removeprefix(PREFIX).removesuffix("_FILE").lower(): Path(path).read_text().strip()
        for name, path in os.environ.items()
        if name.startswith(PREFIX) and name.endswith("_FILE")
    }


def _credentials() -> dict[str, Any]:
    """What systemd hands over: a file `undersigned.<name>` in a folder that this service alone can read."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    files = Path(folder).glob(f"{PREFIX[:-1].lower()}.*") if folder else ()
    return {path.name.partition(".")[2].lower(): path.read_text().strip() for path in files}


settings = Settings(**_from_files())
MASTER_KEYS = vault_keys.load_or_make(settings.keys_folder)

# Django -------------------------------------------------------------------------------------------------------

KEYS_FOLDER = settings.keys_folder
LOG_KEYS = settings.log_keys_folder
LOG_MARK = settings.log_mark_folder
LOG_ENDED = settings.var / "log-ended"  # what there was of logs that had to begin anew
SECRET_KEY = MASTER_KEYS.django.hex()
DEBUG = False
ALLOWED_HOSTS = [urlsplit(settings.site_url).hostname or "localhost", "127.0.0.1", "localhost", "[::1]", "testserver"]
ROOT_URLCONF = "undersigned.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = settings.time_zone
USE_TZ = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]  # of the desk and of campaigns: docs/developers/languages.md
LOCALE_PATHS = [PACKAGE / "locale"]
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = settings.var / "media"
OFFLINE = settings.var / "offline"  # scans of sheets, lists while they are read: served by the desk alone
BACKUPS_KEPT_DAYS = settings.backups_kept_days
DELIVERIES = settings.var / "deliveries"  # the packets, with who signed: served by the desk alone
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # HSTS and the redirect to https are the front's

INSTALLED_APPS = [
    "undersigned.design",
    "undersigned.mail",
    "undersigned.ledger",
    "undersigned.signing",
    "undersigned.voices",
    "undersigned.sharing",
    "undersigned.updates",
    "undersigned.offline",
    "undersigned.receipts",
    "undersigned.returns",
    "undersigned.watch",
    "undersigned.visits",
    "undersigned.retention",
    "undersigned.accounts",
    "undersigned.rights",
    "undersigned.campaigns",
    "undersigned.custody",
    "undersigned.insight",
    "undersigned.fraud",
    "undersigned.delivery",
    "undersigned.records",
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
    "anymail",
]

MIDDLEWARE = [
    "undersigned.organiser.policy.Headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "undersigned.organiser.people.sign_in.SessionLimits",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "undersigned.organiser.people.sign_in.SecondStep",
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
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    ),
}

DATABASE_ADDRESS = settings.database
_database: dict[str, Any] = dict(dj_database_url.parse(settings.database))
IS_SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
if IS_SQLITE:
    _database["OPTIONS"] = SQLITE_OPTIONS
    _database["NAME"] = database_file.address(_database["NAME"])
DATABASES = {"default": _database}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = settings.is_https
SESSION_COOKIE_NAME = "__Host-organiser" if settings.is_https else "organiser"
CSRF_COOKIE_NAME = "__Host-csrftoken" if settings.is_https else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie
SESSION_COOKIE_AGE = 3600  # without a step in it; at the latest it ends after twelve: `accounts.sessions`
WAGTAILADMIN_USER_LOGIN_FORM = "undersigned.organiser.people.sign_in.SignInForm"
SHARED_LIMITS = settings.shared_limits
TRUSTED_PROXIES = networks(settings.trusted_proxies)
OWNERS_NEED_TWO_STEPS = settings.is_https and not settings.demo  # over plain http it is a trial on one's own machine
CSRF_TRUSTED_ORIGINS = [settings.site_url]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview is a frame of the desk's own
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long page in the block editor
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # of a form, its files apart
DATA_UPLOAD_MAX_NUMBER_FILES = 50

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
BOUNCE_ADDRESS = settings.bounce_address
NAME_SERVER = settings.name_server
ANYMAIL = {"WEBHOOK_SECRET": settings.webhook_secret, **settings.webhook_keys}  # of its webhooks; it sends nothing
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
WAGTAILIMAGES_IMAGE_FORM_BASE = "undersigned.campaigns.look.upload.ImageForm"
WAGTAILDOCS_EXTENSIONS = ["mp4", "webm", "vtt", "pdf"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 250 * 1024 * 1024  # a film; the body as a whole: `organiser.body`
WAGTAILDOCS_SERVE_METHOD = "direct"  # by the front, which answers requests for a part of a film
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

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
