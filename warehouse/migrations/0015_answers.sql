-- Trends of what is often in the news are kept as sums of periods, and the publisher that an article counts for is carried with it,
-- so that an answer reads some hundred rows. The counted tables in their new shape are filled by the next publication.

DROP TABLE counted_numbers;
DROP TABLE counted_articles;
DROP TABLE counted_subjects;
DELETE FROM counted_marks;

CREATE TABLE counted_numbers (kind VARCHAR NOT NULL, id VARCHAR NOT NULL, number INTEGER NOT NULL, summed BOOLEAN NOT NULL);
COMMENT ON TABLE counted_numbers IS 'Numbers that stand for ids in the counted tables, one row an id.';
COMMENT ON COLUMN counted_numbers.kind IS 'source, publisher, entity, topic, or watch.';
COMMENT ON COLUMN counted_numbers.id IS 'The id; of a publisher the wire credited or the owner group, of a series of a watch watch/series.';
COMMENT ON COLUMN counted_numbers.number IS 'Its number.';
COMMENT ON COLUMN counted_numbers.summed IS 'Whether its periods are kept in counted_sums: of subjects that are in many articles.';

CREATE TABLE counted_owners (source INTEGER NOT NULL, source_id VARCHAR NOT NULL, owner_group VARCHAR);
COMMENT ON TABLE counted_owners IS 'Whose each source was when its articles were counted, one row a source.';
COMMENT ON COLUMN counted_owners.source IS 'Number of the source.';
COMMENT ON COLUMN counted_owners.source_id IS 'Its id.';
COMMENT ON COLUMN counted_owners.owner_group IS 'Owner group; NULL where the source was not known.';

CREATE TABLE counted_articles (
    article INTEGER NOT NULL, article_id VARCHAR NOT NULL, text INTEGER NOT NULL, counted_at TIMESTAMP NOT NULL, day_only BOOLEAN NOT NULL,
    source INTEGER NOT NULL, publisher INTEGER NOT NULL, language VARCHAR NOT NULL
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

CREATE TABLE counted_subjects (
    subject INTEGER NOT NULL, article INTEGER NOT NULL, text INTEGER NOT NULL, counted_at TIMESTAMP NOT NULL, day_only BOOLEAN NOT NULL,
    source INTEGER NOT NULL, publisher INTEGER NOT NULL, language VARCHAR NOT NULL, named BOOLEAN NOT NULL
);
COMMENT ON TABLE counted_subjects IS 'Articles on an entity, topic or series, one row a pair, by subject and time.';
COMMENT ON COLUMN counted_subjects.subject IS 'Number of the entity, topic or series.';
COMMENT ON COLUMN counted_subjects.article IS 'Number of the article.';
COMMENT ON COLUMN counted_subjects.text IS 'Number of its original.';
COMMENT ON COLUMN counted_subjects.counted_at IS 'When it counts, UTC.';
COMMENT ON COLUMN counted_subjects.day_only IS 'Whether that is a day without an hour.';
COMMENT ON COLUMN counted_subjects.source IS 'Number of its source.';
COMMENT ON COLUMN counted_subjects.publisher IS 'Number of the independent publisher it counts for.';
COMMENT ON COLUMN counted_subjects.language IS 'Language of the article.';
COMMENT ON COLUMN counted_subjects.named IS 'Whether it is named itself, and not only by a demonym or as a capital for its government.';

CREATE TABLE counted_sums (
    subject INTEGER NOT NULL, step VARCHAR NOT NULL, period DATE NOT NULL, articles INTEGER NOT NULL, texts INTEGER NOT NULL, publishers INTEGER NOT NULL
);
COMMENT ON TABLE counted_sums IS 'Counts of subjects that are in many articles, one row a subject and period, UTC.';
COMMENT ON COLUMN counted_sums.subject IS 'Number of the entity, topic or series.';
COMMENT ON COLUMN counted_sums.step IS 'Length of the period: day, week or month.';
COMMENT ON COLUMN counted_sums.period IS 'Its first day.';
COMMENT ON COLUMN counted_sums.articles IS 'Articles on it.';
COMMENT ON COLUMN counted_sums.texts IS 'Distinct texts of them.';
COMMENT ON COLUMN counted_sums.publishers IS 'Independent publishers of them.';
