"""Advice and its acts (调度建议): each done from its alert through the door that it names, and what the queue does."""

from __future__ import annotations

from typing import Any

import pytest

from hall.rules.advice_refusals import NotLent
from hall.rules.pace import Pace
from hall.store.paces import Paces
from hall.ticketing import sweeping
from hall.web.opened import the_hall
from hall.web.situation import see
from tests.api import Api, refused, said
from tests.builders import Story

MINUTE = 60_000


def looks(api: Api, minutes: int = 0) -> None:
    """Let time pass, and let the hall be looked at."""
    for _ in range(1 + 2 * minutes):
        sweeping.sweep(api.program.app.extensions["hall.opened"], api.handles.tickets)
        api.clock.now += MINUTE // 2


def advice(api: Api, language: str = "zh") -> dict[str, Any]:
    found: dict[str, Any] = said(api.get(f"/advice?lang={language}", role="manager"))
    return found


def under_way(api: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = advice(api)["under_way"]
    return found


def presses(api: Api, do: dict[str, Any], role: str = "manager") -> Any:
    """Press the button of a line, as it says itself."""
    return said(api.post(do["path"], do["body"], role=role))


def busy(api: Api, service: str, people: int, *windows: str) -> None:
    """These windows are open and have somebody; so many more wait."""
    for window in windows:
        api.opens(window)
        api.takes(service)
        assert api.calls(window)
    for _ in range(people):
        api.takes(service)


def console(api: Api, window: str) -> str:
    return api.get(f"/window/{window}?lang=en", role="clerk").get_data(as_text=True)


@pytest.fixture
def short_of_windows(api: Api) -> Api:
    """Two windows for taxes are busy, eleven people wait: too many."""
    busy(api, "tax", 11, "east/1", "east/2")
    looks(api)
    return api


def test_a_window_is_asked_to_open_and_its_clerk_opens_it(short_of_windows: Api) -> None:
    api = short_of_windows
    (alert,) = (one for one in said(api.get("/alerts?lang=en", role="manager"))["alerts"] if one["service"])
    (one,) = advice(api, "en")["advice"]
    assert (one["act"], one["service"], one["window"]) == ("open", "tax", "east/3")
    assert one["gain_minutes"] > 5
    assert one["title"] == f"Open East Hall, Window 3 for Tax return: about {one['gain_minutes']} min less to wait"
    assert alert["act"] == one["do"] and alert["todo"] == one["title"]
    assert alert["act"]["gain_minutes"] == one["gain_minutes"]

    presses(api, alert["act"])
    assert "manager-1 asks you to open for Tax return" in console(api, "east/3")
    assert "大厅请此窗口开窗" in api.get("/desk?fragment=1", role="guide").get_data(as_text=True)
    (asked,) = under_way(api)
    assert asked["by"] == "manager-1"
    assert advice(api)["advice"][0]["window"] == "east/4", "the next one, while the first is asked"

    api.opens("east/3")
    assert under_way(api) == [], "it is done"
    assert "asks you to open" not in console(api, "east/3")
    assert api.calls("east/3"), "its clerk serves the queue at once"
    after = advice(api)["advice"]
    said(api.post("/windows/east/3/ask-no-more", role="manager"))
    assert advice(api)["advice"] == after, "what is done is no more to come"


def test_what_was_asked_is_taken_back_or_forgotten_after_ten_minutes(short_of_windows: Api) -> None:
    api = short_of_windows
    presses(api, advice(api)["advice"][0]["do"])
    presses(api, under_way(api)[0]["end"])
    assert under_way(api) == []
    presses(api, advice(api)["advice"][0]["do"], role="guide")
    looks(api, 10)
    assert under_way(api) == []
    refused(api.post("/windows/east/3/ask", {"wish": "open"}, role="clerk"), 403, "NOT_ALLOWED")
    refused(api.post("/windows/east/3/ask", {"wish": "dance"}, role="manager"), 422, "UNPROCESSABLE_ENTITY")


def test_a_window_that_pauses_with_its_clerk_there_is_asked_before_an_empty_one(short_of_windows: Api) -> None:
    api = short_of_windows
    api.opens("east/4")
    said(api.act("east/4", "pause", {"reason": "back_office"}))
    assert advice(api)["advice"][0]["window"] == "east/4"
    said(api.act("east/4", "open"))
    said(api.act("east/4", "pause", {"reason": "lunch"}))
    assert advice(api)["advice"][0]["window"] == "east/3", "who is at lunch is not called back"


def test_an_idle_window_is_lent_calls_for_the_other_service_and_is_taken_back(api: Api) -> None:
    api.opens("east/1")
    looks(api, 30)
    busy(api, "deeds", 12, "east/3", "east/4")
    looks(api)
    (one,) = advice(api)["advice"]
    assert (one["act"], one["window"], one["service"]) == ("lend", "east/1", "deeds")
    assert one["title"] == f"建议东厅1号窗口协办契税，预计少等约{one['gain_minutes']}分钟"
    refused(api.post(one["do"]["path"], one["do"]["body"], role="guide"), 403, "NOT_ALLOWED")
    assert presses(api, one["do"])["services"] == ["deeds", "tax"]
    called = api.calls("east/1")
    assert called and said(api.get(f"/tickets/{called}"))["service"] == "deeds"
    said(api.act("east/1", "finish"))
    assert presses(api, under_way(api)[0]["end"])["services"] == ["tax"]
    assert api.calls("east/1") is None, "its own queue is empty"
    assert under_way(api) == []


def test_a_lent_window_is_the_old_one_when_it_opens_anew(api: Api) -> None:
    api.opens("east/1")
    said(api.post("/windows/east/1/lend", {"service": "deeds"}, role="manager"))
    said(api.act("east/1", "close"))
    refused(api.post("/windows/east/1/lend", {"service": "deeds"}, role="manager"), 409, "WINDOW_NOT_OPEN")
    api.opens("east/1")
    refused(api.post("/windows/east/1/take-back", {"service": "deeds"}, role="manager"), 409, "NOT_LENT")
    api.takes("deeds")
    assert api.calls("east/1") is None


def test_what_became_a_window_s_own_business_is_not_taken_back(centre: Story) -> None:
    centre.opens("east/1", {"tax": 0})
    centre.tickets.lend_window(centre.press(), "east/1", "deeds", 5 * MINUTE)
    assert centre.window("east/1").lent == ("deeds",)
    centre.closes("east/1")
    centre.opens("east/1", {"tax": 0, "deeds": 0})
    with pytest.raises(NotLent):
        centre.tickets.lend_window(centre.press(), "east/1", "deeds", None)
    assert set(centre.window("east/1").reach) == {"tax", "deeds"}


def test_where_no_window_helps_the_numbers_are_stopped_and_given_again(api: Api) -> None:
    busy(api, "cars", 12, "west/1", "west/2")
    looks(api, 5)
    (one,) = advice(api)["advice"]
    assert (one["act"], one["service"], one["gain_minutes"]) == ("stop", "cars", None)
    presses(api, one["do"])
    refused(api.post("/tickets", {"service": "cars"}, role="kiosk"), 409, "NUMBERS_STOPPED")
    assert said(api.get("/services/cars"))["numbers_stopped"] is True
    assert api.takes("licences", role="guide"), "other services give theirs"
    assert advice(api)["advice"][0]["act"] == "notice", "nothing else is left to stop"
    said(api.act("west/1", "finish"))
    assert api.calls("west/1"), "who waits is served"
    presses(api, under_way(api)[0]["end"])
    assert api.takes("cars")


def test_stopped_numbers_let_in_who_has_booked_and_end_with_the_day(api: Api) -> None:
    said(api.post("/appointments", {"service": "tax", "slot_at": api.clock.now + 10 * MINUTE}), 201)
    code = api.events()[-1]["appointment"]
    said(api.post("/services/tax/stop-numbers", role="manager"))
    said(api.post(f"/appointments/{code}/check-in", role="kiosk"), 201)
    refused(api.post("/tickets", {"service": "tax"}, role="guide"), 409, "NUMBERS_STOPPED")
    said(api.post("/centre/end-day", role="manager"))
    assert api.takes("tax")


def test_many_calls_to_which_nobody_came_lead_to_a_notice_in_that_hall(api: Api) -> None:
    api.opens("east/1")
    for missed in range(20):
        api.takes("tax")
        api.calls("east/1")
        said(api.act("east/1", *(("no-show", {"early": True}) if missed < 4 else ("finish",))))
    looks(api)
    (one,) = (one for one in said(api.get("/alerts?lang=en", role="manager"))["alerts"] if one["hall"])
    assert one["title"] == "East Hall: nobody came to 20 % of the calls of half an hour"
    presses(api, one["act"])
    (given,) = said(api.get("/notices", role="manager"))["standing"]
    assert (given["notice"], given["areas"]) == ("watch-screens", ["east-a", "east-b"])
    presses(api, under_way(api)[0]["end"])
    assert said(api.get("/notices", role="manager"))["standing"] == []


def test_the_windows_that_a_service_needs_follow_those_who_came(api: Api) -> None:
    api.opens("east/1")
    for _ in range(12):
        api.takes("tax")
    api.clock.now += 20 * MINUTE
    tax = next(one for one in advice(api)["windows"] if one["service"] == "tax")
    # 24 an hour of 8 minutes each keep 3.2 windows busy; with five, one in ten waits longer than a quarter of an hour.
    assert tax == {"service": "tax", "open": 1, "needed": 5}
    pension = next(one for one in advice(api)["windows"] if one["service"] == "pension")
    assert pension["needed"] == 0


def test_advice_and_the_live_board_reckon_with_what_other_days_taught(api: Api) -> None:
    Paces(api.handles.redis, api.handles.keys).keep({"tax": Pace(24 * MINUTE, 0.7)})
    api.opens("east/1")
    for _ in range(12):
        api.takes("tax")
    api.clock.now += 20 * MINUTE
    tax = next(one for one in advice(api)["windows"] if one["service"] == "tax")
    assert tax["needed"] > 10, "three times the standard's minutes need more than twice its five windows"
    load = said(api.get("/load", role="manager"))
    assert load["empty_in_minutes"] == 12 * 24 + 2, "rounded up to five minutes"


@pytest.mark.parametrize(("language", "all_of_them", "one_of_them"), [
    ("zh", "车辆登记等2项", "驾驶证（车辆登记等2项之一）"),
    ("en", "Car registration and others (2 services)", "Driving licence (one of 2 with Car registration)"),
])
def test_an_alert_and_its_advice_name_the_services_of_the_same_windows_alike(
    api: Api, language: str, all_of_them: str, one_of_them: str
) -> None:
    """Whoever reads an alert about one service and an act for another would not know that they are one matter."""

    def line() -> dict[str, Any]:
        found = said(api.get(f"/alerts?lang={language}", role="manager"))["alerts"]
        (one,) = (one for one in found if one["service"])
        return dict(one)

    for _ in range(12):
        api.takes("licences", role="guide")
    looks(api)
    assert line()["title"].startswith(one_of_them), "many wait for one of them"
    assert line()["act"]["kind"] == "ask_open" and all_of_them in line()["todo"], "the window would serve both"
    looks(api, 5)
    assert line()["title"].startswith(all_of_them), "nobody serves any of them"
    assert all_of_them in line()["todo"]
    for window in ("west/1", "west/2"):
        api.opens(window)
        api.calls(window)
    looks(api, 5)
    assert line()["act"]["kind"] == "stop" and one_of_them in line()["todo"], "numbers are stopped of one of them"


def test_a_low_rating_stands_until_somebody_has_called_back(api: Api) -> None:
    she = api.takes("tax")
    keys, redis = api.handles.keys, api.handles.redis

    def happens(kind: str, **more: str) -> None:
        seq = int(redis.hincrby(keys("head"), "seq", 1))
        redis.hset(keys("head"), "at", api.clock.now)
        fields = {"seq": str(seq), "at": str(api.clock.now), "type": kind, "ticket": she["id"], "turn": "1", **more}
        redis.xadd(keys("events"), fields, id=f"{seq}-0")

    happens("rated", level="2")
    looks(api)
    (one,) = (one for one in said(api.get("/alerts", role="manager"))["alerts"] if one["ticket"])
    assert one["title"] == f"差评：{she['number']}"
    happens("follow_up_called_back")
    looks(api)
    assert not [one for one in said(api.get("/alerts", role="manager"))["alerts"] if one["ticket"]]


def test_a_shortage_that_is_over_asks_for_no_window_while_it_is_watched(short_of_windows: Api) -> None:
    api = short_of_windows

    def lines() -> list[dict[str, Any]]:
        return [one for one in said(api.get("/alerts?lang=en", role="manager"))["alerts"] if one["service"] == "tax"]

    assert "11" in lines()[0]["title"] and lines()[0]["act"]
    for _ in range(11):
        said(api.act("east/1", "finish-and-call-next"))
    looks(api)
    # It is kept until it has been calm for a while: meanwhile it says so, and not that nobody waits too many.
    (line,) = lines()
    assert line["title"].endswith("relieved") and not line["also"] and line["act"] is None
    looks(api, minutes=3)
    assert not lines()


def test_a_finish_that_was_forgotten_over_lunch_does_not_slow_the_service_down(api: Api) -> None:
    def a_visit_takes() -> float:
        with api.program.app.app_context():
            hall = the_hall()
            return see(hall).cycle_minutes(hall.centre.services["tax"])

    busy(api, "tax", 0, "east/1")
    said(api.act("east/1", "start"))
    usual = a_visit_takes()
    api.clock.now += 180 * MINUTE
    said(api.act("east/1", "finish"))
    assert a_visit_takes() == usual
