"""The manager's page of what if (如果当天): a question about a past day, and how the day would have been."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from pydantic import ValidationError
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response as AnyResponse

from hall.directory import Mode
from hall.rules.what_if import PRESETS
from hall.web import jobs, what_if
from hall.web.asked_what_if import PLACES, WhatIfAsked
from hall.web.opened import the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to

pages = Blueprint("what_if_pages", __name__)


@pages.get("/manage/what-if")
@open_to()
def what_if_page() -> AnyResponse:
    """Show the question, how far its answer is, or the answer."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/manage/what-if", 303)
    return _page(request.args.to_dict())


@pages.post("/manage/what-if")
@open_to(Role.MANAGER)
def ask_what_if() -> AnyResponse:
    """Let the engine answer, and lead back to the page, which shows how far it is."""
    given = {name: value for name, value in request.form.items() if name != "csrf_token"}
    try:
        asked = WhatIfAsked.model_validate(given)
    except ValidationError:
        return _page(given, error=True)
    question = asked.question()
    if not question:
        return _page(given, nothing=True)
    job = jobs.begin(what_if.JOB, {"day": str(asked.day), "asked": question})
    return redirect(f"/manage/what-if?{urlencode({**given, 'job': job.id})}", 303)


def _page(given: dict[str, str], *, error: bool = False, nothing: bool = False) -> AnyResponse:
    """Draw the page with the question as it was given."""
    hall = the_hall()
    if not error:
        try:
            WhatIfAsked.model_validate({"day": str(what_if.last_open_day(hall)), **given})
        except ValidationError as fault:
            raise UnprocessableEntity from fault
    job = jobs.view(given.get("job"), request.full_path)
    found = what_if.result(hall, job)
    centre = hall.centre
    return page(
        "what_if.html", 422 if error else 200, given={"day": str(what_if.last_open_day(hall)), **given}, job=job,
        found=found, error=error, nothing=nothing, presets=PRESETS, places=PLACES,
        today=f"{hall.local(hall.reading.now()):%Y-%m-%d}", minutes=what_if.minutes, rules=centre.policy.discipline,
        services=[one for one in centre.services.values() if one.mode is Mode.QUEUE],
    )
