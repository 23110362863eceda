"""How a campaign stands, in numbers: gathered beside the signing, read in a few queries, about nobody in particular."""
