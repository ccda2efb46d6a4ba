"""Plug the paper printer in as a device file: a pseudo-terminal stands for the USB printer class and a serial line."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import threading
import tty

from kiosk.paper_roll.machine import Machine
from tests.builders import PATIENCE_SECONDS


class Cable:
    """Carry bytes between a device file and the machine, until pulled out."""

    def __init__(self, machine: Machine) -> None:
        """Plug the machine in; `path` is the device file the kiosk opens."""
        self._machine = machine
        self._end, self._device = pty.openpty()
        tty.setraw(self._device)
        self.path = os.ttyname(self._device)
        self._woken, self._wake = os.pipe()
        self._carrying = threading.Thread(target=self._carry, daemon=True)
        self._carrying.start()

    def pull_out(self) -> None:
        """Pull the cable out."""
        if self._end < 0:
            return
        os.write(self._wake, b"!")
        self._carrying.join(timeout=PATIENCE_SECONDS)
        for end in (self._end, self._device, self._woken, self._wake):
            os.close(end)
        self._end = -1

    def _carry(self) -> None:
        while True:
            ready = select.select([self._end, self._woken], [], [])[0]
            if self._woken in ready:
                return
            with contextlib.suppress(OSError):
                self._machine.hear(os.read(self._end, 4096), self._say)

    def _say(self, said: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._end, said)
