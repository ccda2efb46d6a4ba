"""Hear a serial call pad (串口呼叫器): one ASCII character a key, at RS-232, RS-485 or a USB adapter."""

from __future__ import annotations

import os
import termios
import tty
from collections.abc import Iterator

from inputs.device import Device, DeviceFault

SPEEDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
#: Bits a second when nothing is said: what nearly every call pad is delivered with.
SPEED = 9600


class SerialPad:
    """Hold a call pad on a serial line, 8N1 without handshake."""

    def __init__(self, device: Device, speed: int = SPEED) -> None:
        self._device = device
        self._speed = speed

    def pressed(self) -> Iterator[str]:
        """Give the characters that come; ends of line and other control characters between them are nothing."""
        for opening in self._device.openings(self._prepare, os.O_RDWR):
            for found in opening:
                yield from (chr(byte) for byte in found if 0x20 < byte < 0x7F)

    def _prepare(self, fd: int) -> None:
        try:
            tty.setraw(fd)
            now = termios.tcgetattr(fd)
            # Three wires have no carrier to wait for.
            now[2] |= termios.CLOCAL | termios.CREAD
            now[4] = now[5] = getattr(termios, f"B{self._speed}")
            termios.tcsetattr(fd, termios.TCSANOW, now)
            # What was pressed before nobody listened is not wanted any more.
            termios.tcflush(fd, termios.TCIFLUSH)
        except termios.error as fault:
            raise DeviceFault(f"{self._device.path}: no serial line: {fault.args[-1]}") from fault
