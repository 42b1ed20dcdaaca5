"""Documents cut into pieces, each knowledge base in a file of its own, and search in them by words and by meaning."""
