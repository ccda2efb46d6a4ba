"""Read the wall of a waiting area over HTTP (综合屏)."""

from __future__ import annotations

from tests.api import Api, refused, said
from tests.builders import moment


def test_a_call_is_on_the_wall_of_the_visitor_s_area_whichever_window_called(api: Api) -> None:
    api.opens("east/5")
    api.takes("tax")
    api.calls("east/5")
    board = said(api.get("/areas/east-a/board", role="screen"))
    assert board["rows"] == [{
        "number": "A001", "hall": "east", "window": 5, "state": "called", "called_at": moment("9:05"),
        "standing": "walk_in", "calls": 1,
    }]
    assert board["as_of"] == 3
    assert said(api.get("/areas/east-b/board", role="screen"))["rows"] == [], "window 5 stands in area B"


def test_the_newest_call_is_on_top_and_a_recall_comes_up_again(api: Api) -> None:
    for window in ("east/1", "east/2"):
        api.opens(window)
        api.takes("tax")
        api.calls(window)

    def wall() -> list[str]:
        return [row["number"] for row in said(api.get("/areas/east-a/board", role="screen"))["rows"]]

    assert wall() == ["A002", "A001"]
    said(api.act("east/1", "recall"))
    assert wall() == ["A001", "A002"]
    said(api.act("east/1", "start"))
    assert wall() == ["A001", "A002"]
    said(api.act("east/1", "finish"))
    assert wall() == ["A002"]


def test_who_missed_her_call_is_listed_apart(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    said(api.act("east/1", "no-show", {"early": True}))
    board = said(api.get("/areas/east-a/board", role="screen"))
    assert (board["rows"], board["missed"]) == ([], ["A001"])


def test_priority_and_appointment_are_named_and_the_reason_is_not(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax", role="guide", standing="priority", reason="pregnancy", needs=["wheelchair"])
    api.calls("east/1")
    answer = api.get("/areas/east-a/board", role="screen")
    assert said(answer)["rows"][0]["standing"] == "priority"
    for private in ("pregnancy", "wheelchair"):
        assert private not in answer.get_data(as_text=True), "what is private is on no wall"
        assert private not in api.get("/board/east-a").get_data(as_text=True)


def test_screens_managers_guides_and_programs_read_a_wall(api: Api) -> None:
    for role in ("screen", "manager", "guide", "program"):
        said(api.get("/areas/east-a/board", role=role))
    refused(api.get("/areas/east-a/board"), 401, "SIGN_IN_NEEDED")
    refused(api.get("/areas/east-a/board", role="kiosk"), 403, "NOT_ALLOWED")


def test_an_area_that_does_not_exist(api: Api) -> None:
    refused(api.get("/areas/roof/board", role="screen"), 404, "AREA_UNKNOWN")
    assert api.get("/board/roof").status_code == 404


def test_a_hall_that_does_not_exist_is_not_told_as_an_area(api: Api) -> None:
    no = refused(api.get("/halls/nope/overview", role="screen"), 404, "HALL_UNKNOWN")
    assert no["hall"] == "nope" and "area" not in no
    assert api.get("/overview/nope").status_code == 404


def test_the_page_of_a_wall_needs_no_sign_in_and_no_script(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls("east/1")
    page = api.get("/board/east-a")
    assert page.status_code == 200
    assert "A001" in page.get_data(as_text=True)


def test_a_number_without_a_window_is_on_no_wall(api: Api) -> None:
    api.takes("tax")
    assert said(api.get("/areas/east-a/board", role="screen"))["rows"] == []
