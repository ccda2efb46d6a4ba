"""Show over a window what it is doing (窗口屏): its services, whom it calls or serves, why it pauses."""

from __future__ import annotations

from dataclasses import dataclass

from hall.directory import Centre, Text
from hall.directory import Window as WindowEntry
from hall.display import board, led
from hall.rules.ticket import State, Ticket
from hall.rules.window import PauseReason, Window, WindowState
from hall.web.language import Words

#: Services a sign names; the others are "and more": they would be too small to read.
SERVICES = 4


@dataclass(frozen=True)
class SignView:
    """Hold what a window sign shows. `state` is closed, paused, idle, called, serving, or stopped with the whole hall.

    `visitor` is the line of whoever is at the window, `reason` why it pauses, both None where there is nothing to say.
    """

    window: str
    number: int
    hall: str
    hall_name: Text
    agency_name: Text
    agency_short: Text
    as_of: int
    now: int
    state: str
    visitor: board.Row | None
    reason: str
    stopped: str
    services: tuple[Text, ...]
    more: int


def view(as_of: int, now: int, at: Window, visitor: Ticket | None, stopped: str, centre: Centre) -> SignView:
    """Build the picture of a window's sign (窗口屏画面)."""
    place = centre.windows[at.id]
    here = visitor if visitor and visitor.state in (State.CALLED, State.SERVING) and visitor.window == at.id else None
    own = [centre.services[name].name for name, minutes in place.serves.items() if minutes == 0]
    agency = centre.agencies[place.agency]
    return SignView(
        window=at.id,
        number=place.number,
        hall=place.hall,
        hall_name=centre.halls[place.hall].name,
        agency_name=agency.name,
        agency_short=agency.short,
        as_of=as_of,
        now=now,
        state=here.state.value if here else _idle_state(at, place, stopped),
        visitor=board.row(here, now, centre) if here else None,
        reason=at.reason if at.reason in list(PauseReason) else "",
        stopped=stopped,
        services=tuple(own[:SERVICES]),
        more=max(0, len(own) - SERVICES),
    )


def as_json(view: SignView, t: Words) -> dict[str, object]:
    """Encode the same picture for programs and LED controllers, whose line is in the reader's language."""
    return {
        "window": view.window,
        "as_of": view.as_of,
        "state": view.state,
        "visitor": board.row_json(view.visitor) if view.visitor else None,
        "reason": view.reason or None,
        "stopped": view.stopped or None,
        "led": led_line(view, t),
        "led_lines": [led_line(view, t)],
    }


def led_line(view: SignView, t: Words) -> str:
    """Say the state of a window on the bar over it (条屏)."""
    if view.visitor:
        number = view.visitor.number
        return led.line(t(f"led.{view.state}", number=number), t(f"led.{view.state}_short", number=number))
    if view.state == "idle":
        known = {"hall": led.short(view.hall_name, t), "window": view.number}
        return led.line(t("led.free", agency=view.agency_short, **known), t("led.free_short", **known))
    return led.line(t(f"led.{view.state}"))


def _idle_state(at: Window, place: WindowEntry, stopped: str) -> str:
    if at.state is WindowState.CLOSED or place.withdrawn:
        return "closed"
    if at.state is WindowState.PAUSED:
        return "paused"
    return "stopped" if stopped else "idle"
