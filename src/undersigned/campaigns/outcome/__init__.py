"""What came of a petition, as its organiser records it: delivered, answered, decided. The page claims nothing else."""
