"""Ask the ledger how the devices were (设备): read from their events, of which there are few."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, literal_column, select

from hall.rules.device_spells import TELLING, DeviceSpell, spells_of
from hall.store.ledger.tables import events, logs


def spells_between(connection: Connection, first_at: int, until: int) -> Iterator[DeviceSpell]:
    """Yield the spells of devices that were not well between two moments, cut there."""
    wanted = select(logs.c.log, logs.c.last_at).order_by(logs.c.log)
    for log, last_at in list(connection.execute(wanted)):
        if last_at > first_at:
            for spell in spells_of(_told(connection, log, until), min(last_at, until)):
                began, ended = max(spell.began_at, first_at), min(spell.ended_at, until)
                if began < ended:
                    # What is not over at the end of these days may be by now.
                    still = spell.open and last_at < until
                    yield DeviceSpell(spell.trouble, spell.device, spell.reason, began, ended, still)


def _told(connection: Connection, log: int, until: int) -> Iterator[dict[str, str]]:
    # The text as it is, so that SQL knows it for what its index holds.
    nobody = events.c.ticket == literal_column("''")
    wanted = (
        select(events.c.fields)
        .where(nobody, events.c.type.in_(TELLING), events.c.log == log, events.c.at < until)
        .order_by(events.c.seq)
    )
    for fields in connection.execute(wanted).scalars():
        yield json.loads(fields)
