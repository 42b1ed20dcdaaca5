"""From a goal to a dataset: a pipeline as a document, and the session that builds it by talking."""
