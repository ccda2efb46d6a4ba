"""Open the ledger: a SQLite file in the data folder, or a PostgreSQL database (`HALL_LEDGER_URL`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

#: Seconds that one writer waits for another; a batch takes well under one.
BUSY_SECONDS = 30


def url_of(ledger_url: str, data: Path) -> str:
    """Return the address of the ledger: the one given, else the file in the data folder."""
    return ledger_url or f"sqlite:///{data.resolve() / 'ledger.sqlite'}"


def open_ledger(url: str, *, to_write: bool = False) -> Engine:
    """Return the handle to a ledger; connections are not kept, so any thread may use it."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        # Whatever one report reads is of one moment, while the recorder goes on.
        moment: dict[str, Any] = {} if to_write else {"isolation_level": "REPEATABLE READ"}
        return create_engine(address.set(drivername="postgresql+psycopg"), poolclass=NullPool, **moment)
    file = Path(address.database or "")
    if to_write:
        file.parent.mkdir(parents=True, exist_ok=True)
    # One who only reads makes no empty ledger where there is none yet.
    query = {} if to_write else {"mode": "rw", "uri": "true"}
    database = str(file) if to_write else f"file:{file}"
    engine = create_engine(
        address.set(database=database, query=query), poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS}
    )
    event.listen(engine, "connect", _settle if to_write else _only_read)
    if not to_write:
        event.listen(engine, "begin", _of_one_moment)
    return engine


def _settle(connection: Any, _: Any) -> None:
    # Readers do not wait for the writer. A power cut may cost the last commits although they were acknowledged: the
    # recorder sees the gap and reads them from the stream again, which keeps them for days.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _of_one_moment(connection: Connection) -> None:
    # Python's own driver begins nothing for a SELECT: each would see what was recorded meanwhile.
    connection.exec_driver_sql("BEGIN")


def _only_read(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA cache_size=-65536")
