"""Make slips (制作号票): a ticket of the hall, or the way to a direct service, becomes what is printed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hall.rules.slip import Facts, Guide, House, Slip, Wording, lay_out, lay_out_guide
from kiosk.encoding import Body, raster
from kiosk.following import Following
from kiosk.hall_line import HallLine
from kiosk.known import Centre, Known, Service, read_centre, read_services, told_of
from kiosk.model import Model, Setting
from kiosk.native import characters
from kiosk.picture import draw
from kiosk.plan import plan_of
from kiosk.views import window_lines
from kiosk.words import LANGUAGES, Words


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
        return made(lay_out(facts, _house(centre)), self._model)


def made(slip: Slip, model: Model) -> Body:
    """Set a slip as this printer wants it; one with a rare character as a picture all the same."""
    body = characters(slip, model) if model.slip is Setting.CHARACTERS else None
    return body or raster(draw(slip, model.width), model)


def guide_slip(service: Service, known: Known, now: datetime) -> Slip:
    """Say on paper what the page of a direct service says (指引单): its windows and the way to them."""
    centre, both = known.centre, [Words(language) for language in LANGUAGES]
    agency = centre.agencies.get(service.agency)
    plans = [plan_of(service.windows, centre, words) for words in both]
    return lay_out_guide(Guide(
        hall=centre.halls.get(service.hall, Wording(service.hall)),
        service=service.name,
        agency=agency.name if agency else Wording(""),
        windows=tuple(map(Wording, *(window_lines(service.windows, centre, words) for words in both))),
        way=Wording(*(plan.way if plan else "" for plan in plans)),
        materials=service.materials,
        printed_at=now,
    ), _house(centre))


def _house(centre: Centre) -> House:
    """Say what every slip of this centre carries."""
    return House(centre=centre.name, zone=centre.zone, note=centre.note)


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
