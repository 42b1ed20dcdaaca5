"""Brief an SQL agent: the context that it knows, its index, its source and model; and keep what it says and uses."""
