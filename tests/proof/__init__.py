"""Promises that take longer to prove: `python -m tests.proof` runs every file of this folder."""
