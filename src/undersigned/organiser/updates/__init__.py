"""The screens where an update is written, looked at, sent, and watched."""
