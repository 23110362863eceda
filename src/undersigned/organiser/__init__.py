"""The organisers' door: the desk, on Wagtail's admin."""
