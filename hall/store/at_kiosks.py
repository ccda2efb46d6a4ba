"""Hear the kiosks: how they are, and what they gave while nobody could hear them; one method a Lua file."""

from __future__ import annotations

from dataclasses import dataclass

from hall.store.pressing import Pressing, Request
from hall.store.records import Answer, KioskState

#: A kiosk that was heard and is silent for so long is offline.
SILENT_MS = 30_000
#: That somebody looks after a kiosk stands asked for so long: then she has been there, or it is to be asked again.
LOOK_MS = 10 * 60_000


def is_to_be_looked_at(kiosk: KioskState, now: int) -> bool:
    """Say whether the guides are asked to look after a kiosk (请人查看) and it is not well again."""
    return kiosk.state != "ok" and now < kiosk.asked_at + LOOK_MS


@dataclass(frozen=True)
class KioskSays:
    """Hold what a kiosk says of itself: its state and its paper's as codes, mm used of the roll, its version; `pending`
    counts the slips that it gave while it was cut off and of which the hall has not heard."""

    kiosk: str
    state: str = "ok"
    paper: str = "ok"
    paper_mm: int = 0
    version: str = ""
    pending: int = 0


@dataclass(frozen=True)
class LeasedTicket:
    """Hold a number that a kiosk gave while it was cut off; `taken_at` is the moment by the kiosk, in ms since 1970."""

    id: str
    service: str
    hall: str
    area: str
    series: str
    count: int
    kiosk: str
    place: int
    day: int
    offset_ms: int
    taken_at: int
    outcome: str
    needs: tuple[str, ...] = ()
    copies: int = 1


class AtKiosks(Pressing):
    """Hear what kiosks tell."""

    def hear_kiosk(self, says: KioskSays, day: int) -> Answer:
        """Hear how a kiosk is (心跳); `at`, `place` and `restarts` are in `more`. Repeated, it only says so again."""
        return self._do("hear_kiosk", None, **vars(says), silent_ms=SILENT_MS, day=day)

    def miss_kiosk(self, kiosk: str, *, off: bool = False) -> Answer:
        """Take a kiosk for silent, or look again later while it may be `off`; for the sweep."""
        return self._do("miss_kiosk", None, kiosk=kiosk, off=off, again_ms=SILENT_MS)

    def take_leased(self, request: Request, new: LeasedTicket) -> Answer:
        """Hear of a number that a kiosk gave while it was cut off (断网取号)."""
        return self._do("take_leased", request, **{**vars(new), "needs": ",".join(new.needs)})
