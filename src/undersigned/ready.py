"""Makes Django ready for one command, or says in a sentence why it cannot be."""

from collections.abc import Callable
from typing import Any

import click


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


def _wrong_settings(error: Any) -> str:
    """What to change, one line a setting."""
    lines = []
    for problem in error.errors():
        name = "_".join(str(part) for part in problem["loc"]).upper()
        lines.append(f"UNDERSIGNED_{name}: {problem['msg'].removeprefix('Value error, ')}" if name else problem["msg"])
    return "Settings are wrong.\n" + "\n".join(lines)
