"""Listen on TCP as a printer's network board does (网口): one client at a time, hung up on faults."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading

from kiosk.paper_roll.faults import Fault
from kiosk.paper_roll.machine import Machine

#: Seconds between two looks at whether the printer was switched off or the fault changed.
LOOK_SECONDS = 0.05


class Wire:
    """Be the printer's socket (打印端口) on 127.0.0.1; binds at once, serves from its own thread."""

    def __init__(self, machine: Machine, port: int = 0) -> None:
        """Bind the port (0: any free one) and begin to listen."""
        self._machine = machine
        self._listener: socket.socket | None = self._listen(port)
        self.port: int = self._listener.getsockname()[1]
        self._running = True
        self._serving = threading.Thread(target=self._serve, name="paper-roll-wire", daemon=True)
        self._serving.start()

    def stop(self) -> None:
        """Hang up and stop listening."""
        self._running = False
        self._serving.join(timeout=5)

    def listening(self) -> bool:
        """Say whether somebody could connect; a printer that is off refuses."""
        return self._listener is not None

    @staticmethod
    def _listen(port: int) -> socket.socket:
        """Open the listening socket."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(8)
        return listener

    def _off(self) -> bool:
        """Say whether the printer is switched off, or we are to stop."""
        return not self._running or self._machine.trouble.fault is Fault.OFF

    def _serve(self) -> None:
        """Serve one client after the other; while the printer is off there is no listener at all."""
        while self._running:
            if self._off():
                self._close()
                threading.Event().wait(LOOK_SECONDS)
                continue
            self._listener = self._listener or self._listen(self.port)
            if select.select([self._listener], [], [], LOOK_SECONDS)[0]:
                client, _ = self._listener.accept()
                with client:
                    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._hear(client)
        self._close()

    def _close(self) -> None:
        """Stop listening."""
        if self._listener:
            self._listener.close()
            self._listener = None

    def _hear(self, client: socket.socket) -> None:
        """Hear one client until it hangs up, the printer goes off, or the line is cut."""
        lock, heard_bytes = threading.Lock(), 0

        def reply(said: bytes) -> None:
            """Answer this client; one that is gone hears nothing."""
            if self._machine.trouble.fault is not Fault.MUTE:
                with lock, contextlib.suppress(OSError):
                    client.sendall(said)

        while not self._off():
            if not select.select([client], [], [], LOOK_SECONDS)[0]:
                continue
            try:
                heard = client.recv(4096)
            except OSError:
                break
            if not heard:
                break
            trouble = self._machine.trouble
            if trouble.fault is Fault.MUTE:
                continue
            if trouble.fault is Fault.CUT_CONNECTION and heard_bytes + len(heard) > trouble.at:
                self._machine.hear(heard[:trouble.at - heard_bytes], reply)
                _reset(client)
                break
            heard_bytes += len(heard)
            self._machine.hear(heard, reply)
        self._machine.hung_up()


def _reset(client: socket.socket) -> None:
    """Break the line with a reset (RST), as a pulled plug or a rebooting board does."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
