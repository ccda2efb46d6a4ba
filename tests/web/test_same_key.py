"""Send requests twice: the same Idempotency-Key and body is the same press, for one caller, method and path."""

from __future__ import annotations

import pytest

from tests.api import Api, refused, said

KEY = "a-press-of-the-button"


def test_the_same_key_and_body_is_the_same_ticket(api: Api) -> None:
    first = said(api.post("/tickets", {"service": "tax"}, role="kiosk", key=KEY), 201)
    again = said(api.post("/tickets", {"service": "tax"}, role="kiosk", key=KEY), 201)
    assert {name: first[name] for name in ("id", "number", "as_of")} == {
        name: again[name] for name in ("id", "number", "as_of")
    }
    assert len(api.events()) == 1


def test_without_a_key_each_request_is_a_press_of_its_own(api: Api) -> None:
    numbers = [said(api.post("/tickets", {"service": "tax"}, role="kiosk", key=None), 201)["number"] for _ in "ab"]
    assert numbers == ["A001", "A002"]


def test_the_order_of_a_body_s_fields_does_not_matter(api: Api) -> None:
    for body in ('{"service":"tax","printer":false}', '{ "printer": false, "service": "tax" }'):
        answer = api.post("/tickets", role="kiosk", key=KEY, data=body, content_type="application/json")
        assert said(answer, 201)["number"] == "A001"


def test_the_same_key_with_another_body_is_refused(api: Api) -> None:
    said(api.post("/tickets", {"service": "tax"}, role="kiosk", key=KEY), 201)
    no = refused(api.post("/tickets", {"service": "cars"}, role="kiosk", key=KEY), 422, "REQUEST_REUSED")
    assert no["as_of"] == 1
    assert len(api.events()) == 1


def test_the_same_key_of_another_caller_is_another_press(api: Api) -> None:
    for role, number in (("kiosk", "A001"), ("guide", "A002")):
        assert said(api.post("/tickets", {"service": "tax"}, role=role, key=KEY), 201)["number"] == number


def test_the_same_key_at_another_address_is_another_press(api: Api) -> None:
    for window in ("east/1", "east/2"):
        said(api.act(window, "open", key=KEY))
    assert [event["window"] for event in api.events()] == ["east/1", "east/2"]


def test_nobody_waits_is_said_again_although_somebody_came(api: Api) -> None:
    api.opens("east/1")
    first = said(api.act("east/1", "call-next", key=KEY))
    api.takes("tax")
    assert said(api.act("east/1", "call-next", key=KEY)) == first == {"ticket": None, "as_of": 1}


def test_a_call_is_given_again_with_its_window_and_its_number_although_the_visit_is_over(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    first = said(api.act("east/1", "call-next", key=KEY))
    said(api.act("east/1", "finish"))
    again = said(api.act("east/1", "call-next", key=KEY))
    for name in ("id", "number", "window", "state"):
        assert again["ticket"][name] == first["ticket"][name]
    assert again["as_of"] == first["as_of"]


@pytest.mark.parametrize(("path", "body", "code"), [
    ("/tickets", {"service": "papers"}, "DIRECT_SERVICE"),
    ("/tickets", {"service": "fishing"}, "SERVICE_UNKNOWN"),
    ("/tickets/nobody/cancel", None, "TICKET_UNKNOWN"),
    ("/appointments/NOBODY22/check-in", None, "APPOINTMENT_UNKNOWN"),
    ("/appointments", {"service": "fishing", "slot_at": 0}, "SERVICE_UNKNOWN"),
    ("/tickets/nobody/standing", {"standing": "priority", "reason": "elderly"}, "PRIORITY_NEEDS_STAFF"),
    ("/services/fishing/guided", None, "SERVICE_UNKNOWN"),
])
def test_a_refusal_is_given_again_with_the_same_status_and_data(
    api: Api, path: str, body: object, code: str
) -> None:
    first = api.post(path, body, role="kiosk", key=KEY)
    api.opens("east/1")
    again = api.post(path, body, role="kiosk", key=KEY)
    assert first.status_code == again.status_code
    assert first.get_json() == again.get_json()
    assert (first.get_json()["code"], first.get_json()["as_of"]) == (code, 0)


def test_an_act_at_a_window_that_is_none_is_refused_the_same_way_again(api: Api) -> None:
    first = refused(api.act("east/99", "call-next", key=KEY), 404, "WINDOW_UNKNOWN")
    api.opens("east/1")
    assert refused(api.act("east/99", "call-next", key=KEY), 404, "WINDOW_UNKNOWN") == first
    assert first["as_of"] == 0


def test_a_number_stays_given_although_its_service_has_closed_since(strict: Api) -> None:
    first = said(strict.post("/tickets", {"service": "tax"}, role="kiosk", key=KEY), 201)
    strict.at("12:00")
    again = said(strict.post("/tickets", {"service": "tax"}, role="kiosk", key=KEY), 201)
    assert again["id"] == first["id"]


def test_a_refusal_stays_one_although_the_service_has_opened_since(strict: Api) -> None:
    strict.at("12:30")
    refused(strict.post("/tickets", {"service": "tax"}, role="kiosk", key=KEY), 409, "SERVICE_CLOSED")
    strict.at("13:30")
    refused(strict.post("/tickets", {"service": "tax"}, role="kiosk", key=KEY), 409, "SERVICE_CLOSED")


@pytest.mark.parametrize("key", ["short", "x" * 65, "with a space", "mit-Umlaut-ä", "tab\there-and-there"])
def test_a_key_has_8_to_64_visible_ascii_characters(api: Api, key: str) -> None:
    refused(api.post("/tickets", {"service": "tax"}, role="kiosk", key=key), 400, "IDEMPOTENCY_KEY_MALFORMED")
    assert api.events() == []


@pytest.mark.parametrize("key", ["12345678", "x" * 64, "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"])
def test_a_key_at_the_edges_is_taken(api: Api, key: str) -> None:
    said(api.post("/tickets", {"service": "tax"}, role="kiosk", key=key), 201)
