"""What the hall does without a number is counted too: who goes online, who is shown the windows, groups that come."""

from __future__ import annotations

import pytest

from tests.api import Api, refused, said

SCHOOL = {"unit": "第一小学", "persons": 32, "hall": "east", "day": "2014-08-21", "begins": "10:00", "ends": "11:00",
          "contact": "咨询台"}


def test_who_goes_online_is_counted_once_and_gets_no_number(api: Api) -> None:
    for _ in range(2):
        answer = api.post("/services/tax/deflected", role="kiosk", key="one-touch-of-hers")
        assert said(answer) == {"entry": "deflected", "service": "tax", "as_of": 1}
    [event] = api.events()
    assert (event["type"], event["service"], event["actor"]) == ("deflected", "tax", "kiosk:kiosk-1")
    refused(api.post("/services/deeds/deflected", role="kiosk"), 409, "ENTRY_NOT_OFFERED")
    refused(api.post("/services/tax/deflected"), 401, "SIGN_IN_NEEDED")


def test_only_a_service_without_numbers_guides_to_its_windows(api: Api) -> None:
    said(api.post("/services/papers/guided", role="guide"))
    refused(api.post("/services/tax/guided", role="kiosk"), 409, "ENTRY_NOT_OFFERED")
    refused(api.post("/services/nothing/guided", role="kiosk"), 404, "SERVICE_UNKNOWN")


def test_a_group_is_booked_and_cancelled_and_its_contact_is_on_no_event(api: Api) -> None:
    booked = said(api.post("/group-visits", SCHOOL, role="guide"), 201)
    assert booked["until_at"] - booked["from_at"] == 3_600_000
    assert [one["unit"] for one in said(api.get("/group-visits", role="manager"))["group_visits"]] == ["第一小学"]
    said(api.post(f"/group-visits/{booked['visit']}/cancel", role="manager"))
    refused(api.post(f"/group-visits/{booked['visit']}/cancel", role="manager"), 409, "GROUP_VISIT_CANCELLED")
    assert said(api.get("/group-visits", role="guide"))["group_visits"][0]["cancelled"]
    assert [one["type"] for one in api.events()] == ["group_visit_booked", "group_visit_cancelled"]
    assert "咨询台" not in str(api.events())


@pytest.mark.parametrize("wrong", [
    {"unit": "  "}, {"unit": "A" * 61}, {"persons": 0}, {"persons": 501}, {"ends": "10:00"}, {"begins": "25:00"},
    {"day": "yesterday"}, {"contact": ""}, {"phone": "139"},
], ids=str)
def test_what_cannot_be_meant_is_told(api: Api, wrong: dict[str, object]) -> None:
    refused(api.post("/group-visits", {**SCHOOL, **wrong}, role="guide"), 422, "UNPROCESSABLE_ENTITY")
    assert api.events() == []


def test_a_group_comes_to_a_hall_that_there_is_and_not_in_the_past(api: Api) -> None:
    refused(api.post("/group-visits", {**SCHOOL, "hall": "north"}, role="guide"), 404, "HALL_UNKNOWN")
    refused(api.post("/group-visits", {**SCHOOL, "day": "2014-08-19"}, role="guide"), 409, "GROUP_VISIT_OVER")
    refused(api.post("/group-visits", SCHOOL, role="clerk"), 403, "NOT_ALLOWED")
