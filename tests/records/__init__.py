"""The papers of data protection."""
