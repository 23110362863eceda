"""Accounts of the desk: for which campaign somebody works, who is invited, how they prove who they are.

What a role may do is the desk's business, and so are the screens. Knows no CMS.
"""
