"""Build workflows by talking: one user message becomes a proposed change that can be reviewed, applied and undone."""
