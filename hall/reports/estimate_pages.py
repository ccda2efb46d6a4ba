"""The doors to the report card of the estimates (估计成绩单): a page for managers, and its figures as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Blueprint, Response, redirect, request
from pydantic import ValidationError
from werkzeug.exceptions import UnprocessableEntity
from werkzeug.wrappers import Response as AnyResponse

from hall.reports import estimate_card
from hall.reports.columns import NOTHING
from hall.reports.estimate_card import FEWEST, INSIDE_GOAL, TOO_LITTLE_GOAL, Card, Figures
from hall.reports.figures import SPANS
from hall.reports.report_doors import ask, days_asked
from hall.rules.times import MINUTE_MS
from hall.web.answers import as_json, reader
from hall.web.asked import EstimateCardAsked, EstimateCardPageAsked
from hall.web.opened import the_hall
from hall.web.pages import page
from hall.web.people import Role, caller, open_to
from hall.web.shown import REFUSALS, refusals
from hall.web.shown_reports import EstimateCardShown

doors = APIBlueprint("estimate_card", __name__, url_prefix="/api/v1/reports", tag="reports")
pages = Blueprint("estimate_pages", __name__)
HERE = "/manage/reports/estimate"
#: The chart in units of its own: the height of its columns, the width of one half hour.
COLUMN_HEIGHT, COLUMN_WIDTH = 120, 44


@dataclass(frozen=True)
class Bar:
    """Hold one half hour of the chart: where its column stands, how high it is, and whether it keeps the goals."""

    half_hour: str
    x: int
    y: float
    height: float
    minutes: str
    n: int
    kept: bool | None


@doors.get("/estimate")
@open_to(Role.MANAGER)
@doors.input(EstimateCardAsked, location="query", arg_name="asked")
@doors.output(EstimateCardShown)
@doors.doc(responses=REFUSALS | refusals(503))
def estimate(asked: EstimateCardAsked) -> Response:
    """Tell how far the estimates of waits came true (估计成绩单), by half hour and by service."""
    return as_json(estimate_card.as_json(card_of(asked.span, asked.day)))


@pages.get(HERE)
@open_to()
def estimate_page() -> AnyResponse:
    """Show the card to a manager; anybody else is asked to sign in."""
    if caller().role is not Role.MANAGER:
        return redirect(f"/sign-in?next={HERE}", 303)
    try:
        asked = EstimateCardPageAsked.model_validate(request.args.to_dict())
    except ValidationError as fault:
        raise UnprocessableEntity from fault
    found, t = card_of(asked.span, asked.day), reader()
    title = t(f"card.title_{found.span}", first=f"{found.first:%Y-%m-%d}", last=f"{found.last:%Y-%m-%d}")
    before, after = found.first - timedelta(days=1), found.last + timedelta(days=1)
    return page(
        "estimate_card.html",
        card=found, spans=SPANS, title=title, bars=bars(found), tell=tell, kept=estimate_card.is_kept,
        goals={"low": INSIDE_GOAL[0], "high": INSIDE_GOAL[1], "too_little": TOO_LITTLE_GOAL, "fewest": FEWEST},
        column={"height": COLUMN_HEIGHT, "width": COLUMN_WIDTH},
        addresses={"before": _address(found.span, before), "after": _address(found.span, after)},
        updated=f"{the_hall().local(found.at):%Y-%m-%d %H:%M}" if found.at else "",
    )


def card_of(span: str, day: date | None) -> Card:
    """Make the card of the span that a day lies in, today when none is named."""
    days = days_asked(span, day)
    return estimate_card.card(span, days, ask(lambda ledger: ledger.expected(*days)), the_hall().centre)


def tell(figures: Figures, name: str) -> str:
    """Return a figure as the page tells it: times in minutes, a bias with its sign."""
    value: int | float | None = figures[name]
    if value is None:
        return NOTHING
    if name == "bias_ms":
        return f"{value / MINUTE_MS:+.1f}"
    return f"{value / MINUTE_MS:.1f}" if name.endswith("_ms") else str(value)


def bars(card: Card) -> list[Bar]:
    """Lay the mean errors of the half hours out as columns beside one another; the highest fills the chart."""
    highest = max((one.figures["error_mean_ms"] for one in card.half_hours), default=0) or 1
    found = []
    for place, one in enumerate(card.half_hours):
        height = round(one.figures["error_mean_ms"] / highest * COLUMN_HEIGHT, 1)
        found.append(
            Bar(
                one.id, place * COLUMN_WIDTH, COLUMN_HEIGHT - height, height, tell(one.figures, "error_mean_ms"),
                one.figures["n"], estimate_card.is_kept(one.figures),
            )
        )
    return found


def _address(span: str, day: date) -> str:
    return f"{HERE}?{urlencode({'span': span, 'day': day})}"
