"""Listen on TCP as a printer's network board does (网口): one client at a time, hung up on faults."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
import time

from kiosk.paper_roll.faults import BREAKING, Fault, Trouble
from kiosk.paper_roll.machine import Machine

#: Seconds between two looks at whether the printer was switched off or the fault changed.
LOOK_SECONDS = 0.05
#: Seconds a board that restarts is away.
REBOOT_SECONDS = 0.2
#: Bytes a board hands to its printer at a time.
AHEAD = 4096
#: Connections that fill the queue of a listener nobody serves, so that the next one hears nothing at all.
CROWD = 4


class Wire:
    """Be the printer's socket (打印端口) on 127.0.0.1; binds at once, serves from its own thread."""

    def __init__(self, machine: Machine, port: int = 0) -> None:
        """Bind the port (0: any free one) and begin to listen."""
        self._machine = machine
        # Held for as long as the printer stands there: while it is off, nobody else is given its port.
        self._place = self._bound(port)
        self.port: int = self._place.getsockname()[1]
        self._listener: socket.socket | None = self._listen()
        self._crowd: list[socket.socket] = []
        self._running = True
        self._serving = threading.Thread(target=self._serve, name="paper-roll-wire", daemon=True)
        self._serving.start()

    def stop(self) -> None:
        """Hang up and stop listening."""
        self._running = False
        self._serving.join(timeout=5)
        self._place.close()

    def acts(self, fault: Fault) -> bool:
        """Say whether the line is as it is under this fault: gone, silent, or open."""
        return (self._listener is None) == (fault is Fault.OFF) and bool(self._crowd) == (fault is Fault.BLACKHOLE)

    @staticmethod
    def _bound(port: int) -> socket.socket:
        """Take a port."""
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", port))
        return bound

    def _listen(self, backlog: int = 8) -> socket.socket:
        """Open the listening socket."""
        listener = self._bound(self.port)
        listener.listen(backlog)
        return listener

    def _serve(self) -> None:
        """Serve one client after the other; while the printer is off there is no listener at all."""
        while self._running:
            fault = self._machine.trouble.fault
            if fault in (Fault.OFF, Fault.BLACKHOLE):
                if not self.acts(fault):
                    self._close()
                    if fault is Fault.BLACKHOLE:
                        self._swallow()
                time.sleep(LOOK_SECONDS)
                continue
            if self._crowd:
                self._close()
            self._listener = self._listener or self._listen()
            if select.select([self._listener], [], [], LOOK_SECONDS)[0]:
                client, _ = self._listener.accept()
                with client:
                    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._hear(client)
        self._close()

    def _close(self) -> None:
        """Stop listening."""
        for one in (*self._crowd, self._listener):
            if one:
                one.close()
        self._listener, self._crowd = None, []

    def _swallow(self) -> None:
        """Listen and answer nobody: the queue is full of connections of our own, the next one is never heard."""
        self._listener = self._listen(backlog=0)
        crowd = []
        for _ in range(CROWD):
            one = socket.socket()
            one.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                one.connect(("127.0.0.1", self.port))
            crowd.append(one)
        self._crowd = crowd

    def _hear(self, client: socket.socket) -> None:
        """Hear one client until it hangs up, the printer goes off, or the line is cut."""
        lock, heard_bytes = threading.Lock(), 0

        def reply(said: bytes) -> None:
            """Answer this client; one that is gone hears nothing."""
            if self._machine.trouble.fault is not Fault.MUTE:
                with lock, contextlib.suppress(OSError):
                    client.sendall(said)

        self._machine.connected(reply)
        while self._running and (trouble := self._machine.trouble).fault not in (Fault.OFF, Fault.BLACKHOLE):
            if trouble.fault is Fault.STALL and heard_bytes >= trouble.at:
                time.sleep(LOOK_SECONDS)
                continue
            if not select.select([client], [], [], LOOK_SECONDS)[0]:
                continue
            breaks = trouble.fault in BREAKING
            try:
                heard = client.recv(max(1, min(AHEAD, trouble.at - heard_bytes)) if breaks else AHEAD)
            except OSError:
                break
            if not heard:
                break
            if trouble.fault is Fault.MUTE:
                continue
            if not breaks or heard_bytes < trouble.at:
                heard_bytes += len(heard)
                self._machine.hear(heard, reply)
                continue
            self._break(client, trouble.fault)
            break
        self._machine.hung_up()

    def _break(self, client: socket.socket, fault: Fault) -> None:
        """Break the line: with a reset (RST) as a pulled plug or a restarting board does, or with a goodbye (FIN)."""
        if fault is not Fault.HANG_UP:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if fault is Fault.REBOOT:
            client.close()
            self._close()
            self._machine.power_cycle()
            time.sleep(REBOOT_SECONDS)
            self._machine.act(Trouble())
