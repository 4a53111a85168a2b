-- Purpose: how the articles on an entity, topic or series count. Grain: one row an article.
-- What stands in braces is replaced by the number of the subject.
SELECT article, article - behind AS text, CAST(second AS TIMESTAMP) AS counted_at, day_only, source, publisher, language FROM counted_subjects WHERE subject = {number}
