"""`undersigned keys …`: make, check, back up, restore, replace and destroy keys; and `undersigned open`.

Lines over the rooms `custody` and `vault`.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from undersigned.ready import with_django
from undersigned.vault import keys as key_files

if TYPE_CHECKING:
    from undersigned.custody.destroy import Ends
    from undersigned.signing.models import Petition

FILE = click.Path(dir_okay=False, path_type=Path)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """The keys that personal data is sealed with: make, check, back-up, restore, rotate, destroy."""


@keys.command()
@click.argument("folder", type=FOLDER)
def make(folder: Path) -> None:
    """Make a fresh set of key files in FOLDER, which must be empty: to have them before the first start."""
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty. Keys are never made over others.")
    key_files.load_or_make(folder)
    click.echo(f"{', '.join(key_files.NAMES)} made in {folder}. Set UNDERSIGNED_KEYS={folder}, and back them up.")


@keys.command()
@with_django
def check() -> None:
    """Say whether the key files are whole and fit the database. Changes nothing; fails where something is wrong."""
    from django.conf import settings

    from undersigned.custody import fit

    is_well = True
    for seen in fit.look(settings.KEYS_FOLDER, at=datetime.now(UTC)):
        click.echo(f"{'good ' if seen.is_well else 'WRONG'}  {seen.sentence}")
        is_well = is_well and seen.is_well
    if not is_well:
        raise SystemExit(1)


@keys.command("back-up")
@click.argument("file", type=FILE)
@click.option("--recipient", "recipients", multiple=True, help="age1…, whose key opens it. Default: a passphrase.")
@with_django
def back_up(file: Path, *, recipients: tuple[str, ...]) -> None:
    """Write all key files to FILE, encrypted. Keep it where the database's backups are not."""
    from django.conf import settings

    from undersigned.custody import backup

    if file.exists():
        raise click.ClickException(f"{file} is there already.")
    passphrase = "" if recipients else click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    sealed = backup.make(
        settings.KEYS_FOLDER, settings.LOG_KEYS, passphrase=passphrase, recipients=_recipients(recipients)
    )
    file.touch(mode=0o600)
    file.write_bytes(sealed)
    click.echo(f"Written to {file}. To open it without this program: age -d {file.name} | tar -xv")


@keys.command()
@click.argument("file", type=THERE)
@click.argument("folder", type=FOLDER)
@click.option("--identity", type=THERE, help="File of the age key. Default: the passphrase is asked for.")
def restore(file: Path, folder: Path, *, identity: Path | None) -> None:
    """Put the key files of a backup into FOLDER, which must be empty."""
    from undersigned.custody import backup

    passphrase = "" if identity else click.prompt("Passphrase", hide_input=True)
    try:
        names = backup.restore(file.read_bytes(), folder, passphrase=passphrase, identities=_identities(identity))
    except backup.CannotRestore as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"{', '.join(names)} put into {folder}.")


@keys.group()
def rotate() -> None:
    """Replace a key. What the old one sealed stays readable; servers go on meanwhile."""


@rotate.command("seal")
@click.option("--finish", is_flag=True, help="Make no new key: only take up what was interrupted.")
@with_django
def rotate_seal(*, finish: bool) -> None:
    """Replace the master key that wraps the campaigns' keys. Copy the key folder to all machines afterwards."""
    from django.conf import settings

    from undersigned.custody import masters

    kept = None if finish else key_files.renew(settings.KEYS_FOLDER, "seal")
    done = masters.wrap_anew()
    _record_everywhere("organiser.keys.seal")
    click.echo(
        f"Wrapped anew: {done.data_keys} data keys, {done.layers} index keys, {done.second_factors} second factors."
    )
    if kept:
        click.echo(f"The old key is {kept}. Backups of the database from before open with it alone: keep it for them.")


@rotate.command("token")
@with_django
def rotate_token() -> None:
    """Replace the key that signs links and codes. Links in letters go on working; restart all servers afterwards."""
    from django.conf import settings

    kept = key_files.renew(settings.KEYS_FOLDER, "token")
    _record_everywhere("organiser.keys.token")
    click.echo(f"Restart all servers and workers. Links in letters are taken as long as {kept} is there: two years.")
    click.echo("Six-digit codes of the last 15 minutes do not work any more; the link beside them does.")


@rotate.command("django")
@with_django
def rotate_django() -> None:
    """Replace Django's own key: everybody at the desk has to sign in again. Restart all servers afterwards."""
    from django.conf import settings

    key_files.renew(settings.KEYS_FOLDER, "django").unlink()
    _record_everywhere("organiser.keys.django")
    click.echo("Restart all servers. Everybody at the desk has to sign in again.")


@rotate.command("data")
@click.argument("slug")
@with_django
def rotate_data(slug: str) -> None:
    """Give the campaign SLUG a new data key. The worker seals anew by it what is there."""
    from undersigned.custody import reseal
    from undersigned.voices.moderate import wall_changed

    petition = _petition(slug)
    if not petition.data_keys.filter(wrapped__isnull=False).exists():
        raise click.ClickException(f"/{slug}/ has no key: it was never published, or its keys were destroyed.")
    kid = reseal.begin(petition, at=datetime.now(UTC))
    _record(petition, "organiser.keys.data", kid=kid)
    wall_changed.send(sender=type(petition), petition_id=petition.pk)  # so that the servers look for what is new
    click.echo(f"/{slug}/ seals with key {kid} from now on. `undersigned keys check` says how far the worker is.")


@rotate.command("index")
@click.argument("slug")
@with_django
def rotate_index(slug: str) -> None:
    """Change the key by which the campaign SLUG tells doubles apart. The worker moves the signatures that are there."""
    from undersigned.signing import rotate as index

    petition = _petition(slug)
    try:
        layer = index.begin_index(petition, at=datetime.now(UTC))
    except index.StillMoving:
        raise click.ClickException(f"/{slug}/ is being moved already. Is a worker running?") from None
    _record(petition, "organiser.keys.index", version=layer.version)
    click.echo(f"/{slug}/ is being moved to version {layer.version}. `undersigned keys check` says how many are left.")


@keys.command()
@click.argument("slug")
@click.option("--dry-run", is_flag=True, help="Say what would end, and change nothing.")
@click.option("--confirm", default="", help="The SLUG once more, in place of typing it.")
@with_django
def destroy(slug: str, *, dry_run: bool, confirm: str) -> None:
    """Destroy the keys of the campaign SLUG, for good: nobody can open who signed. The count and the log stay."""
    from undersigned.custody import destroy as ending

    petition = _petition(slug)
    _say(slug, ending.ends(petition))
    if dry_run:
        return
    if ending.is_open(petition, at=datetime.now(UTC)):
        raise click.ClickException(
            f"/{slug}/ can still be signed or confirmed. Take it off first, or close it and wait a day."
        )
    if (confirm or click.prompt(f"Type {slug} to destroy them")) != slug:
        raise click.ClickException("That is not its name. Nothing was destroyed.")
    ending.keys(petition, at=datetime.now(UTC))
    emptied = 0
    while some := ending.some(petition):
        emptied += some
    _record(petition, "organiser.keys.destroy", records=emptied)
    click.echo(f"Destroyed. {emptied} records were emptied.")
    click.echo(
        "Backups of the database still hold the wrapped key. Delete those; or run `undersigned keys rotate seal`,"
    )
    click.echo("and delete the old key file, also from the backups of the key files.")


@click.command("open")
@click.argument("file", type=THERE)
@click.option("--identity", type=THERE, required=True, help="File of your age key, as age-keygen writes it.")
@click.option("--output", type=FILE, help="Default: the terminal.")
def open_sealed(file: Path, *, identity: Path, output: Path | None) -> None:
    """Open FILE, the sealed signatures of a campaign, as CSV. Needs your key, and no server."""
    from undersigned.vault import opening, recipients

    found = recipients.identities(identity.read_text())
    if not found:
        raise click.ClickException(f"{identity} holds no age key like AGE-SECRET-KEY-1….")
    if output and output.exists():
        raise click.ClickException(f"{output} is there already.")
    try:
        if file.suffix == ".age":
            text = opening.one(file.read_bytes(), found) + "\n"
        else:
            with file.open("rb") as lines:
                text = opening.table(opening.rows(lines, found))
    except (opening.NotAnArchive, recipients.NotSealedForThis) as problem:
        raise click.ClickException(str(problem)) from None
    if output is None:
        click.echo(text, nl=False)
        return
    output.touch(mode=0o600)
    output.write_bytes(text.encode("utf-8-sig"))
    click.echo(f"Written to {output}. Delete it when it has served.")


def _say(slug: str, ends: "Ends") -> None:
    for kind, number in ends.records.items():
        click.echo(f"{number} sealed records of the kind “{kind}” of /{slug}/ can never be opened again.")
    click.echo(f"{ends.unsent} letters that have not gone out will not go out.")
    click.echo(f"The count of {ends.count} and the public log stay. So do packets: remove them at the desk.")


def _petition(slug: str) -> "Petition":
    from undersigned.signing.models import Petition

    found = Petition.objects.filter(slug=slug).first()
    if found is None:
        raise click.ClickException(f"There is no campaign /{slug}/.")
    return found


def _record(petition: "Petition", action: str, **data: Any) -> None:
    from wagtail.log_actions import log

    log(instance=petition, action=action, title=petition.ask, data=data)


def _record_everywhere(action: str) -> None:
    """Of what concerns the installation: beside the settings of its site."""
    from wagtail.log_actions import log
    from wagtail.models import Site

    for site in Site.objects.order_by("pk"):
        log(instance=site, action=action, title=str(site))


def _recipients(written: tuple[str, ...]) -> list[Any]:
    import pyrage

    try:
        return [pyrage.x25519.Recipient.from_str(one) for one in written]
    except pyrage.RecipientError:
        raise click.ClickException("A recipient is like age1…, as `age-keygen` prints it.") from None


def _identities(file: Path | None) -> list[Any]:
    import pyrage

    if file is None:
        return []
    lines = [line.strip() for line in file.read_text().splitlines()]
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        raise click.ClickException(f"{file} holds no age key like AGE-SECRET-KEY-1….") from None
