-- Purpose: the number that stands for an id in the counted tables. Grain: one row, or none.
SELECT number FROM counted_numbers WHERE kind = $kind AND id = $id
