"""Where things run: in this process, or in a kernel of the Jupyter server."""
