"""Describe what the query of an address asks; like `asked`, but all of it is text."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hall.web.asked import AskedAsText, Day


class FindAsked(AskedAsText):
    """Find a ticket of today by its number."""

    number: Annotated[str, Field(pattern=r"^[A-Za-z]{1,2}[0-9]{3,5}$")]


class SlotsAsked(AskedAsText):
    """Ask for the slots of a service on a day of the centre's calendar, today when none is named."""

    service: Annotated[str, Field(max_length=64)]
    day: Day | None = None


class ReportAsked(AskedAsText):
    """Ask for the figures of the day, week or month that a day lies in, today when none is named, and by what."""

    day: Day | None = None
    by: Literal["agency", "service", "window", "clerk"] = "agency"


class CourseAsked(AskedAsText):
    """Ask how the day, week or month went that a day lies in, today when none is named."""

    day: Day | None = None
    span: Literal["day", "week", "month"] = "day"


class ReportPageAsked(CourseAsked, ReportAsked):
    """The same for a page, which also says what a heat map shows."""

    figure: Literal["taken", "wait_p50", "wait_p90", "within_15"] = "taken"
    lang: Annotated[str, Field(max_length=16)] = ""
    #: A job that was begun from the page, to show how far it is.
    job: Annotated[str, Field(max_length=32)] = ""


class EventsAsked(AskedAsText):
    """Ask for events after a number; with `wait`, for so many seconds until there are some."""

    after: Annotated[int, Field(ge=0, le=10**15)] = 0
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1000
    # Shorter than a web process that is told to stop waits for the answers under way.
    wait: Annotated[int, Field(ge=0, le=8)] = 0
