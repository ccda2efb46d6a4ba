"""Give numbers while the network is cut (断网取号): out of a range that the hall leased to this kiosk alone.

The hall hears of each one when it can be heard again, with the moment at which it was given: the hall's own clock as
last heard, plus what has passed since by a clock of this machine that nobody sets. So the visitor stands where she
would stand if the network had never been cut.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.hall_line import HallLine, HallSaysNo
from kiosk.journal import Story
from kiosk.known import Known, Service
from kiosk.touches import Touches

if TYPE_CHECKING:
    from kiosk.following import Following

log = logging.getLogger(__name__)

#: What a number of a cut can be asked with: no appointment and no person, which only the hall can check.
PLAIN = frozenset({"service", "needs"})
#: Seconds without a word after which it is no use to ask; before, a hall that is only slow gives the number itself.
SURE_SECONDS = 5.0
#: Seconds after which the hall's clock is written down anew although the lease is the same: until then two clocks that
#: run by themselves are apart by less than half a second.
KEEP_SECONDS = 3600.0
#: Names this start of the machine: its steady clock begins anew with each.
BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Heard:
    """Hold what the hall last said (最近一次心跳): its clock in ms since 1970 at a second of our steady clock, and the
    numbers that are this kiosk's on one business day, which ends at `until`."""

    now: int
    steady: float
    boot: str
    day: int
    first: int
    count: int
    until: int


class Leases:
    """Hold the numbers for a cut (断网号段); they outlive this program."""

    def __init__(self, hall: HallLine, touches: Touches, folder: Path,
                 steady: Callable[[], float] = time.monotonic) -> None:
        """Find what an earlier run of this program was told."""
        self._hall, self._touches, self._file, self._steady = hall, touches, folder / "lease.json", steady
        self._following: Following | None = None
        self._boot = _boot()
        self._heard = self._kept = self._read()

    def follow(self, following: Following) -> None:
        """Take services and their hours from what the hall last told."""
        self._following = following

    def heard(self, told: dict[str, Any]) -> None:
        """Take over what the hall says to a heartbeat; what is new of it is kept on the disk."""
        lease = told["lease"]
        self._heard = Heard(told["now"], self._steady(), self._boot, lease["day"], lease["first"], lease["count"],
                            lease["until"])
        if not _still_says(self._kept, self._heard):
            self._keep(self._heard)

    def _keep(self, heard: Heard) -> None:
        """Write down what the hall said."""
        fresh = self._file.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(heard), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._file)
        self._kept = heard

    @property
    def cut(self) -> bool:
        """Say whether the hall is known to be out of reach, so that asking it would only take time."""
        following = self._following
        last = following.last if following else None
        return bool(following and last and last.away and following.heard_seconds_ago > SURE_SECONDS)

    @property
    def pending(self) -> int:
        """Count the slips of which the hall has not heard."""
        return sum(bool(lease_of(story.ticket)) and not story.ended for story in self._touches.open_ends())

    def can_give(self, service: str) -> bool:
        """Say whether a number for a service could be given without the hall now."""
        return self._offered({"service": service}) is not None

    def give(self, body: dict[str, Any], maybe_made: bool) -> dict[str, Any] | None:
        """Make a ticket of our own for what is asked, or None where that cannot be.

        `maybe_made` says that the hall may have made a number for the same touch, which nobody will hear.
        """
        offered = self._offered(body)
        if offered is None:
            return None
        heard, known, service = offered
        count = self._next(heard, service.series)
        if count is None:
            return None
        ticket, moment = secrets.token_urlsafe(12), self._clock(heard)
        url = known.centre.public_url
        return {
            "id": ticket,
            "number": f"{service.series}{count}",
            "service": service.id,
            "hall": service.hall,
            "area": service.area,
            "standing": "walk_in",
            "needs": body.get("needs") or [],
            "state": "waiting",
            "ahead": None,
            "estimate": None,
            "issued_at": moment,
            "copy": 1,
            "track_url": f"{url}/t/{ticket}" if url else None,
            "leased": {"day": heard.day, "series": service.series, "count": count, "maybe_made": maybe_made},
        }

    def tell(self, story: Story, outcome: str) -> None:
        """Tell the hall of a number of ours; raises HallAway and HallSaysNo. One that is on no paper never was."""
        lease = lease_of(story.ticket)
        assert lease and story.ticket, "a story of a number of ours"
        if lease["maybe_made"]:
            with contextlib.suppress(HallSaysNo):
                other = self._hall.take(story.body, story.key, "zh-CN")
                self._hall.printed(other["id"], "failed", key=f"failed-{other['id']}"[:64])
        if outcome == "failed":
            return
        ticket = story.ticket
        body = {"id": ticket["id"], "number": ticket["number"], "service": ticket["service"], "day": lease["day"],
                "taken_at": ticket["issued_at"], "outcome": outcome, "needs": ticket["needs"],
                "copies": max(1, story.copy)}
        self._hall.leased(body, key=f"leased-{ticket['id']}"[:64])

    def _offered(self, body: dict[str, Any]) -> tuple[Heard, Known, Service] | None:
        """Find what is asked among what may be given now without the hall."""
        heard, known = self._heard, self._following.last if self._following else None
        if heard is None or known is None or known.stopped or set(body) - PLAIN:
            return None
        service = known.services.get(body.get("service", ""))
        if service is None or not self._following or self._clock(heard) >= heard.until:
            return None
        closes = service.closes_in is not None and service.closes_in * 60 <= self._following.heard_seconds_ago
        limited = service.full or service.closing or service.numbers_stopped
        gives = service.open and not (service.direct or limited or service.identify or closes)
        return (heard, known, service) if gives and heard.boot == self._boot else None

    def _clock(self, heard: Heard) -> int:
        """Tell the hall's time in ms since 1970."""
        return heard.now + int((self._steady() - heard.steady) * 1000)

    def _next(self, heard: Heard, series: str) -> int | None:
        """Return the next number of a series that this kiosk has not given, or None when all are."""
        given = [lease["count"] for story in self._touches.all()
                 if (lease := lease_of(story.ticket)) and (lease["day"], lease["series"]) == (heard.day, series)]
        count = max((one for one in given if one >= heard.first), default=heard.first - 1) + 1
        return count if count < heard.first + heard.count else None

    def _read(self) -> Heard | None:
        """Read what was kept; nothing where there is none, or it is torn."""
        try:
            return Heard(**json.loads(self._file.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as fault:
            log.warning("%s is not understood: %s", self._file, fault)
            return None


def lease_of(ticket: dict[str, Any] | None) -> dict[str, Any] | None:
    """Give the lease of a ticket that is one of ours, given while the network was cut; None of the hall's own."""
    found: dict[str, Any] | None = (ticket or {}).get("leased")
    return found


def _still_says(kept: Heard | None, heard: Heard) -> bool:
    """Say whether what is on the disk is as good as what was just heard."""
    if kept is None or not 0 <= heard.steady - kept.steady < KEEP_SECONDS:
        return False
    return replace(kept, now=heard.now, steady=heard.steady) == heard


def _boot() -> str:
    try:
        return BOOT.read_text("ascii").strip()
    except OSError:
        return ""
