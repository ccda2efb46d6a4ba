"""The command line: `hall --help`."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import uuid
from pathlib import Path
from typing import Any, BinaryIO

import click

from hall.backup import backup, restore
from hall.bench.commands import bench
from hall.delivering.command import webhooks
from hall.looking import events, state
from hall.options import PORT, Factor, WrongInput, address, text_of
from hall.processes import ended_in_order, queue_server
from hall.settings import Settings
from hall.what_if.command import what_if

#: A file of settings that exists.
POLICY_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Commands(click.Group):
    """Run a command so that nothing which it started outlives it, whoever ends it.

    Faults of the configuration are told as `hall check` lists them, not as one of the program.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run it."""
        try:
            with ended_in_order():
                return super().invoke(ctx)
        except Exception as fault:
            # Not before: a web process makes sockets cooperative before it loads anything.
            from hall.directory import ConfigFaults

            if not isinstance(fault, ConfigFaults):
                raise
            raise click.ClickException(str(fault)) from fault


@click.group(cls=Commands)
@click.version_option(package_name="hall")
def main() -> None:
    """Run a service hall: queues, windows, screens. Settings come from the environment (HALL_*)."""


@main.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="0 takes any free port.")
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
    from gunicorn.systemd import sd_notify

    from hall.store.server import QueueServer

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    server = QueueServer(Settings().data)
    server.start()
    print("ready " + json.dumps({"url": server.url}), flush=True)
    # There is no more to say, and who started it need not listen on.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # The other programs of a service wait for it; gunicorn says the same of `hall serve` by itself.
    sd_notify("READY=1", logging.getLogger("hall.queue"))
    stopped.wait()
    server.stop()


@main.command()
@click.argument("role", type=click.Choice(["kiosk", "guide", "clerk", "screen", "manager", "program", "rating_pad"]))
@click.option("--name", default="", help="Who or what will hold it; events name it.")
@click.option("--window", "windows", multiple=True, help="Windows a clerk may work at, such as east/12; default all.")
def token(role: str, name: str, windows: tuple[str, ...]) -> None:
    """Make and print a bearer token of ROLE."""
    from hall.handles import handles

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
    from hall.directory.webhooks import webhook_faults

    folder = Settings().config
    found = faults(folder) + webhook_faults(folder)
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
@click.option("--once", is_flag=True, help="Record what there is now, and end.")
@click.option("--rebuild", is_flag=True, help="Only make anew what follows from the events of the ledger.")
def record(once: bool, rebuild: bool) -> None:
    """Record every event in the ledger (HALL_LEDGER_URL, or a file in HALL_DATA), for reports."""
    from hall.recording import run

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with queue_server() as url:
        raise SystemExit(run(Settings(), url, once=once, rebuild=rebuild, stopped=stopped))


@main.command()
def work() -> None:
    """Do long work that pages hand over, such as exports (an RQ worker); more of them do more at once."""
    from hall.working import run

    with queue_server() as url:
        run(Settings(), url)


@main.command()
@click.option("--show", is_flag=True, help="Only say what it would do.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--language", default="zh-CN", type=click.Choice(["zh-CN", "en"]), help="The language of the effects.")
def reload(show: bool, yes: bool, language: str) -> None:
    """Put the changed configuration of HALL_CONFIG into force, without a restart and with nobody losing her place."""
    from hall.handles import handles
    from hall.store.tickets import Request
    from hall.ticketing import configuration, reconfiguring
    from hall.web.language import words
    from hall.web.opened import Opened
    from hall.web.today import Today

    t = words(language)
    with queue_server() as url:
        opened = handles(Settings(), url)
        hall = Opened(opened.in_force, opened.reading, opened.presence, Settings(), Today(opened.reading))
        found = reconfiguring.propose(hall)
        for line in configuration.lines(found, t):
            print(line)
        if reconfiguring.calls_otherwise(hall, found):
            print(t("what_if.try"))
        if show:
            return
        if found.change is None or found.change.stranded:
            raise click.ClickException(t("configuration.not_possible"))
        if yes or click.confirm(t("configuration.ask")):
            press = Request(uuid.uuid4().hex, "", "manager:terminal")
            answer = reconfiguring.put_in_force(hall, opened.tickets, press, found.folder)
            print(t("configuration.done", version=answer.more["version"], moved=answer.more["moved"]))


@main.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="0 takes any free port.")
@click.option("--quiet", is_flag=True, help="Simulate nobody.")
@click.option("--speed", type=Factor(1000), default=20.0, show_default=True,
              help="How many times faster than life the morning goes.")
def demo(port: int, quiet: bool, speed: float) -> None:
    """Run a complete hall with simulated visitors and clerks, a kiosk and a printer that shows its paper."""
    from hall.demo import run

    raise SystemExit(run(port, quiet, speed, Settings()))


@main.command()
@click.argument("lines", metavar="INPUT.jsonl", type=click.File("rb"))
@click.option("--policy", type=POLICY_FILE, help="Other rules: a policy.toml.")
def replay(lines: BinaryIO, policy: Path | None) -> None:
    """Drive the real engine with the moments of INPUT.jsonl (- reads standard input); prints what happens."""
    from hall.directory import ConfigFaults, read_policy
    from hall.replay import ReplayFault, run

    try:
        run(lines, read_policy(policy or Settings().config / "policy.toml"), sys.stdout)
    except (ReplayFault, ConfigFaults) as fault:
        raise WrongInput(str(fault)) from fault


@main.command()
@click.option("--hall", required=True, callback=address, help="Address of the hall, such as http://10.0.0.2:8000.")
@click.option("--window", required=True, help="The window, such as east/12.")
@click.option("--token-file", required=True, type=POLICY_FILE, help="What `hall token clerk --window …` printed.")
@click.option("--keys", type=POLICY_FILE, help="Which key means what; default pad.toml of HALL_CONFIG, see there.")
@click.option("--input", "source", default="evdev:/dev/input/hall-pad", show_default=True,
              help="evdev:/dev/input/…, serial:/dev/ttyUSB0[@9600] or stdin.")
@click.option("--grab", is_flag=True, help="It is a keypad of its own: take it whole, keys need nothing held.")
@click.option("--led", type=click.Path(path_type=Path), help="A LED bar for each line, such as /dev/ttyS1.")
@click.option("--sound/--no-sound", default=True, show_default=True, help="Short tones, or the terminal's bell.")
@click.option("--language", default="zh-CN", show_default=True, type=click.Choice(["zh-CN", "en"]))
def pad(hall: str, window: str, token_file: Path, source: str, keys: Path | None, **more: Any) -> None:
    """Call from a number pad, a serial call pad or the clerk's keyboard, whichever program has the focus."""
    from pad.running import PadFault, Wanted, run

    configured = Settings().config / "pad.toml"
    keys = keys or (configured if configured.is_file() else None)
    token = text_of(token_file)
    try:
        run(Wanted(hall, window, token, source, keys=keys, **more))
    except PadFault as fault:
        raise click.ClickException(str(fault)) from fault


@main.command()
@click.option("--hall", required=True, callback=address, help="Address of the hall, such as http://10.0.0.2:8000.")
@click.option("--port", required=True, help="The bus of the bars, such as serial:/dev/ttyS0.")
@click.option("--map", "bars", type=POLICY_FILE, help="Which bar shows what; default led.toml of HALL_CONFIG.")
@click.option("--token-file", type=POLICY_FILE, help="What `hall token screen` printed, where the hall asks for it.")
@click.option("--language", default="zh-CN", show_default=True, type=click.Choice(["zh-CN", "en"]))
def led(hall: str, port: str, bars: Path | None, token_file: Path | None, language: str) -> None:
    """Write calls to LED bars on an RS-485 bus, through unplugging and a hall that is away."""
    from led.running import LedFault, Wanted, run

    token = text_of(token_file) if token_file else ""
    try:
        run(Wanted(hall, port, bars or Settings().config / "led.toml", token, language))
    except LedFault as fault:
        raise click.ClickException(str(fault)) from fault


for command in (backup, restore, bench, events, state, what_if, webhooks):
    main.add_command(command)


if __name__ == "__main__":
    main()
