"""What signers do themselves with what is held of them: see it, take it along, correct it, hide, leave, be erased.

Nobody needs an account for it: a letter to the mailbox that signed holds the link to one's own page.
"""
