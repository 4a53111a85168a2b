-- Purpose: why documents did not become articles. Grain: one row a reason.
SELECT reason, count(*) AS documents, any_value(detail) AS example FROM rejections GROUP BY reason ORDER BY documents DESC, reason
