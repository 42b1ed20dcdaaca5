"""Door one: the Jupyter server. Each row of the table of routes becomes an address of it."""
