"""`undersigned …`: all that an organisation does with a terminal. A command is a few lines over a room's function."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import click

from undersigned import keeper, server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")

APPLICATION = "undersigned.asgi:application"
WORKER_NICENESS = 5  # it gives way to visitors; not more, for on SQLite they wait while it writes


def with_django(command: Callable[..., Any]) -> Callable[..., Any]:
    """Settings are read and Django is set up only when a command runs, so that `--help` needs neither."""

    def ready(*args: Any, **kwargs: Any) -> Any:
        import django
        from pydantic import ValidationError

        from undersigned.signing.file import DatabaseMoved
        from undersigned.vault.keys import KeysIncomplete

        try:
            django.setup()
        except ValidationError as error:
            raise click.ClickException(_wrong_settings(error)) from None
        except (KeysIncomplete, DatabaseMoved) as error:
            raise click.ClickException(str(error)) from None
        return command(*args, **kwargs)

    ready.__name__, ready.__doc__ = command.__name__, command.__doc__
    return ready


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
        _set_up_database()
        _require_postgresql(processes)
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

    from undersigned.settings import settings

    connections.close_all()  # a connection must not be shared with the processes that are forked from this one
    with keeper.keeping() if settings.worker else nullcontext():
        server.run(APPLICATION, host=host, port=port, processes=processes)


def _require_postgresql(processes: int) -> None:
    from django.conf import settings

    if processes > 1 and settings.IS_SQLITE:
        raise click.ClickException(
            "On SQLite one process owns the writing, so --processes must be 1. "
            "Set UNDERSIGNED_DATABASE_URL to a PostgreSQL database to run more."
        )


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


def _wrong_settings(error: Any) -> str:
    """What to change, one line a setting."""
    lines = []
    for problem in error.errors():
        name = "_".join(str(part) for part in problem["loc"]).upper()
        lines.append(f"UNDERSIGNED_{name}: {problem['msg'].removeprefix('Value error, ')}" if name else problem["msg"])
    return "Settings are wrong.\n" + "\n".join(lines)
