"""Carry bytes to the printer and back (打印机连线): one connection a job, short waits, nothing hidden.

It knows no ESC/POS. Every way a line can fail is a `LinkLost` that says how much had surely left this machine.
"""

from __future__ import annotations

import select
import socket
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

#: Seconds to reach the printer: it is in the same room.
CONNECT_SECONDS = 1.0
#: Seconds without a single byte taken by the printer before it counts as stalled.
STALL_SECONDS = 4.0
#: Bytes handed over at a time; small, so that `sent` is not far from what the printer has.
CHUNK = 4096


class LinkLost(Exception):
    """Say that the line to the printer failed; `sent` is how many bytes of this job had left before."""

    def __init__(self, why: str, sent: int = 0) -> None:
        """Keep the reason and the count."""
        super().__init__(why)
        self.sent = sent


class UnknownAddress(Exception):
    """Say that a printer address cannot be used, and which can."""


@dataclass(frozen=True)
class Address:
    """Hold where the printer listens (打印机地址): a TCP host and port."""

    host: str
    port: int

    def __str__(self) -> str:
        """Write it as it is given on the command line."""
        return f"tcp://{self.host}:{self.port}"


def read_address(text: str) -> Address:
    """Read `tcp://HOST:PORT`; usb: and serial: printers are told apart and refused in words."""
    parts = urlsplit(text)
    if parts.scheme in ("usb", "serial"):
        raise UnknownAddress(f"{text}: {parts.scheme} printers are not supported by this version; use tcp://HOST:PORT")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme != "tcp" or not host or not port:
        raise UnknownAddress(f"{text}: a printer is given as tcp://HOST:PORT")
    return Address(host, port)


class PrinterLink:
    """Hold one connection to the printer for one job (一次打印连线); use it as a context."""

    def __init__(self, address: Address) -> None:
        """Connect, or raise LinkLost."""
        try:
            self._socket = socket.create_connection((address.host, address.port), timeout=CONNECT_SECONDS)
        except OSError as fault:
            raise LinkLost(f"cannot reach {address}: {fault}") from fault
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)

    def __enter__(self) -> Self:
        """Give the link itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Close the line; the printer is free for the next job."""
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send all of it, or raise LinkLost with how much had left."""
        sent = 0
        while sent < len(data):
            ready = select.select([], [self._socket], [], STALL_SECONDS)[1]
            if not ready:
                raise LinkLost("the printer takes no more bytes", sent)
            try:
                sent += self._socket.send(data[sent:sent + CHUNK])
            except OSError as fault:
                raise LinkLost(f"the line broke: {fault}", sent) from fault

    def receive(self, seconds: float) -> bytes:
        """Give what the printer says within so many seconds, as soon as it says something; b"" when it is mute."""
        if not select.select([self._socket], [], [], max(0.0, seconds))[0]:
            return b""
        try:
            heard = self._socket.recv(4096)
        except OSError as fault:
            raise LinkLost(f"the line broke: {fault}") from fault
        if not heard:
            # The printer hung up. This must never be read as "adequate", as python-escpos does.
            raise LinkLost("the printer closed the line")
        return heard

    def drain(self, quiet_seconds: float) -> bytes:
        """Take in what was waiting on the line, until it is quiet: stale answers of another conversation."""
        old = b""
        deadline = time.monotonic() + 10 * quiet_seconds
        while time.monotonic() < deadline and (heard := self.receive(quiet_seconds)):
            old += heard
        return old
