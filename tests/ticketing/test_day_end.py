"""The day ends by itself (日结): when nobody waits and no window is open after closing, at the latest at its hour."""

from __future__ import annotations

from hall.bench.pressing import a_press, numbers
from hall.ticketing.sweeping import sweep
from tests.api import Api, said


def swept(hall: Api) -> list[str]:
    """Let a sweep come by twice and return what it told."""
    before = hall.handles.reading.as_of()
    for _ in range(2):
        sweep(hall.program.app.extensions["hall.opened"], hall.handles.tickets)
    return [event["type"] for event in hall.handles.reading.events(before)]


def test_it_ends_when_the_last_visitor_is_served_and_the_last_window_closed(strict: Api) -> None:
    strict.opens("east/1")
    strict.takes("tax")
    strict.calls("east/1")
    strict.at("17:31")
    assert swept(strict) == ["recalled"], "a visitor is still there"
    said(strict.act("east/1", "finish"))
    assert swept(strict) == [], "a window is still open"
    said(strict.act("east/1", "close"))
    assert swept(strict) == ["day_closed"]


def test_a_bench_before_eight_in_shanghai_gives_numbers_of_today(api: Api) -> None:
    """At that hour it is still yesterday in Greenwich, and numbers of yesterday expire."""
    api.at("07:05", days=1)
    swept(api)
    ticket = numbers(api.handles)(api.handles.centre.services["tax"])
    api.handles.tickets.take(a_press(), ticket)
    assert "expired" not in swept(api)


def test_it_does_not_end_at_noon_when_everybody_is_gone(strict: Api) -> None:
    strict.opens("east/1")
    strict.takes("tax")
    strict.calls("east/1")
    said(strict.act("east/1", "finish"))
    said(strict.act("east/1", "close"))
    strict.at("12:30")
    assert swept(strict) == []


def test_who_still_waits_at_the_hour_of_the_day_s_end_is_told_so(strict: Api) -> None:
    strict.takes("tax")
    strict.at("21:59")
    assert set(swept(strict)) == {"alert_raised"}, "somebody has waited all day"
    strict.at("22:00")
    assert swept(strict) == ["expired", "day_closed"]
