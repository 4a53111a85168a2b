-- Purpose: of which state of the entities and their aliases the names kept are, and which there is now. Grain: one row.
SELECT kept.fingerprint IS NOT DISTINCT FROM now.fingerprint AND kept.aliases = now.aliases AND kept.entities <= now.entities AS may_grow,
       may_grow AND kept.entities = now.entities AS same, now.fingerprint, now.entities, now.aliases
FROM (
    SELECT (SELECT max(fingerprint) FROM configured) AS fingerprint, (SELECT count(*) FROM entities) AS entities,
           (SELECT count(*) FROM entity_aliases) AS aliases
) AS now LEFT JOIN counted_spelt AS kept ON true
