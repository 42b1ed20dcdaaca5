"""Reach out over HTTP, to where it is allowed."""
