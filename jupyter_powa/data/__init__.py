"""Talk to a database: one port, and an adapter for each kind."""
