"""A campaign in several languages: one petition and one count, and a page in each language below the first one's.

docs/decisions/languages.md says why it is built so.
"""
