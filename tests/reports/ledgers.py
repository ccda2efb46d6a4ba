"""Keep ledgers for tests: a file, or a database of Debian's PostgreSQL on a private socket."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from sqlalchemy import Engine, select

from hall.recording import Recorder
from hall.store.connection import for_recording
from hall.store.keys import Keys
from hall.store.ledger.migrating import migrate
from hall.store.ledger.opening import open_ledger
from hall.store.ledger.tables import DERIVED, events
from hall.store.ledger.writing import Ledger
from hall.store.recorded import Recorded
from tests.builders import ZONE, wait_until

TABLES = (events, *DERIVED)
#: Whom a database runs as where the tests run as root, which it refuses.
DEBIAN_S_OWN = "postgres"


def open_to_write(url: str) -> Engine:
    """Open a ledger with its tables."""
    engine = open_ledger(url, to_write=True)
    migrate(engine)
    return engine


def recorder(redis: Redis, engine: Engine) -> Recorder:
    """Make a recorder of the story's centre with connections of its own."""
    url = redis.connection_pool.connection_kwargs["path"]
    return Recorder(Recorded(for_recording(f"unix://{url}"), Keys("civic")), Ledger(engine, ZONE.key))


def dump(engine: Engine) -> bytes:
    """Return every row of every table as text, in the order of its key."""
    lines = []
    with engine.connect() as connection:
        for table in TABLES:
            found = connection.execute(select(table).order_by(*table.primary_key.columns))
            lines += [f"{table.name} {json.dumps(list(row), ensure_ascii=False)}" for row in found]
    return "\n".join(lines).encode()


def binaries() -> Path | None:
    """Find the newest PostgreSQL of Debian, or none."""
    found = [one for one in Path("/usr/lib/postgresql").glob("*/bin") if (one / "initdb").exists()]
    return max(found, key=lambda one: int(one.parent.name), default=None)


@contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """Run a private database server on a socket in a folder of its own; it forgets everything afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hall-pg-", dir="/tmp"))
    owner = DEBIAN_S_OWN if os.getuid() == 0 else None
    if owner:
        shutil.chown(folder, owner)
    made = [programs / "initdb", "-D", folder / "data", "-U", "hall", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, user=owner, cwd=folder, env={"LC_ALL": "C.UTF-8"})
    settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    server = subprocess.Popen(
        [programs / "postgres", "-D", folder / "data", *settings],
        user=owner, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    ask = [programs / "pg_isready", "-h", folder, "-q"]
    try:
        wait_until(lambda: subprocess.run(ask, check=False).returncode == 0, "the database")
        yield f"postgresql://hall@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
