"""Look after deadlines (到期处理): doubtful paper, automatic recalls, who comes back, lost windows, the day's end.

Each item is a script that checks state and deadline itself, so a sweep that is late, or done twice, or by two
processes at once, changes nothing wrongly.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from flask_socketio import SocketIO
from redis.exceptions import RedisError

from hall.rules.refusals import ConfigMovedOn
from hall.store.tickets import Request, Tickets
from hall.ticketing import judging, reconfiguring, watching
from hall.ticketing.one_by_one import by_itself
from hall.web.opened import DAY_MS, Opened

log = logging.getLogger("hall.sweeping")
#: Seconds between two looks: a call that no screen shows is an alert after one second, and not after two.
SWEEP_SECONDS = 0.25
#: Looks between two whether what a changed configuration left in place is still needed.
TIDY_EVERY = 240


def sweep(hall: Opened, tickets: Tickets) -> int:
    """Do everything that is due by now and return how many items that were."""
    now = hall.reading.now()
    due = hall.reading.overdue(now)
    for item in due:
        with by_itself(item):
            _look_after(hall, tickets, item)
    watching.look(hall, tickets, due)
    running = hall.reading.running_day()
    if running is not None and running < hall.business_day(now):
        end_days(hall, tickets, None, hall.business_day(now))
    elif running is not None and hall.is_over(now):
        end_days(hall, tickets, None, running + 1)
    # Whoever waited until the day's end waits no more, and nobody is told of her.
    with by_itself(judging.LOOK):
        judging.look(hall, tickets, now)
    return len(due)


def _look_after(hall: Opened, tickets: Tickets, item: str) -> None:
    kind, _, name = item.partition(":")
    if kind == "reserved":
        tickets.paper_overdue(name)
    elif kind == "later":
        tickets.let_in_later(name)
    elif kind == "pin":
        tickets.unpin(name)
    elif kind == "recall":
        tickets.recall_by_itself(name.partition(":")[0], item)
    elif kind == "lost":
        tickets.lose_window(name)
    elif kind == "kiosk":
        # A kiosk that is switched off for the night is missed when the hall is about to open.
        tickets.miss_kiosk(name, off=not hall.is_in_use(hall.reading.now()))


def end_days(hall: Opened, tickets: Tickets, press: Request | None, before: int) -> int:
    """End what is left of business days before this one (日结), some at a time so that nobody waits for it.

    Returns the number of the last event; each round of a press is a press of its own.
    """
    day = datetime.fromtimestamp((before - 1) * DAY_MS / 1000, UTC).date().isoformat()
    for turn in count():
        mine = replace(press, id=f"{press.id}-{turn}") if press else None
        answer = tickets.end_day(mine, before, day, hall.centre.windows)
        if not answer.more.get("left"):
            return answer.as_of
    raise AssertionError("the day never ends")


def keep_sweeping(hall: Opened, tickets: Tickets, socketio: SocketIO) -> None:
    """Sweep for as long as the process lives, through every fault of the queue server."""
    for turn in count():
        try:
            sweep(hall, tickets)
            if turn % TIDY_EVERY == 0:
                reconfiguring.tidy(hall, tickets)
        except ConfigMovedOn:
            hall.in_force.catch_up()
        except RedisError as fault:
            log.warning("no sweep: %s", fault)
        except Exception:
            # Whatever it was, there is a next sweep: a process that sweeps no more would let the hall stand still.
            log.exception("a sweep failed")
        socketio.sleep(SWEEP_SECONDS)
