"""Show a visitor her own place on her phone (手机查号): one sentence, how many are ahead, how long, where to go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hall.directory import Centre, Text
from hall.rules.discipline import Standing
from hall.rules.ratings import LEVELS
from hall.rules.ticket import Move, State, Ticket
from hall.rules.waiting import Range
from hall.web.language import SOON_SECONDS, Phrase, clock, in_words


@dataclass(frozen=True)
class PhoneView:
    """Hold what a visitor's page shows; `range` and `window` are empty where there is nothing true to say.

    `longer` says that she waits longer than she was told.
    """

    ticket: str
    number: str
    service_name: Text
    state: str
    stage: str
    tag: str
    sentence: Phrase
    ahead: int | None
    range: Phrase | None
    longer: bool
    hall_name: Text
    area_name: Text
    window: int | None
    called_at: int
    slot: str
    may_cancel: bool
    now: int
    #: Until when a missed number gets a place again at the desk, '' where it does not.
    good_until: str = ""
    #: Which of her finished services may still be rated, the last one first, each with its name.
    to_rate: tuple[tuple[int, Text], ...] = ()
    levels: tuple[int, ...] = LEVELS


def view(
    ticket: Ticket, ahead: int, estimate: tuple[int, int] | None, centre: Centre, now: int, *, may_rate: bool = False
) -> PhoneView:
    """Build the picture of a visitor's page (手机页面); `estimate` is the range of waiting in seconds.

    It offers to rate whether or not that was done: whoever knows the id would else see who rated.
    """
    waits = ticket.state in (State.WAITING, State.RESERVED)
    window = centre.windows.get(ticket.window) if ticket.state in (State.CALLED, State.SERVING) else None
    stage = _stage(ticket, estimate)
    return PhoneView(
        ticket=ticket.id,
        number=ticket.number,
        service_name=centre.services[ticket.service].name,
        state=ticket.state.value,
        stage=stage,
        tag="" if ticket.standing is Standing.WALK_IN else ticket.standing.value,
        sentence=Phrase(f"phone.say_{stage}", {"area": centre.areas[ticket.area].name}),
        ahead=ahead if waits else None,
        range=in_words(*estimate) if waits and estimate else None,
        longer=ticket.waits_longer(now, Range(*estimate)) if waits and estimate else False,
        hall_name=centre.halls[window.hall if window else ticket.hall].name,
        area_name=centre.areas[ticket.area].name,
        window=window.number if window else None,
        called_at=ticket.called_at,
        slot=clock(ticket.slot_at, centre.zone) if ticket.slot_at else "",
        may_cancel=ticket.may(Move.CANCEL),
        now=now,
        good_until=_good_until(ticket, centre, now),
        to_rate=tuple(_finished(ticket, centre)) if may_rate else (),
    )


def _good_until(ticket: Ticket, centre: Centre, now: int) -> str:
    """Return until when a missed visitor may come back with her number, on the wall clock."""
    times = centre.policy.times
    until = ticket.ended_at + times.rejoin_within_ms
    may = ticket.state is State.MISSED and ticket.rejoined < times.rejoin_times and now <= until
    return clock(until, centre.zone) if may else ""


def _finished(ticket: Ticket, centre: Centre) -> Iterator[tuple[int, Text]]:
    """Yield the finished services of a ticket, the last one first."""
    for turn, done in reversed(list(enumerate(ticket.done, 1))):
        service = centre.services.get(centre.heir_of(done) or done)
        if service:
            yield turn, service.name


def as_json(view: PhoneView) -> dict[str, object]:
    """Encode the same picture for the channel of the visitor's page."""
    return {
        "id": view.ticket,
        "number": view.number,
        "state": view.state,
        "ahead": view.ahead,
        "window": view.window,
        "at": view.now,
    }


def _stage(ticket: Ticket, estimate: tuple[int, int] | None) -> str:
    """Say in one word what the visitor should hear: her state, or `soon` when she is nearly called.

    Without an estimate no window is open: then nobody is nearly called, even with nobody before her.
    """
    if ticket.state not in (State.WAITING, State.RESERVED):
        return ticket.state.value
    return "soon" if estimate and estimate[1] <= SOON_SECONDS else "waiting"
