-- Purpose: the tables whose rows go with their article. Grain: one row a table.
SELECT tables.table_name
FROM duckdb_tables() AS tables JOIN duckdb_columns() AS columns USING (database_name, schema_name, table_name)
WHERE tables.database_name = current_database() AND NOT tables.temporary AND columns.column_name = 'article_id'
ORDER BY tables.table_name
