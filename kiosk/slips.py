"""Make the slip of a ticket (制作号票): the hall's JSON and the names of its places become what is printed."""

from __future__ import annotations

from typing import Any

from hall.rules.slip import Facts, House, Slip, Wording, lay_out
from kiosk.encoding import Body, raster
from kiosk.following import Following
from kiosk.hall_line import HallLine
from kiosk.known import Centre, Service, read_centre, read_services, told_of
from kiosk.model import Model, Setting
from kiosk.native import characters
from kiosk.picture import draw


class Slips:
    """Make slips with the names the hall uses (号票制作)."""

    def __init__(self, hall: HallLine, model: Model) -> None:
        """Remember whom to ask for a name that is not known yet, and what the printer can."""
        self._hall, self._model = hall, model
        self._following: Following | None = None

    def follow(self, following: Following) -> None:
        """Take the names from what the hall last told, instead of asking for each slip."""
        self._following = following

    def __call__(self, ticket: dict[str, Any], copy: int) -> Body:
        """Make the slip of a ticket, as its first paper or as a further copy."""
        known = self._following.last if self._following else None
        centre = known.centre if known else read_centre(self._hall.centre())
        services = known.services if known else {}
        if ticket["service"] not in services:
            services = read_services(self._hall.services())
        facts = facts_of(ticket, copy, centre, services.get(ticket["service"]))
        house = House(centre=centre.name, zone=centre.zone, note=centre.note)
        return made(lay_out(facts, house), self._model)


def made(slip: Slip, model: Model) -> Body:
    """Set a slip as this printer wants it; one with a rare character as a picture all the same."""
    body = characters(slip, model) if model.slip is Setting.CHARACTERS else None
    return body or raster(draw(slip, model.width), model)


def facts_of(ticket: dict[str, Any], copy: int, centre: Centre, service: Service | None) -> Facts:
    """Gather the facts of a ticket; a place without a name keeps its id rather than being left out."""
    agency = centre.agencies.get(service.agency) if service else None
    told = told_of(ticket)
    return Facts(
        number=ticket["number"],
        hall=centre.halls.get(ticket["hall"], Wording(ticket["hall"])),
        area=centre.areas.get(ticket["area"], Wording(ticket["area"])),
        service=service.name if service else Wording(ticket["service"]),
        agency=agency.name if agency else Wording(""),
        standing=ticket.get("standing") or "walk_in",
        issued_at=ticket["issued_at"],
        ahead=ticket.get("ahead"),
        low_seconds=told.get("low"),
        high_seconds=told.get("high"),
        slot_at=ticket.get("slot_at"),
        track_url=ticket.get("track_url"),
        copy=copy,
        told_at=told.get("at"),
    )
