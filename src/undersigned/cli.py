"""`undersigned …`: all that an organisation does with a terminal. A command is a few lines over a room's function."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from undersigned import data_commands, keeper, keys_commands, log_commands, server, witness_command
from undersigned.ready import with_django

if TYPE_CHECKING:
    from undersigned import checkup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")

APPLICATION = "undersigned.asgi:application"
MOST_BOUNCED = 1024 * 1024  # bytes of a message that came back
WORKER_NICENESS = 5  # it gives way to visitors; not more, for on SQLite they wait while it writes


@contextmanager
def ends_on_ctrl_c() -> Iterator[None]:
    """Until the server listens to signals itself, Ctrl-C is no failure either: what was begun is taken up next time."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopped.")


@click.group()
@click.version_option(package_name="undersigned")
def main() -> None:
    """A petition campaign that an organisation hosts itself."""


main.add_command(keys_commands.keys)
main.add_command(keys_commands.open_sealed)
main.add_command(log_commands.log)
main.add_command(witness_command.witness)
main.add_command(data_commands.forget)
main.add_command(data_commands.records)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="Leave letters and stale pages to `undersigned work`.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that answer visitors; more than one needs PostgreSQL.",
)
def serve(host: str, port: int, *, no_worker: bool, processes: int) -> None:
    """Serve the site and the desk."""
    if no_worker:
        os.environ["UNDERSIGNED_WORKER"] = "false"
    with ends_on_ctrl_c():
        _require_free(host, port)
        _require_postgresql(processes)
        _set_up_database()
        _run_server(host, port, processes=processes)


@main.command()
@click.option("--beside-server", is_flag=True, hidden=True, help="End when standard input does.")
@with_django
def work(*, beside_server: bool) -> None:
    """Send letters and bake pages, beside servers that run with --no-worker."""
    from undersigned.worker import Worker

    os.nice(WORKER_NICENESS)
    worker = Worker()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Not in the handler itself: it may have interrupted the very wait that holds what `stop` needs.
        signal.signal(number, lambda *_: threading.Thread(target=worker.stop).start())
    if beside_server:
        threading.Thread(target=_stop_at_end_of_input, args=(worker.stop,), daemon=True).start()
    else:
        click.echo("Working. Ctrl-C ends it.")
    worker.run()


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--examples",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="examples",
    show_default=True,
    help="Folder of example campaigns.",
)
def demo(port: int, examples: Path) -> None:
    """The whole product with example campaigns, on this machine alone; letters go to a mailbox you can read."""
    os.environ["UNDERSIGNED_DEMO"] = "true"
    os.environ.setdefault("UNDERSIGNED_SITE_URL", f"http://127.0.0.1:{port}")
    with ends_on_ctrl_c():
        _require_free("127.0.0.1", port)
        _set_up_database()
        from undersigned import demonstration

        for line in demonstration.prepare(examples):
            click.echo(line)
        _run_server("127.0.0.1", port)


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--publish/--draft", default=True, show_default=True)
@with_django
def load(folder: Path, *, publish: bool) -> None:
    """Create or update a campaign from FOLDER (campaign.toml, Markdown, media)."""
    from undersigned.campaigns import folder as folders

    try:
        loaded = folders.load(folder, publish=publish)
    except folders.FolderProblem as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"/{loaded.page.slug}/ {'is up to date' if loaded.changed else 'was so already'}.")


@main.command()
@click.argument("slug")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_django
def dump(slug: str, folder: Path) -> None:
    """Write the campaign SLUG to FOLDER, as `load` reads it."""
    from undersigned.campaigns import folder as folders

    try:
        folders.dump(slug, folder)
    except folders.FolderProblem as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"Written to {folder}.")


@main.command()
@click.option("--mail/--no-mail", default=True, show_default=True, help="Connect to the mail server, too.")
@with_django
def doctor(*, mail: bool) -> None:
    """Say what is missing or unsafe in this set-up, and how to mend it. Fails where something does not work."""
    from undersigned import checkup

    found = checkup.findings(tries_mail_server=mail)
    _show(found)
    if any(one.level is checkup.Level.WRONG for one in found):
        raise SystemExit(1)


@main.command("check-mail")
@click.option("--sender", default="", help="An address that letters come from. Default: all of them.")
@click.option("--selector", default="", help="The name of the domain's DKIM key, where the provider has told it.")
@click.option("--letter", type=click.File("rb"), help="A letter that arrived, saved as a file: it names the key.")
@with_django
def check_mail(*, sender: str, selector: str, letter: Any) -> None:
    """Look up SPF, DKIM, DMARC, PTR and MX, and say what to mend. Fails where letters will not be believed."""
    from undersigned import checkup
    from undersigned.checkup import dkim, records, sending
    from undersigned.checkup.lookup import Lookup

    raw, failed = letter.read() if letter else b"", False
    for address in [sender] if sender else sending.senders():
        who, first, name = sending.sender(address), records.trouble(address), selector
        found = [first] if first else []
        if raw and not first:
            name, found = dkim.of_letter(raw, domain=who.domain)
        if not first:
            found += sending.of(who, Lookup(), selectors=[name] if name else dkim.USUAL)
        click.echo(f"{address}, by {who.host or 'no mail server'}")
        _show(found)
        failed = failed or any(one.level is checkup.Level.WRONG for one in found)
    if failed:
        raise SystemExit(1)


@main.command()
@with_django
def bounce() -> None:
    """Take in a message that came back, from standard input: for the mail server's pipe. Others change nothing."""
    from django.conf import settings
    from django.db import DatabaseError
    from django.utils import timezone

    from undersigned.returns import take_in

    try:
        taken = take_in.message(sys.stdin.buffer.read(MOST_BOUNCED), key=settings.MASTER_KEYS.token, at=timezone.now())
    except DatabaseError as error:
        click.echo(f"Not taken in: {type(error).__name__}.", err=True)
        raise SystemExit(os.EX_TEMPFAIL) from None  # the mail server tries again later
    click.echo("Not ours." if isinstance(taken, take_in.NotOurs) else f"Taken in: {taken.what.value}.")


@main.command()
@click.argument("address")
@click.option("--stop", is_flag=True, help="No letter of any campaign goes there any more.")
@click.option("--allow", is_flag=True, help="Undo all that stops them, where its owner asks for it.")
@with_django
def mailbox(address: str, *, stop: bool, allow: bool) -> None:
    """Say whether letters go to ADDRESS; stop them, or let them go again."""
    from django.utils import timezone

    from undersigned.returns import refuse
    from undersigned.signing import keyring

    index = keyring.mailbox(address)
    if allow:
        refuse.lift(index, reasons=refuse.Reason)
    if stop:
        refuse.address(address, reason=refuse.Reason.ORGANISER, at=timezone.now())
    for one in refuse.of(index):
        click.echo(f"Stopped since {one.since:%Y-%m-%d}: {one.get_reason_display()}.")
    if not refuse.of(index):
        click.echo("Letters go there.")


@main.command("remove-samples")
@with_django
def remove_samples() -> None:
    """Remove all demonstration signers and their remarks."""
    from undersigned.signing import samples
    from undersigned.voices import samples as voice_samples

    voice_samples.remove()
    click.echo(f"{samples.remove()} sample signatures removed.")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@with_django
def manage(arguments: tuple[str, ...]) -> None:
    """Any of Django's own commands, such as `createsuperuser` or `migrate`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["undersigned manage", *arguments])


@with_django
def _set_up_database() -> None:
    """Makes or updates the tables and what a fresh installation needs; bakes all pages anew."""
    from django.conf import settings
    from django.core.management import call_command

    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)

    from undersigned.campaigns import home
    from undersigned.public import bake

    home.provide()
    bake.everything()


def _run_server(host: str, port: int, *, processes: int = 1) -> None:
    """With a worker beside it, unless the settings say that others do its work."""
    from django.db import connections

    from undersigned.organiser import first
    from undersigned.settings import settings

    if first.is_needed():
        click.echo(f"Nobody can sign in yet. Make the first account: {settings.site_url}{first.address()}")

    if processes > 1 and not settings.shared_limits:
        click.echo("Each process counts for itself what the gate limits: see UNDERSIGNED_SHARED_LIMITS.")

    connections.close_all()  # a connection must not be shared with the processes that are forked from this one
    with keeper.keeping() if settings.worker else nullcontext():
        server.run(APPLICATION, host=host, port=port, processes=processes)


@with_django
def _require_postgresql(processes: int) -> None:
    from django.conf import settings

    if processes > 1 and settings.IS_SQLITE:
        raise click.ClickException(
            "On SQLite one process owns the writing, so --processes must be 1. "
            "Set UNDERSIGNED_DATABASE_URL to a PostgreSQL database to run more."
        )


def _show(found: Iterable["checkup.Finding"]) -> None:
    for one in found:
        click.echo(f"{one.level.name.lower():6}  {one.sentence}")
        if one.remedy:
            click.echo(f"        → {one.remedy}")


def _stop_at_end_of_input(stop: Callable[[], None]) -> None:
    """It ends with the server that started this process, however that one ended."""
    while os.read(0, 1):
        pass
    stop()


def _require_free(host: str, port: int) -> None:
    """The server would share the port with whoever listens there, and visitors would meet now one, now the other."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {host}:{port}: {error.strerror}. Try another --port."
            ) from None
