"""Sends each signer their receipt, once the public log has them: one letter, with the proof attached."""
