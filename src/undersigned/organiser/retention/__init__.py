"""Retention at the desk: what is deleted when, the choice of it, a dry run, the deletion, the proof; the papers."""
