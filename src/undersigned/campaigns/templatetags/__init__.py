"""Template tags of campaign pages."""
