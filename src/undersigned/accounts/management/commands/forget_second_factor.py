"""`undersigned manage forget_second_factor NAME`: for whoever has lost the app and the recovery codes."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from undersigned.accounts import second_factor, sessions


class Command(BaseCommand):
    help = "Takes the second step of signing in from an account, and ends its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account named {username}.")
        was_on = second_factor.turn_off(user)
        sessions.end(user)
        self.stdout.write(
            f"{username} now signs in with the password alone." if was_on else f"{username} had no second step."
        )
