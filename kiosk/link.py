"""Carry bytes to a device and back (设备连线): one connection a job, short waits, nothing hidden.

It knows no ESC/POS and no ID cards. Every way a line can fail is a `LinkLost` that says how much had surely left
this machine.
"""

from __future__ import annotations

import select
import time
from types import TracebackType
from typing import Self

from kiosk.address import Address
from kiosk.plug import plug_in

#: Seconds without a single byte taken by the device before it counts as stalled.
STALL_SECONDS = 4.0
#: Bytes handed over at a time; small, so that `sent` is not far from what the device has.
CHUNK = 4096
#: Seconds until a device that said it has something, and had nothing, is asked again.
EMPTY_SECONDS = 0.01


class LinkLost(Exception):
    """Say that the line to the device failed; `sent` is how many bytes of this job had left before."""

    def __init__(self, why: str, sent: int = 0) -> None:
        """Keep the reason and the count."""
        super().__init__(why)
        self.sent = sent


class Link:
    """Hold one connection to a printer or a card reader for one job (一次连线); use it as a context."""

    def __init__(self, address: Address) -> None:
        """Connect, or raise LinkLost."""
        try:
            self._plug = plug_in(address)
        except OSError as fault:
            raise LinkLost(f"cannot reach {address}: {fault}") from fault

    def __enter__(self) -> Self:
        """Give the link itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Close the line; the device is free for the next job."""
        self._plug.close()

    def send(self, data: bytes) -> None:
        """Send all of it, or raise LinkLost with how much had left."""
        sent = 0
        while sent < len(data):
            ready = select.select([], [self._plug], [], STALL_SECONDS)[1]
            if not ready:
                raise LinkLost("the device takes no more bytes", sent)
            try:
                sent += self._plug.write(data[sent:sent + CHUNK])
            except BlockingIOError:
                continue
            except OSError as fault:
                raise LinkLost(f"the line broke: {fault}", sent) from fault

    def receive(self, seconds: float) -> bytes:
        """Give what the device says within so many seconds, as soon as it says something; b"" when it is mute."""
        deadline = time.monotonic() + seconds
        while select.select([self._plug], [], [], max(0.0, deadline - time.monotonic()))[0]:
            try:
                heard = self._plug.read()
            except OSError as fault:
                raise LinkLost(f"the line broke: {fault}") from fault
            if heard or time.monotonic() >= deadline:
                return heard
            time.sleep(EMPTY_SECONDS)
        return b""

    def drain(self, quiet_seconds: float) -> bytes:
        """Take in what was waiting on the line, until it is quiet: stale answers of another conversation."""
        old = b""
        deadline = time.monotonic() + 10 * quiet_seconds
        while time.monotonic() < deadline and (heard := self.receive(quiet_seconds)):
            old += heard
        return old
