"""A workflow in your hands: build it, run it and look into it from a cell."""
