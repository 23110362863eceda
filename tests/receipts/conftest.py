"""A log's keeper with folders of its own, a mail server, a petition whose letters can be written."""

from tests.ledger.conftest import keeper  # noqa: F401  the same fixtures
from tests.mail.conftest import campaign, smtp  # noqa: F401
