"""Retention: the days, the deletion, what is left."""
