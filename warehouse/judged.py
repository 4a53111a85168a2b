"""Put into the warehouse what was judged, and the public history of alerts as the state file has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from tasks.judgements import Alert, Delivery, Spike, Transition
from warehouse.connect import Connection, in_transaction
from warehouse.write import insert, replace, rows_of


def record_spikes(connection: Connection, spikes: Sequence[Spike], now: datetime) -> None:
    """Record judgements; judging the same moment again changes nothing."""

    def work() -> None:
        connection.execute("DELETE FROM spikes WHERE judged_at = ?", [now])
        rows = [
            {**asdict(spike), "step_start": spike.at, "window_steps": spike.window, "judged_at": now}
            for spike in spikes
        ]
        insert(connection, "spikes", rows)

    in_transaction(connection, work)


def mirror_alerts(
    connection: Connection,
    alerts: Sequence[Alert],
    evidence: Sequence[str],
    grounds: Sequence[str | None],
    deliveries: Sequence[Delivery],
    transitions: Sequence[Transition],
    looks: Sequence[tuple[date, datetime]],
) -> None:
    """Bring the public history of alerts, their transitions and deliveries up to what the state file says."""

    def work() -> None:
        rows = [
            {**row, "evidence": shown, "grounds": kept}
            for row, shown, kept in zip(rows_of(alerts), evidence, grounds, strict=True)
        ]
        replace(connection, "alerts", "alert_id", rows)
        replace(connection, "deliveries", "delivery_id", rows_of(deliveries))
        unknown = "WHERE (alert_id, judged_at) NOT IN (SELECT (alert_id, judged_at) FROM alert_transitions)"
        insert(connection, "alert_transitions", rows_of(transitions), unknown)
        moments = [{"day": day, "judged_at": judged_at} for day, judged_at in looks]
        insert(connection, "looks", moments, "WHERE (day, judged_at) NOT IN (SELECT (day, judged_at) FROM looks)")

    in_transaction(connection, work)
