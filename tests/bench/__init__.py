"""The bench: how fast the product is against the fastest thing that could stand in its place. `make bench` runs it."""
