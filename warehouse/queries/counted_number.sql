-- Purpose: the number that stands for an id in the counted tables, and whether its sums are kept. Grain: one row, or none.
SELECT number, summed FROM counted_numbers WHERE kind = $kind AND id = $id
