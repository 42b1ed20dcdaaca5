"""Mend a query that a database does not take, by what its catalogue says."""
