"""Book slots and check them in over HTTP (预约与签到)."""

from __future__ import annotations

from typing import Any

import pytest

from hall.rules.appointments import CODE_LENGTH, CODE_LETTERS
from tests.api import Api, refused, said
from tests.builders import moment


def books(api: Api, slot: str = "9:30", service: str = "tax", days: int = 0) -> dict[str, Any]:
    """Book a slot of the story's day."""
    return said(api.post("/appointments", {"service": service, "slot_at": moment(slot, days)}), 201)


def checks_in(api: Api, code: str, **known: Any) -> Any:
    """Check in at a kiosk."""
    return api.post(f"/appointments/{code}/check-in", known, role="kiosk")


def test_a_booking_gives_a_code_that_can_be_read_aloud(api: Api) -> None:
    booked = books(api)
    assert len(booked["code"]) == CODE_LENGTH and set(booked["code"]) <= set(CODE_LETTERS)
    assert (booked["service"], booked["slot_at"], booked["state"]) == ("tax", moment("9:30"), "booked")


def test_who_checks_in_on_time_has_an_appointment(api: Api) -> None:
    code = books(api)["code"]
    api.at("9:20")
    ticket = said(checks_in(api, code, needs=["hearing"]), 201)
    assert (ticket["standing"], ticket["slot_at"], ticket["number"]) == ("appointment", moment("9:30"), "A001")
    assert ticket["needs"] == ["hearing"]


def test_a_code_is_read_in_small_letters_too(api: Api) -> None:
    code = books(api)["code"]
    api.at("9:20")
    said(checks_in(api, code.lower()), 201)


def test_a_number_with_an_appointment_s_code_is_the_same_as_a_check_in(api: Api) -> None:
    code = books(api)["code"]
    api.at("9:20")
    ticket = said(api.post("/tickets", {"appointment": code, "standing": "appointment"}, role="kiosk"), 201)
    assert ticket["standing"] == "appointment"
    refused(checks_in(api, code), 409, "APPOINTMENT_USED")


@pytest.mark.parametrize("asked", [{}, {"standing": "appointment"}])
def test_who_is_too_late_walks_in(api: Api, asked: dict[str, str]) -> None:
    code = books(api)["code"]
    api.at("9:45:01")
    ticket = said(api.post("/tickets", {"appointment": code, **asked}, role="kiosk"), 201)
    assert (ticket["standing"], ticket["why"], ticket["slot_at"]) == ("walk_in", "waited", moment("9:30"))


def test_more_than_half_an_hour_before_it_is_too_early(api: Api) -> None:
    code = books(api, "9:45")["code"]
    api.at("9:14:59")
    problem = refused(checks_in(api, code), 409, "CHECK_IN_TOO_EARLY")
    assert problem["from"] == moment("9:15")
    api.at("9:15")
    said(checks_in(api, code), 201)


def test_an_appointment_for_another_service_is_told(api: Api) -> None:
    code = books(api)["code"]
    problem = refused(api.post("/tickets", {"appointment": code, "service": "cars"}, role="kiosk"), 409,
                      "APPOINTMENT_ELSEWHERE")
    assert problem["service"] == "tax"


@pytest.mark.parametrize("code", ["NOBODY22", "no-such", "x" * 30, "预约"])
def test_a_code_that_nobody_has(api: Api, code: str) -> None:
    refused(checks_in(api, code), 404, "APPOINTMENT_UNKNOWN")
    refused(api.post(f"/appointments/{code}/cancel"), 404, "APPOINTMENT_UNKNOWN")


def test_a_booking_is_given_back_until_two_hours_before(api: Api) -> None:
    later, soon = books(api, "11:15")["code"], books(api, "11:00")["code"]
    assert said(api.post(f"/appointments/{later}/cancel"))["state"] == "cancelled"
    refused(api.post(f"/appointments/{later}/cancel"), 409, "APPOINTMENT_USED")
    refused(api.post(f"/appointments/{soon}/cancel"), 409, "TOO_LATE_TO_CANCEL")


# what is offered


def test_the_slots_of_today_are_those_of_the_opening_hours_that_are_still_to_come(strict: Api) -> None:
    slots = said(strict.get("/slots?service=tax&day=2014-08-20"))["slots"]
    times = [row["slot_at"] for row in slots]
    assert times[0] == moment("9:15") and times[-1] == moment("17:15")
    assert moment("12:00") not in times and moment("13:30") in times
    # Four windows, 8 minutes each, 45 % of their time: three places a quarter hour.
    assert {row["free"] for row in slots} == {3}


def test_a_full_slot_is_refused_and_its_neighbour_is_not(strict: Api) -> None:
    for _ in range(3):
        books(strict, "10:00")
    free = {row["slot_at"]: row["free"] for row in said(strict.get("/slots?service=tax"))["slots"]}
    assert (free[moment("10:00")], free[moment("10:15")]) == (0, 3)
    asked = {"service": "tax", "slot_at": moment("10:00")}
    refused(strict.post("/appointments", asked), 409, "SLOT_FULL")
    books(strict, "10:15")


@pytest.mark.parametrize("slot", ["12:00", "9:20", "18:00"])
def test_a_moment_that_is_no_slot_cannot_be_booked(strict: Api, slot: str) -> None:
    refused(strict.post("/appointments", {"service": "tax", "slot_at": moment(slot)}), 409, "SLOT_NOT_OFFERED")


def test_neither_yesterday_nor_next_month_can_be_booked(strict: Api) -> None:
    for days in (-1, 30):
        asked = {"service": "tax", "slot_at": moment("10:00", days)}
        refused(strict.post("/appointments", asked), 409, "SLOT_NOT_OFFERED")
    assert said(strict.get("/slots?service=tax&day=2014-10-20"))["slots"] == []


def test_a_service_that_takes_no_appointments_says_so(strict: Api) -> None:
    refused(strict.post("/appointments", {"service": "cars", "slot_at": moment("10:00")}), 409, "NOT_BOOKABLE")
    refused(strict.get("/slots?service=cars"), 409, "NOT_BOOKABLE")


@pytest.mark.parametrize("query", ["", *(f"service=tax&day={day}" for day in ("today", "2014-13-01", "0000-01-01"))])
def test_a_question_for_slots_that_makes_no_sense_is_no_fault_of_ours(strict: Api, query: str) -> None:
    assert strict.get(f"/slots?{query}").status_code in (409, 422)


@pytest.mark.parametrize("slot_at", [-1, 10**14, "soon", 1.5, None])
def test_a_slot_that_is_no_moment_is_invalid(strict: Api, slot_at: object) -> None:
    refused(strict.post("/appointments", {"service": "tax", "slot_at": slot_at}), 422, "UNPROCESSABLE_ENTITY")
