"""What the server calls; the command has named its files."""

from undersigned.witness.app import from_environment

application = from_environment()
