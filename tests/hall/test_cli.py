"""The command line says what is wrong, and does nothing then."""

import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.product import PROGRAM, Product
from undersigned.cli import main


def test_a_port_that_is_taken_is_not_shared() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        result = CliRunner().invoke(main, ["serve", "--port", str(port)])

    assert result.exit_code == 1
    assert result.output == (f"Error: Cannot listen on 127.0.0.1:{port}: Address already in use. Try another --port.\n")


@pytest.mark.django_db
def test_a_wrong_folder_is_told_by_file_line_and_key(tmp_path: Path) -> None:
    (tmp_path / "campaign.toml").write_text('ask = "Open the library"\nslug = "library"\nlanguage = "xx"\n')

    result = CliRunner().invoke(main, ["load", str(tmp_path)])

    assert result.exit_code == 1
    assert "campaign.toml, line 3" in result.output
    assert "language" in result.output


def test_help_needs_no_installation() -> None:
    result = CliRunner().invoke(main, ["--help"])

    assert result.exit_code == 0
    assert [
        name for name in ("serve", "work", "demo", "load", "dump", "remove-samples") if name not in result.output
    ] == []


def test_a_wrong_setting_is_told_by_its_name(tmp_path: Path) -> None:
    said = Product(tmp_path, site_url="petition.example.org").run("serve", expect=1)

    assert said == (
        "Error: Settings are wrong.\n"
        "UNDERSIGNED_SITE_URL: must be an origin such as https://petition.example.org, with no path\n"
    )


def test_missing_key_files_are_named_and_none_is_made(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "seal").write_text("00" * 32)

    said = Product(tmp_path, keys=str(keys)).run("serve", expect=1)

    assert said.startswith(f"Error: {keys} lacks index, token, django. Put the missing key files back from your backup")
    assert [file.name for file in keys.iterdir()] == ["seal"]


def test_a_worker_leaves_when_it_is_told(serving: Callable[..., Product], fresh: Product) -> None:
    product = serving(start=False, like=fresh)

    with subprocess.Popen([PROGRAM, "work"], env=product.environment, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "Working. Ctrl-C ends it.\n"
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(60) == 0
