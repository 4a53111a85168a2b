-- What a question begins with is found by a number: a name that a person wrote, the number of an id, and where in the file the article
-- lies that was first. The counted tables in their new shape are filled by the next publication.

DROP TABLE counted_numbers;
DROP TABLE counted_articles;
DELETE FROM counted_marks;

CREATE TABLE counted_numbers (key BIGINT NOT NULL, kind VARCHAR NOT NULL, id VARCHAR NOT NULL, number INTEGER NOT NULL, summed BOOLEAN NOT NULL);
COMMENT ON TABLE counted_numbers IS 'Numbers that stand for ids in the counted tables, one row an id.';
COMMENT ON COLUMN counted_numbers.key IS '63 bits over kind and id.';
COMMENT ON COLUMN counted_numbers.kind IS 'source, publisher, entity, topic, or watch.';
COMMENT ON COLUMN counted_numbers.id IS 'The id; of a publisher the wire credited or the owner group, of a series of a watch watch/series.';
COMMENT ON COLUMN counted_numbers.number IS 'Its number.';
COMMENT ON COLUMN counted_numbers.summed IS 'Whether its periods are kept in counted_sums: of subjects that are in many articles.';

CREATE TABLE counted_articles (
    article INTEGER NOT NULL, article_id VARCHAR NOT NULL, text INTEGER NOT NULL, counted_at TIMESTAMP NOT NULL, day_only BOOLEAN NOT NULL,
    source INTEGER NOT NULL, publisher INTEGER NOT NULL, language VARCHAR NOT NULL, place BIGINT NOT NULL
);
COMMENT ON TABLE counted_articles IS 'How each article counts, one row an article, in the order of time as they came.';
COMMENT ON COLUMN counted_articles.article IS 'Number of the article.';
COMMENT ON COLUMN counted_articles.article_id IS 'Its id.';
COMMENT ON COLUMN counted_articles.text IS 'Number of its original, its own when it is the original; below 0 where that is not there.';
COMMENT ON COLUMN counted_articles.counted_at IS 'When it counts, UTC: published, or first seen where nobody says.';
COMMENT ON COLUMN counted_articles.day_only IS 'Whether that is a day without an hour.';
COMMENT ON COLUMN counted_articles.source IS 'Number of its source.';
COMMENT ON COLUMN counted_articles.publisher IS 'Number of the independent publisher it counts for.';
COMMENT ON COLUMN counted_articles.language IS 'Language of the article.';
COMMENT ON COLUMN counted_articles.place IS 'Where it stood in the file when it was counted: a hint, looked at before it is believed.';

CREATE TABLE counted_names (key BIGINT NOT NULL, entity_id VARCHAR NOT NULL, name VARCHAR NOT NULL);
COMMENT ON TABLE counted_names IS 'What entities may be asked for by, one row a spelling and entity.';
COMMENT ON COLUMN counted_names.key IS '63 bits over the spelling: the id, the name in small letters, or an alias, folded.';
COMMENT ON COLUMN counted_names.entity_id IS 'Entity it may stand for.';
COMMENT ON COLUMN counted_names.name IS 'Canonical name of that.';

CREATE TABLE counted_spelt (fingerprint VARCHAR, entities BIGINT NOT NULL, aliases BIGINT NOT NULL);
COMMENT ON TABLE counted_spelt IS 'Of which state the names kept are, one row; none where they are to be kept anew.';
COMMENT ON COLUMN counted_spelt.fingerprint IS 'What was configured then; NULL where nothing was.';
COMMENT ON COLUMN counted_spelt.entities IS 'Entities then.';
COMMENT ON COLUMN counted_spelt.aliases IS 'Aliases then.';
