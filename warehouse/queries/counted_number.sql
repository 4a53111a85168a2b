-- Purpose: the number that stands for an id in the counted tables, and whether its sums are kept. Grain: one row, or none.
-- What stands in braces is replaced by the key of kind and id.
SELECT number, summed FROM counted_numbers WHERE key = {key}
