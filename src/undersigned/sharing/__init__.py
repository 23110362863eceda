"""Passing a petition on: the words, the links, where each came from. Nothing here asks a third party for anything."""
