"""How pages look in a real browser: everybody can read them, nothing sticks out, every paper and type size holds."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import no_fault
from tests.journeys.running import Running, eventually
from tests.journeys.signing_in import signed_in

pytestmark = pytest.mark.browser

#: Nothing may stand outside the viewport, and no page of a wall or a console may scroll.
OUTSIDE = """() => {
  const out = [];
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || one.closest(".sr, .skip, .call-state-words, [hidden]")) continue;
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) {
      out.push(`${one.tagName} ${one.getAttribute("class")} ${Math.round(box.right)} ${Math.round(box.bottom)}`);
    }
  }
  const root = document.documentElement;
  return [out, root.scrollWidth - innerWidth, root.scrollHeight - innerHeight];
}"""

WALLS = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)]


@pytest.fixture(scope="module")
def busy(hall: Running) -> str:
    """Fill one area with calls, served visitors and a missed one; return its id."""
    area = hall.get("/centre", "")["halls"][0]["areas"][0]
    area_id = area["id"] if isinstance(area, dict) else area
    services = [one for one in hall.get("/services")["services"] if one["mode"] == "queue"]
    windows: dict[str, str] = {}
    for service in services:
        ticket = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()
        if ticket["area"] == area_id:
            windows |= dict.fromkeys(service["windows"], service["id"])
    for number, window in enumerate(windows):
        hall.post(f"/windows/{window}/open", "clerk")
        hall.post("/tickets", "guide", {"service": windows[window], "standing": "priority", "reason": "elderly"})
        hall.post(f"/windows/{window}/call-next", "clerk")
        if number % 3 == 0:
            hall.post(f"/windows/{window}/start", "clerk")
    hall.post(f"/windows/{list(windows)[-1]}/no-show", "clerk", {"early": True})
    assert len(hall.get(f"/areas/{area_id}/board")["rows"]) > 6
    return str(area_id)


def arrived(page: Page, hall: Running, role: str, path: str) -> None:
    """Sign in and wait until the page stands still."""
    signed_in(page, hall, role, path)
    expect(page.locator("#token")).to_have_count(0)
    page.wait_for_load_state()


def paper(page: Page, name: str, type_size: str = "normal") -> None:
    """Choose a paper and a type size as a reader's browser keeps them."""
    page.add_init_script(
        f"localStorage.setItem('hall.paper', '{name}'); localStorage.setItem('hall.type', '{type_size}')"
    )


@pytest.mark.parametrize("size", WALLS, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wall_fits_every_screen(
    hall: Running, page: Page, busy: str, size: tuple[int, int], language: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{hall.url}/board/{busy}?lang={language}")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    assert page.evaluate(OUTSIDE) == [[], 0, 0]
    for row in page.locator(".call:visible").all():
        number, place = row.locator(".call-number"), row.locator(".call-where")
        first, second = number.bounding_box(), place.bounding_box()
        assert first and second and first["x"] + first["width"] <= second["x"], row.inner_text()


@pytest.mark.parametrize("size", [(1366, 768), (380, 560), (1920, 1080)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_console_fits_its_screen_and_its_mini_window(
    hall: Running, page: Page, busy: str, size: tuple[int, int], language: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    arrived(page, hall, "clerk", "/window/east/1")
    page.goto(f"{hall.url}/window/east/1?lang={language}")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    found = page.evaluate(OUTSIDE)
    assert [one for one in found[0] if "next" not in one] == [] and found[1:] == [0, 0]


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3840, 2160)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_managers_page_is_one_page_with_all_windows(
    hall: Running, page: Page, busy: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    arrived(page, hall, "manager", "/manage")
    expect(page.locator(".cell")).to_have_count(128)
    root = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert root == [size[0], size[1]]
    last = page.locator(".cell").last.bounding_box()
    assert last and last["y"] + last["height"] <= size[1]


def test_the_managers_page_follows_also_what_is_no_event_and_hangs_on_a_wall(hall: Running, page: Page) -> None:
    arrived(page, hall, "manager", "/manage?lang=en")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    waiting = hall.get("/load")["waiting"]
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    hall.post("/tickets", "kiosk", {"service": service["id"]})
    expect(page.locator("#tile-waiting .tile-figure")).to_have_text(str(waiting + 1))
    expect(page.locator("#kiosks-sum .sum")).to_have_text("1/1 fine")
    # Without any event there is a new picture every second, and it takes nobody from where she is.
    page.locator("#windows").focus()
    pictures = [(0, 0)]

    def picture_without_an_event() -> bool:
        pictures.append(page.locator("#load").evaluate("one => [Number(one.dataset.asOf), Number(one.dataset.now)]"))
        (as_of, moment), (next_as_of, next_moment) = pictures[-2:]
        return next_as_of == as_of and next_moment > moment

    eventually(picture_without_an_event, "a new picture of the same events")
    expect(page.locator("#windows")).to_be_focused()
    page.keyboard.press("w")
    expect(page.locator("body")).to_have_class("manage on-wall")
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    expect(page.locator("#tile-waiting .tile-figure")).to_have_text(str(waiting + 1))


@pytest.mark.parametrize("name", ["normal", "care", "contrast", "dark"])
def test_every_page_can_be_read_on_every_paper(hall: Running, page: Page, busy: str, name: str) -> None:
    page.emulate_media(color_scheme="dark" if name == "dark" else "light", reduced_motion="reduce")
    paper(page, "auto" if name == "dark" else name)
    for path in ("/", "/sign-in", f"/board/{busy}"):
        page.goto(hall.url + path)
        no_fault(page)
    arrived(page, hall, "manager", "/manage")
    no_fault(page)
    page.goto(f"{hall.url}/manage/configuration")
    no_fault(page)
    page.context.clear_cookies()
    arrived(page, hall, "clerk", "/window/east/1")
    no_fault(page)
    for sheet in ("pause-sheet", "early-sheet"):
        page.evaluate("id => document.getElementById(id).showModal()", sheet)
        no_fault(page)
        page.keyboard.press("Escape")


def test_a_visitors_page_can_be_read_in_every_state(hall: Running, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    service = next(one for one in hall.get("/services")["services"] if one["id"] and one["mode"] == "queue")
    ticket = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()
    page.goto(f"{hall.url}/t/{ticket['id']}")
    expect(page.locator(".slip-number")).to_have_text(ticket["number"])
    no_fault(page)
    page.locator("#leave summary").click()
    page.locator("#leave button").click()
    expect(page.locator(".slip-cancelled")).to_be_visible()
    no_fault(page)


def test_a_visitors_page_works_without_javascript(hall: Running, page: Page) -> None:
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    ticket = hall.post("/tickets", "kiosk", {"service": service["id"]}).json()
    context = page.context.browser.new_context(java_script_enabled=False, locale="en-GB")  # type: ignore[union-attr]
    plain = context.new_page()
    plain.goto(f"{hall.url}/t/{ticket['id']}")
    expect(plain.locator(".slip-number")).to_have_text(ticket["number"])
    expect(plain.locator(".slip-say")).to_contain_text("You")
    assert plain.locator('noscript meta[http-equiv="refresh"]').count() == 1
    context.close()


def test_a_choice_of_type_and_paper_stays(hall: Running, page: Page) -> None:
    page.goto(hall.url)
    before = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    page.locator('[data-choose-type="huge"]').click()
    page.locator('[data-choose-paper="care"]').click()
    page.goto(f"{hall.url}/sign-in")
    expect(page.locator('[data-choose-type="huge"]')).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == before * 1.625
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(199, 237, 204)"


def test_an_english_page_has_no_chinese_left(hall: Running, page: Page, busy: str) -> None:
    han = re.compile(r"[\u4e00-\u9fff]+")
    of_managers = (("manager", "/manage"), ("manager", "/manage/configuration"))
    for role, path in (*of_managers, ("clerk", "/window/east/1"), ("", "/"), ("", "/sign-in")):
        page.context.clear_cookies()
        if role:
            arrived(page, hall, role, path)
        page.goto(f"{hall.url}{path}?lang=en")
        read = page.evaluate("document.body.innerText + document.title")
        assert set(han.findall(read)) <= {"中文"}, path


def test_a_wall_turns_its_pages_and_a_new_call_brings_the_first_one_back(
    hall: Running, page: Page, busy: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.clock.install()
    page.goto(f"{hall.url}/board/{busy}")
    # From now on the page's time passes only when it is let pass.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    total = page.locator(".call").count()
    size = page.locator(".call:visible").count()
    assert size < total
    seen: set[str] = set()
    # A call that repeats itself meanwhile brings the first page back, so a round may take a page more or two.
    for _ in range(2 * -(-total // size)):
        if len(seen) < total:
            seen |= {row.get_attribute("data-call") or "" for row in page.locator(".call:visible").all()}
            page.clock.run_for(7_500)
    assert len(seen) == total
    expect(page.locator(".call").first).to_be_visible()
    page.clock.run_for(7_500)
    expect(page.locator(".call").first).to_be_hidden()
    row = next(one for one in hall.get(f"/areas/{busy}/board")["rows"] if one["state"] == "called")
    assert hall.post(f"/windows/{row['hall']}/{row['window']}/recall", "clerk").ok
    first = page.locator(".call:visible").filter(has_text=row["number"]).and_(page.locator(".call").first)

    def first_one_is_back() -> bool:
        # The page took so much time that passed at once for a silent line, and dials anew only while time passes.
        page.clock.run_for(100)
        return first.count() == 1

    eventually(first_one_is_back, "the first page, with the new call on it")
