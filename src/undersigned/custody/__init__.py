"""The care of the keys: whether they are whole and fit, what replaces them, their backup, and what ends with them.

Behind the commands `undersigned keys …`. What is sealed with them is the rooms' business: each table that holds sealed
records says so by `SEALED_AS`, see `records`.
"""
