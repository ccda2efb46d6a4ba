"""Read from the store what each kind of screen shows now (画面); pages, doors and the relay draw the same."""

from __future__ import annotations

from hall.directory import Area, Hall
from hall.directory import Window as WindowEntry
from hall.display import board, overview, queue, sign
from hall.display.noting import Notes
from hall.web import notices
from hall.web.opened import Opened


def of_board(hall: Opened, area: Area, notes: Notes | None = None) -> board.BoardView:
    """Read what an area's wall shows; `notes` remember it, so that a screen can say that it has painted it."""
    calls = hall.reading.calls(area.id)
    if notes:
        notes.drawn(calls.rows, calls.as_of)
    given = notices.standing(hall.reading.notices(calls.now), area.id, hall.settings.data)
    spoken = [board.Spoken(what.id, what.words, what.urgent, one.until) for one, what in given]
    return board.view(calls, area, hall.centre, spoken)


def of_sign(hall: Opened, window: WindowEntry) -> sign.SignView:
    """Read what the sign over a window shows."""
    # The number is asked first: a picture that is newer than its number is right, one that is older is not.
    as_of, now, stopped = hall.reading.as_of(), hall.reading.now(), hall.reading.stopped()
    at = hall.reading.window(window.id)
    visitor = hall.reading.ticket(at.ticket) if at.ticket else None
    return sign.view(as_of, now, at, visitor, stopped, hall.centre)


def of_overview(hall: Opened, wanted: Hall) -> overview.OverviewView:
    """Read what the overview of a hall shows."""
    calls = hall.reading.calls_of(wanted.areas)
    services = [one.id for one in hall.centre.services.values() if one.area in wanted.areas]
    return overview.view(calls, hall.reading.waiting(services), wanted, hall.centre)


def of_queue(hall: Opened, area: Area) -> queue.QueueView:
    """Read what the queue page of an area shows."""
    calls = hall.reading.calls(area.id)
    services = [hall.centre.services[one] for one in queue.services_of(area, hall.centre)]
    # What else those windows serve stands before somebody too, so its queues count for the estimate.
    reached_by = dict.fromkeys(name for one in services for name in hall.centre.who_reach(one.id))
    rivals = dict.fromkeys(other for name in reached_by for other in hall.centre.windows[name].reach)
    queues = hall.reading.waiting(dict.fromkeys([*(one.id for one in services), *rivals]))
    nearby = dict.fromkeys(name for other in queues for name in hall.centre.who_may_reach(other))
    estimates = hall.estimates(services, queues, hall.reading.windows(nearby))
    return queue.view(calls, queues, estimates, area, hall.centre)
