"""A kiosk is silent or cannot print: from its alert somebody is asked to go there, and is seen to have been asked."""

from __future__ import annotations

from typing import Any

import pytest

from hall.store.at_kiosks import KioskSays
from hall.ticketing import sweeping
from tests.api import Api, refused, said

MINUTE = 60_000


def looks(api: Api) -> None:
    """Let the hall be looked at; what lies due one upon the other is seen at the second look."""
    for _ in range(2):
        sweeping.sweep(api.program.app.extensions["hall.opened"], api.handles.tickets)


def is_heard(api: Api, state: str = "ok") -> None:
    api.handles.tickets.hear_kiosk(KioskSays("entrance", state), 1)


def alert(api: Api, language: str = "zh") -> dict[str, Any]:
    looks(api)
    (one,) = (one for one in said(api.get(f"/alerts?lang={language}", role="manager"))["alerts"] if one["kiosk"])
    return dict(one)


def under_way(api: Api, language: str = "zh") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = said(api.get(f"/advice?lang={language}", role="manager"))["under_way"]
    return found


def presses(api: Api, do: dict[str, Any], role: str = "manager") -> None:
    """Press the button of a line, as it says itself."""
    said(api.post(do["path"], do["body"], role=role))


def desk(api: Api) -> str:
    return api.get("/desk?fragment=1", role="guide").get_data(as_text=True)


@pytest.fixture
def silent(api: Api) -> Api:
    """The kiosk at the entrance is not heard any more."""
    is_heard(api)
    api.clock.now += MINUTE
    return api


def test_a_silent_kiosk_cannot_be_told_anything_so_the_guides_are_asked_to_go_there(silent: Api) -> None:
    api, told = silent, alert(silent)
    assert (told["cause"], told["act"]["kind"], told["act"]["words"]) == ("kiosk_silent", "ask_look", "请人查看")
    assert told["todo"] == "请咨询台派人到取号机（入口）查看电源和网络"
    assert "请派人" not in desk(api)
    presses(api, told["act"])
    assert "大厅请派人查看" in desk(api) and 'id="alarm-asked_look-entrance"' in desk(api)
    (asked,) = under_way(api)
    assert (asked["title"], asked["by"]) == ("09:06 已请咨询台查看取号机（入口）", "manager-1")
    is_heard(api)
    assert under_way(api) == [] and "大厅请派人查看" not in desk(api), "it is heard again: somebody was there"


def test_a_kiosk_that_is_heard_and_cannot_print_is_looked_after_too(api: Api) -> None:
    is_heard(api, "cutter")
    told = alert(api, "en")
    assert (told["cause"], told["act"]["kind"], told["act"]["words"]) == ("kiosk_fault", "ask_look", "Have it seen to")
    assert told["todo"] == (
        "Ask the guide desk to look at the printer of the kiosk (Entrance); meanwhile people take their numbers there")
    presses(api, told["act"])
    is_heard(api, "cutter")
    (asked,) = under_way(api, "en")
    assert asked["title"] == "09:05 the guide desk was asked to look at the kiosk (Entrance)"
    is_heard(api)
    assert under_way(api) == []


def test_what_was_asked_is_taken_back_or_forgotten_after_ten_minutes(silent: Api) -> None:
    do = alert(silent)["act"]
    presses(silent, do)
    presses(silent, under_way(silent)[0]["end"])
    assert under_way(silent) == [] and "大厅请派人查看" not in desk(silent)
    presses(silent, do, role="guide")
    assert len(under_way(silent)) == 1
    silent.clock.now += 10 * MINUTE
    assert under_way(silent) == [] and alert(silent)["act"] == do, "who has not come may be asked again"


def test_only_who_works_in_the_hall_asks_and_only_for_a_kiosk_that_there_is(silent: Api) -> None:
    path = alert(silent)["act"]["path"].removeprefix("/api/v1")
    for role in ("kiosk", "clerk", "screen", "program"):
        refused(silent.post(path, role=role), 403, "NOT_ALLOWED")
    refused(silent.post("/kiosks/nobody/ask-to-look", role="manager"), 404, "NOT_FOUND")
    refused(silent.post("/kiosks/nobody/ask-to-look-no-more", role="manager"), 404, "NOT_FOUND")


def test_a_page_is_begun_anew_from_the_list_of_devices_where_its_kiosk_can_hear_it(silent: Api) -> None:
    def page() -> str:
        return silent.get("/manage?lang=zh", role="manager").get_data(as_text=True)

    looks(silent)
    assert "/kiosks/entrance/restart-page" not in page()
    is_heard(silent, "cutter")
    assert 'data-path="/kiosks/entrance/restart-page"' in page()
    said(silent.post("/kiosks/entrance/restart-page", role="manager"))
    is_heard(silent)
    assert "/kiosks/entrance/restart-page" not in page(), "a line that is well has no room for a press"
