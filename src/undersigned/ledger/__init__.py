"""Keeps each petition's public log: takes what was counted, puts it in, signs, and hands out what was signed.

What an entry is and how a tree is hashed is `transparency`'s; knows nothing of petitions' rules, nor of a person.
"""
