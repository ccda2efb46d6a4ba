"""Know what is asked of a window now (请办): by a manager, else by the hall where it stands idle while people wait."""

from __future__ import annotations

from dataclasses import dataclass

from hall.rules.alarms import Cause
from hall.rules.window import Window
from hall.rules.wishes import WishKind, is_open
from hall.web.opened import Opened


@dataclass(frozen=True)
class Asked:
    """Hold what is asked of a window: the wish, about whose visitors or '', and by whom, '' for the hall itself."""

    wish: str
    service: str = ""
    by: str = ""


def asked_of(hall: Opened, window: Window, now: int) -> Asked | None:
    """Return what is asked of a window still."""
    wish = hall.reading.wishes(now).get(window.id)
    if wish and is_open(wish.wish, wish.ticket, window):
        return Asked(wish.wish, wish.service, wish.asked_by.partition(":")[2])
    idle = any((one.cause, one.subject) == (Cause.WINDOW_IDLE, window.id) for one in hall.reading.alerts())
    return Asked(WishKind.CALL) if idle and not window.ticket and not hall.reading.stopped() else None
