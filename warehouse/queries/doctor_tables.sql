-- Purpose: which tables there are and how many rows they hold by the catalogue. Grain: one row a table.
SELECT table_name, estimated_size AS rows FROM duckdb_tables()
WHERE database_name = current_database() AND NOT internal AND NOT temporary ORDER BY table_name
