"""Sum up many messages in one: what was held, what was told, what was not and why, or that nothing unusual happened."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from html import escape
from zoneinfo import ZoneInfo

from tasks.digests import Digest, DigestLine
from tasks.judgements import Alert
from tasks.plain import plain
from tasks.route_words import why

TITLES = {"daily": "Daily digest", "weekly": "Weekly digest", "overflow": "Digest of what was held"}
SECTIONS = (("held", "Held until now"), ("told", "Told before"), ("withheld", "Not sent"), ("still", "Still firing"))


def digest_headline(digest: Digest) -> str:
    """Say in one line what a digest holds."""
    if digest.kind == "overflow":
        return f"{len(digest.held)} more in this digest"
    counts = [(len(getattr(digest, section)), title.lower()) for section, title in SECTIONS]
    told = ", ".join(f"{number} {word}" for number, word in counts if number)
    quiet = "nothing unusual" if digest.collected.articles else "nothing was collected, so nothing can be said"
    return f"{TITLES[digest.kind]}: {told or quiet}"


def collected_line(digest: Digest) -> str:
    """Say how much lies behind what a digest says, so that its silence is known to be silence."""
    one = digest.collected
    return (
        f"Collected: {_count(one.articles, 'article')} ({_count(one.texts, 'distinct text')}) from "
        f"{_count(one.sources, 'source')}; judged: {one.series} series, looked at {_count(one.looks, 'time')}."
    )


def digest_text(digest: Digest) -> str:
    """Write a digest as plain lines, the last with a line end."""
    lines = [f"DIGEST  {digest_headline(digest)}", f"  {_stretch(digest)}"]
    for section, title in SECTIONS:
        found: tuple[DigestLine, ...] = getattr(digest, section)
        lines += [f"  {title}:"] if found else []
        lines += [f"  - {_told(one, digest)}" for one in found]
    lines += [f"  {collected_line(digest)}"] if digest.kind != "overflow" else []
    lines += ["  brinkwatch alerts why ID explains one"] if _mentioned(digest) else []
    return "\n".join(lines) + "\n"


def digest_html(digest: Digest) -> str:
    """Write a digest as the inside of an HTML body; what comes from feeds is escaped."""
    parts = [f"<h1>{escape(digest_headline(digest))}</h1>", f"<p>{escape(_stretch(digest))}</p>"]
    for section, title in SECTIONS:
        found: tuple[DigestLine, ...] = getattr(digest, section)
        if found:
            items = "".join(f"<li>{escape(_told(one, digest))}</li>" for one in found)
            parts.append(f"<h2>{title}</h2><ul>{items}</ul>")
    parts += [f"<p>{escape(collected_line(digest))}</p>"] if digest.kind != "overflow" else []
    return "\n".join(parts) + "\n"


def digest_json(digest: Digest) -> dict[str, object]:
    """Return a digest as JSON holds it; moments in ISO 8601."""
    body: dict[str, object] = {
        "kind": digest.kind,
        "headline": digest_headline(digest),
        "since": digest.since.isoformat(),
        "until": digest.until.isoformat(),
        "timezone": digest.timezone,
    }
    for section, _ in SECTIONS:
        body[section] = [
            {name: _value(value) for name, value in asdict(one).items()} for one in getattr(digest, section)
        ]
    if digest.kind != "overflow":
        body["collected"] = asdict(digest.collected)
    return body


def stand_in(digest: Digest) -> Alert:
    """Make an alert that says what a digest says, for where a message has to have one."""
    day: date = digest.until.date()
    return Alert(
        "", "", "", "resolved", digest.since, digest.until, digest.until, day, day, 0, 0.0, 1.0, 0.0, 0, 0, 0,
        digest_headline(digest), collected_line(digest),
    )  # fmt: skip


def _told(one: DigestLine, digest: Digest) -> str:
    """Write a line: when, what, how grave, and why it was not sent by itself."""
    at = _local(one.at, digest)
    reason = f"; {why(one.reason, one.detail)}" if one.reason else ""
    return f"{at} {one.transition}, {one.severity}: {plain(one.headline)} [{one.alert_id}, {one.state}{reason}]"


def _mentioned(digest: Digest) -> bool:
    return any(getattr(digest, section) for section, _ in SECTIONS)


def _stretch(digest: Digest) -> str:
    return f"{TITLES[digest.kind]}, {_local(digest.since, digest)} to {_local(digest.until, digest)}"


def _local(at: datetime, digest: Digest) -> str:
    return f"{at.astimezone(ZoneInfo(digest.timezone)):%Y-%m-%d %H:%M %Z}"


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return plain(value) if isinstance(value, str) else value


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
