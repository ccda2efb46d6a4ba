"""Know one visit (办事经过) and what each event does to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from hall.rules.ratings import FinishedService, Rating
from hall.rules.ticket import State
from hall.rules.waiting import expected_from

Event = Mapping[str, str]


class Outcome(StrEnum):
    """Name how a visit ended (结果); `lost` is one whose queue server was replaced by a new one meanwhile."""

    OPEN = ""
    FINISHED = "finished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    #: The paper did not come out: no visitor ever held this number.
    PRINT_FAILED = "print_failed"
    LOST = "lost"


@dataclass
class Visit:
    """Hold one visit; a time that is not known is None. `service` is the one that the number was taken for.

    `expected_ms` is the median of the wait that was expected when the number was taken, and 8 of 10 lie between
    `expected_low_ms` and `expected_high_ms`; None where nobody could know, and where she then put her turn off or was
    granted a priority: that wait is another one.

    `waiting_ms` is taken → first call, `walking_ms` call → start, `service_ms` start → finish or onward, added up over
    all windows of the ticket; both stay None where no clerk pressed start.
    """

    ticket: str
    number: str = ""
    service: str = ""
    hall: str = ""
    standing: str = ""
    priority_reason: str = ""
    state: str = State.WAITING
    outcome: str = Outcome.OPEN
    window: str = ""
    clerk: str = ""
    slot_at: int = 0
    issued_at: int = 0
    first_called_at: int = 0
    called_at: int = 0
    started_at: int = 0
    ended_at: int = 0
    waiting_ms: int | None = None
    walking_ms: int | None = None
    service_ms: int | None = None
    expected_low_ms: int | None = None
    expected_ms: int | None = None
    expected_high_ms: int | None = None
    calls: int = 0
    recalls: int = 0
    special_calls: int = 0
    missed: int = 0
    transfers: int = 0
    holds: int = 0
    rejoined: int = 0
    undone: int = 0
    copy: int = 1
    #: Every service that was finished with her, in their order, and how they were rated (好差评).
    done: tuple[FinishedService, ...] = ()
    ratings: tuple[Rating, ...] = ()

    @property
    def rated(self) -> tuple[tuple[FinishedService, Rating | None], ...]:
        """Return each finished service with its rating; None is unrated (未评价)."""
        known = {one.turn: one for one in self.ratings}
        return tuple((one, known.get(turn)) for turn, one in enumerate(self.done, 1))

    @property
    def lowest_rating(self) -> int:
        """Return the lowest level that she gave, 0 for none."""
        return min((one.level for one in self.ratings), default=0)


def issued(event: Event) -> Visit:
    """Return the visit that begins with a number."""
    expected = expected_from(event["expected"]) if event.get("expected") else None
    return Visit(
        ticket=event["ticket"],
        number=event.get("number", ""),
        service=event.get("service", ""),
        hall=event.get("hall", ""),
        standing=event.get("standing", ""),
        priority_reason=event.get("reason", "") if event.get("standing") == "priority" else "",
        state=event.get("state", State.WAITING),
        slot_at=int(event.get("slot_at", 0)),
        issued_at=int(event.get("taken_at", event["at"])),
        copy=int(event.get("copy", 1)),
        expected_low_ms=expected.low if expected else None,
        expected_ms=expected.median if expected else None,
        expected_high_ms=expected.high if expected else None,
    )


def _confirmed(visit: Visit, event: Event) -> None:
    visit.state = State.WAITING


def _called(visit: Visit, event: Event) -> None:
    at = int(event["at"])
    visit.state = State.CALLED
    visit.window, visit.clerk = event.get("window", ""), event.get("actor", "")
    visit.called_at, visit.started_at = at, 0
    visit.calls += 1
    visit.special_calls += event.get("out_of_order") == "true"
    if not visit.first_called_at:
        visit.first_called_at, visit.waiting_ms = at, at - visit.issued_at


def _recalled(visit: Visit, event: Event) -> None:
    visit.recalls += 1


def _started(visit: Visit, event: Event) -> None:
    visit.state, visit.started_at = State.SERVING, int(event["at"])
    visit.walking_ms = (visit.walking_ms or 0) + visit.started_at - visit.called_at


def _leave(visit: Visit, event: Event, state: State) -> None:
    """Let a visitor leave her window; the time with the clerk is known where the start was pressed."""
    if visit.state == State.SERVING:
        visit.service_ms = (visit.service_ms or 0) + int(event["at"]) - visit.started_at
    visit.state = state


def _end(visit: Visit, event: Event, state: State, outcome: Outcome) -> None:
    _leave(visit, event, state)
    visit.outcome, visit.ended_at = outcome, int(event["at"])


def _finished(visit: Visit, event: Event) -> None:
    _did(visit, event, event["service"])
    _end(visit, event, State.FINISHED, Outcome.FINISHED)


def _did(visit: Visit, event: Event, service: str) -> None:
    """Let one of her services be finished at her window."""
    visit.done += (FinishedService(service, visit.window, visit.clerk, int(event["at"])),)


def _rated(visit: Visit, event: Event) -> None:
    reasons = tuple(filter(None, event.get("reasons", "").split(",")))
    visit.ratings += (Rating(int(event["turn"]), int(event["level"]), int(event["at"]), reasons),)


def _rated_again(visit: Visit, event: Event) -> None:
    turn, level = int(event["turn"]), int(event["level"])
    visit.ratings = tuple(replace(one, again=level) if one.turn == turn else one for one in visit.ratings)


def _missed(visit: Visit, event: Event) -> None:
    visit.missed += 1
    _end(visit, event, State.MISSED, Outcome.NO_SHOW)


def _cancelled(visit: Visit, event: Event) -> None:
    failed = event.get("reason") == "print_failed"
    _end(visit, event, State.CANCELLED, Outcome.PRINT_FAILED if failed else Outcome.CANCELLED)


def _expired(visit: Visit, event: Event) -> None:
    _end(visit, event, State.EXPIRED, Outcome.EXPIRED)


def _transferred(visit: Visit, event: Event) -> None:
    if event.get("reason") == "configuration":
        # Her service has a successor; she herself went nowhere.
        if visit.service == event.get("from"):
            visit.service = event["service"]
        return
    if event.get("reason") == "chain":
        _did(visit, event, event["from"])
    visit.transfers += 1
    _leave(visit, event, State.WAITING)


def _held(visit: Visit, event: Event) -> None:
    visit.holds += 1
    _leave(visit, event, State.HELD)


def _waits_again(visit: Visit, event: Event) -> None:
    _leave(visit, event, State.WAITING)


def _rejoined(visit: Visit, event: Event) -> None:
    visit.rejoined += 1
    visit.state, visit.outcome, visit.ended_at = State.WAITING, Outcome.OPEN, 0


def _reprinted(visit: Visit, event: Event) -> None:
    visit.copy = int(event["copy"])


def _granted(visit: Visit, event: Event) -> None:
    visit.priority_reason = event.get("reason", "")
    _expects_no_more(visit)


def _deferred(visit: Visit, event: Event) -> None:
    _waits_again(visit, event)
    _expects_no_more(visit)


def _expects_no_more(visit: Visit) -> None:
    # Of who was called already the wait has been.
    if not visit.first_called_at:
        visit.expected_low_ms = visit.expected_ms = visit.expected_high_ms = None


CHANGES: Mapping[str, Callable[[Visit, Event], None]] = {
    "confirmed": _confirmed,
    "called": _called,
    "recalled": _recalled,
    "started": _started,
    "finished": _finished,
    "no_show": _missed,
    "cancelled": _cancelled,
    "expired": _expired,
    "transferred": _transferred,
    "held": _held,
    "returned": _waits_again,
    "sent_back": _waits_again,
    "deferred": _deferred,
    "rejoined": _rejoined,
    "reprinted": _reprinted,
    "standing_granted": _granted,
    "rated": _rated,
    "rated_again": _rated_again,
}
