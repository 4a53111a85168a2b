"""Where Prefect lives and what it may do: set before Prefect is first imported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.models import Settings
from warehouse.layout import Layout

STARTUP_SECONDS = "180"
"""Prefect's first start makes its database, which took 8 to 18 s on two cores; a busy machine may need far longer."""


def settle_prefect(settings: Settings, layout: Layout) -> None:
    """Point Prefect at our own home beside the warehouse, without telemetry; a user's own profile only if settings say so."""
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    if settings.prefect.use_own_profile:
        return
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    home = layout.prefect_home.absolute()
    os.environ.update(
        {
            "PREFECT_HOME": str(home),
            "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": STARTUP_SECONDS,
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_CLI_COLORS": "false",
        }
    )


@contextmanager
def short_runs() -> Iterator[None]:
    """Run many short flow runs in this process: without heartbeats, whose end costs every run a second of waiting.

    Heartbeats find runs that crashed. A scheduled run keeps them; a replay that crashes takes its runs with it.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
