"""What was changed in a bundle is told in one line each, also when all of it was sealed anew."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import yaml

from brinkwatch.bundle import bundle_files
from tasks.explain import Course
from tasks.judgements import Transition
from tests.evidence import DAYS, FIRST, alert, grounds, spike
from tests.sealed import changed, files, forged, wrong


def test_a_forger_who_seals_anew_is_found_by_the_numbers() -> None:
    first = json.loads(files()["alert.json"])["alert"]
    assert any(
        line.startswith("p = ") and "NOT equal" in line for line in forged("alert.json", str(first["p_value"]), "1e-09")
    )
    assert any(
        "observed = 9" in line
        for line in forged("baseline.csv", "03-12T00:00:00+00:00,9.0", "03-12T00:00:00+00:00,90.0")
    )
    assert any("expected" in line for line in forged("rule.yaml", "half_life: 14.0", "half_life: 30.0"))
    assert any(
        "harbour-post recomputed: NOT equal" in line
        for line in forged("checks.csv", "harbour-post,4,", "harbour-post,5,")
    )
    assert any("check-9.csv: line 1" in line for line in forged("checks.csv", "check-1.csv", "check-9.csv"))
    assert any("texts are counted: NOT equal" in line for line in forged("texts.csv", "a1,true", "a1,false"))
    assert any(
        "rule.yaml is of korea / other" in line for line in forged("rule.yaml", "series: envoy", "series: other")
    )
    assert any(line.startswith("id ") for line in forged("alert.json", first["id"], "0123456789ab"))
    assert any("expected band" in line for line in forged("alert.json", '"low": 0', '"low": 1'))


def test_a_forger_of_what_people_read_is_found_by_making_it_anew() -> None:
    content = files()
    moved = FIRST + timedelta(days=300)
    for forgery, said in (
        ({**content, "alert.html": b"<h1>war</h1>"}, "alert.html made anew from the other files: NOT equal"),
        ({**content, "README.txt": b"trust me"}, "README.txt made anew from the other files: NOT equal"),
        ({**content, "query.sql": b"select 1"}, "query.sql made anew from the other files: NOT equal"),
        ({name: one for name, one in content.items() if name != "query.sql"}, "query.sql: missing"),
        ({name: one for name, one in content.items() if name != "alert.html"}, "alert.html: missing"),
        ({**content, "more.html": b"<h1>war</h1>"}, "more.html: is no part of any bundle"),
        ({**content, "check-7.csv": content["check-1.csv"]}, "check-7.csv: belongs to no check"),
        (changed(content, headline="WAR DECLARED"), "headline made anew: NOT equal, it would be: Korea × Envoy: 9"),
        (changed(content, reason="because"), "reason made anew: NOT equal"),
        (changed(content, texts=90), "texts is 90 where 9 follows"),
        (changed(content, resolved_at=moved.isoformat()), "does NOT fit its last look"),
        (changed(content, state="resolved"), "state resolved, not ended"),
        (changed(content, window_end="2017-03-20"), "NOT equal to the last days"),
        (changed(content, updated_at="2017-01-01T00:00:00+00:00"), "NOT in this order"),
        (changed(content, by_publisher=[{"name": "one", "texts": 9}]), "publisher of each counted text"),
    ):
        assert any(said in line for line in wrong(forgery)), (said, wrong(forgery))


def test_what_the_alert_says_of_its_texts_is_counted_and_compared_with_their_rows() -> None:
    texts = files()["texts.csv"].decode()
    for old, new, said in (
        ("Brekke came for the 3th time.", "Brekke declared war.", "a3 (sentence)"),
        ("Envoy lands, part 3", "War, part 3", "a3 (title)"),
        ("https://paper.example/3", "https://other.example/3", "a3 (url)"),
        ("2017-03-12T02", "2011-03-12T02", "(published_at)"),
    ):
        assert old in texts
        assert any(said in line for line in forged("texts.csv", old, new)), said
    owned = texts.replace(",hill-times,", ",harbour-post,").replace(",river-mail,", ",harbour-post,")
    found = wrong({**files(), "texts.csv": owned.encode()})
    assert any("publisher of each counted text of texts.csv, 1 in all: NOT equal" in line for line in found)


def test_transitions_tell_of_the_same_opening_and_end() -> None:
    first, last = FIRST + timedelta(days=DAYS - 1), FIRST + timedelta(days=DAYS + 1)
    ended = alert(state="resolved", updated_at=last, resolved_at=last)

    def moved(at: datetime, before: str, after: str) -> Transition:
        told = (ended.incident_id, at, at + timedelta(hours=20), before, after, "fired", "", "still_open", "extreme")
        return Transition(ended.alert_id, *told, 9, 0.3, 0.001, 2.9)

    course = Course([spike()], [moved(first, "", "firing"), moved(last, "firing", "resolved")])
    content = bundle_files(ended, grounds(), course, [])
    assert wrong(content) == []
    whole = json.loads(content["alert.json"])
    for change, said in (
        ({"resolved_at": "2018-01-01T00:00:00+00:00"}, "state and end do not fit; they end on 2017-03-14"),
        ({"resolved_at": "2018-01-01T00:00:00+00:00", "updated_at": "2018-01-01T00:00:00+00:00"}, "they end on 2017"),
        ({"state": "unconfirmed"}, "they end with resolved"),
    ):
        assert any(said in line for line in wrong(changed(content, **change))), said
    whole["transitions"].pop(0)
    found = wrong({**content, "alert.json": json.dumps(whole).encode()})
    assert any("they do not begin at its opening" in line for line in found)


def test_what_can_not_be_recomputed_is_one_line_and_no_traceback() -> None:
    bomb = b"versions: {a: 1}\ndetection: &a [x, x]\nb: [*a, *a]\n"
    for name, content, said in (
        ("rule.yaml", b"[", "can not be recomputed"),
        ("rule.yaml", bomb, "has an alias"),
        ("rule.yaml", b"[" * 20_000, "can not be recomputed"),
        ("rule.yaml", b"x" * 2_000_000, "larger than any rule"),
        ("rule.yaml", yaml.safe_dump({"versions": {}, "detection": {"windows": []}}).encode(), "can not be recomputed"),
        (
            "rule.yaml",
            yaml.safe_dump({"versions": {}, "detection": {"half_life": 0}}).encode(),
            "can not be recomputed",
        ),
        ("baseline.csv", b"\x00\xff\n", "baseline.csv: line 1"),
        ("baseline.csv", b"\n" * 200_000, "more than 100,000 lines"),
        ("baseline.csv", b"start,texts,total,articles,publishers\n", "no steps"),
        ("baseline.csv", b"start,texts,total,articles,publishers\n2017-01-01,nan,inf,1,\n", "can not be recomputed"),
        ("alert.json", b"[]", "can not be recomputed"),
        ("alert.json", b"[" * 200_000, "can not be recomputed"),
        ("texts.csv", b"article_id\n", "columns are missing"),
    ):
        found = wrong({**files(), name: content})
        assert any(said in line for line in found), (name, content[:40], found)
        assert all("\n" not in line for line in found)
    assert any("alert.json, checks.csv, rule.yaml, texts.csv: missing" in line for line in wrong({"baseline.csv": b""}))
