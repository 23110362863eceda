"""Signatures leave the desk as a file, for those who may see signers; every time is in the audit log."""
