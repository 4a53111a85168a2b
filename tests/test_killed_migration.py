"""A warehouse whose writer was killed opens again, whatever its log has to say."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from warehouse.connect import open_writer

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from warehouse.connect import open_writer
held = open_writer(Path(sys.argv[1]), datetime(2017, 3, 15, tzinfo=UTC))
os.kill(os.getpid(), 9)
"""


def test_a_warehouse_killed_right_after_its_migrations_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    ran = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=Path(__file__).parent.parent, check=False)
    assert ran.returncode == -9
    assert path.with_name("news.duckdb.wal").stat().st_size > 0
    connection = open_writer(path, NOW)
    assert connection.execute("SELECT count(*) FROM migrations").fetchone() != (0,)
    connection.close()
