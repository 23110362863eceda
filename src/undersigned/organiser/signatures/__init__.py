"""The signatures of one petition at the desk: found, read, decided on. Every look and every decision is logged."""
