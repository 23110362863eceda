"""The command line says what is wrong, and does nothing then."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

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
