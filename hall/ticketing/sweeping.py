"""Look after deadlines (到期处理): numbers whose paper nobody reported go on waiting.

Each item is a script that checks state and deadline itself, so a sweep that is late, or done twice, or by two
processes at once, changes nothing wrongly.
"""

from __future__ import annotations

import logging

from flask_socketio import SocketIO
from redis.exceptions import RedisError

from hall.store.reading import Reading
from hall.store.tickets import Tickets

log = logging.getLogger("hall.sweeping")
#: Seconds between two looks.
SWEEP_SECONDS = 1.0


def sweep(reading: Reading, tickets: Tickets) -> int:
    """Do everything that is due by now and return how many items that were."""
    due = reading.overdue(reading.now())
    for item in due:
        tickets.paper_overdue(item.partition(":")[2])
    return len(due)


def keep_sweeping(reading: Reading, tickets: Tickets, socketio: SocketIO) -> None:
    """Sweep for as long as the process lives, through every fault of the queue server."""
    while True:
        try:
            sweep(reading, tickets)
        except RedisError as fault:
            log.warning("no sweep: %s", fault)
        except Exception:
            # One item that cannot be done must not end the sweep for all others.
            log.exception("a sweep failed")
        socketio.sleep(SWEEP_SECONDS)
