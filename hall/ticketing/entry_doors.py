"""The doors where kiosks and guides count whom they helped without a number (免取号登记)."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from hall.directory import Mode
from hall.rules.entries import Entry
from hall.rules.entry_refusals import EntryNotOffered
from hall.web.answers import as_json
from hall.web.asked import NothingAsked
from hall.web.changing import the_tickets, this_press
from hall.web.opened import the_hall
from hall.web.people import Role, open_to
from hall.web.shown import REFUSALS
from hall.web.shown_entries import EntryCounted

doors = APIBlueprint("entries", __name__, url_prefix="/api/v1", tag="ticketing")


@doors.post("/services/<service>/deflected")
@open_to(Role.KIOSK, Role.GUIDE)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(EntryCounted)
@doors.doc(responses=REFUSALS)
def deflected(service: str, asked: NothingAsked) -> Response:
    """Count a visitor who was shown that it can be done online, and does it there (引导网上办理)."""
    return _count(Entry.DEFLECTED, service, offered=the_hall().service(service).online is not None)


@doors.post("/services/<service>/guided")
@open_to(Role.KIOSK, Role.GUIDE)
@doors.input(NothingAsked, arg_name="asked")
@doors.output(EntryCounted)
@doors.doc(responses=REFUSALS)
def guided(service: str, asked: NothingAsked) -> Response:
    """Count a visitor who was shown the windows of a service that needs no number (直接引导)."""
    return _count(Entry.GUIDED, service, offered=the_hall().service(service).mode is Mode.DIRECT)


def _count(entry: Entry, service: str, *, offered: bool) -> Response:
    tickets, press, found = the_tickets(), this_press(), the_hall().service(service)
    if not offered:
        tickets.refuse(press, EntryNotOffered(entry=str(entry), service=found.id))
    answer = tickets.count_entry(press, entry, found.id, found.hall)
    return as_json({"entry": str(entry), "service": found.id, "as_of": answer.as_of})
