-- Which state of the articles a file holds, so that what lies beside it can be told to be of the same state.

CREATE TABLE publication (token VARCHAR NOT NULL);
COMMENT ON TABLE publication IS 'The state that was published, one row.';
COMMENT ON COLUMN publication.token IS 'Drawn anew with every publication; the index of words beside the file knows for which ones it is right. Empty before the first.';
INSERT INTO publication VALUES ('');
