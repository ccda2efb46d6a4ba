"""Put the bridge together and run it (运行条屏桥): a thread a bar listens, one writes."""

from __future__ import annotations

import json
import logging
import signal
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from led.bars import Bars, MapFault, read
from led.bus import Bus
from led.listening import SILENT_SECONDS, Listener

#: Seconds that the frame under way gets when the program is stopped.
LAST_WORD_SECONDS = 3.0
#: Seconds between two looks whether what bars show has grown old.
LOOK_SECONDS = 0.5


class LedFault(Exception):
    """The bridge cannot run as it was started; one sentence says why."""


@dataclass(frozen=True)
class Wanted:
    """Hold how a bridge was started; `port` is serial:PATH, `token` may be ''."""

    hall: str
    port: str
    bars: Path
    token: str
    language: str


def run(wanted: Wanted) -> None:
    """Write what the hall shows to the bars until the program is stopped; raises LedFault."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    kind, _, path = wanted.port.partition(":")
    if kind != "serial" or not path:
        raise LedFault(f"{wanted.port}: serial:/dev/tty…")
    try:
        bars = read(wanted.bars)
    except MapFault as fault:
        raise LedFault(str(fault)) from fault
    bus = Bus(Path(path), bars.speed)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    listeners = _listeners(wanted, bars, bus)
    writer = threading.Thread(target=bus.run)
    writer.start()
    # Who dials takes no limit of its own: a hall that takes the call and says nothing would keep a bar for ever.
    socket.setdefaulttimeout(SILENT_SECONDS)
    for one in listeners:
        threading.Thread(target=one.run, daemon=True).start()
    print("ready " + json.dumps({"port": path, "bars": [one.name for one in bars.all]}), flush=True)
    keep_true(listeners, stopped)
    for one in listeners:
        one.stop()
    bus.stop()
    writer.join(LAST_WORD_SECONDS)


def keep_true(listeners: Sequence[Listener], stopped: threading.Event) -> None:
    """Let no bar show old lines as if they were new, until it is stopped."""
    while not stopped.wait(LOOK_SECONDS):
        for one in listeners:
            one.show()


def _listeners(wanted: Wanted, bars: Bars, bus: Bus) -> list[Listener]:
    def hear(address: int) -> Listener:
        bar = next(one for one in bars.all if one.address == address)
        auth = {"token": wanted.token, "language": wanted.language, bar.kind: bar.shows}
        return Listener(wanted.hall, auth, lambda lines: bus.say(address, lines))

    return [hear(one.address) for one in bars.all]
