-- What was found is kept in the order of time as well, so that a question about all names of some weeks reads these weeks; articles are
-- found by a number, as ids are; what only the order of time needs goes from the order of subjects. Filled by the next publication.

DROP TABLE counted_articles;
DROP TABLE counted_subjects;
DROP TABLE counted_names;
DELETE FROM counted_spelt;
DELETE FROM counted_marks;

CREATE MACRO article_key(id) AS CAST(md5_number_lower('article ' || id) >> 1 AS BIGINT);
COMMENT ON MACRO article_key IS 'The number by which an article is found: 63 bits over its id.';

CREATE TABLE counted_articles (
    article INTEGER NOT NULL, key BIGINT NOT NULL, text INTEGER NOT NULL, counted_at TIMESTAMP NOT NULL, day_only BOOLEAN NOT NULL,
    source INTEGER NOT NULL, publisher INTEGER NOT NULL, language VARCHAR NOT NULL, place BIGINT NOT NULL
);
COMMENT ON TABLE counted_articles IS 'How each article counts, one row an article, in the order of time as they came.';
COMMENT ON COLUMN counted_articles.article IS 'Number of the article.';
COMMENT ON COLUMN counted_articles.key IS '63 bits over its id.';
COMMENT ON COLUMN counted_articles.text IS 'Number of its original, its own when it is the original; below 0 where that is not there.';
COMMENT ON COLUMN counted_articles.counted_at IS 'When it counts, UTC: published, or first seen where nobody says.';
COMMENT ON COLUMN counted_articles.day_only IS 'Whether that is a day without an hour.';
COMMENT ON COLUMN counted_articles.source IS 'Number of its source.';
COMMENT ON COLUMN counted_articles.publisher IS 'Number of the independent publisher it counts for.';
COMMENT ON COLUMN counted_articles.language IS 'Language of the article.';
COMMENT ON COLUMN counted_articles.place IS 'Where it stood in the file when it was counted: a hint, looked at before it is believed.';

CREATE TABLE counted_found (article INTEGER NOT NULL, subject INTEGER NOT NULL, named BOOLEAN NOT NULL);
COMMENT ON TABLE counted_found IS 'Articles on an entity, topic or series, one row a pair, by article.';
COMMENT ON COLUMN counted_found.article IS 'Number of the article.';
COMMENT ON COLUMN counted_found.subject IS 'Number of the entity, topic or series.';
COMMENT ON COLUMN counted_found.named IS 'Whether it is named itself, and not only by a demonym or as a capital for its government.';

CREATE TABLE counted_subjects (
    subject INTEGER NOT NULL, article INTEGER NOT NULL, behind INTEGER NOT NULL, second TIMESTAMP_S NOT NULL, day_only BOOLEAN NOT NULL,
    source INTEGER NOT NULL, publisher INTEGER NOT NULL, language VARCHAR NOT NULL
);
COMMENT ON TABLE counted_subjects IS 'The same pairs by subject and time, with how the article counts.';
COMMENT ON COLUMN counted_subjects.subject IS 'Number of the entity, topic or series.';
COMMENT ON COLUMN counted_subjects.article IS 'Number of the article.';
COMMENT ON COLUMN counted_subjects.behind IS 'How far its original is behind it in number: 0 when it is the original.';
COMMENT ON COLUMN counted_subjects.second IS 'Second in which it counts, UTC; counted_articles has the exact time.';
COMMENT ON COLUMN counted_subjects.day_only IS 'Whether that is a day without an hour.';
COMMENT ON COLUMN counted_subjects.source IS 'Number of its source.';
COMMENT ON COLUMN counted_subjects.publisher IS 'Number of the independent publisher it counts for.';
COMMENT ON COLUMN counted_subjects.language IS 'Language of the article.';

-- Packed by zstd, some 2,000 names are unpacked to read one; by a dictionary, all.
CREATE TABLE counted_names (
    key BIGINT NOT NULL, entity_id VARCHAR USING COMPRESSION zstd NOT NULL, name VARCHAR USING COMPRESSION zstd NOT NULL, configured BOOLEAN NOT NULL
);
COMMENT ON TABLE counted_names IS 'What entities may be asked for by, one row a spelling and entity.';
COMMENT ON COLUMN counted_names.key IS '63 bits over the spelling: the id, the name in small letters, or an alias, folded.';
COMMENT ON COLUMN counted_names.entity_id IS 'Entity it may stand for.';
COMMENT ON COLUMN counted_names.name IS 'Canonical name of that.';
COMMENT ON COLUMN counted_names.configured IS 'Whether it has aliases, as those of the configuration have: others were made from texts alone.';
