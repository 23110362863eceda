"""What `undersigned demo` prepares, once: both example campaigns, sample signers, an organiser's account."""

import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from undersigned import settings as knobs
from undersigned.campaigns import folder
from undersigned.campaigns.folder.samples import read as read_samples
from undersigned.signing import samples
from undersigned.signing.models import Petition
from undersigned.voices import samples as voice_samples
from undersigned.voices.samples import SampleRemark

ORGANISER = "organiser"
PASSWORD_FILE = "organiser-password.txt"  # noqa: S105  a file's name


def prepare(examples: Path) -> Iterator[str]:
    """Does what is missing and yields what to tell, line by line."""
    for example in sorted(examples.iterdir()):
        if (example / "campaign.toml").exists():
            _campaign(example)
    password = _organiser()
    site = settings.WAGTAILADMIN_BASE_URL
    yield f"Site:          {site}/"
    yield f"Desk:          {site}/organiser/   user {ORGANISER}, password {password}"
    if settings.SHOWS_MAILBOX:
        yield f"Demo mailbox:  {site}/mailbox/"
    else:
        yield f"Letters:       by SMTP to {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    yield "Ctrl-C ends it. Everything is kept; start it again to go on."


def _campaign(example: Path) -> None:
    """Loaded once: what the organiser has edited since is not overwritten."""
    if Petition.objects.filter(slug=example.name).exists():
        return
    folder.load(example, publish=True)
    petition = Petition.objects.get(slug=example.name)
    wanted = read_samples(example)
    remarks = [SampleRemark(words=remark["words"], shown_as=remark["shown_as"]) for remark in wanted.remarks]
    now = timezone.now()
    samples.add(petition, number=wanted.signatures, at=now)
    voice_samples.add(petition, remarks, at=now)


def _organiser() -> str:
    """The account of the demonstration's desk, with the password that was made for it the first time."""
    kept = knobs.settings.var / PASSWORD_FILE
    users = get_user_model().objects
    if kept.exists() and users.filter(username=ORGANISER).exists():
        return kept.read_text().strip()
    password = secrets.token_urlsafe(9)
    users.filter(username=ORGANISER).delete()
    users.create_superuser(username=ORGANISER, email="", password=password)
    kept.touch(mode=0o600)
    kept.write_text(password + "\n")
    return password
