"""The command `hall webhooks` (推送): deliver, make a secret, let one go on that was given up."""

from __future__ import annotations

import secrets
import signal
import threading

import click

from hall.options import EVENT
from hall.processes import queue_server
from hall.rules.webhooks import secret_text
from hall.settings import Settings

#: Bytes of a new secret.
SECRET_BYTES = 32


@click.command()
@click.option("--new-secret", is_flag=True, help="Only make a secret for a webhook and print it.")
@click.option("--resume", metavar="NAME", help="Only let a webhook go on that was given up.")
@click.option("--after", type=EVENT, help="With --resume: go on after this event.")
def webhooks(new_secret: bool, resume: str | None, after: int | None) -> None:
    """Deliver events to the webhooks of HALL_CONFIG/webhooks.toml, signed and in order."""
    if new_secret:
        click.echo(secret_text(secrets.token_bytes(SECRET_BYTES)))
        return
    # Sockets and threads are made cooperative before anything uses them.
    from gevent import monkey

    monkey.patch_all()
    from hall.delivering import sending

    with queue_server() as url:
        if resume:
            raise SystemExit(sending.resume(Settings(), url, resume, after))
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        raise SystemExit(sending.run(Settings(), url, stopped))
