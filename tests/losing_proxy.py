"""Stand between a client and the queue server and lose answers: what was asked is done, and nobody hears of it."""

from __future__ import annotations

import random
import selectors
import socket
import threading
from pathlib import Path

#: Bytes taken at once; an answer of the hall is smaller.
CHUNK = 65536


class LosingProxy:
    """Forward a unix socket; of the answers it loses a share, chosen by `seed`, by closing the connection instead."""

    def __init__(self, server: Path, folder: Path, share: float, seed: int) -> None:
        self.path = folder / "lossy.sock"
        self.url = f"unix://{self.path}"
        self.lost = 0
        self._server = server
        self.share = share
        self._chance = random.Random(seed)
        self._turn = threading.Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen(128)
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        """Take no more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        with client, server, selectors.DefaultSelector() as ready:
            server.connect(str(self._server))
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while all(self._forward(key.fileobj, key.data, client) for key, _ in ready.select()):
                pass

    def _forward(self, source: object, target: socket.socket, client: socket.socket) -> bool:
        """Carry one chunk; False when the connection is over."""
        assert isinstance(source, socket.socket)
        try:
            chunk = source.recv(CHUNK)
            if not chunk or (target is client and self._loses()):
                return False
            target.sendall(chunk)
        except OSError:
            return False
        return True

    def _loses(self) -> bool:
        with self._turn:
            lost = self._chance.random() < self.share
            self.lost += lost
        return lost
