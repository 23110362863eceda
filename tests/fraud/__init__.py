"""The fraud room, on both databases."""
