"""Read which groups come (团队接待)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hall.store.rated import Rated


@dataclass(frozen=True)
class NewGroupVisit:
    """Hold a group visit as it is booked: which unit comes with how many to which hall, and who looks after it.

    The contact is somebody of the hall's staff, kept for a week; of the visitors nobody is named. Moments are ms since
    1970.
    """

    visit: str
    unit: str
    persons: int
    hall: str
    from_at: int
    until_at: int
    contact: str


@dataclass(frozen=True)
class GroupVisit(NewGroupVisit):
    """Hold a group visit as the store has it; `cancelled_by` is '' while it holds."""

    booked_by: str
    cancelled_by: str = ""


class GroupVisits(Rated):
    """Read group visits."""

    def group_visits(self, since: int) -> list[GroupVisit]:
        """Return the group visits that end after a moment, cancelled ones too, in the order in which they come."""
        names = self._redis.zrange(self._keys("group_visits"), f"({since}", "+inf", byscore=True)
        with self._redis.pipeline(transaction=False) as pipe:
            for one in names:
                pipe.hgetall(self._keys("group_visit", one))
            found = [group_visit_from(record) for record in pipe.execute() if record]
        return sorted(found, key=lambda one: (one.from_at, one.until_at, one.visit))


def group_visit_from(record: Mapping[str, str]) -> GroupVisit:
    """Read a group visit from its record."""
    return GroupVisit(
        visit=record["visit"],
        unit=record["unit"],
        persons=int(record["persons"]),
        hall=record["hall"],
        from_at=int(record["from_at"]),
        until_at=int(record["until_at"]),
        contact=record["contact"],
        booked_by=record["booked_by"],
        cancelled_by=record.get("cancelled_by", ""),
    )
