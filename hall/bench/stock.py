"""Send to many clients as Flask-SocketIO does by itself (原装广播), for comparison; used like `hall.bench.bare`."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

# Sockets are made cooperative before anything that uses them is imported.
import json  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO, emit  # noqa: E402
from gevent import spawn  # noqa: E402
from gevent.fileobject import FileObject  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402

from hall.serving import FILES  # noqa: E402


def main(size: int) -> None:
    """Serve until nobody speaks any more."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES if hard == resource.RLIM_INFINITY else min(FILES, hard), hard))
    app = Flask("hall.bench.stock")
    socketio = SocketIO(app, async_mode="gevent", transports=["websocket"], cors_allowed_origins=None)
    filling = "x" * size

    def greet(auth: Any = None) -> None:
        emit("view", {"as_of": 0, "html": ""})

    socketio.on_event("connect", greet, "/display")
    server = WSGIServer(("127.0.0.1", 0), app, log=None, backlog=2048)
    server.start()
    print("ready " + json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    serving = spawn(server.serve_forever)
    for line in FileObject(sys.stdin.buffer):
        socketio.emit("view", {"as_of": int(line), "html": filling}, namespace="/display")
    serving.kill()


if __name__ == "__main__":
    main(int(sys.argv[1]))
