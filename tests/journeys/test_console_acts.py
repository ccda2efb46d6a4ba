"""The clerk's further acts by keys: send on, step aside, call out of order, take back, pause with a visitor there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import no_fault
from tests.journeys.running import Running, eventually
from tests.journeys.signing_in import at_the_console

pytestmark = pytest.mark.browser


@pytest.fixture
def service(hall: Running) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    return found


@pytest.fixture
def window(hall: Running, service: dict[str, Any]) -> Iterator[str]:
    """Lend an open window with three people waiting for it, and close it afterwards, whoever is there."""
    here: str = service["windows"][0]
    for _ in range(3):
        hall.post("/tickets", "kiosk", {"service": service["id"]})
    hall.post(f"/windows/{here}/open", "clerk")
    yield here
    hall.post("/centre/resume", "manager")
    for one in hall.get(f"/windows/{here}", "clerk")["held"]:
        hall.post(f"/windows/{here}/return", "clerk", {"ticket": one["id"]})
    hall.post(f"/windows/{here}/close", "clerk", {"visitor": "send_back"})


def since(hall: Running, after: int) -> list[str]:
    own = [event for event in hall.events(after) if "window" in event and event.get("reason") != "automatic"]
    return [event["type"] for event in own]


def last(hall: Running) -> int:
    return int(hall.events()[-1]["seq"])


#: A press is heard: by the button, by a question in front of it, or by a button that has nothing to do.
LISTENS = '#primary[aria-disabled="false"], dialog[open], #primary.primary-offline'


def press(page: Page, *keys: str) -> None:
    """Press keys as a person does: each after the echo of the one before, and when she sees what it would do."""
    for key in keys:
        expect(page.locator("body")).not_to_have_class("pressing")
        page.wait_for_timeout(320)
        expect(page.locator(LISTENS).first).to_be_attached()
        page.keyboard.press(key)


def called(page: Page) -> str:
    press(page, "Space")
    expect(page.locator("#number")).to_be_visible()
    return page.locator("#number").inner_text()


def test_a_visitor_is_sent_on_by_pinyin_initials_and_the_return_key(hall: Running, page: Page, window: str) -> None:
    at_the_console(page, hall, window)
    called(page)
    start = last(hall)
    press(page, "t")
    field = page.locator("#onward-field")
    expect(field).to_be_focused()
    page.keyboard.type("gjj")
    expect(page.locator('.onward[aria-selected="true"]')).to_contain_text("公积金")
    no_fault(page)
    page.keyboard.press("ArrowDown")
    wanted = page.locator('.onward[aria-selected="true"]').get_attribute("data-id")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("已转移")
    expect(page.locator("#onward-sheet")).to_be_hidden()
    event = hall.events(start)[0]
    assert (event["type"], event["service"], event["reason"]) == ("transferred", wanted, "rank_kept")
    assert hall.get(f"/tickets/{event['ticket']}")["callable_at"], "the other hall is a walk away"


@pytest.mark.parametrize("asked", ["西12", "west/12"])
def test_a_window_is_found_as_people_write_it(hall: Running, page: Page, window: str, asked: str) -> None:
    at_the_console(page, hall, window)
    called(page)
    start = last(hall)
    press(page, "t")
    page.keyboard.type(asked)
    expect(page.locator('.onward[aria-selected="true"]')).to_have_attribute("data-id", "west/12")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("已转移")
    assert hall.events(start)[0]["to"] == "west/12"


def test_one_ticket_through_several_services_at_the_end_of_the_line(
    hall: Running, page: Page, window: str, service: dict[str, Any]
) -> None:
    others = [one["id"] for one in hall.get("/services")["services"] if one["mode"] == "queue" and one != service][:2]
    at_the_console(page, hall, window)
    called(page)
    start = last(hall)
    press(page, "t")
    for one, key in zip(others, ("Shift+Enter", "Home"), strict=True):
        name = page.locator(f"#onward-service-{one}").get_attribute("data-name")
        page.locator("#onward-field").fill(name or "")
        page.keyboard.press(key)
    expect(page.locator("#onward-path")).not_to_be_empty()
    page.locator("#onward-end").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("已转移")
    event = hall.events(start)[0]
    assert (event["service"], event["reason"]) == (others[0], "end_of_line")
    assert hall.get(f"/tickets/{event['ticket']}")["then"] == others[1:]


def test_who_steps_aside_is_listed_and_comes_back_by_her_digit(hall: Running, page: Page, window: str) -> None:
    at_the_console(page, hall, window)
    first = called(page)
    start = last(hall)
    press(page, "h")
    expect(page.locator(".held-row")).to_contain_text(first)
    second = called(page)
    assert second != first
    press(page, "1")
    expect(page.locator("#held")).to_be_hidden()
    expect(page.locator("#coming .next").first).to_contain_text(first)
    expect(page.locator("#coming .next").first).to_contain_text("本窗口")
    assert since(hall, start) == ["held", "called", "returned"]
    press(page, "1")
    expect(page.locator("#say")).to_contain_text("没有第 1 位")


def test_the_last_act_is_taken_back_within_its_seconds(hall: Running, page: Page, window: str) -> None:
    primary = at_the_console(page, hall, window)
    undo = page.locator("#undo")
    # The story before this one closed the window; that can be taken back for a while too.
    expect(undo).to_be_hidden()
    number = called(page)
    expect(undo).to_be_visible()
    start = last(hall)
    press(page, "z")
    expect(page.locator("#number")).to_have_count(0)
    expect(page.locator("#coming .next-number").first).to_have_text(number)
    expect(undo).to_be_hidden()
    assert since(hall, start) == ["undone"]
    called(page)
    expect(undo).to_be_hidden()
    press(page, "z")
    expect(page.locator("#say")).to_contain_text("已超过可撤销的时间")
    expect(primary).to_have_attribute("data-act", "start")
    assert since(hall, start) == ["undone", "called"]


def test_a_number_is_called_out_of_its_order_with_a_reason(
    hall: Running, page: Page, window: str, service: dict[str, Any]
) -> None:
    at_the_console(page, hall, window)
    wanted = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()["number"]
    start = last(hall)
    press(page, "g")
    page.keyboard.type("zz999")
    page.keyboard.press("Enter")
    expect(page.locator("#callthis-say")).to_contain_text("请选择原因")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#callthis-say")).to_contain_text("没有这张号票")
    no_fault(page)
    page.wait_for_timeout(320)
    page.keyboard.type(wanted.lower())
    page.keyboard.press("Enter")
    expect(page.locator("#callthis-sheet")).to_be_hidden()
    expect(page.locator("#number")).to_have_text(wanted)
    expect(page.locator(".about-why")).to_contain_text("选呼")
    event = hall.events(start)[-1]
    assert (event["type"], event["why"], event["reason"]) == ("called", "called_out", "漏叫、错叫补叫")
    press(page, "g")
    expect(page.locator("#say")).to_contain_text("现在不能选呼")


@pytest.mark.parametrize(
    ("digit", "stage", "story"),
    [("1", "called", ["window_paused"]), ("2", "paused", ["no_show", "window_paused"]),
     ("3", "paused", ["sent_back", "window_paused"])],
)
def test_a_pause_asks_what_becomes_of_the_visitor(
    hall: Running, page: Page, window: str, digit: str, stage: str, story: list[str]
) -> None:
    at_the_console(page, hall, window)
    called(page)
    start = last(hall)
    press(page, "p", "2")
    expect(page.locator("#visitor-sheet")).to_be_visible()
    no_fault(page)
    press(page, digit)
    expect(page.locator("#console")).to_have_attribute("data-state", "paused")
    expect(page.locator("#console")).to_have_attribute("data-stage", stage)
    expect(page.locator("#say")).to_have_text("已暂停服务")
    assert since(hall, start) == story
    if stage == "called":
        press(page, "Space", "Space")
        expect(page.locator("#console")).to_have_attribute("data-stage", "paused")
    expect(page.locator(".timer-time")).not_to_be_empty()


def test_a_stopped_hall_says_why_and_calls_nobody(hall: Running, page: Page, window: str) -> None:
    primary = at_the_console(page, hall, window)
    hall.post("/centre/stop", "manager", {"reason": "台风红色预警"})
    expect(page.locator(".halt")).to_contain_text("台风红色预警")
    expect(primary).to_contain_text("全厅暂停")
    start = last(hall)
    press(page, "Space", "g")
    expect(page.locator("#say")).to_contain_text("台风红色预警")
    no_fault(page)
    assert since(hall, start) == []
    hall.post("/centre/resume", "manager")
    expect(primary).to_have_attribute("data-act", "call-next")


def test_a_question_keeps_the_focus_while_pictures_come(hall: Running, page: Page, window: str) -> None:
    at_the_console(page, hall, window)
    called(page)
    press(page, "t")
    page.keyboard.type("社保")
    hall.post(f"/windows/{window}/finish-and-call-next", "clerk")
    start = last(hall)
    page.wait_for_timeout(500)
    expect(page.locator("#onward-field")).to_be_focused()
    expect(page.locator("#onward-field")).to_have_value("社保")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("画面刚刚变化")
    assert since(hall, start) == []


def test_a_recall_is_marked_when_the_visitor_has_not_come(hall: Running, page: Page, window: str) -> None:
    page.clock.install()
    at_the_console(page, hall, window)
    page.clock.run_for(400)
    page.keyboard.press("Space")
    expect(page.locator("#number")).to_be_visible()
    recall = page.locator('.other[data-act="recall"]')
    expect(recall).not_to_have_class("other armed")
    # A picture that comes meanwhile sets the page's clock by the hall's again; then the time passes once more.
    assert eventually(lambda: page.clock.run_for(20_500) or "armed" in str(recall.get_attribute("class")), "the mark")


def test_a_second_tab_learns_of_the_act_and_presses_nothing_twice(hall: Running, page: Page, window: str) -> None:
    at_the_console(page, hall, window)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#primary")).to_have_attribute("data-act", "call-next")
    expect(other.locator("#link")).to_have_attribute("data-state", "live")
    start = last(hall)
    called(page)
    expect(other.locator("#primary")).to_have_attribute("data-act", "start")
    assert since(hall, start) == ["called"]
    other.close()


#: What stands outside the viewport; lists that scroll inside their frame are looked at by their frame alone.
OUTSIDE = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  const framed = one.closest(".sr, [hidden], .onward-list, .coming, .queues, .held-list");
  if (!box.width || !box.height || framed) return false;
  return box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
}).map((one) => `${one.tagName} ${one.getAttribute("class")}`)"""


@pytest.mark.parametrize("paper", ["normal", "care", "contrast", "dark"])
def test_every_question_can_be_read_on_every_paper_and_fits_the_mini_window(
    hall: Running, page: Page, window: str, paper: str
) -> None:
    page.emulate_media(color_scheme="dark" if paper == "dark" else "light", reduced_motion="reduce")
    page.add_init_script(f"localStorage.setItem('hall.paper', '{'auto' if paper == 'dark' else paper}')")
    at_the_console(page, hall, window)
    called(page)
    press(page, "h", "Space", "Space")
    expect(page.locator("#console")).to_have_attribute("data-stage", "serving")
    for late in ("#console .timer-time", ".held-row time"):
        page.locator(late).first.evaluate("one => { one.dataset.lateAfter = 1; }")
    expect(page.locator('.held-row time[data-late="true"]')).to_have_count(1)
    for sheet in ("", "pause-sheet", "visitor-sheet", "early-sheet", "callthis-sheet", "onward-sheet"):
        if sheet:
            asked = page.locator(f"#{sheet}")
            asked.evaluate("one => { one.showModal(); one.querySelector('h2').append(one.id); }")
        no_fault(page)
        for width, height in ((380, 560), (1366, 768)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(OUTSIDE) == [], (sheet, width)
        if sheet:
            page.keyboard.press("Escape")
