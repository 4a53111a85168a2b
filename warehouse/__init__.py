"""What we remember: the DuckDB warehouse and the small stores beside it."""
