"""A graph in another form, and read back from it: a notebook, a script, a merge of two."""
