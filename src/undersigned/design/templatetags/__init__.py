"""Template tags that any room's templates may load."""
