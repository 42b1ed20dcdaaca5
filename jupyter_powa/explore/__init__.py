"""Look at rows: pages, profiles, plans, charts and exports of whatever a database can read."""
