"""Run a graph: check it, read it once, and run each block as soon as what it waits for is done."""
