"""Read signs, overviews and queues over HTTP, and see calls that are taken back on the wall."""

from __future__ import annotations

import pytest

from hall.display import showing
from tests.api import Api, refused, said

SCREENS = ["/board/east-a", "/sign/east/1", "/overview/east", "/queue/east-a"]


def wall(api: Api, area: str = "east-a") -> dict[str, object]:
    found: dict[str, object] = said(api.get(f"/areas/{area}/board", role="screen"))
    return found


def test_a_call_that_was_taken_back_is_told_for_half_a_minute(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    said(api.act("east/1", "undo"))
    assert (wall(api)["rows"], wall(api)["taken_back"], wall(api)["led"]) == ([], ["A001"], "请A001号稍候")
    api.at("9:05:29")
    assert wall(api)["taken_back"] == ["A001"]
    assert "请稍候" in api.get("/board/east-a").get_data(as_text=True)
    api.at("9:05:31")
    assert wall(api)["taken_back"] == []


def test_who_is_called_again_does_not_wait_any_more(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    said(api.act("east/1", "pause", {"reason": "break", "visitor": "send_back"}))
    assert wall(api)["taken_back"] == ["A001"]
    said(api.act("east/1", "undo"))
    assert (wall(api)["taken_back"], wall(api)["led"]) == ([], "A001请到东1"), "the sending back was undone"
    said(api.act("east/1", "pause", {"reason": "break", "visitor": "send_back"}))
    api.opens("east/1")
    api.calls("east/1")
    assert (wall(api)["taken_back"], wall(api)["led"]) == ([], "A001请到东1")


def test_who_leaves_after_her_call_was_taken_back_is_asked_for_nothing(api: Api) -> None:
    api.opens("east/1")
    ticket = api.takes("tax")
    api.calls("east/1")
    said(api.act("east/1", "undo"))
    said(api.post(f"/tickets/{ticket['id']}/cancel", role="guide"))
    assert wall(api)["taken_back"] == []


def test_a_stopped_hall_is_on_every_screen(api: Api) -> None:
    api.opens("east/1")
    said(api.post("/centre/stop", {"reason": "停电"}, role="manager"))
    assert (wall(api)["stopped"], wall(api)["led"]) == ("停电", "全厅暂停服务")
    assert said(api.get("/signs/east/1", role="screen"))["state"] == "stopped"
    for path in ("/board/east-a", "/sign/east/1", "/overview/east", "/queue", "/queue/east-a"):
        assert "停电" in api.get(path).get_data(as_text=True), path


def test_a_sign_follows_its_window(api: Api) -> None:
    def sign() -> tuple[str, str]:
        found = said(api.get("/signs/east/1", role="screen"))
        return found["state"], found["led"]

    assert sign() == ("closed", "停止服务")
    api.opens("east/1")
    api.takes("tax")
    assert sign()[0] == "idle"
    api.calls("east/1")
    assert sign() == ("called", "请A001号办理")
    said(api.act("east/1", "start"))
    assert sign() == ("serving", "正在办理A001")
    said(api.act("east/1", "finish"))
    said(api.act("east/1", "pause", {"reason": "lunch"}))
    assert sign() == ("paused", "暂停服务")
    assert "用餐" in api.get("/sign/east/1").get_data(as_text=True)


def test_the_queues_are_told_to_anybody_and_the_screens_to_screens(api: Api) -> None:
    api.takes("tax")
    told = said(api.get("/areas/east-a/queue"))
    assert {one["service"]: one["waiting"] for one in told["services"]}["tax"] == 1
    assert said(api.get("/halls/east/overview", role="screen"))["areas"][0]["waiting"] == 1
    refused(api.get("/signs/east/1"), 401, "SIGN_IN_NEEDED")
    refused(api.get("/halls/east/overview"), 401, "SIGN_IN_NEEDED")


def test_what_does_not_exist_has_no_screen(api: Api) -> None:
    refused(api.get("/signs/east/99", role="screen"), 404, "WINDOW_UNKNOWN")
    for path in ("/sign/east/99", "/sign/south/1", "/overview/south", "/queue/roof"):
        assert api.get(path).status_code == 404, path


def test_a_screen_is_in_its_own_language_and_not_in_that_of_its_browser(api: Api) -> None:
    english = {"Accept-Language": "en-US"}
    assert '<html lang="zh-CN"' in api.get("/board/east-a", headers=english).get_data(as_text=True)
    assert '<html lang="en"' in api.get("/board/east-a?lang=en").get_data(as_text=True)


@pytest.mark.parametrize("path", SCREENS)
def test_a_browser_without_scripts_is_led_to_the_lite_page(api: Api, path: str) -> None:
    """What a wall shows at once its script divides into rows and pages: without it they lie over one another."""
    page = api.get(f"{path}?lang=en&rows=5").get_data(as_text=True)
    assert '<noscript><meta http-equiv="refresh" content="0; url=?lang=en&amp;rows=5&amp;lite=1"></noscript>' in page


@pytest.mark.parametrize("path", [*SCREENS, "/queue"])
def test_a_lite_page_has_no_script_and_the_same_picture(api: Api, path: str) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    page = api.get(f"{path}?lite=1").get_data(as_text=True)
    assert "<script" not in page and 'http-equiv="refresh" content="5"' in page and "A001" in page


@pytest.mark.parametrize(
    ("event", "rooms"),
    [
        ({"type": "called", "area": "east-a", "window": "east/5"},
         {"east-a", "window:east/5", "queue:east-a", "overview:east"}),
        ({"type": "issued", "area": "east-a"}, {"queue:east-a", "overview:east"}),
        ({"type": "window_paused", "window": "east/5"}, {"window:east/5", "queue:east-a", "queue:west-a"}),
        ({"type": "undone", "window": "east/5"}, {"window:east/5"}),
        ({"type": "kiosk_changed", "kiosk": "k"}, set()),
    ],
)
def test_an_event_touches_the_screens_that_show_it(event: dict[str, str], rooms: set[str]) -> None:
    assert set(showing.touched(event, {"east-a": "east", "west-a": "west"}) or ()) == rooms


@pytest.mark.parametrize("everywhere", ["hall_stopped", "hall_resumed", "day_closed"])
def test_what_concerns_the_whole_hall_touches_every_screen(everywhere: str) -> None:
    assert showing.touched({"type": everywhere}, {}) is None


@pytest.mark.parametrize(
    ("auth", "room"),
    [
        ({"area": "east-a", "token": "x"}, "east-a"),
        ({"window": "east/12"}, "window:east/12"),
        ({"overview": "east"}, "overview:east"),
        ({"queue": "east-a"}, "queue:east-a"),
        ({}, ""),
    ],
)
def test_a_client_says_what_it_shows(auth: dict[str, str], room: str) -> None:
    assert showing.key(auth) == room
