"""A digest says what was held, told and kept back, with how much lies behind it, and is harmless wherever it is shown."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from config.receivers import ConsoleReceiver, JsonlReceiver
from tasks.deliver import Means, deliver
from tasks.digest import digest_headline, digest_html, digest_text, stand_in
from tasks.digests import Collected, Digest, DigestLine
from tasks.judgements import Delivery, Receipt

MORNING = datetime(2017, 3, 16, 23, 0, tzinfo=UTC)
BEFORE = datetime(2017, 3, 15, 23, 0, tzinfo=UTC)
LINE = DigestLine(
    "a1", "a1", "korea", "missile", "Korea × <b>Missile</b>\x1b[2J: 9 texts", "strong", "firing", "opened", MORNING,
    "quiet_hours", "until 2017-03-17 07:00 KST",
)  # fmt: skip
QUIET = Digest("desk", "daily", BEFORE, MORNING, "Asia/Seoul", collected=Collected(1210, 804, 31, 62, 24))
FULL = replace(QUIET, held=(LINE, LINE), told=(replace(LINE, reason="", detail=""),))


def test_a_day_on_which_nothing_happened_says_so_and_how_much_was_looked_at() -> None:
    assert digest_text(QUIET) == (
        "DIGEST  Daily digest: nothing unusual\n"
        "  Daily digest, 2017-03-16 08:00 KST to 2017-03-17 08:00 KST\n"
        "  Collected: 1,210 articles (804 distinct texts) from 31 sources; judged: 62 series, looked at 24 times.\n"
    )


def test_a_day_on_which_nothing_was_collected_is_no_quiet_day() -> None:
    assert "nothing was collected, so nothing can be said" in digest_headline(replace(QUIET, collected=Collected()))


def test_a_digest_counts_its_lines_and_gives_each_its_reason() -> None:
    text = digest_text(FULL)
    assert text.startswith("DIGEST  Daily digest: 2 held until now, 1 told before\n")
    assert (
        "2017-03-17 08:00 KST opened, strong: Korea × <b>Missile</b>: 9 texts [a1, firing; quiet hours (until" in text
    )
    assert "\x1b" not in text
    assert digest_headline(replace(FULL, kind="overflow")) == "2 more in this digest"


def test_what_feeds_say_is_text_in_html() -> None:
    page = digest_html(FULL)
    assert "&lt;b&gt;Missile&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "\x1b" not in page
    assert "1,210 articles" in page


def test_console_and_file_carry_a_digest_and_the_file_only_once(tmp_path: Path) -> None:
    out, path = io.StringIO(), tmp_path / "alerts.jsonl"
    one = Delivery("0123456789abcdef", "", "digest", "desk", "pending", MORNING, digest=FULL)
    means = Means(out, path, MORNING, 5.0, "tests")
    assert deliver(stand_in(FULL), one, ConsoleReceiver(kind="console"), means) == Receipt()
    assert out.getvalue() == digest_text(FULL)
    for _ in range(2):
        assert isinstance(deliver(stand_in(FULL), one, JsonlReceiver(kind="jsonl"), means), Receipt)
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert line.startswith('{"delivery_id": "0123456789abcdef", "transition": "digest", "kind": "daily"')
    body = json.loads(line)
    assert [one["reason"] for one in body["held"]] == ["quiet_hours", "quiet_hours"]
    assert body["collected"]["texts"] == 804
    assert body["until"] == "2017-03-16T23:00:00+00:00"
    assert "\x1b" not in body["held"][0]["headline"]
