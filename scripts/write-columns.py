"""Write docs/columns.md from the comments in the database. Run by `make docs`."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from warehouse.columns import describe
from warehouse.connect import open_writer

with TemporaryDirectory() as folder:
    connection = open_writer(Path(folder) / "empty.duckdb", datetime.now(UTC))
    Path("docs/columns.md").write_text(describe(connection), encoding="utf-8")
    connection.close()
