"""Name every act of the hall once, each with a situation in which it succeeds and with every wrong one.

A new method of `Tickets` belongs here; a test says so when it is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hall.rules.refusals import ServiceClosed
from hall.rules.times import MINUTE_MS
from hall.store.records import Answer
from hall.store.tickets import Request
from tests.builders import Story, moment

Press = Callable[[Request], Answer]
Situation = Callable[[Story], Press]

WINDOW = "east/12"


def take(centre: Story) -> Press:
    new = centre.newcomer("tax")
    return lambda press: centre.tickets.take(press, new)


def take_reserved(centre: Story) -> Press:
    new = centre.newcomer("tax", reserve_ms=20_000)
    return lambda press: centre.tickets.take(press, new)


def check_in(centre: Story) -> Press:
    code = centre.books("tax", slot="9:30")
    centre.at("9:20")
    new = centre.newcomer("tax", appointment=code)
    return lambda press: centre.tickets.take(press, new)


def take_in_person(centre: Story) -> Press:
    new = centre.newcomer("tax", person="0123abcd", mask="139******78")
    return lambda press: centre.tickets.take(press, new)


def take_for_another(centre: Story) -> Press:
    done = centre.takes("tax", at="9:00", person="1", agent="9f", agent_mask="139******78")
    centre.cancels(done)
    new = centre.newcomer("tax", person="2", agent="9f", agent_mask="139******78")
    return lambda press: centre.tickets.take(press, new)


def printed(centre: Story) -> Press:
    she = centre.takes("tax", at="9:00", printer=True)
    return lambda press: centre.tickets.printed(press, she, "confirmed")


def paper_failed(centre: Story) -> Press:
    she = centre.takes("tax", at="9:00", printer=True)
    return lambda press: centre.tickets.printed(press, she, "failed")


def printed_again(centre: Story) -> Press:
    she = centre.takes("tax", at="9:00", printer=True)
    centre.prints(she)
    return lambda press: centre.tickets.printed(press, she, "confirmed")


def reprint(centre: Story) -> Press:
    she = centre.takes("tax", at="9:00")
    return lambda press: centre.tickets.reprint(press, she)


def cancel(centre: Story) -> Press:
    she = centre.takes("tax", at="9:00")
    return lambda press: centre.tickets.cancel(press, she)


def call_next(centre: Story) -> Press:
    centre.opens(WINDOW)
    centre.takes("tax", at="9:00")
    centre.takes("tax", at="9:01")
    return lambda press: centre.tickets.call_next(press, WINDOW)


def call_next_when_nobody_waits(centre: Story) -> Press:
    centre.opens(WINDOW)
    return lambda press: centre.tickets.call_next(press, WINDOW)


def a_called_visitor(centre: Story) -> str:
    """Let a window have a called visitor while another one waits."""
    centre.opens(WINDOW)
    she = centre.takes("tax", at="9:00")
    centre.takes("tax", at="9:01")
    centre.calls(WINDOW, at="9:02")
    return she


def recall(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.recall(press, WINDOW)


def start(centre: Story) -> Press:
    she = a_called_visitor(centre)
    return lambda press: centre.tickets.start(press, WINDOW, she)


def finish(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.finish(press, WINDOW)


def finish_and_call_next(centre: Story) -> Press:
    she = a_called_visitor(centre)
    return lambda press: centre.tickets.finish_and_call_next(press, WINDOW, she)


def finish_and_nobody_waits(centre: Story) -> Press:
    centre.opens(WINDOW)
    centre.takes("tax", at="9:00")
    centre.calls(WINDOW)
    return lambda press: centre.tickets.finish_and_call_next(press, WINDOW)


def no_show(centre: Story) -> Press:
    a_called_visitor(centre)
    centre.at("9:10")
    return lambda press: centre.tickets.no_show(press, WINDOW)


def open_window(centre: Story) -> Press:
    return lambda press: centre.tickets.open_window(press, WINDOW, {"tax": 0})


def renew_reach(centre: Story) -> Press:
    centre.opens(WINDOW)
    return lambda press: centre.tickets.open_window(press, WINDOW, {"deeds": 0})


def pause_window(centre: Story) -> Press:
    centre.opens(WINDOW)
    return lambda press: centre.tickets.pause_window(press, WINDOW, "lunch")


def close_window(centre: Story) -> Press:
    centre.opens(WINDOW)
    return lambda press: centre.tickets.close_window(press, WINDOW)


def close_closed(centre: Story) -> Press:
    return lambda press: centre.tickets.close_window(press, WINDOW)


def book(centre: Story) -> Press:
    return lambda press: centre.tickets.book(press, "CODE", "tax", "east", moment("9:30"), 3, "")


def cancel_appointment(centre: Story) -> Press:
    code = centre.books("tax", slot="12:00")
    return lambda press: centre.tickets.cancel_appointment(press, code, 120 * MINUTE_MS)


@dataclass(frozen=True)
class Act:
    """Hold one way in which an act succeeds: which method, in which situation, and the events it writes."""

    method: str
    situation: Situation
    tells: tuple[str, ...]

    def __str__(self) -> str:
        return self.situation.__name__


BASIC_ACTS = (
    Act("take", take, ("issued",)),
    Act("take", take_reserved, ("issued",)),
    Act("take", take_in_person, ("issued",)),
    Act("take", take_for_another, ("issued",)),
    Act("take", check_in, ("issued", "appointment_checked_in")),
    Act("printed", printed, ("confirmed",)),
    Act("printed", paper_failed, ("cancelled",)),
    Act("printed", printed_again, ()),
    Act("reprint", reprint, ("reprinted",)),
    Act("cancel", cancel, ("cancelled",)),
    Act("call_next", call_next, ("called",)),
    Act("call_next", call_next_when_nobody_waits, ()),
    Act("recall", recall, ("recalled",)),
    Act("start", start, ("started",)),
    Act("finish", finish, ("finished",)),
    Act("finish_and_call_next", finish_and_call_next, ("finished", "called")),
    Act("finish_and_call_next", finish_and_nobody_waits, ("finished",)),
    Act("no_show", no_show, ("no_show",)),
    Act("open_window", open_window, ("window_opened",)),
    Act("open_window", renew_reach, ()),
    Act("pause_window", pause_window, ("window_paused",)),
    Act("close_window", close_window, ("window_closed",)),
    Act("close_window", close_closed, ()),
    Act("book", book, ("appointment_booked",)),
    Act("cancel_appointment", cancel_appointment, ("appointment_cancelled",)),
)


# wrong situations


def unopened(centre: Story) -> None:
    """The window never opened."""


def paused(centre: Story) -> None:
    """The window makes a pause."""
    centre.opens(WINDOW)
    centre.takes("tax", at="9:00")
    centre.pauses(WINDOW)


def empty(centre: Story) -> None:
    """The window is open and has nobody, although somebody waits."""
    centre.opens(WINDOW)
    centre.takes("tax", at="9:00")


def called(centre: Story) -> None:
    """The window has a called visitor."""
    a_called_visitor(centre)


def serving(centre: Story) -> None:
    """The window serves its visitor."""
    a_called_visitor(centre)
    centre.starts(WINDOW, at="9:03")


def served(centre: Story) -> None:
    """The visitor is done."""
    serving(centre)
    centre.finishes(WINDOW, at="9:10")


def missed(centre: Story) -> None:
    """The visitor missed her call."""
    called(centre)
    centre.misses(WINDOW, at="9:10")


def waiting(centre: Story) -> None:
    """The visitor waits."""
    centre.takes("tax", at="9:00")


def known_person(centre: Story) -> None:
    """Somebody whose phone is known holds a number."""
    centre.tickets.take(centre.press(), centre.newcomer("tax", person="0123abcd"))


def agent_of_three(centre: Story) -> None:
    """Somebody holds numbers for as many others as one may."""
    for number in range(centre.tickets._times.agent_people):
        centre.takes("tax", person=str(number), agent="9f")


def reserved(centre: Story) -> None:
    """The visitor's paper is not out yet."""
    centre.takes("tax", at="9:00", printer=True)


def cancelled(centre: Story) -> None:
    """The visitor left."""
    waiting(centre)
    centre.cancels("tax-1")


def checked_in(centre: Story) -> None:
    """The visitor with CODE0001 checked in."""
    centre.checks_in("tax", code=centre.books("tax", slot="9:30"), at="9:20")


def booked(centre: Story) -> None:
    """CODE0001 is booked for 11:00."""
    centre.books("tax", slot="11:00")


def given_back(centre: Story) -> None:
    """CODE0001 was booked and given back."""
    centre.books("tax", slot="11:00")
    centre.tickets.cancel_appointment(centre.press(), "CODE0001", 0)


def full(centre: Story) -> None:
    """The slot of 11:00 has its three places taken."""
    for _ in range(3):
        centre.books("tax", slot="11:00")


def late_morning(centre: Story) -> None:
    """It is 11:30, and CODE0001 was booked for 12:00."""
    centre.books("tax", slot="12:00")
    centre.at("11:30")


def nothing(centre: Story) -> None:
    """Nothing has happened."""


def one_number_taken(centre: Story) -> None:
    """One number of the series was taken."""
    centre.takes("tax", at="9:00")


@dataclass(frozen=True)
class Wrong:
    """Hold one wrong situation of an act and the code with which it is refused."""

    code: str
    method: str
    situation: Callable[[Story], None]
    press: Callable[[Story, Request], Answer]

    def __str__(self) -> str:
        return f"{self.method}-{self.situation.__name__}-{self.code}"


def _at_window(method: str, ticket: str | None = None) -> Callable[[Story, Request], Answer]:
    def press(centre: Story, press: Request) -> Answer:
        named = {"ticket": ticket} if ticket else {}
        answer: Answer = getattr(centre.tickets, method)(press, WINDOW, **named)
        return answer

    return press


def _window_table() -> list[Wrong]:
    """List what each act of a window refuses, in one row an act."""
    rows = {
        "recall": {"WINDOW_EMPTY": (unopened, empty, served, missed), "NOT_POSSIBLE": (serving,)},
        "start": {"WINDOW_EMPTY": (unopened, empty, served, missed), "NOT_POSSIBLE": (serving,)},
        "finish": {"WINDOW_EMPTY": (unopened, empty, served, missed)},
        "finish_and_call_next": {"WINDOW_EMPTY": (empty, served, missed), "WINDOW_NOT_OPEN": (unopened, paused)},
        "no_show": {
            "WINDOW_EMPTY": (unopened, empty, served, missed), "NOT_POSSIBLE": (serving,), "TOO_EARLY": (called,)
        },
        "call_next": {"WINDOW_NOT_OPEN": (unopened, paused), "WINDOW_BUSY": (called, serving)},
    }
    plain = [
        Wrong(code, method, situation, _at_window(method))
        for method, codes in rows.items()
        for code, situations in codes.items()
        for situation in situations
    ]
    stale = [
        Wrong("STALE", method, called, _at_window(method, ticket="somebody-else"))
        for method in rows
        if method != "call_next"
    ]
    return plain + stale


def _take(centre: Story, press: Request, **known: object) -> Answer:
    return centre.tickets.take(press, centre.newcomer("tax", **{"id": "tax-new", **known}))


def _ticket_table() -> list[Wrong]:
    """List what acts on one ticket refuse."""
    done = (served, missed, cancelled)
    return [
        *(Wrong("NOT_POSSIBLE", "cancel", one, lambda c, p: c.tickets.cancel(p, "tax-1"))
          for one in (called, serving, served, cancelled)),
        Wrong("TICKET_UNKNOWN", "cancel", nothing, lambda c, p: c.tickets.cancel(p, "nobody")),
        *(Wrong("NOT_POSSIBLE", "reprint", one, lambda c, p: c.tickets.reprint(p, "tax-1"))
          for one in (serving, *done)),
        Wrong("TICKET_UNKNOWN", "reprint", nothing, lambda c, p: c.tickets.reprint(p, "nobody")),
        *(Wrong("NOT_POSSIBLE", "printed", one, lambda c, p: c.tickets.printed(p, "tax-1", "failed"))
          for one in (waiting, called, serving, *done)),
        Wrong("TICKET_UNKNOWN", "printed", nothing, lambda c, p: c.tickets.printed(p, "nobody", "confirmed")),
        Wrong("ALREADY_WAITING", "take", known_person, lambda c, p: _take(c, p, person="0123abcd")),
        Wrong("AGENT_LIMIT", "take", agent_of_three, lambda c, p: _take(c, p, person="4", agent="9f")),
        Wrong("QUOTA_REACHED", "take", one_number_taken, lambda c, p: _take(c, p, quota=1)),
        Wrong("APPOINTMENT_UNKNOWN", "take", nothing, lambda c, p: _take(c, p, appointment="NOBODY")),
        *(Wrong("APPOINTMENT_USED", "take", one, lambda c, p: _take(c, p, appointment="CODE0001"))
          for one in (checked_in, given_back)),
        Wrong("CHECK_IN_TOO_EARLY", "take", booked, lambda c, p: _take(c, p, appointment="CODE0001")),
    ]


def _staff_table() -> list[Wrong]:
    """List what opening, pausing, booking and giving back refuse."""

    def books(slot: str) -> Callable[[Story, Request], Answer]:
        return lambda c, p: c.tickets.book(p, "CODE", "tax", "east", moment(slot), 3, "")

    def gives_back(c: Story, p: Request) -> Answer:
        return c.tickets.cancel_appointment(p, "CODE0001", 120 * MINUTE_MS)

    return [
        *(Wrong("WINDOW_BUSY", "pause_window", one, lambda c, p: c.tickets.pause_window(p, WINDOW, "lunch"))
          for one in (called, serving)),
        Wrong("WINDOW_NOT_OPEN", "pause_window", unopened, lambda c, p: c.tickets.pause_window(p, WINDOW, "lunch")),
        *(Wrong("WINDOW_BUSY", "close_window", one, lambda c, p: c.tickets.close_window(p, WINDOW))
          for one in (called, serving)),
        Wrong("SLOT_FULL", "book", full, books("11:00")),
        Wrong("SLOT_NOT_OFFERED", "book", late_morning, books("11:15")),
        Wrong("APPOINTMENT_UNKNOWN", "cancel_appointment", nothing, gives_back),
        *(Wrong("APPOINTMENT_USED", "cancel_appointment", one, gives_back) for one in (checked_in, given_back)),
        Wrong("TOO_LATE_TO_CANCEL", "cancel_appointment", late_morning, gives_back),
        Wrong("SERVICE_CLOSED", "refuse", nothing, lambda c, p: c.tickets.refuse(p, ServiceClosed(service="tax"))),
    ]


BASIC_WRONG = (*_window_table(), *_ticket_table(), *_staff_table())
