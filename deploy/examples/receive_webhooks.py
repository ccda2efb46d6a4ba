#!/usr/bin/env python3
"""Receive a hall's webhooks (接收推送) with Python's standard library alone: verify, drop what was had, do, remember.

    python3 receive_webhooks.py 127.0.0.1:9000 webhook.secret received.sqlite

`webhook.secret` holds what `hall webhooks --new-secret` printed. A web server with a certificate belongs in front: this
one speaks plain HTTP. Here "do" is a table; a notice to a phone ("请到12号窗口") would go there.
"""

import base64
import hashlib
import hmac
import json
import sqlite3
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

#: A delivery that is older or newer than so many seconds was recorded by somebody and is played again.
TOLERANCE = 300
#: Bytes of a body; the hall's are well under a thousand.
LARGEST = 64 * 1024


def is_genuine(headers, body, secret):
    """Say whether the hall signed this, and lately. There are two signatures while the secret is changed."""
    name, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not moment.isdigit() or abs(time.time() - int(moment)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mine = base64.b64encode(hmac.digest(key, f"{name}.{moment}.".encode() + body, hashlib.sha256)).decode()
    given = [one.removeprefix("v1,") for one in headers.get("webhook-signature", "").split() if one.startswith("v1,")]
    return any(hmac.compare_digest(mine, one) for one in given)


def take(book, name, said):
    """Do an event once: a hall that did not hear that it was taken delivers it again under the same name."""
    with book:
        if book.execute("SELECT 1 FROM events WHERE id = ?", (name,)).fetchone():
            return
        had = book.execute("SELECT seq FROM events ORDER BY rowid DESC LIMIT 1").fetchone()
        if had and had[0] != said["previous"]:
            print(f"after {had[0]} came none up to {said['previous']}: something is missing", file=sys.stderr)
        book.execute("INSERT INTO events VALUES (?, ?, ?)", (name, said["data"]["seq"], json.dumps(said["data"])))


class Receiver(BaseHTTPRequestHandler):
    """Answer 204 when an event is safely here, and something else when the hall shall try again."""

    secret, book = "", None

    def do_POST(self):
        """Take one delivery."""
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length) if 0 < length <= LARGEST else b""
        if not is_genuine(self.headers, body, self.secret):
            return self.end(401)
        take(self.book, self.headers["webhook-id"], json.loads(body))
        return self.end(204)

    def end(self, status):
        """Answer with a status and nothing else."""
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()


if __name__ == "__main__":
    host, port = sys.argv[1].rsplit(":", 1)
    Receiver.secret = Path(sys.argv[2]).read_text().strip()
    Receiver.book = sqlite3.connect(sys.argv[3])
    Receiver.book.execute("CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, seq INTEGER, event TEXT)")
    server = HTTPServer((host, int(port)), Receiver)
    print(f"ready {json.dumps({'url': f'http://{host}:{server.server_port}'})}", flush=True)
    server.serve_forever()
