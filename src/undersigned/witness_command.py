"""`undersigned witness`: cosigns others' logs, on a machine of one's own. Needs neither database nor settings."""

import os
from pathlib import Path

import click

from undersigned import server

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--key", type=FILE, required=True, help="Private key of the witness, in a file.")
@click.option("--logs", type=FILE, required=True, help="File with the public keys of the logs, one a line.")
@click.option(
    "--memory",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of what was cosigned last. Never restore it from a backup.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8090, show_default=True)
def witness(key: Path, logs: Path, memory: Path, host: str, port: int) -> None:
    """Cosign that others' logs only grow, for those who do not want to believe their keepers alone."""
    from undersigned.transparency.strict import Refused
    from undersigned.witness import app

    try:
        verifier = app.of(key, logs, memory).key.verifier
    except (Refused, OSError) as trouble:
        raise click.ClickException(str(trouble)) from None
    os.environ |= {app.KEY: str(key), app.LOGS: str(logs), app.FOLDER: str(memory)}
    click.echo("Witnessing. Its public key:")
    click.echo(str(verifier))
    server.run("undersigned.witness.served:application", host=host, port=port)
