"""What stands between a form and those who would misuse it. Judges a request; writes nothing, sends nothing."""
