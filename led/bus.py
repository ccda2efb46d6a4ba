"""Keep the bars of a bus right (条屏总线): what each shows is written when it changes, and all of it again and again.

A bus tells nobody whether a bar heard it: a bar that lost its power is right again half a minute after it has it back,
all are when the plug of the bus is put back, and a plug that is pulled is noticed although nobody writes.
"""

from __future__ import annotations

import logging
import os
import select
import socket
import termios
import threading
import time
import tty
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from led.frames import frame

log = logging.getLogger("led.bus")
#: Seconds after which every bar is written again.
REPEAT_SECONDS = 30.0
#: Seconds that one of several lines stays on a bar.
TURN_SECONDS = 3.0
#: Seconds until a line that is not there is looked for again.
LOOK_AGAIN_SECONDS = 1.0
#: Seconds within which a bus takes a frame; longer means that it hangs.
WRITE_SECONDS = 2.0
#: Silence between two frames, in seconds: the bars find the beginning of a frame by it.
GAP_SECONDS = 0.01


class Bus:
    """Hold a serial line and what its bars show; `say` may be called by anybody, one thread writes."""

    def __init__(self, path: Path, speed: int, repeat_seconds: float = REPEAT_SECONDS,
                 turn_seconds: float = TURN_SECONDS) -> None:
        self._path = path
        self._speed = speed
        self._repeat = repeat_seconds
        self._turn = turn_seconds
        self._lines: dict[int, tuple[str, ...]] = {}
        self._written: dict[int, str] = {}
        self._begun: dict[int, float] = {}
        self._fd: int | None = None
        self._away_told = False
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._stopped = threading.Event()
        self._repeated_at = 0.0

    def say(self, address: int, lines: Sequence[str]) -> None:
        """Let a bar show these lines, one after the other; the first one at once."""
        wanted = tuple(lines)
        if self._lines.get(address) != wanted:
            self._begun[address] = time.monotonic()
            self._lines[address] = wanted
            self._wake()

    def stop(self) -> None:
        """End `run` after the frame that is being written."""
        self._stopped.set()
        self._wake()

    def run(self) -> None:
        """Write until it is stopped, through every fault of the line."""
        while not self._stopped.is_set():
            try:
                self._wait()
                self._write_what_changed()
            except OSError as fault:
                self._lose(fault)
                self._stopped.wait(LOOK_AGAIN_SECONDS)
                self._wake()
        self._close()

    def _wake(self) -> None:
        # Who cannot be woken for too much to read is awake.
        with suppress(BlockingIOError):
            self._waker.send(b".")

    def _wait(self) -> None:
        """Wait for news or the next turn; raises ConnectionError when the line hangs up meanwhile."""
        watched = select.poll()
        watched.register(self._woken, select.POLLIN)
        if self._fd is not None:
            # Asked for nothing, a line still tells that it hangs up.
            watched.register(self._fd, 0)
        for found, _ in watched.poll(self._pause() * 1000):
            if found == self._fd:
                raise ConnectionError("the plug is pulled")
            self._woken.recv(4096)

    def _pause(self) -> float:
        # A copy: listeners bring the lines of further bars meanwhile.
        several = any(len(lines) > 1 for lines in list(self._lines.values()))
        return min(self._repeat, self._turn if several else self._repeat)

    def _write_what_changed(self) -> None:
        if self._fd is None:
            self._fd = self._open()
            self._written.clear()
        if time.monotonic() - self._repeated_at >= self._repeat:
            self._written.clear()
            self._repeated_at = time.monotonic()
        for address, lines in list(self._lines.items()):
            if not lines:
                continue
            turn = int((time.monotonic() - self._begun[address]) / self._turn)
            text = lines[turn % len(lines)]
            if self._written.get(address) != text:
                self._write(self._fd, frame(address, text))
                self._written[address] = text

    def _open(self) -> int:
        fd = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            tty.setraw(fd)
            now = termios.tcgetattr(fd)
            # Two wires have no carrier to wait for.
            now[2] |= termios.CLOCAL | termios.CREAD
            now[4] = now[5] = getattr(termios, f"B{self._speed}")
            termios.tcsetattr(fd, termios.TCSANOW, now)
        except termios.error as fault:
            os.close(fd)
            raise OSError(f"no serial line: {fault.args[-1]}") from fault
        if self._away_told:
            log.warning("%s is there again", self._path)
            self._away_told = False
        return fd

    def _write(self, fd: int, data: bytes) -> None:
        until = time.monotonic() + WRITE_SECONDS
        while data:
            _, ready, _ = select.select([], [fd], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError("the line takes nothing")
            data = data[os.write(fd, data):]
        self._stopped.wait(GAP_SECONDS)

    def _lose(self, fault: OSError) -> None:
        if not self._away_told:
            log.warning("%s is away: %s", self._path, fault)
            self._away_told = True
        self._close()

    def _close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
