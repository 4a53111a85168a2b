"""`brinkwatch status`: how everything stands, whatever is missing, damaged or at work."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from brinkwatch.show.exposition import exposition
from config.load import load_config
from flows import pipeline
from flows.standing import Standing, standing_of
from tasks.health import Finding
from tests.conftest import Run
from tests.ward import AT, bench_at, configured, ran
from warehouse.connect import open_writer
from warehouse.layout import Layout
from warehouse.lock import only_pass
from warehouse.publish import publish

RECENT = datetime.now(UTC).replace(microsecond=0)


def status(run: Run, home: Path, *options: str) -> tuple[int, str, str]:
    return run("--config", home / "config", "--warehouse", home / "news.duckdb", "status", *options)


def with_articles(layout: Layout, *moments: datetime) -> None:
    """Publish a warehouse with an article fetched at each moment, five minutes after its publication, one minute before its run ends."""
    connection = open_writer(layout.live, AT)
    connection.execute("INSERT INTO polls BY NAME SELECT 'p' AS poll_id, 'bbc-world' AS feed_id, '' AS url, ? AS polled_at, 'changed' AS outcome, 0 AS body_bytes, 1 AS entries, 1 AS new_entries, '' AS reason, '' AS detail", [moments[0] - timedelta(days=1)])  # fmt: skip
    connection.execute("SET VARIABLE moments = CAST(? AS TIMESTAMPTZ[])", [list(moments)])
    connection.execute("CREATE TEMP TABLE seen AS SELECT unnest(range(len(m))) AS number, unnest(m) AS seen_at FROM (SELECT getvariable('moments') AS m)")  # fmt: skip
    connection.execute("INSERT INTO entries SELECT 'e' || number, 'bbc-world', 'bbc', '', seen_at FROM seen")
    connection.execute(
        "INSERT INTO articles BY NAME SELECT 'a' || number AS article_id, '' AS url, '' AS canonical_url, 'bbc' AS source_id, '' AS title, '' AS text,"
        " '' AS author, 'en' AS language, seen_at - INTERVAL 5 MINUTE AS published_at, 'second' AS published_precision, 'feed' AS published_from, '' AS wire,"
        " seen_at AS first_seen_at, seen_at AS fetched_at, 1 AS word_count, 'a' AS original_id, '' AS raw_sha256, false AS backfilled, 'e' || number AS entry_id"
        " FROM seen"
    )
    connection.close()
    publish(layout, AT)


def test_nothing_has_run_yet(run: Run, tmp_path: Path) -> None:
    configured(tmp_path)
    code, out, err = status(run, tmp_path)
    assert (code, err) == (1, "")
    assert "TROUBLE  no run that brings news in is on record\n         `brinkwatch run` does one now" in out
    assert not list(tmp_path.glob("news*"))


def test_a_wrong_configuration_is_misuse(run: Run, tmp_path: Path) -> None:
    configured(tmp_path, helth={})
    code, out, err = status(run, tmp_path, "--format", "prometheus")
    assert (code, out) == (2, "")
    assert "settings.yaml: helth: unknown key; did you mean `health`?" in err


def test_a_schedule_that_does_its_work_is_well(run: Run, tmp_path: Path) -> None:
    layout = bench_at(tmp_path).layout
    ran(layout, "ingest", RECENT - timedelta(minutes=9), counts={"polled": 40, "loaded": 42, "copies": 3})
    ran(layout, "watch", RECENT - timedelta(minutes=5))
    with_articles(layout, RECENT - timedelta(minutes=9))
    code, out, _ = status(run, tmp_path)
    assert code == 0, out
    assert "UTC: well\n" in out
    assert "loaded 42, copies 3" in out
    assert "publication to warehouse: half within 6 minutes, 95 % within 6 minutes (1 in the last 7 days)" in out
    assert re.search(r"Intake    the last article came \d+ minutes ago", out)
    told = json.loads(status(run, tmp_path, "--format", "json")[1])
    assert told["well"] is True
    assert told["flows"]["ingest"]["last"]["counts"]["loaded"] == 42
    due = datetime.fromisoformat(told["flows"]["ingest"]["next_at"])
    assert RECENT < due <= datetime.now(UTC) + timedelta(minutes=20)
    assert told["lags"]["publication_to_warehouse"] == {"number": 1, "middle": 360.0, "late": 360.0}
    assert told["disk"]["warehouse"] > 100_000


def test_every_trouble_is_a_line_with_what_to_do(run: Run, tmp_path: Path) -> None:
    layout = bench_at(tmp_path).layout
    ran(layout, "ingest", RECENT - timedelta(hours=9), outcome="failed", detail="the disk is full")
    ran(layout, "watch", RECENT - timedelta(minutes=1), outcome="running")
    layout.spool.mkdir()
    (layout.spool / "a.json.zst.damaged").touch()
    code, out, _ = status(run, tmp_path)
    assert code == 1
    assert "UTC: 4 troubles\n" in out
    lines = out.splitlines()
    troubles = [line for line in lines if line.startswith("TROUBLE")]
    assert len(troubles) == 4
    assert "TROUBLE  the last ingest failed: the disk is full" in lines
    assert all(lines[lines.index(one) + 1].startswith("         ") for one in troubles)


def test_a_pass_at_work_is_no_trouble_and_a_run_by_hand_makes_none_due(run: Run, tmp_path: Path) -> None:
    layout = bench_at(tmp_path).layout
    ran(layout, "ingest", RECENT - timedelta(hours=9), scheduled=False)
    ran(layout, "watch", RECENT, outcome="running", scheduled=False)
    with only_pass(layout.lock, RECENT):
        code, out, _ = status(run, tmp_path)
    assert code == 0, out
    assert "Now       a pass is at work (process " in out
    assert out.count("by hand") == 2


def test_what_was_done_by_hand_long_ago_is_shown_and_no_trouble(run: Run, tmp_path: Path) -> None:
    layout = bench_at(tmp_path).layout
    for flow in ("ingest", "watch", "reprocess"):
        ran(layout, flow, AT - timedelta(days=900), scheduled=False, counts={"loaded": 7})
    with_articles(layout, *(AT - timedelta(days=900 + week * 7, minutes=n) for week in range(5) for n in range(20)))
    code, out, _ = status(run, tmp_path)
    assert code == 0, out
    assert re.search(r"ingest  2024-06-03 12:05  done .* loaded 7 +by hand", out)
    assert "reprocess" not in out
    assert re.search(r"Intake    the last article came \d{3,4} days ago, on 2024-06-03", out)


def test_a_day_after_the_last_pass_by_hand_no_article_is_missed(run: Run, tmp_path: Path) -> None:
    layout, last = bench_at(tmp_path).layout, AT.replace(hour=18) - timedelta(days=2)
    for flow in ("ingest", "watch"):
        ran(layout, flow, last, scheduled=False)
    mornings = (last.replace(hour=6) - timedelta(days=day) for day in range(30))
    with_articles(layout, *(one + timedelta(minutes=15 * n) for one in mornings for n in range(20)))
    code, out, _ = status(run, tmp_path)
    assert code == 0, out


def test_a_schedule_that_stands_still_for_longer_than_runs_are_looked_at_is_told(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    for flow in ("ingest", "watch"):
        ran(bench.layout, flow, AT - timedelta(days=400))
        ran(bench.layout, flow, AT - timedelta(days=50))
    gaps = [one.line for one in standing_of(bench.config, bench.layout, AT).findings if one.kind == "no_run"]
    assert [line.partition(":")[0] for line in gaps] == [
        f"no run of {flow} since 2026-10-01 12" for flow in ("ingest", "watch")
    ]
    ran(bench.layout, "ingest", AT - timedelta(minutes=2))
    assert [alert.rule for alert in pipeline.watch(bench, AT).alerts] == ["no_run:ingest", "no_run:watch"]


def test_damaged_files_are_named_and_the_rest_is_told(run: Run, tmp_path: Path) -> None:
    layout = bench_at(tmp_path).layout
    layout.state.write_bytes(b"no database" * 1000)
    layout.published.write_bytes(b"no warehouse" * 1000)
    code, out, err = status(run, tmp_path)
    assert (code, err) == (1, "")
    assert f"TROUBLE  {layout.state}: can not be read as the state file: file is not a database" in out
    assert f"TROUBLE  {layout.published}: is not a DuckDB file" in out
    assert "Disk      " in out and "state 11 KB" in out
    layout.published.write_bytes(b"\0" * 8 + b"DUCK" + b"\1" * 9000)
    assert "TROUBLE" in status(run, tmp_path)[1]


def test_another_program_that_writes_the_warehouse_is_named(run: Run, tmp_path: Path) -> None:
    layout = bench_at(tmp_path).layout
    with_articles(layout, RECENT)
    code = f"import duckdb, sys; held = duckdb.connect({str(layout.published)!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdin is not None
        other.stdout.readline()
        ended, out, _ = status(run, tmp_path)
        other.stdin.close()
    assert ended == 1
    assert "is held by another program" in out


def test_the_exposition_is_what_prometheus_reads(run: Run, tmp_path: Path) -> None:
    layout = bench_at(tmp_path).layout
    ran(layout, "ingest", RECENT - timedelta(hours=9), outcome="failed", detail='a "quoted" \\ line')
    code, out, _ = status(run, tmp_path, "--format", "prometheus")
    assert code == 1
    families = {one.name: one for one in text_string_to_metric_families(out)}
    samples = {
        (one.name, *sorted(one.labels.items())): one.value for family in families.values() for one in family.samples
    }
    assert all(one.documentation and one.type == "gauge" for one in families.values())
    assert samples["brinkwatch_well",] == 0
    assert samples["brinkwatch_trouble", ("kind", "no_run"), ("subject", "ingest")] == 1
    assert samples["brinkwatch_run_outcome", ("flow", "ingest"), ("outcome", "failed")] == 1
    assert (
        samples["brinkwatch_run_started_timestamp_seconds", ("flow", "ingest")]
        == (RECENT - timedelta(hours=9)).timestamp()
    )
    assert samples["brinkwatch_feeds", ("state", "new")] == 1


def test_labels_are_escaped_as_prometheus_wants_them() -> None:
    name = 'of "mine"\\\nand more'
    standing = Standing(RECENT, findings=(Finding("no_run", "a", "b", name),))
    parsed = [
        one for one in text_string_to_metric_families(exposition(standing, "1")) if one.name == "brinkwatch_trouble"
    ]
    assert parsed[0].samples[0].labels["subject"] == name


def test_lag_to_alerts_is_measured_from_the_end_of_the_run_that_stored_the_last_text(tmp_path: Path) -> None:
    layout = bench_at(tmp_path).layout
    ran(layout, "ingest", AT - timedelta(minutes=10), AT - timedelta(minutes=30))
    with_articles(layout, AT - timedelta(minutes=30), AT - timedelta(minutes=10))
    connection = open_writer(layout.live, AT)
    evidence = json.dumps([{"article_id": "a0"}, {"article_id": "a1"}])
    connection.execute("INSERT INTO alerts BY NAME SELECT 'x' AS alert_id, 'w' AS watch_id, 'r' AS rule, 'firing' AS state, $at AS opened_at, $at AS updated_at, $at::DATE AS window_start, $at::DATE AS window_end, 1 AS observed, 1.0 AS expected, 1.0 AS p_value, 1.0 AS score, 1 AS articles, 1 AS texts, 1 AS publishers, '' AS headline, '' AS reason, $evidence AS evidence", {"at": AT, "evidence": evidence})  # fmt: skip
    connection.execute("INSERT INTO deliveries BY NAME SELECT 'd' AS delivery_id, 'x' AS alert_id, 'opened' AS transition, 'log' AS receiver, 'sent' AS state, $at AS created_at, $at AS sent_at, 1 AS attempts, '' AS detail", {"at": AT})  # fmt: skip
    connection.close()
    publish(layout, AT)
    lag = standing_of(load_config(tmp_path / "config"), layout, AT).lags["warehouse_to_alert"]
    assert (lag.number, lag.middle) == (1, 9 * 60)


def test_a_run_by_a_clock_that_was_ahead_is_not_the_last_one(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    ran(bench.layout, "ingest", AT - timedelta(minutes=10))
    ran(bench.layout, "ingest", AT + timedelta(hours=30), outcome="failed")
    standing = standing_of(bench.config, bench.layout, AT)
    assert [one.last.started_at for one in standing.flows if one.last] == [AT - timedelta(minutes=10)]
    assert "bad_run" not in {one.kind for one in standing.findings}
