"""Alerts of the hall's work (告警): raised when it lasts, kept while it is so, told once, cleared when it is well."""

from __future__ import annotations

from typing import Any

import pytest
from redis.connection import AbstractConnection

from hall.app import Program
from hall.rules.alarms import HallNow
from hall.ticketing import sweeping
from hall.web.situation import see, situation
from tests.api import Api, Programs, refused, said
from tests.builders import moment

STEP_MS = 30_000


def opened(program: Program) -> Any:
    return program.app.extensions["hall.opened"]


def look(api: Api, *others: Program) -> None:
    """Let every web process look."""
    for program in (api.program, *others):
        sweeping.sweep(opened(program), program.handles.tickets)


def lasts(api: Api, minutes: float, *others: Program) -> None:
    """Let time pass while the hall is looked at."""
    for _ in range(round(minutes * 60_000 / STEP_MS)):
        api.clock.now += STEP_MS
        look(api, *others)


def lines(api: Api, language: str = "zh") -> list[dict[str, Any]]:
    """Return what is wrong with the work; that a hall of tests has no screens is another matter."""
    found = said(api.get(f"/alerts?lang={language}", role="manager"))["alerts"]
    return [one for one in found if one["cause"] != "area_without_screen"]


def alerts(api: Api, level: str = "") -> list[str]:
    return [name for one in lines(api) if level in ("", one["level"]) for name in one["ids"]]


def told(api: Api, *types: str) -> list[str]:
    return [f"{one['type']} {one['cause']}" for one in api.events() if one["type"] in types]


@pytest.fixture
def long_queue(api: Api) -> Api:
    """One window for taxes, one visitor there, three who wait: half an hour for whoever comes now."""
    api.opens("east/1")
    for _ in range(4):
        api.takes("tax")
    api.calls("east/1")
    look(api)
    return api


def test_services_of_the_same_windows_that_cannot_all_be_done_today_are_one_alert(strict: Api) -> None:
    """Neither cars nor licences alone are too much for west windows 1 and 2 in the hour that is left; both are."""
    strict.clock.now = moment("16:00")
    for window in ("west/1", "west/2"):
        strict.opens(window)
    for service in ("cars", "licences") * 4:
        strict.takes(service, role="guide")
    look(strict)
    assert not [one for one in alerts(strict) if "work_left" in one]
    strict.clock.now = moment("17:00")
    look(strict)
    assert [one for one in alerts(strict) if "work_left" in one] == ["work_left:cars"]


def test_a_long_wait_is_an_alert_when_it_lasts_and_is_told_once(long_queue: Api) -> None:
    lasts(long_queue, 4.5)
    assert alerts(long_queue) == [], "a group of visitors that came in together is no shortage"
    lasts(long_queue, 0.5)
    assert alerts(long_queue) == ["expected_long:tax"]
    lasts(long_queue, 5)
    assert told(long_queue, "alert_raised", "alert_cleared") == ["alert_raised expected_long"]
    (one,) = lines(long_queue, "en")
    assert (one["level"], one["service"], one["window"], one["acknowledged"]) == ("alarm", "tax", None, None)
    assert one["title"] == f"Tax return: a new number waits about {one['figure']} min"


def test_who_puts_her_turn_off_is_not_one_who_waits_long(api: Api) -> None:
    first, came = api.takes("tax")["id"], api.clock.now
    api.clock.now += 60_000
    api.takes("tax")
    said(api.post(f"/tickets/{first}/defer", {"minutes": 30}, role="guide"))
    seen = see(opened(api.program))
    assert seen.queues["tax"].oldest_at == came, "she still waits longest of all"
    assert seen.longest_ms("tax") == 0, "but nobody may call her yet, and the other one has just come"
    api.clock.now += 60_000
    assert see(opened(api.program)).longest_ms("tax") == 60_000


def test_it_does_not_come_and_go_and_is_over_when_all_has_been_well_for_a_while(long_queue: Api) -> None:
    lasts(long_queue, 5)
    ids = [one["ticket"] for one in long_queue.events() if one["type"] == "issued"]
    for ticket in ids[1:]:
        said(long_queue.post(f"/tickets/{ticket}/cancel", role="kiosk"))
    lasts(long_queue, 1.5)
    assert alerts(long_queue) == ["expected_long:tax"], "one good minute proves nothing"
    for _ in range(3):
        long_queue.takes("tax")
    lasts(long_queue, 2)
    assert told(long_queue, "alert_raised", "alert_cleared") == ["alert_raised expected_long"]
    for ticket in [one["ticket"] for one in long_queue.events() if one["type"] == "issued"][4:]:
        said(long_queue.post(f"/tickets/{ticket}/cancel", role="kiosk"))
    lasts(long_queue, 2.5)
    assert alerts(long_queue) == []
    assert told(long_queue, "alert_cleared") == ["alert_cleared expected_long"]


def test_what_did_not_last_is_forgotten_and_begins_anew(long_queue: Api) -> None:
    lasts(long_queue, 4.5)
    long_queue.opens("east/2")
    long_queue.opens("east/3")
    lasts(long_queue, 0.5)
    for window in ("east/2", "east/3"):
        said(long_queue.act(window, "close"))
    lasts(long_queue, 4.5)
    assert alerts(long_queue) == []


def test_several_web_processes_tell_one_alert(long_queue: Api, programs: Programs) -> None:
    other = programs.build(always_open=True)
    other.app.extensions["hall.opened"].reading._clock = long_queue.clock
    lasts(long_queue, 6, other)
    assert told(long_queue, "alert_raised") == ["alert_raised expected_long"]


def test_somebody_takes_care_of_it_by_name_and_it_stays_until_it_is_over(long_queue: Api) -> None:
    lasts(long_queue, 5)
    asked = {"alerts": ["expected_long:tax"]}
    refused(long_queue.post("/alerts/acknowledge", asked, role="clerk"), 403, "NOT_ALLOWED")
    said(long_queue.post("/alerts/acknowledge", asked, role="manager"))
    said(long_queue.post("/alerts/acknowledge", asked, role="guide"))
    lasts(long_queue, 1)
    (one,) = lines(long_queue)
    assert one["acknowledged"]["by"] == "manager-1", "the first who took care"
    (event,) = (one for one in long_queue.events() if one["type"] == "alert_acknowledged")
    assert (event["actor"], event["cause"], event["subject"]) == ("manager:manager-1", "expected_long", "tax")
    assert "manager-1处理中" in long_queue.get("/manage", role="manager").get_data(as_text=True)
    asked = {"alerts": ["expected_long:cars"]}
    refused(long_queue.post("/alerts/acknowledge", asked, role="manager"), 404, "ALERT_UNKNOWN")


def test_an_idle_window_s_clerk_hears_first_then_the_guide_then_the_manager(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    lasts(api, 10)
    console = "有人等候已久，请呼叫下一位"
    assert console not in api.get("/window/east/1", role="clerk").get_data(as_text=True)
    lasts(api, 0.5)
    assert console in api.get("/window/east/1", role="clerk").get_data(as_text=True)
    desk = "空闲，有人等候已久，请提醒"
    assert desk not in api.get("/desk?fragment=1", role="guide").get_data(as_text=True)
    lasts(api, 2)
    assert desk in api.get("/desk?fragment=1", role="guide").get_data(as_text=True)
    assert alerts(api, "alarm") == []
    lasts(api, 3)
    assert alerts(api, "alarm") == ["window_idle:east/1"]
    api.calls("east/1")
    lasts(api, 0.5)
    assert alerts(api) == [], "it calls: that is all that was wanted"


def test_services_of_the_same_windows_are_one_shortage(api: Api) -> None:
    for _ in range(2):
        api.takes("licences", role="guide")
    lasts(api, 5.5)
    (one,) = lines(api)
    assert (one["ids"], one["title"]) == (["unattended:cars"], "车辆登记等2项：2 人等候，没有窗口")


def test_how_many_wait_for_no_window_is_said_once(api: Api) -> None:
    for _ in range(12):
        api.takes("pension")
    lasts(api, 5.5)
    (one,) = lines(api, "en")
    assert one["ids"] == ["unattended:pension", "queue_long:pension"]
    assert "12 waiting, no window" in one["title"] and one["also"] == []


def test_while_the_whole_hall_is_stopped_nobody_is_blamed_for_an_idle_window(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    said(api.post("/centre/stop", {"reason": "typhoon"}, role="manager"))
    lasts(api, 12)
    assert alerts(api) == []
    said(api.post("/centre/resume", role="manager"))
    lasts(api, 0.5)
    assert alerts(api) == ["window_idle:east/1"]


def test_nobody_is_missed_at_lunch(strict: Api) -> None:
    """The small hall closes at noon; who holds a number waits on."""
    strict.takes("tax")
    lasts(strict, 5.5)
    assert alerts(strict) == ["unattended:tax"]
    strict.at("12:05")
    lasts(strict, 3)
    assert "unattended:tax" not in alerts(strict)


def test_what_else_is_seen_at_the_windows_and_in_the_halls(api: Api) -> None:
    """A visit, a call to which nobody came, and an appointment whose window is busy too long."""
    said(api.post("/appointments", {"service": "tax", "slot_at": api.clock.now + 10 * 60_000}), 201)
    code = api.events()[-1]["appointment"]
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    api.clock.now += 150_000
    said(api.act("east/1", "no-show", {"early": True}))
    api.takes("tax")
    api.calls("east/1")
    said(api.act("east/1", "start"))
    said(api.post(f"/appointments/{code}/check-in", role="kiosk"), 201)
    api.clock.now += 25 * 60_000
    seen = situation(see(opened(api.program)))
    assert HallNow("east", calls=2, missed=1) in seen.halls
    (window,) = (one for one in seen.windows if one.id == "east/1")
    assert (window.visit_ms, window.usual_ms) == (25 * 60_000, 16 * 60_000)
    tax = next(one for one in seen.services if one.id == "tax")
    assert tax.late_ms >= 17 * 60_000, "she was due that long ago, and waits"


def test_a_visit_is_long_by_what_it_is_for_now_and_not_by_what_its_number_was_taken_for(api: Api) -> None:
    centre = opened(api.program).centre
    api.opens("east/1")
    api.opens("east/3")
    api.takes("tax")
    api.calls("east/1")
    said(api.act("east/1", "transfer", {"service": "deeds"}))
    api.calls("east/3")
    said(api.act("east/3", "start"))
    (window,) = (one for one in situation(see(opened(api.program))).windows if one.id == "east/3")
    assert centre.services["deeds"].minutes != centre.services["tax"].minutes
    assert window.usual_ms == 2 * centre.services["deeds"].minutes * 60_000


def test_however_many_appointments_are_due_the_store_is_asked_as_often(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    send = AbstractConnection.send_packed_command

    def listening(connection: AbstractConnection, *command: Any, **more: Any) -> Any:
        asked.append(command)
        return send(connection, *command, **more)

    monkeypatch.setattr(AbstractConnection, "send_packed_command", listening)

    def looks(appointments: int) -> int:
        for _ in range(appointments):
            said(api.post("/appointments", {"service": "tax", "slot_at": api.clock.now + 10 * 60_000}), 201)
            code = api.events()[-1]["appointment"]
            said(api.post(f"/appointments/{code}/check-in", role="kiosk"), 201)
        hall = opened(api.program)
        hall.so_far()
        asked.clear()
        (tax,) = (one for one in situation(see(hall)).services if one.id == "tax")
        assert tax.waiting == hall.reading.waiting(["tax"])["tax"].total
        return len(asked)

    api.opens("east/1")
    assert looks(1) == looks(8)
