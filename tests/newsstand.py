"""Nine outlets of the replay with a story each on eight days, in our own words, and a client that asks for them."""

from __future__ import annotations

import http.client
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from brinkwatch.replay.news import NewsItem
from brinkwatch.replay.outlets import OUTLETS, Outlet

SUBJECTS = ("harbour", "orchard", "railway", "library", "lighthouse", "reservoir", "theatre", "quarry")
SENTENCES = (
    "Engineers who inspected the {0} on Monday said that its foundations had moved further than they expected.",
    'A spokesman for the council said: "We were told about the {0} in January, and we acted at once."',
    "Mr. Halloran, who lives nearby, has kept a diary of the works since they began in Sept. 2009 and shares it online.",
    "The cost of repairing the {0} is put at 14 million, a third more than the last estimate that was published.",
    "Opposition members asked why the report on the {0} had been held back for nearly eleven weeks.",
    "Work on a second phase may now start in the autumn, although no contractor for the {0} has yet been named.",
    "Visitors have been asked to stay away from the {0} until the fences around it have been replaced.",
    "The regional government said it would pay half of the bill if the {0} opens again before the holidays.",
    "An earlier plan, drawn up when the {0} still had its own staff, was abandoned because nobody would insure it.",
)
PATHS = {
    "abcnews": "/Politics/{0}-reopens/story?id={1}",
    "dw": "/en/{0}-reopens/a-{1}?maca=en-rss",
    "cnn": "/2017/03/{0}/index.html",
}
FIRST_DAY = date(2017, 3, 1)
LAST_MOMENT = datetime(2017, 3, 9, tzinfo=UTC)


def made(outlet: Outlet, place: int) -> NewsItem:
    """Make an article about the nth subject, published on the nth day."""
    subject, number = SUBJECTS[place], 100 * OUTLETS.index(outlet) + place
    path = PATHS.get(outlet.source_id, "/news/world/{0}-reopens-{1}.html").format(subject, number)
    return NewsItem(
        number=number,
        outlet=outlet.source_id,
        day=FIRST_DAY + timedelta(days=place),
        title=f"Fences go up around the old {subject}",
        subtitle=f"Families near the {subject} wait for an answer." if place % 2 else "",
        text=" ".join(sentence.format(subject) for sentence in SENTENCES),
        link=f"http://{outlet.host}{path}",
    )


ITEMS = [made(outlet, place) for outlet in OUTLETS for place in range(len(SUBJECTS))]


def get(url: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Ask for an address; return the answer's status, headers and body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def of(outlet: Outlet) -> list[NewsItem]:
    """Return the stories of an outlet."""
    return [item for item in ITEMS if item.outlet == outlet.source_id]


each_outlet = pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.source_id)
