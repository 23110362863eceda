"""What comes back of letters: bounces, complaints, "never write to me again"; and who gets none any more for it."""
