"""The commands of `hall bench` (测速), apart so that the command line need not load what they measure."""

from __future__ import annotations

import click

from hall.options import Factor
from hall.settings import Settings


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_context
def bench(context: click.Context, as_json: bool) -> None:
    """Measure numbers and calls on a private server of this machine; prints a table."""
    if context.invoked_subcommand is None:
        from hall.bench.acts import run

        run(as_json, Settings())


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--stock", is_flag=True, help="Beside it, Flask-SocketIO's own way to send to a room.")
@click.option("--seconds", type=Factor(3600), default=8.0, show_default=True, help="How long each measurement presses.")
def screens(as_json: bool, stock: bool, seconds: float) -> None:
    """Measure from a press until 200 and 1,000 screens have it, beside a bare fan-out of the same run."""
    from hall.bench.screens import run

    run(as_json, stock, seconds, Settings())


@bench.command("forecast")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def bench_forecast(as_json: bool) -> None:
    """Measure the forecast of arrivals against last week, on made-up halls of several kinds."""
    from hall.bench.forecast import run

    run(as_json)


@bench.command("ledger")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def bench_ledger(as_json: bool) -> None:
    """Measure the ledger: record a month of a hall, report days of a year; takes minutes."""
    from hall.bench.ledger import run

    run(as_json, Settings())


@bench.command("staffing")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--days", type=click.IntRange(1, 1000), default=8, show_default=True,
              help="Mornings replayed for each case.")
def bench_staffing(as_json: bool, days: int) -> None:
    """Measure advice: what a window was said to gain, and what it gains when the same half hour is replayed."""
    from hall.bench.staffing import run

    run(as_json, days)


@bench.command("estimate")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--days", type=click.IntRange(1, 1000), default=4, show_default=True,
              help="How many days of each of the twelve shapes.")
def bench_estimate(as_json: bool, days: int) -> None:
    """Measure the estimate of waits on made-up days, beside position × mean / open windows; a minute."""
    from hall.bench.estimate import run

    run(as_json, days, Settings())
