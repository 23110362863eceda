"""Watches what comes of letters: where hardly any is answered, they stop. And what an organiser tells the gate."""
