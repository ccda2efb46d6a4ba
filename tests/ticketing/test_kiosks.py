"""Kiosks say how they are, and tell afterwards which numbers they gave while their network was cut."""

from __future__ import annotations

from typing import Any

import pytest

from hall.rules.leases import COUNT, LEASED_FROM
from hall.store.at_kiosks import KioskSays
from hall.ticketing.sweeping import sweep
from tests.api import Api, refused, said
from tests.builders import moment

ID = "leased-ticket-0000001"


def beats(api: Api, **says: Any) -> Any:
    """The kiosk is heard."""
    return said(api.post("/kiosks/heartbeat", says, role="kiosk"))


def tells(api: Api, at: str, number: str = "A5001", **known: Any) -> Any:
    """The kiosk tells of a number that it gave."""
    lease = known.pop("day", None) or beats(api, pending=1)["lease"]["day"]
    body = {"id": ID, "number": number, "service": "tax", "day": lease, "taken_at": moment(at), "outcome": "confirmed"}
    return api.post("/tickets/leased", {**body, **known}, role="kiosk")


def test_a_heartbeat_tells_the_hall_s_clock_and_the_numbers_for_a_cut(api: Api) -> None:
    told = beats(api)
    assert told["now"] == moment("9:05")
    assert (told["lease"]["first"], told["lease"]["count"]) == (LEASED_FROM + 1, COUNT)
    assert told["lease"]["until"] == moment("22:00")
    assert beats(api)["lease"] == told["lease"], "one kiosk has one lease a day"


def test_a_healthy_kiosk_is_no_news_and_a_sick_one_is(api: Api) -> None:
    beats(api)
    beats(api)
    assert api.events() == []
    beats(api, state="paper_out")
    beats(api, state="paper_out")
    beats(api, paper="near_end")
    assert [(one["type"], one["state"], one["paper"]) for one in api.events()] == [
        ("kiosk_changed", "paper_out", "ok"), ("kiosk_changed", "ok", "near_end"),
    ]


def test_a_silent_kiosk_is_told_once_and_comes_back(api: Api) -> None:
    beats(api)
    hall = api.program.app.extensions["hall.opened"]
    api.at("9:05:29")
    sweep(hall, api.handles.tickets)
    assert api.events() == []
    api.at("9:05:31")
    for _ in range(2):
        sweep(hall, api.handles.tickets)
    assert [one["state"] for one in api.events()] == ["silent"]
    assert said(api.get("/kiosks", role="guide"))["kiosks"][-1]["state"] == "silent"
    beats(api)
    assert [one["state"] for one in api.events()] == ["silent", "ok"]


def test_a_kiosk_that_is_switched_off_for_the_night_is_missed_in_the_morning(strict: Api) -> None:
    hall = strict.program.app.extensions["hall.opened"]

    def at(clock: str, days: int = 0) -> list[str]:
        strict.at(clock, days)
        sweep(hall, strict.handles.tickets)
        found = said(strict.get("/alerts", role="manager"))["alerts"]
        return [one["id"] for one in found if one["cause"] == "kiosk_silent"]

    def is_heard() -> None:
        strict.handles.tickets.hear_kiosk(KioskSays("entrance"), 1)

    is_heard()
    assert at("16:00") == ["kiosk_silent:entrance"]
    assert at("18:00") == [], "nobody takes a number any more"
    is_heard()
    assert [at("18:30"), at("2:00", 1), at("8:44", 1)] == [[], [], []]
    assert at("8:46", 1) == ["kiosk_silent:entrance"]
    assert [one["state"] for one in strict.events() if one["type"] == "kiosk_changed"] == ["silent", "ok", "silent"]


def test_a_manager_lets_a_page_begin_anew(api: Api) -> None:
    before = beats(api)["restarts"]
    said(api.post("/kiosks/kiosk-1/restart-page", role="manager"))
    assert beats(api)["restarts"] == before + 1
    refused(api.post("/kiosks/nobody/restart-page", role="manager"), 404, "NOT_FOUND")


def test_a_number_of_the_cut_stands_where_its_moment_puts_it(api: Api) -> None:
    api.opens()
    beats(api)
    first = api.takes("tax")["id"]
    api.at("9:20")
    late = api.takes("tax")["id"]
    told = said(tells(api, "9:10"), 201)
    assert (told["number"], told["state"], told["ahead"], told["issued_at"]) == ("A5001", "waiting", 1, moment("9:10"))
    order = []
    for _ in range(3):
        order.append(api.calls())
        said(api.act("east/1", "finish"))
    assert order == [first, ID, late]


def test_it_is_heard_of_exactly_once(api: Api) -> None:
    beats(api)
    api.at("9:20")
    first = said(tells(api, "9:10"), 201)
    again = said(tells(api, "9:10"), 201)
    assert (again["id"], again["as_of"]) == (first["id"], first["as_of"])
    assert [one["type"] for one in api.events()] == ["issued"]
    refused(tells(api, "9:10", id="another-ticket-0000001"), 409, "LEASE_UNKNOWN")


@pytest.mark.parametrize(("by_the_kiosk", "counted"), [("8:00", "9:05"), ("9:10", "9:10"), ("21:00", "9:20")])
def test_a_wrong_clock_takes_nobody_further_than_the_last_word_of_before(
    api: Api, by_the_kiosk: str, counted: str
) -> None:
    beats(api)
    api.at("9:20")
    assert said(tells(api, by_the_kiosk), 201)["issued_at"] == moment(counted)


def test_numbers_that_were_not_leased_to_this_kiosk_are_refused(api: Api) -> None:
    beats(api)
    refused(tells(api, "9:05", number="A5051"), 409, "LEASE_UNKNOWN")
    refused(tells(api, "9:05", number="A5000"), 409, "LEASE_UNKNOWN")
    refused(tells(api, "9:05", day=1), 409, "LEASE_UNKNOWN")
    assert tells(api, "9:05", number="A001").status_code == 422
    refused(api.post("/tickets/leased", {}, role="guide"), 403, "NOT_ALLOWED")


def test_the_ordinary_numbers_go_on_without_a_gap(api: Api) -> None:
    beats(api)
    api.takes("tax")
    said(tells(api, "9:05"), 201)
    assert api.takes("tax")["number"] == "A002"
