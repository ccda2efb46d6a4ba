"""A kiosk shows what can be done online and counts who goes there; it counts once whom it showed the windows."""

from __future__ import annotations

import re

import pytest

from kiosk.counting import TRIES
from tests.builders import wait_until
from tests.kiosk.desk import Desk

pytestmark = pytest.mark.slow


def counted(desk: Desk) -> list[tuple[str, str]]:
    """Return what the hall has counted, each with its service."""
    kinds = ("deflected", "guided", "issued")
    return [(one["type"], one["service"]) for one in desk.door.api.events() if one["type"] in kinds]


def test_who_does_it_online_is_counted_once_and_takes_no_number(pages: Desk) -> None:
    assert "/services/tax/online" in pages.client.get("/services/tax").get_data(as_text=True)
    page = pages.client.get("/services/tax/online").get_data(as_text=True)
    assert "可网上申报，不用到大厅" in page and "我上网办理" in page
    drawn = pages.client.get("/services/tax/online.svg")
    assert drawn.mimetype == "image/svg+xml" and drawn.status_code == 200
    [key] = re.findall(r'name="key" value="([^"]+)"', page)
    for _ in range(2):
        said = pages.client.post("/services/tax/online", data={"key": key})
        assert "请用手机扫码" in said.get_data(as_text=True)
    wait_until(lambda: counted(pages) != [], "the count")
    pages.client.post("/services/tax/online", data={"key": key[:-1] + "x"})
    wait_until(lambda: len(counted(pages)) == 2, "another visitor")
    assert counted(pages) == [("deflected", "tax")] * 2


def test_a_service_that_is_not_online_has_no_such_page(pages: Desk) -> None:
    assert "/online" not in pages.client.get("/services/deeds").get_data(as_text=True)
    assert pages.client.get("/services/deeds/online").status_code == 404
    assert pages.client.get("/services/deeds/online.svg").status_code == 404


def test_a_visitor_who_is_shown_the_windows_is_counted_once_until_the_next_one_comes(pages: Desk) -> None:
    for visitor in (1, 2):
        for _ in range(3):
            pages.client.get("/services/papers")
        wait_until(lambda visitor=visitor: len(counted(pages)) == visitor, "the count")  # type: ignore[misc]
        pages.client.get("/start")
    pages.client.get("/services/tax")
    assert counted(pages) == [("guided", "papers")] * 2


def test_while_the_hall_is_away_a_count_is_lost_and_nothing_else(
        pages: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "kiosk.counting")
    pages.door.close()
    page = pages.client.post("/services/tax/online", data={"key": "online-0123456789"})
    assert page.status_code == 200 and "请用手机扫码" in page.get_data(as_text=True)
    wait_until(lambda: caplog.text.count("deflected of tax is not heard") == TRIES, "giving up")
    pages.door.open()
    pages.client.get("/services/papers")
    wait_until(lambda: counted(pages) == [("guided", "papers")], "the next count")
