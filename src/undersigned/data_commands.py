"""`undersigned forget` and `undersigned records`. A person's address is asked for, since a shell keeps its words."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from undersigned.ready import with_django

if TYPE_CHECKING:
    from collections.abc import Iterable

    from undersigned.retention.copies import Copy
    from undersigned.retention.forget import Forgotten, Found, Hands
    from undersigned.retention.models import Erasure


@click.command()
@click.option("--campaign", "slug", default="", help="Only this campaign, by its address.")
@click.option("--everything", is_flag=True, help="All people of --campaign; its count and its log stay.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@with_django
def forget(*, slug: str, everything: bool, dry_run: bool, yes: bool) -> None:
    """Forget a person: no row, letter, remark, packet or list holds them any more. Asks for the e-mail address.

    The address may come from standard input instead. It is counted off as a withdrawal is.
    """
    if everything:
        _forget_campaign(slug, dry_run=dry_run, yes=yes)
    else:
        _forget_person(slug, dry_run=dry_run, yes=yes)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True)
@with_django
def records(folder: Path, *, language: str) -> None:
    """Write the papers of data protection to FOLDER: record of processing, impact assessment, breach, agreement."""
    from django.utils import timezone

    from undersigned.records import papers

    folder.mkdir(parents=True, exist_ok=True)
    for paper in papers.PAPERS:
        for ending, made in (("md", papers.markdown), ("html", papers.page)):
            file = folder / f"{paper.name}.{ending}"
            file.write_text(made(paper.name, at=timezone.now(), language=language))
            click.echo(str(file))


def _forget_person(slug: str, *, dry_run: bool, yes: bool) -> None:
    from django.utils import timezone

    from undersigned.retention import copies
    from undersigned.retention import forget as forgetting

    email = _asked()
    found, lists = forgetting.find(email, slug=slug), forgetting.elsewhere(email, slug=slug)
    for one in found:
        _tell(one)
    for petition in lists:
        click.echo(f"/{petition.slug}/  has this address elsewhere: in an earlier list, or in a rule")
        _tell_of(copies.of_lists(petition))
    if not found and not lists:
        click.echo("Nothing is held of this address. Letters in the mailbox folder are looked through.")
    if dry_run or not (yes or not (found or lists) or click.confirm("Forget all of it? This cannot be undone")):
        return
    done = forgetting.person(email, found, at=timezone.now(), hands=_hands(), slug=slug)
    _told(done)


def _forget_campaign(slug: str, *, dry_run: bool, yes: bool) -> None:
    from django.utils import timezone

    from undersigned.retention import erase, plan
    from undersigned.retention import forget as forgetting
    from undersigned.signing.models import Petition

    petition = Petition.objects.filter(slug=slug).first()
    if petition is None:
        raise click.ClickException("Name the campaign with --campaign, by its address.")
    at = timezone.now()
    _rows(plan.dry_run(petition, at=at, everything=True))
    if dry_run or not (yes or click.prompt(f"Type {slug} to delete all of it for good") == slug):
        return
    done = forgetting.campaign(petition, at=at, hands=_hands())
    if isinstance(done, erase.NotOver):
        raise click.ClickException("People can still sign or confirm. Close it, or take its page off, a day before.")
    if isinstance(done, erase.UnderWay):
        raise click.ClickException("A deletion of this campaign is under way: the worker does it.")
    _proved(done)


def _asked() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("E-mail address")).strip()
    return sys.stdin.readline().strip()


def _hands() -> "Hands":
    from django.conf import settings
    from django.utils import timezone

    from undersigned.delivery import make
    from undersigned.ledger.enter import Enterer
    from undersigned.public import bake
    from undersigned.retention import scrub
    from undersigned.retention.forget import Hands
    from undersigned.signing import subject
    from undersigned.worker import log_files

    enterer = Enterer(subject_of=subject.of, files=log_files())

    def pack() -> None:
        while make.turn(at=timezone.now(), root=settings.DELIVERIES):
            pass

    return Hands(enterer.enter, pack, lambda: bake.stale(at=timezone.now()), scrub.clean)


def _tell(one: "Found") -> None:
    click.echo(f"/{one.petition.slug}/  {one.state}")
    _rows(one.rows)
    _tell_of(one.copies)


def _tell_of(taken: "Iterable[Copy]") -> None:
    for copy in taken:
        by = f"by {copy.by}" if copy.by else "by the recipient's page"
        click.echo(f"    a copy left this site {copy.at:%Y-%m-%d %H:%M} {by}: ask for it to be deleted there")


def _told(done: "Forgotten") -> None:
    click.echo("Removed:")
    _rows(done.removed)
    click.echo(f"    letters in the mailbox folder: {done.letters}")
    for room in done.waits:
        click.echo(f"    {room} is not done yet: the worker does it, or run this again")
    _cleaned(done.cleaned)


def _proved(row: "Erasure") -> None:
    from undersigned.retention import proof

    if row.state != row.State.DONE:
        click.echo(f"Not done yet ({row.get_state_display()}): the worker goes on with it.")
        return
    click.echo(proof.text(row.proof))
    _cleaned(row.proof["cleaned"])


def _rows(rows: dict[str, int]) -> None:
    for table, number in sorted(rows.items()):
        click.echo(f"    {table}: {number}")


def _cleaned(cleaned: dict[str, Any] | None) -> None:
    from django.conf import settings

    from undersigned.retention import proof

    if cleaned is None:
        click.echo("The database's file could not be cleaned: others were writing. Run `undersigned forget` again.")
    click.echo(proof.backups(settings.BACKUPS_KEPT_DAYS))
