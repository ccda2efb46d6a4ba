"""The kiosks' own doors (取号机): how they are, and the numbers they gave while their network was cut."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from werkzeug.exceptions import NotFound

from hall.rules.leases import COUNT, LEASED_FROM, is_leased, lease
from hall.rules.refusals import LeaseUnknown, Refusal
from hall.store.at_kiosks import KioskSays, LeasedTicket
from hall.web.answers import as_json, ticket_answer
from hall.web.asked import HeartbeatAsked, LeasedAsked, NothingAsked
from hall.web.changing import the_tickets, this_press
from hall.web.opened import the_hall
from hall.web.people import Role, caller, open_to
from hall.web.shown import REFUSALS, TicketShown
from hall.web.shown_running import HeartbeatShown, KiosksShown

doors = APIBlueprint("kiosks", __name__, url_prefix="/api/v1", tag="ticketing")


@doors.post("/kiosks/heartbeat")
@open_to(Role.KIOSK)
@doors.input(HeartbeatAsked, arg_name="asked")
@doors.output(HeartbeatShown)
@doors.doc(responses=REFUSALS)
def heartbeat(asked: HeartbeatAsked) -> Response:
    """Hear how a kiosk is; tell it the hall's clock and which numbers it may give while its network is cut."""
    hall = the_hall()
    now = hall.reading.now()
    day = hall.business_day(now)
    says = KioskSays(caller().name, asked.state, asked.paper, asked.paper_mm, asked.version, asked.pending)
    answer = the_tickets().hear_kiosk(says, day)
    mine = lease(day, answer.more["place"])
    body = {
        "now": answer.more["at"],
        "lease": {"day": day, "first": mine.first, "count": mine.count, "until": hall.day_end_after(now)},
        "restarts": answer.more["restarts"],
        "persons_key": hall.presence.key_of_persons(),
        "as_of": answer.as_of,
    }
    return as_json(body)


@doors.post("/tickets/leased")
@open_to(Role.KIOSK)
@doors.input(LeasedAsked, arg_name="asked")
@doors.output(TicketShown, 201)
@doors.doc(responses=REFUSALS)
def leased(asked: LeasedAsked) -> Response:
    """Hear of a number that was given while the network was cut: it stands where its moment puts it."""
    hall, tickets, press = the_hall(), the_tickets(), this_press()
    try:
        service = hall.queue_service(asked.service)
        series = asked.number.rstrip("0123456789")
        count = int(asked.number.removeprefix(series))
        if not is_leased(count):
            raise LeaseUnknown(number=asked.number, day=asked.day)
    except Refusal as no:
        return ticket_answer(tickets.refuse(press, no))
    new = LeasedTicket(
        id=asked.id,
        service=service.id,
        hall=service.hall,
        area=service.area,
        series=series,
        count=count,
        kiosk=caller().name,
        place=(count - LEASED_FROM - 1) // COUNT,
        day=asked.day,
        offset_ms=hall.day_offset_ms(hall.reading.now()),
        taken_at=asked.taken_at,
        outcome=asked.outcome,
        needs=tuple(asked.needs),
        copies=asked.copies,
    )
    return ticket_answer(tickets.take_leased(press, new), 201)


@doors.get("/kiosks")
@open_to(Role.MANAGER, Role.GUIDE, Role.PROGRAM)
@doors.output(KiosksShown)
@doors.doc(responses=REFUSALS)
def kiosks() -> Response:
    """Tell how every kiosk is that was ever heard, or that the configuration names."""
    hall = the_hall()
    as_of, now = hall.reading.as_of(), hall.reading.now()
    heard = hall.reading.kiosks()
    rows: list[dict[str, Any]] = []
    for name in sorted({*heard, *hall.centre.kiosks}):
        one = heard.get(name)
        rows.append({
            "id": name,
            "state": one.state if one else "unheard",
            "paper": one.paper if one else None,
            "paper_mm": one.paper_mm if one else None,
            "version": one.version if one else None,
            "heard_seconds_ago": (now - one.heard_at) // 1000 if one else None,
        })
    return as_json({"kiosks": rows, "as_of": as_of})


@doors.post("/kiosks/<kiosk>/restart-page")
@open_to(Role.MANAGER, Role.GUIDE)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(KiosksShown)
@doors.doc(responses=REFUSALS)
def restart_page(kiosk: str, asked: NothingAsked) -> Response:
    """Let a kiosk's page begin anew with its next heartbeat; one that is not heard cannot hear of it."""
    the_hall().presence.restart_page(_known(kiosk))
    return kiosks()


@doors.post("/kiosks/<kiosk>/ask-to-look")
@open_to(Role.MANAGER, Role.GUIDE)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(KiosksShown)
@doors.doc(responses=REFUSALS)
def ask_to_look(kiosk: str, asked: NothingAsked) -> Response:
    """Ask the guides to look after a kiosk (请人查看): it stands at their desk until that is well, or for a while."""
    hall = the_hall()
    hall.presence.ask_to_look(_known(kiosk), caller().actor, hall.reading.now())
    return kiosks()


@doors.post("/kiosks/<kiosk>/ask-to-look-no-more")
@open_to(Role.MANAGER, Role.GUIDE)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(KiosksShown)
@doors.doc(responses=REFUSALS)
def ask_to_look_no_more(kiosk: str, asked: NothingAsked) -> Response:
    """Take back that the guides were asked to look after a kiosk (撤回)."""
    the_hall().presence.ask_to_look_no_more(_known(kiosk))
    return kiosks()


def _known(kiosk: str) -> str:
    """Return the name of a kiosk that was ever heard, or refuse."""
    if kiosk not in the_hall().reading.kiosks():
        raise NotFound()
    return kiosk
