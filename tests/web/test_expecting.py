"""The live hall tells waits by all it knows: lunch, pauses, who booked, how it goes today; the same at every door."""

from __future__ import annotations

from typing import Any

from hall.web.opened import the_hall
from tests.api import Api, said
from tests.builders import moment

HOUR = 3600


def told(api: Api, service: str = "tax") -> Any:
    """Return what a kiosk shows before anybody takes a number."""
    return said(api.get(f"/services/{service}"))["estimate"]


def fill(api: Api, people: int = 9) -> None:
    """Two windows that serve tax are busy, and so many wait."""
    for window in ("east/1", "east/2"):
        api.opens(window)
        api.takes("tax")
        api.calls(window)
    for _ in range(people):
        api.takes("tax")


def test_the_tile_the_slip_and_the_phone_tell_the_same(api: Api) -> None:
    fill(api)
    tile, slip = told(api), api.takes("tax")
    assert slip["estimate"] == tile and slip["told"] == {**tile, "at": moment("9:05")}
    assert said(api.get(f"/tickets/{slip['id']}"))["estimate"] == tile


def test_a_lunch_in_which_nobody_serves_is_told_before_it(strict: Api) -> None:
    strict.at("9:30")
    fill(strict, people=12)
    morning = told(strict)
    strict.at("11:30")
    # Fifty minutes of work and half an hour until lunch: whoever comes now is called after it, if late.
    noon = told(strict)
    assert noon["high"] >= morning["high"] + 1.5 * HOUR and noon["low"] <= morning["low"] + 1.5 * HOUR


def test_a_clerk_who_has_a_break_comes_back_and_one_whose_computer_broke_may_not(api: Api) -> None:
    api.opens("east/1")
    for _ in range(3):
        api.takes("tax")
    said(api.act("east/1", "pause", {"reason": "technical"}))
    assert told(api) is None
    said(api.act("east/1", "open"))
    said(api.act("east/1", "pause", {"reason": "break"}))
    assert told(api)["low"] >= 10 * 60


def test_a_window_that_was_lent_shortens_what_is_told_at_every_door(api: Api) -> None:
    """East window 1 is of the same agency and does not serve deeds by itself."""
    for window in ("east/3", "east/4"):
        api.opens(window)
        api.takes("deeds")
        api.calls(window)
    for _ in range(12):
        last = api.takes("deeds")
    api.opens("east/1")

    def of_ticket() -> Any:
        return said(api.get(f"/tickets/{last['id']}"))["estimate"]

    tile, ticket = told(api, "deeds"), of_ticket()
    said(api.post("/windows/east/1/lend", {"service": "deeds"}, role="manager"))
    assert told(api, "deeds")["high"] < tile["high"] and of_ticket()["high"] < ticket["high"]
    said(api.post("/windows/east/1/take-back", {"service": "deeds"}, role="manager"))
    assert (told(api, "deeds"), of_ticket()) == (tile, ticket)


def test_who_booked_and_will_pass_is_in_what_is_told(api: Api) -> None:
    fill(api)
    alone = told(api)
    slot = moment("9:15")
    codes = [said(api.post("/appointments", {"service": "tax", "slot_at": slot, "name": ""}), 201)["code"]
             for _ in range(6)]
    booked = told(api)
    assert booked["high"] > alone["high"]
    for code in codes:
        said(api.post(f"/appointments/{code}/check-in", role="kiosk"), 201)
    here = told(api)
    # They are certain now and not counted twice: six times eight minutes at two windows, and a little for the range.
    assert booked["low"] <= here["low"] and here["high"] <= alone["high"] + 40 * 60


def test_who_checks_in_while_the_hall_looks_breaks_no_estimate(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    slot = {"service": "tax", "slot_at": moment("9:30"), "name": ""}
    codes = [said(api.post("/appointments", slot), 201)["code"] for _ in range(2)]
    with api.program.app.app_context():
        hall = the_hall()
        services = [hall.centre.services["tax"]]
        queues, windows = hall.reading.waiting(["tax"]), hall.reading.windows(hall.centre.windows)
        for code in codes:
            said(api.post(f"/appointments/{code}/check-in", role="kiosk"), 201)
        # The queue was read before they came, and who is early after it: nobody stands before less than nobody.
        found = hall.estimates(services, queues, windows)["tax"]
        assert found and 0 < found.high <= 30 * 60


def test_a_slow_day_is_noticed(api: Api) -> None:
    fill(api, people=16)
    usual = told(api)
    for at in ("9:25", "9:45", "10:05", "10:25"):
        api.at(at)
        for window in ("east/1", "east/2"):
            api.act(window, "finish-and-call-next")
            api.takes("tax")
    # As many wait as before, but eight visitors took twenty minutes each instead of eight.
    assert told(api)["low"] > usual["low"]


def test_who_put_her_turn_off_is_not_told_an_earlier_one(api: Api) -> None:
    fill(api, people=0)
    she = api.takes("tax")
    later = said(api.post(f"/tickets/{she['id']}/defer", {"minutes": 20}))
    assert later["estimate"]["low"] >= 20 * 60 and not later["longer"]
