"""SQL in a cell: `%%powa_sql`, what it binds, how earlier cells are built upon, and what it completes."""
