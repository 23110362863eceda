"""`undersigned log …`: how each petition's public log is, its keys, and what to do when its end is lost."""

from typing import TYPE_CHECKING

import click

from undersigned.ready import with_django

if TYPE_CHECKING:
    from undersigned.ledger.models import Log


@click.group("log", invoke_without_command=True)
@click.pass_context
def log(context: click.Context) -> None:
    """Say how the log of each petition is: entries, count, public key. Fails where one stands still."""
    if context.invoked_subcommand is None:
        show()


@with_django
def show() -> None:
    from undersigned.ledger import status
    from undersigned.signing.models import Petition
    from undersigned.worker import log_files

    stand_still = False
    for petition in Petition.objects.filter(text_version__gt=0).order_by("pk"):
        one = status.of(petition.pk, files=log_files())
        click.echo(f"/{petition.slug}/  {one.size} entries, count {one.count}, {one.waiting} waiting")
        click.echo(f"    key   {one.verifier or 'none yet'}")
        click.echo(f"    mark  {'none' if one.mark is None else f'{one.mark} entries'}")
        if one.trouble:
            click.echo(f"    STANDS STILL: {one.trouble}")
            stand_still = True
    if stand_still:
        raise SystemExit(1)


@log.command()
@click.argument("slug")
@with_django
def keys(slug: str) -> None:
    """Print the public keys of the log of SLUG: those that sign it now, and those that have signed it before."""
    from undersigned.ledger.files import keys_for
    from undersigned.transparency.strict import Refused
    from undersigned.worker import log_files

    one = _of(slug)
    try:
        signing = [str(key.verifier) for key in keys_for(log_files(), one)]
    except Refused as trouble:
        raise click.ClickException(str(trouble)) from None
    for verifier in signing:
        click.echo(f"signs  {verifier}")
    for verifier in one.older.splitlines():
        if verifier not in signing:
            click.echo(f"older  {verifier}")


@log.command()
@click.argument("slug")
@click.option("--finish", is_flag=True, help="The older of the two keys signs no more.")
@with_django
def rotate(slug: str, *, finish: bool) -> None:
    """Let a new key sign the log of SLUG, beside the old one; later, with --finish, alone."""
    from undersigned.ledger import recover
    from undersigned.transparency.strict import Refused
    from undersigned.worker import log_files

    one = _of(slug)
    try:
        if finish:
            click.echo(f"No longer signs:  {recover.retire(one, files=log_files())}")
            return
        click.echo(f"Signs from now on:  {recover.rotate(one, files=log_files())}")
    except Refused as trouble:
        raise click.ClickException(str(trouble)) from None
    click.echo(
        "The old key signs beside it, for all who know that one alone. Make a backup of the log's key, and publish"
    )
    click.echo(f"the new one where the old one was published. In some weeks: undersigned log rotate {slug} --finish")


@log.command("recover")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--fewer", is_flag=True, help="Also where it would count fewer than the page: some were deleted by date.")
@with_django
def recover_log(slug: str, *, yes: bool, fewer: bool) -> None:
    """Begin the log of SLUG anew, where the database was restored from an older backup and no newer one is left."""
    from django.conf import settings
    from django.db import transaction

    from undersigned.ledger import recover
    from undersigned.ledger.compose import Row
    from undersigned.offline import in_log as declared
    from undersigned.signing import in_log, subject
    from undersigned.signing.models import Petition, Tally
    from undersigned.transparency.strict import Refused
    from undersigned.worker import log_files

    one = _of(slug)
    if not yes:
        click.echo("Whoever confirmed after that backup was made is not in the database, and so not in the new log.")
        click.echo("Everybody who looks can see that the log has begun anew, and how long the old one was.")
        click.confirm("Is there really no newer backup?", abort=True)
    try:
        with transaction.atomic():
            # Nobody confirms or leaves meanwhile: they wait for this row.
            tally = Tally.objects.select_for_update().get(pk=one.petition_id)

            def standing() -> list[Row]:
                petition = Petition.objects.get(pk=one.petition_id)  # as it is now: its text may have changed
                signed = in_log.rows(petition)
                if not fewer:
                    _require_all(in_log.count(signed), of=tally.count)
                return signed + declared.rows(petition)

            found = recover.recover(
                one, subject.of(one.petition_id), rows=standing, files=log_files(), kept=settings.LOG_ENDED
            )
    except Refused as trouble:
        raise click.ClickException(str(trouble)) from None
    click.echo(f"The old log ended with {found.ended_at} entries. What there is of it: {found.kept}")
    click.echo(f"The new one begins with {found.size} entries, which the worker signs. Its public key:")
    click.echo(f"    {found.verifier}")
    if found.unknown:
        click.echo("Its key was replaced after that backup was made. Compare this one with what was published:")
        click.echo(f"    {found.unknown}")


def _require_all(number: int, *, of: int) -> None:
    if number != of:
        raise click.ClickException(
            f"The new log would count {number}, and not {of}: of the others nothing is left to enter, since their "
            "time was over. With --fewer it begins all the same."
        )


def _of(slug: str) -> "Log":
    from undersigned.ledger.models import Log
    from undersigned.signing.models import Petition

    petition = Petition.objects.filter(slug=slug).first()
    if petition is None:
        raise click.ClickException(f"There is no petition /{slug}/.")
    found = Log.objects.filter(petition_id=petition.pk).first()
    if found is None:
        raise click.ClickException(f"The log of /{slug}/ has not begun.")
    return found
