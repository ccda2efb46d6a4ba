"""Count who was helped without a number, and book group visits (免取号登记、团队接待); one method a Lua file."""

from __future__ import annotations

from hall.rules.entries import Entry
from hall.rules.entry_refusals import GroupVisitCancelled, GroupVisitOver, UnknownGroupVisit
from hall.store.group_visits import NewGroupVisit
from hall.store.pressing import Pressing, Request
from hall.store.records import Answer

#: What Lua refuses here with; named, so that their codes are known wherever these acts are.
REFUSES = (GroupVisitCancelled, GroupVisitOver, UnknownGroupVisit)
#: A group visit is forgotten by the queue server this long after its end, in ms; the ledger keeps its entry for good.
KEEP_VISIT_MS = 7 * 24 * 3600 * 1000


class Entries(Pressing):
    """Enter what happens without a number."""

    def count_entry(self, request: Request, entry: Entry, service: str, hall: str) -> Answer:
        """Count somebody who goes online, or was shown the windows of a service that needs no number."""
        return self._do("count_entry", request, entry=str(entry), service=service, hall=hall)

    def book_group_visit(self, request: Request, new: NewGroupVisit) -> Answer:
        """Book a group visit (团队接待); it is in `more`."""
        return self._do("book_group_visit", request, **vars(new), keep_ms=KEEP_VISIT_MS)

    def cancel_group_visit(self, request: Request, visit: str) -> Answer:
        """Cancel a group visit; it is in `more`."""
        return self._do("cancel_group_visit", request, visit=visit)
