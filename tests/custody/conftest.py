"""The store and the tables' address, as the tests of signing have them."""

from tests.signing.conftest import address, open_store, store  # noqa: F401  fixtures
