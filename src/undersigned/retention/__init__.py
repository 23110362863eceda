"""How long what is held of signers is kept: what is deleted when, the deletion itself, and proof of what is left.

Knows the rooms only by their `personal_data`: each says what it holds, and erases it; see `rooms`.
"""
