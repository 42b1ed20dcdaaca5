"""Answer questions about a database in SQL: what its tables mean, which of them a question needs, and the answer."""
