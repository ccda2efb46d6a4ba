"""The doors where a manager or guide has a notice spoken and shown in the waiting areas (通知播报)."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from hall.rules.times import MINUTE_MS
from hall.web.answers import as_json
from hall.web.asked import NoticeAsked
from hall.web.changing import the_tickets, this_press
from hall.web.notices import UnknownNotice, catalogue
from hall.web.opened import the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to
from hall.web.shown import REFUSALS, NoticeGivenShown, NoticesShown

doors = APIBlueprint("notices", __name__, url_prefix="/api/v1", tag="ticketing")
pages = Blueprint("notices_pages", __name__)
#: Who may speak to the whole hall.
GIVERS = (Role.MANAGER, Role.GUIDE)


@doors.get("/notices")
@open_to(*GIVERS)
@doors.output(NoticesShown)
@doors.doc(responses=REFUSALS)
def list_notices() -> Response:
    """Tell which notices can be given, and which stand on walls now."""
    hall = the_hall()
    known = [{"id": one.id, "zh": one.words.zh, "en": one.words.en, "urgent": one.urgent}
             for one in catalogue(hall.settings.data).values()]
    given = [{"notice": one.notice, "areas": list(one.areas), "until": one.until}
             for one in hall.reading.notices(hall.reading.now())]
    return as_json({"notices": known, "standing": given})


@doors.post("/notices")
@open_to(*GIVERS)
@doors.input(NoticeAsked, arg_name="asked")
@doors.output(NoticeGivenShown)
@doors.doc(responses=REFUSALS)
def give(asked: NoticeAsked) -> Response:
    """Give a notice in these areas, in all when none is named; for 0 minutes takes it down."""
    hall = the_hall()
    if asked.notice not in catalogue(hall.settings.data):
        raise UnknownNotice(notice=asked.notice)
    areas = [hall.area(one).id for one in dict.fromkeys(asked.areas or hall.centre.areas)]
    answer = the_tickets().give_notice(this_press(), asked.notice, areas, asked.minutes * MINUTE_MS)
    return as_json({"notice": asked.notice, "areas": areas, "as_of": answer.as_of})


@pages.get("/manage/notices")
@open_to()
def notices_page() -> AnyResponse:
    """Let a manager or guide choose a notice and where it is spoken."""
    if caller().role not in GIVERS:
        return redirect("/sign-in?next=/manage/notices", 303)
    hall = the_hall()
    known = catalogue(hall.settings.data)
    given = {one.notice: one for one in hall.reading.notices(hall.reading.now())}
    return page("notices.html", known=known.values(), given=given, may_record=caller().role is Role.MANAGER)
