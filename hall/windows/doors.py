"""The clerk side's HTTP doors: one window, its visitor, its acts."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from hall.directory import Window
from hall.rules.refusals import WindowWithdrawn
from hall.web.answers import as_json, ticket_json, window_answer
from hall.web.asked import (
    CallThisAsked,
    CloseAsked,
    NoShowAsked,
    NothingAsked,
    PauseAsked,
    ReturnAsked,
    TransferAsked,
    VisitorAsked,
)
from hall.web.changing import the_tickets, this_press
from hall.web.opened import the_hall
from hall.web.people import Role, clerk_of, open_to
from hall.web.shown import REFUSALS, WindowAnswered, WindowShown
from hall.windows import calling
from hall.windows.asked import asked_of
from hall.windows.console import primary_act

doors = APIBlueprint("windows", __name__, url_prefix="/api/v1/windows/<hall>/<int:number>", tag="windows")


def _window(hall: str, number: int) -> Window:
    """Return the window whose clerk asks, or refuse."""
    window = the_hall().window(hall, number)
    clerk_of(window.id)
    return window


@doors.get("")
@open_to(Role.CLERK)
@doors.output(WindowShown)
@doors.doc(responses=REFUSALS)
def show(hall: str, number: int) -> Response:
    """Tell a window: its state, its visitor, the next five and why."""
    entry = _window(hall, number)
    opened = the_hall()
    as_of, now = opened.reading.as_of(), opened.reading.now()
    window = opened.reading.window(entry.id)
    visitor = opened.reading.ticket(window.ticket) if window.ticket else None
    stopped = opened.reading.stopped()
    waiting = opened.reading.waiting(window.reach or entry.reach).values()
    asked = asked_of(opened, window, now)
    body = {
        "id": entry.id,
        "state": str(window.state),
        "since": window.since or None,
        "reason": window.reason or None,
        "visitor": ticket_json(visitor) if visitor else None,
        "held": [ticket_json(one) for one in opened.reading.held(entry.id)],
        "next": [
            {**ticket_json(one.ticket), "why": str(one.why)} for one in opened.reading.next_for(window, now)
        ],
        "primary": primary_act(window, visitor, stopped, entry.withdrawn) or None,
        "waiting": sum(queue.total for queue in waiting),
        "stopped": stopped or None,
        "asked": str(asked.wish) if asked else None,
        "as_of": as_of,
    }
    return as_json(body)


@doors.post("/open")
@open_to(Role.CLERK)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def open_window(hall: str, number: int, asked: NothingAsked) -> Response:
    """Open the window (开始服务), or take up service again after a pause."""
    window = _window(hall, number)
    if window.withdrawn:
        return window_answer(the_tickets().refuse(this_press(), WindowWithdrawn(window=window.id)))
    return window_answer(the_tickets().open_window(this_press(), window.id, window.reach))


@doors.post("/pause")
@open_to(Role.CLERK)
@doors.input(PauseAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def pause(hall: str, number: int, asked: PauseAsked) -> Response:
    """Pause the window (暂停服务)."""
    window = _window(hall, number)
    return window_answer(
        the_tickets().pause_window(this_press(), window.id, str(asked.reason), asked.visitor)
    )


@doors.post("/close")
@open_to(Role.CLERK)
@doors.input(CloseAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def close(hall: str, number: int, asked: CloseAsked) -> Response:
    """Close the window (停止服务)."""
    return window_answer(the_tickets().close_window(this_press(), _window(hall, number).id, asked.visitor))


@doors.post("/call-next")
@open_to(Role.CLERK)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def call_next(hall: str, number: int, asked: NothingAsked) -> Response:
    """Call the next visitor (叫号); `ticket` is null when nobody waits."""
    return window_answer(the_tickets().call_next(this_press(), _window(hall, number).id))


@doors.post("/recall")
@open_to(Role.CLERK)
@doors.input(VisitorAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def recall(hall: str, number: int, asked: VisitorAsked) -> Response:
    """Announce the called visitor again (重呼)."""
    return window_answer(the_tickets().recall(this_press(), _window(hall, number).id, asked.ticket))


@doors.post("/start")
@open_to(Role.CLERK)
@doors.input(VisitorAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def start(hall: str, number: int, asked: VisitorAsked) -> Response:
    """Begin to serve (开始办理)."""
    return window_answer(the_tickets().start(this_press(), _window(hall, number).id, asked.ticket))


@doors.post("/finish")
@open_to(Role.CLERK)
@doors.input(VisitorAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def finish(hall: str, number: int, asked: VisitorAsked) -> Response:
    """Finish with the visitor (办理完毕)."""
    return window_answer(the_tickets().finish(this_press(), _window(hall, number).id, asked.ticket))


@doors.post("/finish-and-call-next")
@open_to(Role.CLERK)
@doors.input(VisitorAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def finish_and_call_next(hall: str, number: int, asked: VisitorAsked) -> Response:
    """Finish with the visitor and call the next one, as one act."""
    window = _window(hall, number)
    return window_answer(the_tickets().finish_and_call_next(this_press(), window.id, asked.ticket))


@doors.post("/no-show")
@open_to(Role.CLERK)
@doors.input(NoShowAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def no_show(hall: str, number: int, asked: NoShowAsked) -> Response:
    """Miss a called visitor who did not come (过号)."""
    window = _window(hall, number)
    return window_answer(the_tickets().no_show(this_press(), window.id, asked.ticket, early=asked.early))


@doors.post("/call-this")
@open_to(Role.CLERK)
@doors.input(CallThisAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def call_this(hall: str, number: int, asked: CallThisAsked) -> Response:
    """Call one ticket out of its order (选呼、特呼), with a reason."""
    window = _window(hall, number)
    return window_answer(calling.call_this(the_hall(), the_tickets(), this_press(), window, asked))


@doors.post("/transfer")
@open_to(Role.CLERK)
@doors.input(TransferAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def transfer(hall: str, number: int, asked: TransferAsked) -> Response:
    """Send the visitor on (转移) to a service or to one window; same number, rank kept unless `end_of_line`."""
    window = _window(hall, number)
    return window_answer(calling.transfer(the_hall(), the_tickets(), this_press(), window, asked))


@doors.post("/hold")
@open_to(Role.CLERK)
@doors.input(VisitorAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def hold(hall: str, number: int, asked: VisitorAsked) -> Response:
    """Let the visitor step aside (挂起)."""
    return window_answer(the_tickets().hold(this_press(), _window(hall, number).id, asked.ticket))


@doors.post("/return")
@open_to(Role.CLERK)
@doors.input(ReturnAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def return_held(hall: str, number: int, asked: ReturnAsked) -> Response:
    """Let a held visitor back into the queue (回呼): rank kept, this window first."""
    return window_answer(the_tickets().return_held(this_press(), _window(hall, number).id, asked.ticket))


@doors.post("/undo")
@open_to(Role.CLERK)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(WindowAnswered)
@doors.doc(responses=REFUSALS)
def undo(hall: str, number: int, asked: NothingAsked) -> Response:
    """Take back the window's last act as a whole (撤销); `ticket` is who is at the window then."""
    return window_answer(the_tickets().undo(this_press(), _window(hall, number).id))
