"""Write what an alert says as plain text, as a small page that mail programs show well, and as JSON: one content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from tasks.alert_content import AlertContent, content_of
from tasks.compose import count_of
from tasks.grounds import HistoryStep
from tasks.judgements import Alert, Evidence
from tasks.markup import for_href, for_html
from tasks.plain import plain

_PAGE = "margin:0;padding:16px;background:#ffffff;color:#1c2430;font:15px/1.5 Helvetica,Arial,sans-serif"
_BODY = "max-width:640px;margin:0 auto"
_STATE = "margin:0;color:#b3261e;font-size:12px;font-weight:bold;letter-spacing:1px"
_TITLE = "margin:2px 0 8px;font-size:20px;line-height:1.3"
_HEAD = "margin:20px 0 4px;font-size:15px"
_LINE = "margin:4px 0"
_SOFT = "color:#5b6675;font-size:13px"
_QUOTE = "margin:2px 0 0;padding-left:10px;border-left:2px solid #d9dde3"
_LIST = "margin:4px 0;padding-left:20px"
_CODE = "font:12px/1.4 Menlo,Consolas,monospace;word-break:break-all"
"""Styles stand in the elements: programs for mail drop everything else."""

_KEPT = {"by_publisher": "publishers", "countries": "countries", "languages": "languages", "newcomers": "newcomers"}

Section = tuple[str, tuple[str, ...]]


def alert_text(alert: Alert, transition: str) -> str:
    """Write an alert as a block of plain text that ends with a line end."""
    content = content_of(alert, transition)
    first, *rest = text_lines(content)
    return "\n".join([f"{transition.upper()}  {first}", *(f"  {line}" for line in rest)]) + "\n"


def alert_html(alert: Alert, transition: str, chart: str) -> str:
    """Write an alert as a page; `chart` is the markup of its picture, or empty. All else is escaped."""
    return _page(content_of(alert, transition), chart)


def whole_html(alert: Alert, chart: str, more: Sequence[Section] = ()) -> str:
    """Write all that is kept with an alert as a page; `more` are further heads with their lines."""
    return _page(content_of(alert, alert.artefact or alert.state, every_text=True), chart, more)


def alert_json(alert: Alert, transition: str) -> dict[str, object]:
    """Return an alert as what JSON can hold: its numbers, its texts and all that it says."""
    content, grounds = content_of(alert, transition), alert.grounds
    said: dict[str, object] = {
        "since": content.since,
        "expected_band": [_step_row(step) for step in content.history],
        **{
            name: [{**asdict(one), "name": plain(one.name)} for one in getattr(grounds, kept)] if grounds else []
            for name, kept in _KEPT.items()
        },
        "not_noise": list(content.supports),
        "speaks_against": list(content.doubts),
        "commands": dict(content.commands),
    }
    return {"transition": transition, **numbers_of(alert), **said, "evidence": [_row(text) for text in alert.evidence]}


def numbers_of(alert: Alert) -> dict[str, object]:
    """Return what an alert is, and its numbers."""
    return {
        "id": alert.alert_id,
        "incident": alert.incident_id,
        "watch": alert.watch_id,
        "rule": alert.rule,
        "state": alert.state,
        "severity": alert.severity,
        "artefact": alert.artefact,
        "opened_at": alert.opened_at.isoformat(),
        "updated_at": alert.updated_at.isoformat(),
        "resolved_at": alert.resolved_at.isoformat() if alert.resolved_at else None,
        "first_text_at": alert.first_text_at.isoformat() if alert.first_text_at else None,
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
    }


def text_lines(content: AlertContent, *more: str) -> list[str]:
    """Return a content as plain lines, the headline first; `more` stand below it."""
    lines = [content.headline, *more, *_facts(content)]
    lines += ["Texts behind it:"] if content.texts else []
    for text in content.texts:
        lines.append(f"- {_day(text)} {plain(text.source_id)}: {plain(text.title)}{_copies(text)}")
        lines += [f"  “{plain(text.sentence)}”"] if text.sentence else []
        lines += [f"  {plain(text.url)}"] if text.url else []
    lines += [f"… and {content.more} more"] if content.more and content.texts else []
    for head, points in _sections(content):
        lines += [f"{head}:", *(f"- {point}" for point in points)]
    lines += [content.ends] if content.ends else []
    lines += [f"{what}:  {command}" for what, command in content.commands]
    return lines


def _facts(content: AlertContent) -> list[str]:
    lines = [*content.standing, content.since, *content.unusual, content.counted, content.band, *content.origins]
    return [line for line in lines if line]


def _sections(content: AlertContent) -> list[Section]:
    found = (
        ("New in these texts", content.newcomers),
        ("Why this is not noise", content.supports),
        ("What speaks against it", content.doubts),
    )
    return [(head, points) for head, points in found if points]


def _page(content: AlertContent, chart: str, more: Sequence[Section] = ()) -> str:
    facts = "".join(_tag("p", _LINE, for_html(line)) for line in _facts(content))
    texts = "".join(_text(one) for one in content.texts)
    left = _tag("p", _SOFT, f"… and {content.more} more") if content.more and content.texts else ""
    sections = "".join(
        _tag("h2", _HEAD, for_html(head)) + _items(map(for_html, points))
        for head, points in (*_sections(content), *more)
    )
    commands = "".join(
        _tag("p", _LINE, f'{for_html(what)}:<br><code style="{_CODE}">{for_html(command)}</code>')
        for what, command in content.commands
    )
    body = (
        _tag("p", _STATE, for_html(content.transition.upper()))
        + _tag("h1", _TITLE, for_html(content.headline))
        + (f'<div style="margin:12px 0">{chart}</div>\n' if chart else "")
        + facts
        + (_tag("h2", _HEAD, "Texts behind it") + f'<ul style="{_LIST}">\n{texts}</ul>\n{left}' if texts else "")
        + sections
        + (_tag("p", _LINE, for_html(content.ends)) if content.ends else "")
        + _tag("h2", _HEAD, "To go on")
        + commands
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{for_html(content.headline)}</title>\n</head>\n"
        f'<body style="{_PAGE}">\n<div style="{_BODY}">\n{body}</div>\n</body>\n</html>\n'
    )


def _tag(name: str, style: str, inner: str) -> str:
    return f'<{name} dir="auto" style="{style}">{inner}</{name}>\n'


def _items(lines: Iterable[str]) -> str:
    items = "".join(f'<li dir="auto" style="{_LINE}">{line}</li>\n' for line in lines)
    return f'<ul style="{_LIST}">\n{items}</ul>\n'


def _text(text: Evidence) -> str:
    address, title = for_href(text.url), for_html(plain(text.title or text.url))
    linked = f'<a href="{address}" style="color:#1f5f8b">{title}</a>' if address else title
    origin = f'<span style="{_SOFT}">{for_html(plain(text.source_id))}, {_day(text)}{_copies(text)}</span>'
    sentence = for_html(plain(text.sentence))
    quote = f'<div dir="auto" style="{_QUOTE}">{sentence}</div>' if sentence else ""
    return f'<li dir="auto" style="{_LINE}">{linked}<br>{origin}{quote}</li>\n'


def _day(text: Evidence) -> str:
    return text.published_at.date().isoformat() if text.published_at else "undated"


def _copies(text: Evidence) -> str:
    return f" (+{count_of(text.copies, 'copy', 'copies')})" if text.copies else ""


def _row(text: Evidence) -> dict[str, object]:
    return {
        "article_id": text.article_id,
        "source_id": plain(text.source_id),
        "publisher": plain(text.publisher),
        "url": plain(text.url),
        "title": plain(text.title),
        "published_at": text.published_at.isoformat() if text.published_at else None,
        "sentence": plain(text.sentence),
        "copies": text.copies,
    }


def _step_row(step: HistoryStep) -> dict[str, object]:
    return {**asdict(step), "start": step.start.isoformat()}
