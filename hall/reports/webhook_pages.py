"""Show a manager how the webhooks are (推送情况): where each goes, how far it has come, what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from hall.store.webhooks import Subscribed
from hall.web.language import Phrase
from hall.web.opened import Opened, the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to

pages = Blueprint("webhook_pages", __name__)


@dataclass(frozen=True)
class Line:
    """Hold one webhook of the page; `state` is ok, failing or paused."""

    name: str
    host: str
    state: str
    said: Phrase
    progress: Phrase
    fault: Phrase | None

    @property
    def command(self) -> str:
        """Return what lets it go on after it was given up."""
        return f"hall webhooks --resume {self.name}"


@pages.get("/manage/webhooks")
@open_to()
def webhooks() -> Response:
    """Show them; anybody but a manager is asked to sign in."""
    if caller().role is not Role.MANAGER:
        return redirect("/sign-in?next=/manage/webhooks", 303)
    hall = the_hall()
    as_of = hall.reading.as_of()
    return page("webhooks.html", lines=[line(one, as_of, hall) for one in hall.presence.webhooks()])


def line(one: Subscribed, as_of: int, hall: Opened) -> Line:
    """Put a webhook into words; moments are told by the wall clock of the centre."""
    state = "paused" if one.paused_at else "failing" if one.failing_since else "ok"
    since = {"paused": one.paused_at, "failing": one.failing_since, "ok": one.delivered_at}[state]
    said = f"webhooks.{state}" if since else "webhooks.nothing"
    known = one.fault.partition("_")[2] if one.fault.startswith("HTTP_") else ""
    word = "http" if known else one.fault.lower()
    progress = {"behind": max(0, as_of - one.seq)} | ({"sent": one.sent} if one.sent else {})
    return Line(
        name=one.name,
        host=one.host,
        state=state,
        said=Phrase(said, {"at": f"{hall.local(since):%m-%d %H:%M}"} if since else {}),
        progress=Phrase("webhooks.progress" if one.sent else "webhooks.behind", progress),
        fault=Phrase(f"webhooks.fault_{word}", {"status": known} if known else {}) if one.fault else None,
    )
