"""The fraud desk of one petition: what stands out, hour by hour; rules, their dry run, progress and undoing."""
