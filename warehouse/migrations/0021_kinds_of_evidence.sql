-- What a mention's label may say besides the kind of its entity.
COMMENT ON COLUMN mentions.label IS 'Kind of evidence: the kind of the entity; or demonym, a nationality; or government, a capital that stands for one. The last two count for the country, and are left out where it is listed who is named.';
