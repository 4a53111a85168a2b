"""What an alert says: the one content, as plain text, as a small HTML document, and as JSON."""

from __future__ import annotations

from datetime import datetime
from html import escape

from tasks.judgements import Alert, Evidence
from tasks.plain import plain

SHOWN_TEXTS = 5
"""Texts behind an alert that a message shows; `alerts why` shows all."""


def alert_text(alert: Alert, transition: str) -> str:
    """Write an alert as a block of plain text that ends with a line end."""
    lines = [f"{transition.upper()}  {plain(alert.headline)}", f"  {plain(alert.reason)}"]
    lines += [f"  - {_day(text)} {plain(text.source_id)}: {plain(text.title)}" for text in alert.evidence[:SHOWN_TEXTS]]
    left = len(alert.evidence) - SHOWN_TEXTS
    lines += [f"  … and {left} more"] if left > 0 else []
    lines.append(f"  brinkwatch alerts why {alert.alert_id}")
    return "\n".join(lines) + "\n"


def alert_html(alert: Alert, transition: str, chart: str) -> str:
    """Write an alert as an HTML document; `chart` is the markup of its picture, or empty."""
    texts = "".join(
        f"<li>{_day(text)} {_shown(text.source_id)}: {_linked(text)}</li>" for text in alert.evidence[:SHOWN_TEXTS]
    )
    left = len(alert.evidence) - SHOWN_TEXTS
    more = f"<p>… and {left} more</p>" if left > 0 else ""
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{_shown(alert.headline)}</title></head><body>'
        f"<h1>{escape(transition.upper())} {_shown(alert.headline)}</h1><p>{_shown(alert.reason)}</p>{chart}"
        f"<ul>{texts}</ul>{more}<p><code>brinkwatch alerts why {escape(alert.alert_id)}</code></p></body></html>"
    )


def alert_json(alert: Alert, transition: str) -> dict[str, object]:
    """Return an alert as what JSON can hold."""
    return {
        "transition": transition,
        "id": alert.alert_id,
        "incident": alert.incident_id,
        "watch": alert.watch_id,
        "rule": alert.rule,
        "state": alert.state,
        "severity": alert.severity,
        "opened_at": _iso(alert.opened_at),
        "updated_at": _iso(alert.updated_at),
        "resolved_at": _iso(alert.resolved_at),
        "window_start": alert.window_start.isoformat(),
        "window_end": alert.window_end.isoformat(),
        "observed": alert.observed,
        "expected": alert.expected,
        "p_value": alert.p_value,
        "score": alert.score,
        "articles": alert.articles,
        "texts": alert.texts,
        "publishers": alert.publishers,
        "headline": plain(alert.headline),
        "reason": plain(alert.reason),
        "evidence": [
            {
                "article_id": text.article_id,
                "source_id": text.source_id,
                "url": plain(text.url),
                "title": plain(text.title),
                "published_at": _iso(text.published_at),
                "sentence": plain(text.sentence),
                "copies": text.copies,
            }
            for text in alert.evidence
        ],
    }


def _linked(text: Evidence) -> str:
    if not text.url.startswith(("https://", "http://")):
        return _shown(text.title)
    return f'<a href="{_shown(text.url)}">{_shown(text.title)}</a>'


def _day(text: Evidence) -> str:
    return text.published_at.date().isoformat() if text.published_at else "undated"


def _shown(text: str) -> str:
    return escape(plain(text))


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
