"""`alerts`: what fired and why, who was told, and who is not to be."""

from __future__ import annotations

import typer

from brinkwatch.commands import alerts, bundle, deliveries, silences, why

group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def _alerts() -> None:
    """What fired, why, who was told, and who is not to be."""


group.command("list")(alerts.list_alerts)
group.command("why")(why.why)
group.command("export")(bundle.export)
group.command("silence")(silences.silence)
group.command("silences")(silences.silences)
group.command("unsilence")(silences.unsilence)
group.command("deliveries")(deliveries.list_deliveries)
group.command("resend")(deliveries.resend)
group.command("test")(deliveries.try_receiver)
