"""Make visits (办事经过) out of events: one a ticket, a pure function of what the stream tells of it.

What the ledger keeps of a visitor follows from her events alone, so it can be made anew at any time and by others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hall.rules.visit import CHANGES, Event, Outcome, Visit, issued


@dataclass
class _Folding:
    """Hold a visit on its way, and how it was before each press that an undo may take back."""

    visit: Visit
    before: dict[str, Visit] = field(default_factory=dict)


class Visits:
    """Follow the log event by event and hold each visit as it stands now, by its ticket."""

    def __init__(self) -> None:
        self._folding: dict[str, _Folding] = {}

    def take(self, event: Event) -> None:
        """Let one event happen; one of a ticket whose number was not seen to be given tells nothing."""
        ticket = event.get("ticket", "")
        known = self._folding.get(ticket)
        if known:
            _apply(known, event)
        elif event["type"] == "issued":
            self._folding[ticket] = _Folding(issued(event))

    def __iter__(self) -> Iterator[Visit]:
        """Go through the visits in the order in which their numbers were given."""
        return (one.visit for one in self._folding.values())

    def get(self, ticket: str) -> Visit | None:
        """Return one visit, None when its number was not seen to be given."""
        known = self._folding.get(ticket)
        return known.visit if known else None


def visit_of(events: Iterable[Event]) -> Visit | None:
    """Return the visit of one ticket from its events in their order; None when they do not begin with its number."""
    return next(iter(visits_of(events).values()), None)


def visits_of(events: Iterable[Event]) -> dict[str, Visit]:
    """Return every visit of a log by its ticket."""
    visits = Visits()
    for event in events:
        visits.take(event)
    return {visit.ticket: visit for visit in visits}


def lose(visit: Visit, at: int) -> None:
    """End a visit whose queue is no more."""
    if not visit.outcome:
        visit.outcome, visit.ended_at = Outcome.LOST, at


def _apply(folding: _Folding, event: Event) -> None:
    """Let one event happen to a visit."""
    kind, visit = event["type"], folding.visit
    if kind == "undone":
        _undo(folding, event)
        return
    if event.get("request"):
        folding.before.setdefault(event["request"], replace(visit))
    visit.standing = event.get("standing", visit.standing)
    change = CHANGES.get(kind)
    if change:
        change(visit, event)


def _undo(folding: _Folding, event: Event) -> None:
    """Put a visit back as it was before a press; copies of its paper stay counted, and what she said stays said."""
    was, now = folding.before.get(event.get("undoes", "")), folding.visit
    if was:
        folding.visit = replace(was, copy=now.copy, undone=now.undone + 1, ratings=now.ratings)
