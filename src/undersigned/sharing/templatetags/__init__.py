"""The share panel, for any template above this room."""
