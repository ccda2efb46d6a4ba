"""Take numbers over HTTP as kiosks and guides do (取号)."""

from __future__ import annotations

import pytest

from tests.api import Api, refused, said
from tests.builders import moment


def test_a_number_comes_with_everything_that_stands_on_the_slip(api: Api) -> None:
    api.opens("east/1")
    ticket = api.takes("tax", case_no="2014-0815", needs=["wheelchair"])
    assert len(ticket.pop("id")) >= 16, "an id cannot be guessed"
    assert ticket.pop("estimate").keys() == {"low", "high"}
    assert ticket.pop("track_url").startswith("https://hall.example/t/")
    assert ticket == {
        "number": "A001", "service": "tax", "hall": "east", "area": "east-a", "standing": "walk_in", "reason": None,
        "needs": ["wheelchair"], "state": "waiting", "ahead": 0, "window": None, "why": "waited",
        "issued_at": moment("9:05"), "slot_at": None, "called_at": None, "started_at": None, "ended_at": None,
        "calls": 0, "copy": 1, "case_no": "2014-0815", "as_of": 2,
        "pinned": None, "callable_at": None, "then": [], "mask": None, "agent": None,
        "told": {"low": 0, "high": 120, "at": moment("9:05")}, "longer": False,
    }


def test_who_has_no_number_yet_is_not_told_that_her_place_is_kept(api: Api) -> None:
    said(api.post("/centre/stop", {"reason": "台风"}, role="manager"))
    no = refused(api.post("/tickets", {"service": "tax"}, role="kiosk"), 409, "HALL_STOPPED")
    assert (no["title"], no["reason"]) == ("全厅暂停服务，暂不取号、叫号", "台风")


def test_nobody_is_told_a_wait_while_no_window_is_open(api: Api) -> None:
    assert api.takes("tax")["estimate"] is None


def test_a_number_that_is_printing_is_reserved_until_its_paper_is_out(api: Api) -> None:
    ticket = api.takes("tax", printer=True)
    assert ticket["state"] == "reserved"
    printed = said(api.post(f"/tickets/{ticket['id']}/printed", {"outcome": "confirmed"}, role="kiosk"))
    assert (printed["state"], printed["as_of"]) == ("waiting", 2)


def test_a_slip_that_did_not_come_out_is_no_number(api: Api) -> None:
    ticket = api.takes("tax", printer=True)
    said(api.post(f"/tickets/{ticket['id']}/printed", {"outcome": "failed"}, role="kiosk"))
    assert said(api.get(f"/tickets/{ticket['id']}"))["state"] == "cancelled"


def test_a_reprint_counts_its_copy(api: Api) -> None:
    ticket = api.takes("tax")
    for role, copy in (("guide", 2), ("clerk", 3)):
        assert said(api.post(f"/tickets/{ticket['id']}/reprint", role=role))["copy"] == copy


def test_a_kiosk_that_asks_for_priority_is_sent_to_the_desk(api: Api) -> None:
    asked = {"service": "tax", "standing": "priority", "reason": "elderly"}
    refused(api.post("/tickets", asked, role="kiosk"), 403, "PRIORITY_NEEDS_STAFF")
    assert api.events() == []


def test_a_guide_who_saw_the_document_gives_a_priority_number(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    priority = api.takes("tax", role="guide", standing="priority", reason="disability")
    assert (priority["standing"], priority["reason"], priority["ahead"], priority["why"]) == (
        "priority", "disability", 0, "priority"
    )
    assert api.calls("east/1") == priority["id"]


def test_a_direct_service_gives_no_number_and_names_its_windows(api: Api) -> None:
    problem = refused(api.post("/tickets", {"service": "papers"}, role="kiosk"), 409, "DIRECT_SERVICE")
    assert problem["windows"] == ["east/3", "east/4"]


def test_who_does_not_exist_gets_no_number(api: Api) -> None:
    refused(api.post("/tickets", {"service": "fishing"}, role="kiosk"), 404, "SERVICE_UNKNOWN")
    refused(api.post("/tickets", {"appointment": "NOBODY22"}, role="kiosk"), 404, "APPOINTMENT_UNKNOWN")


@pytest.mark.parametrize("asked", [
    {},
    {"service": ""},
    {"service": 12},
    {"service": "tax", "surprise": 1},
    {"service": "tax", "standing": "vip"},
    {"service": "tax", "standing": "priority"},
    {"service": "tax", "reason": "elderly"},
    {"service": "tax", "standing": "appointment"},
    {"service": "tax", "needs": ["coffee"]},
    {"service": "tax", "printer": "perhaps"},
    {"service": "tax", "case_no": "x" * 41},
    {"appointment": "no spaces"},
    ["tax"],
    "tax",
    12,
])
def test_what_can_never_be_asked_is_invalid(api: Api, asked: object) -> None:
    problem = refused(api.post("/tickets", asked, role="guide"), 422, "UNPROCESSABLE_ENTITY")
    assert problem["detail"], "it says what is wrong"
    assert api.events() == []


def test_a_body_that_is_no_json_is_malformed(api: Api) -> None:
    answer = api.post("/tickets", role="kiosk", data="{service:", content_type="application/json")
    refused(answer, 400, "BAD_REQUEST")


def test_a_body_larger_than_any_honest_one_is_refused(api: Api) -> None:
    answer = api.post("/tickets", {"service": "x" * 70_000}, role="kiosk")
    assert answer.status_code == 413


# hours and quotas


def test_outside_of_its_hours_a_service_gives_no_numbers_and_says_when_it_opens(strict: Api) -> None:
    strict.at("12:00")
    problem = refused(strict.post("/tickets", {"service": "deeds"}, role="kiosk"), 409, "SERVICE_CLOSED")
    assert problem["opens_at"] == "2014-08-27T09:00:00+08:00", "it is open on Wednesday mornings"
    refused(strict.post("/tickets", {"service": "tax"}, role="guide"), 409, "SERVICE_CLOSED")
    strict.at("13:30")
    strict.takes("tax")


def test_when_the_quota_is_reached_the_next_one_is_refused(strict: Api) -> None:
    strict.takes("deeds")
    strict.takes("deeds")
    problem = refused(strict.post("/tickets", {"service": "deeds"}, role="kiosk"), 409, "QUOTA_REACHED")
    assert problem["quota"] == 2


def test_a_hall_for_training_is_open_at_any_hour_without_quotas(api: Api) -> None:
    api.at("23:00")
    for _ in range(3):
        api.takes("deeds")


# what the visitor sees


def test_who_holds_the_id_sees_her_place_without_any_sign_in(api: Api) -> None:
    api.opens("east/1")
    first, second = api.takes("tax"), api.takes("tax")
    assert said(api.get(f"/tickets/{second['id']}"))["ahead"] == 1
    api.calls("east/1")
    seen = said(api.get(f"/tickets/{first['id']}"))
    assert (seen["state"], seen["window"], seen["ahead"], seen["why"]) == ("called", "east/1", 0, "waited")
    assert said(api.get(f"/tickets/{second['id']}"))["ahead"] == 0


def test_a_guessed_id_finds_nobody(api: Api) -> None:
    refused(api.get("/tickets/A001"), 404, "TICKET_UNKNOWN")


def test_a_visitor_leaves_the_queue_from_her_phone(api: Api) -> None:
    ticket = api.takes("tax")
    assert said(api.post(f"/tickets/{ticket['id']}/cancel"))["state"] == "cancelled"
    refused(api.post(f"/tickets/{ticket['id']}/cancel"), 409, "NOT_POSSIBLE")


def test_the_phone_page_works_as_a_plain_page(api: Api) -> None:
    ticket = api.takes("tax")
    page = api.get(f"/t/{ticket['id']}")
    assert page.status_code == 200 and "A001" in page.get_data(as_text=True)
    left = api.post(f"/t/{ticket['id']}/cancel", key=None)
    assert (left.status_code, left.headers["Location"]) == (303, f"/t/{ticket['id']}")
    assert said(api.get(f"/tickets/{ticket['id']}"))["state"] == "cancelled"


# services


def test_all_services_tell_who_waits_and_how_long_it_will_take(api: Api) -> None:
    api.opens("east/1")
    for _ in range(3):
        api.takes("tax")
    found = {one["id"]: one for one in said(api.get("/services"))["services"]}
    assert set(found) == {"tax", "deeds", "papers", "pension", "cars", "licences"}
    tax = found["tax"]
    assert (tax["waiting"], tax["mode"], tax["hall"], tax["agency"], tax["open"]) == (3, "queue", "east", "taxes", True)
    # Three people, one open window, 8 minutes each: the windows that are closed take nobody off the queue.
    assert tax["estimate"]["low"] < 3 * 8 * 60 < tax["estimate"]["high"]
    assert tax["windows"] == ["east/1", "east/2", "east/3", "east/4"]
    assert tax["name"] == {"zh": "纳税申报", "en": "Tax return"}
    assert tax["guide"]["materials"] == [{"zh": "身份证", "en": "Identity card"}]
    assert (found["cars"]["waiting"], found["cars"]["estimate"]) == (0, None)
    assert (found["papers"]["mode"], found["papers"]["estimate"]) == ("direct", None)


def test_one_service_is_told_alone_and_an_unknown_one_is_not_found(api: Api) -> None:
    assert said(api.get("/services/tax"))["id"] == "tax"
    refused(api.get("/services/fishing"), 404, "SERVICE_UNKNOWN")


def test_a_closed_service_says_so(strict: Api) -> None:
    strict.at("18:00")
    tax = said(strict.get("/services/tax"))
    assert (tax["open"], tax["opens_at"]) == (False, "2014-08-21T09:00:00+08:00")


def test_the_centre_tells_its_halls(api: Api) -> None:
    centre = said(api.get("/centre"))
    east, west = centre["halls"]
    assert [window["id"] for window in east["windows"]] == [f"east/{n}" for n in range(1, 8)]
    assert [area["id"] for area in east["areas"]] == ["east-a", "east-b"]
    assert [agency["id"] for agency in west["agencies"]] == ["traffic"]
