"""The command line: `hall --help`."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from hall.settings import Settings


@click.group()
@click.version_option(package_name="hall")
def main() -> None:
    """Run a service hall: queues, windows, screens. Settings come from the environment (HALL_*)."""


@main.command()
@click.option("--port", default=8000, show_default=True, help="0 takes any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 serves the whole network.")
def serve(port: int, host: str) -> None:
    """Run a web process on the queue server of HALL_REDIS_URL, or on the bundled one."""
    with queue_server() as url:
        # Sockets are made cooperative before anything that uses them is imported.
        from gevent import monkey

        monkey.patch_all()
        from hall.serving import serve as serve_now

        serve_now(Settings(), url, host, port)


@main.command()
def queue() -> None:
    """Run the bundled queue server in HALL_DATA, and start it again whenever it dies."""
    from hall.store.server import QueueServer

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    server = QueueServer(Settings().data)
    server.start()
    print("ready " + json.dumps({"url": server.url}), flush=True)
    stopped.wait()
    server.stop()


@main.command()
@click.argument("role", type=click.Choice(["kiosk", "guide", "clerk", "screen", "manager", "program"]))
@click.option("--name", default="", help="Who or what will hold it; events name it.")
@click.option("--window", "windows", multiple=True, help="Windows a clerk may work at, such as east/12; default all.")
def token(role: str, name: str, windows: tuple[str, ...]) -> None:
    """Make and print a bearer token of ROLE."""
    from hall.app import handles

    with queue_server() as url:
        opened = handles(Settings(), url)
        unknown = [one for one in windows if one not in opened.centre.windows]
        if unknown:
            raise click.ClickException(f"no such window: {', '.join(unknown)}")
        print(opened.presence.new_token(role, name or role, ",".join(windows) or "*"))


@main.command()
def check() -> None:
    """Read the configuration and list every fault with file and key."""
    from hall.directory import faults, read

    folder = Settings().config
    found = faults(folder)
    for fault in found:
        print(f"{fault.file}: {fault.key}: {fault.message}")
    if found:
        print(f"{len(found)} fault{'s' if len(found) > 1 else ''} in {folder}", file=sys.stderr)
        raise SystemExit(1)
    centre = read(folder)
    print(
        f"{centre.name.zh}: {len(centre.halls)} halls, {len(centre.agencies)} agencies, "
        f"{len(centre.windows)} windows, {len(centre.services)} services: no faults"
    )


@main.command()
@click.option("--after", default=0, help="Only events after this number.")
@click.option("--day", default="", help="Only events of this day, such as 2014-08-20, in the centre's zone.")
def events(after: int, day: str) -> None:
    """Print the event log as JSON lines."""
    from hall.app import handles
    from hall.reports.telling import event_json, local_day

    with queue_server() as url:
        opened = handles(Settings(), url)
        while found := opened.reading.events(after, 5000):
            for event in found:
                if not day or local_day(event, opened.centre.zone) == day:
                    print(json.dumps(event_json(event), ensure_ascii=False))
            after = int(found[-1]["seq"])


@main.command()
def state() -> None:
    """Print what waits, is called and is served now, as JSON."""
    from hall.app import handles
    from hall.reports.telling import state_json

    with queue_server() as url:
        opened = handles(Settings(), url)
        print(json.dumps(state_json(opened.centre, opened.reading), ensure_ascii=False, indent=1))


@main.command()
@click.option("--port", default=8000, show_default=True, help="0 takes any free port.")
@click.option("--quiet", is_flag=True, help="Simulate nobody.")
@click.option("--speed", default=20.0, show_default=True, help="How many times faster than life the morning goes.")
def demo(port: int, quiet: bool, speed: float) -> None:
    """Run a complete hall with simulated visitors and clerks, a kiosk and a printer that shows its paper."""
    from hall.demo import run

    raise SystemExit(run(port, quiet, speed, Settings()))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def bench(as_json: bool) -> None:
    """Measure numbers and calls on a private server of this machine; prints a table."""
    from hall.bench import run

    run(as_json, Settings())


@contextmanager
def queue_server() -> Iterator[str]:
    """Give the address of the queue server: one's own, or the bundled one of HALL_DATA, running or started for now."""
    from hall.processes import Child

    url = Settings().redis_url
    if url:
        yield url
        return
    with Child("hall", "queue") as server:
        yield str(server.ready()["url"])


if __name__ == "__main__":
    main()
