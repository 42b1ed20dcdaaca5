"""Calls that leave this machine, recorded in a file and played from it: of models, of vectors, and over HTTP."""
