"""`schedule`: the passes of `run`, again and again, when the settings say."""

from __future__ import annotations

import signal

import typer

from brinkwatch.front import STOPPED, Failure, expect_model, failures_told, front_of, note, now


def schedule(context: typer.Context) -> None:
    """Run the passes when settings.yaml says, under Prefect, until stopped by Ctrl-C or SIGTERM."""
    from config.load import load_config
    from warehouse.layout import Layout

    front = front_of(context)
    with failures_told():
        settings = load_config(front.config).settings
        expect_model(settings.enrich.model)
        from flows.serve import NotServed, Shown, serve

        try:
            shown = Shown(runs=not front.quiet, log=front.verbose)
            heard = serve(front.config, Layout(front.warehouse), settings, now(), note, shown)
        except NotServed as error:
            raise Failure(str(error)) from None
    if heard == signal.SIGINT:
        raise KeyboardInterrupt
    note(STOPPED)
