"""The questions of `brinkwatch trend` and its kin beside SQLite, PostgreSQL and pandas, on an invented warehouse."""
