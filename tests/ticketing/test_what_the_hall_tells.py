"""Read what the hall tells everybody of its services, and a kiosk of its own place (大厅现状)."""

from __future__ import annotations

from typing import Any

from tests.api import Api, refused, said
from tests.builders import moment


def told(api: Api, service: str) -> dict[str, Any]:
    """Give what is told of one service in the list of all."""
    return next(one for one in said(api.get("/services"))["services"] if one["id"] == service)


def test_a_kiosk_is_told_where_it_stands(api: Api) -> None:
    token = api.handles.presence.new_token("kiosk", "entrance")
    centre = said(api.get("/centre", headers={"Authorization": f"Bearer {token}"}))
    assert centre["kiosk"] == {
        "id": "entrance", "hall": "east", "area": "east-a", "place": {"zh": "入口", "en": "Entrance"}}


def test_a_kiosk_that_is_not_in_the_configuration_is_told_no_place(api: Api) -> None:
    assert said(api.get("/centre", role="kiosk"))["kiosk"] is None
    assert said(api.get("/centre"))["kiosk"] is None


def test_a_service_tells_how_many_windows_are_open_for_it_now(api: Api) -> None:
    assert told(api, "tax")["open_windows"] == 0
    api.opens("east/1")
    assert told(api, "tax")["open_windows"] == 1
    said(api.act("east/1", "pause", {"reason": "lunch"}))
    assert told(api, "tax")["open_windows"] == 0, "who pauses calls nobody"


def test_a_service_whose_queue_takes_all_the_time_left_is_closing(strict: Api) -> None:
    strict.opens("east/1")
    assert not told(strict, "tax")["closing"]
    strict.clock.now = moment("17:29")
    assert told(strict, "tax")["open"] and told(strict, "tax")["closing"]


def test_a_lent_window_makes_room_for_as_many_as_is_told(strict: Api) -> None:
    """East window 1 is of the same agency and does not serve deeds by itself; one visit takes twelve minutes."""
    strict.clock.now = moment("11:40")
    strict.opens("east/3")
    strict.opens("east/1")
    strict.takes("deeds")
    assert told(strict, "deeds")["closing"]
    refused(strict.post("/tickets", {"service": "deeds"}, role="kiosk"), 409, "HALL_CLOSING")
    said(strict.post("/windows/east/1/lend", {"service": "deeds"}, role="manager"))
    assert not told(strict, "deeds")["closing"]
    strict.takes("deeds")


def test_services_of_the_same_windows_share_the_time_that_these_have_left(strict: Api) -> None:
    """West windows 1 and 2 serve cars and licences: 100 window minutes are left, and ten of them stay in reserve."""
    strict.clock.now = moment("16:40")
    for window in ("west/1", "west/2"):
        strict.opens(window)
    minutes = {one["id"]: one["minutes"] for one in said(strict.get("/services"))["services"]}
    for service in ("cars", "licences") * 2:
        strict.takes(service, role="guide")
    left = 90 - 2 * (minutes["cars"] + minutes["licences"])
    while left >= minutes["cars"]:
        strict.takes("cars")
        left -= minutes["cars"]
    assert told(strict, "cars")["closing"] and told(strict, "licences")["closing"] is (left < minutes["licences"])
    refused(strict.post("/tickets", {"service": "cars"}, role="kiosk"), 409, "HALL_CLOSING")


def test_a_service_out_of_hours_is_closed_and_not_closing(strict: Api) -> None:
    strict.clock.now = moment("18:00")
    assert not told(strict, "tax")["open"] and not told(strict, "tax")["closing"]


def test_a_stopped_hall_says_why_with_its_services(api: Api) -> None:
    assert said(api.get("/services"))["stopped"] is None
    api.post("/centre/stop", {"reason": "台风"}, role="manager")
    assert said(api.get("/services"))["stopped"] == "台风"
