"""Databases of others: PostgreSQL, MariaDB and MySQL, SQLite, and whatever else SQLAlchemy reaches."""
