"""What templates of the desk may ask."""
