"""The outbox: letters, not signatures. Knows addresses, wordings and servers; knows nothing of petitions' rules."""
