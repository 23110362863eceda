"""A witness of others' logs, as c2sp.org/tlog-witness says: cosigns that a log has only grown, and forgets nothing."""
