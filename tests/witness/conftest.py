"""A log's keeper, and stores on the run's database."""

from tests.ledger.conftest import address, keeper, open_store, store  # noqa: F401  the same fixtures
