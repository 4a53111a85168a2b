-- Purpose: what did not become an article. Grain: one row a rejected document.
SELECT source_id, url, reason FROM rejections
