"""Where Prefect lives and what it may do: set before Prefect is first imported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import Settings
from warehouse.layout import Layout

HOST = "127.0.0.1"
"""Prefect's page and interface have no password: they are for this machine only."""

SHOWN_LOG = "BRINKWATCH_SHOW_LOG"
"""Set by `--verbose schedule` for its runs: they show their log on the screen."""

DAY_SECONDS = 86_400

EVENT_DAYS = 7
"""Prefect's own default: a run makes dozens of events, which only its live page reads."""

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


def own_server(port: int, keep_days: int) -> dict[str, str]:
    """Return the environment of a Prefect server of ours on this machine, for the server and for its clients."""
    url = f"http://{HOST}:{port}/api"
    direct = ",".join(filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), HOST)))
    return {
        **os.environ,
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_API_URL": url,
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # else its database grows for ever
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(keep_days * DAY_SECONDS),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{min(keep_days, EVENT_DAYS)}D",
        "NO_PROXY": direct,
        "no_proxy": direct,
    }


def trouble_with_own_profile() -> str | None:
    """Say in one line why the server of the user's own Prefect profile can not be used, or None where it can."""
    from prefect import __version__ as ours
    from prefect.client.base import ServerType
    from prefect.client.orchestration import get_client
    from prefect.settings import get_current_settings

    url = get_current_settings().api.url
    if not url:
        return (
            "settings.yaml: prefect.use_own_profile: your Prefect profile names no server, and schedules need one; "
            "set its PREFECT_API_URL, or write false to have one started here"
        )
    with get_client(sync_client=True) as client:
        why = client.api_healthcheck()
        if why is not None:
            return f"the Prefect server of your own profile, {url}, does not answer ({str(why) or type(why).__name__}); start it, then try again"
        if client.server_type == ServerType.CLOUD:
            return None
        theirs = client.api_version()
    if _release(theirs) < _release(ours) or _release(theirs)[0] != _release(ours)[0]:
        return (
            f"the Prefect server of your own profile, {url}, is version {theirs}, and this is written for {ours}; "
            f"upgrade the server to {ours}"
        )
    return None


def _release(version: str) -> tuple[int, ...]:
    """Return the major and minor number of a version."""
    return tuple(int(part) for part in version.split(".")[:2])


@contextmanager
def short_runs() -> Iterator[None]:
    """Run many short flow runs in this process: without heartbeats, whose end costs every run a second of waiting.

    Heartbeats find runs that crashed. A scheduled run keeps them; a replay that crashes takes its runs with it.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
