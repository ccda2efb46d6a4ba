"""The doors where anybody reads what the centre offers (办事指南): halls, windows, services, queues."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from hall.directory import Mode, Service, Text
from hall.rules import admission
from hall.web.answers import as_json, estimate_json
from hall.web.opened import Opened, pools, the_hall
from hall.web.people import Role, caller, open_to
from hall.web.shown import ObjectShown, ServiceShown, ServicesShown, refusals

doors = APIBlueprint("catalogue", __name__, url_prefix="/api/v1", tag="ticketing")


@doors.get("/centre")
@open_to()
@doors.output(ObjectShown)
def centre() -> Response:
    """Tell the centre: its halls with their agencies, windows and waiting areas; a kiosk also where it stands."""
    hall = the_hall()
    model = hall.centre
    body = {
        "id": model.id,
        "name": _both(model.name),
        "note": _both(model.note),
        "zone": model.zone,
        "stopped": hall.reading.stopped() or None,
        "kiosk": _kiosk(hall),
        "public_url": hall.settings.public_url or model.public_url,
        "halls": [
            {
                "id": one.id,
                "name": _both(one.name),
                "agencies": [_agency(hall, agency) for agency in one.agencies],
                "windows": [_window(hall, name) for name, entry in model.windows.items() if entry.hall == one.id],
                "areas": [{"id": area, "name": _both(model.areas[area].name)} for area in one.areas],
            }
            for one in model.halls.values()
        ],
        "as_of": hall.reading.as_of(),
    }
    return as_json(body)


@doors.get("/services")
@open_to()
@doors.output(ServicesShown)
def services() -> Response:
    """List all services with who waits for them and how long it will probably take."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    told = _services(hall, [one for one in hall.centre.services.values() if not one.withdrawn_at])
    return as_json({"services": told, "stopped": hall.reading.stopped() or None, "as_of": as_of})


@doors.get("/services/<service>")
@open_to()
@doors.output(ServiceShown)
@doors.doc(responses=refusals(404))
def one_service(service: str) -> Response:
    """Tell one service."""
    hall = the_hall()
    as_of = hall.reading.as_of()
    return as_json({**_services(hall, [hall.service(service)])[0], "as_of": as_of})


def _is_full(hall: Opened, service: Service, given: int) -> bool:
    """Say whether all numbers of the day are taken (限号)."""
    return bool(service.quota) and given >= (service.quota or 0) and not hall.settings.always_open


def _services(hall: Opened, wanted: list[Service]) -> list[dict[str, Any]]:
    queues = hall.reading.waiting(hall.centre.services)
    windows = hall.reading.windows(hall.centre.windows)
    estimates = hall.estimates((one for one in wanted if one.mode is Mode.QUEUE), queues, windows)
    now = hall.reading.now()
    closing = hall.closing(queues, windows, now)
    given = hall.reading.given(hall.business_day(now))
    stopped, calling = hall.reading.no_numbers(), pools(windows)
    return [
        {
            **_service(hall, one, now),
            "full": _is_full(hall, one, given.get(one.series, 0)),
            "closing": one.id in closing and hall.is_open(one, now),
            "numbers_stopped": one.id in stopped,
            "waiting": queues[one.id].total,
            "open_windows": len(calling.get(one.id, ())) if one.mode is Mode.QUEUE else None,
            "estimate": estimate_json(estimates.get(one.id)),
        }
        for one in wanted
    ]


def _service(hall: Opened, service: Service, now: int) -> dict[str, Any]:
    local = hall.local(now)
    is_open = hall.is_open(service, now)
    opening = None if is_open or service.withdrawn_at else admission.next_opening(service.hours, local)
    return {
        "id": service.id,
        "name": _both(service.name),
        "agency": service.agency,
        "hall": service.hall,
        "area": service.area,
        "mode": str(service.mode),
        "series": service.series or None,
        "minutes": service.minutes,
        "open": is_open,
        "opens_at": opening.isoformat() if opening else None,
        "closes_in": None if hall.settings.always_open else admission.closes_in(service.hours, local),
        "bookable": service.bookable,
        "popular": service.popular,
        "identify": str(service.identify),
        "windows": [window.id for window in hall.centre.windows_of(service.id)],
        "matters": list(service.matters),
        "online": _both(service.online) if service.online else None,
        "online_url": service.online_url or None,
        "guide": {
            "materials": [_both(one) for one in service.guide.materials],
            "conditions": _both(service.guide.conditions),
            "time_limit": _both(service.guide.time_limit),
            "basis": _both(service.guide.basis),
        },
    }


def _agency(hall: Opened, agency: str) -> dict[str, Any]:
    found = hall.centre.agencies[agency]
    return {"id": agency, "name": _both(found.name), "short": _both(found.short)}


def _kiosk(hall: Opened) -> dict[str, Any] | None:
    """Tell the kiosk that asks where it stands (您在这里), by the name of its token; None for anybody else."""
    person = caller()
    found = hall.centre.kiosks.get(person.name) if person.role is Role.KIOSK else None
    return {"id": found.id, "hall": found.hall, "area": found.area, "place": _both(found.place)} if found else None


def _window(hall: Opened, window: str) -> dict[str, Any]:
    found = hall.centre.windows[window]
    return {
        "id": window,
        "number": found.number,
        "agency": found.agency,
        "area": found.area,
        "services": list(found.serves),
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
