"""Goals: words that ask for a dataset, as a pipeline of dataset steps; what has no step is left out and said so."""
