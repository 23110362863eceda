"""Secrets, as pure functions: keys, sealing of records, the blind index. No Django, no database, no clock."""
