"""Count the dates that imported documents can not have been published on, or that nobody can read, and log the first of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasks.date import why_impossible
from tasks.judgements import UNREAD_DATE
from tasks.records import Document, Rejection

if TYPE_CHECKING:
    from warehouse.run_log import RunLog

MOST_LOGGED = 100


@dataclass(slots=True)
class RefusedDates:
    """What was refused so far: how many by why, and the first that nobody can read, with where it stands."""

    log: RunLog
    counts: Counter[str] = field(default_factory=Counter)
    unread: str = ""

    def note(self, documents: Iterable[Document | Rejection]) -> None:
        """Take in what some documents claim."""
        for document in (one for one in documents if isinstance(one, Document)):
            claims = [(claim.raw, why_impossible(claim, document.first_seen_at)) for claim in document.claims]
            unread = [(document.unread_date, UNREAD_DATE)] if document.unread_date else []
            for said, why in [*((said, why) for said, why in claims if why), *unread]:
                if self.counts.total() < MOST_LOGGED:
                    self.log.warning("date_refused", source=document.source.source_id, date=said, reason=why)
                self.counts[why] += 1
            self.unread = self.unread or document.unread_date
