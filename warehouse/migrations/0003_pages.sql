-- How pages were reached and what their servers and they themselves said of them.

-- A list has no default: DuckDB 1.5 can neither replay its log over an added column whose default calls a function, as []
-- does, nor cast a default over rows that are there. Older pages have NULL, and every page stored since has its list.
ALTER TABLE pages ADD COLUMN redirects VARCHAR[];
ALTER TABLE pages ADD COLUMN canonical_url VARCHAR DEFAULT '';
ALTER TABLE pages ADD COLUMN etag VARCHAR DEFAULT '';
ALTER TABLE pages ADD COLUMN last_modified VARCHAR DEFAULT '';
ALTER TABLE pages ADD COLUMN cache_control VARCHAR DEFAULT '';
ALTER TABLE pages ADD COLUMN server_date VARCHAR DEFAULT '';
COMMENT ON COLUMN pages.redirects IS 'Addresses that pointed on, in order, each after the status by which it did (200: by a refresh in its page).';
COMMENT ON COLUMN pages.canonical_url IS 'Address that the page calls its own; empty where it names none.';
COMMENT ON COLUMN pages.etag IS 'ETag of the answer.';
COMMENT ON COLUMN pages.last_modified IS 'Last-Modified of the answer.';
COMMENT ON COLUMN pages.cache_control IS 'Cache-Control of the answer.';
COMMENT ON COLUMN pages.server_date IS 'Date of the answer, by the server''s clock.';
