"""The visitors' door: the baked page from memory, the form, the confirmation, the count. Async, and without Wagtail."""
