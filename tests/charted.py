"""A line with gaps and an alert, whose names would do harm if they were obeyed, to be drawn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from brinkwatch.show.series import AlertMark, TrendPoint, TrendSeries

HOSTILE = "</script><script>alert(1)</script>\x1b[2J\u202e"
SHARES = (0.031, 0.028, None, 0.041, 0.0, 0.089, None, None, 0.058, 0.061)
POINTS = tuple(
    TrendPoint(
        date(2016, 12, 5) + timedelta(weeks=week), 40, 30, 6, 600 if share is not None else 0, share,
        0.0 if share is None else 4 / 7 if week == 9 else 1.0,
    )
    for week, share in enumerate(SHARES)
)  # fmt: skip
SERIES = (TrendSeries(f"North Korea {HOSTILE}", POINTS),)
MARKS = (AlertMark(datetime(2017, 1, 26, 9, tzinfo=UTC), f"Tillerson {HOSTILE}"),)
TITLE, SUBTITLE, CAPTION = (
    "Share of distinct texts, by week",
    "Of all distinct texts",
    f"Query: trend {HOSTILE}\nSource: nine outlets",
)
