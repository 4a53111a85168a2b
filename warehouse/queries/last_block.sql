-- Purpose: the last block of the file that a table lies in, NULL where it lies in none. Grain: one row.
SELECT greatest(max(block_id), max(list_max(additional_block_ids))) AS block FROM pragma_storage_info('{table}')
