"""Stand at the kiosk: pages that fit every screen and type size, faults in words, nobody's page left behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.running import Running, eventually

pytestmark = pytest.mark.browser
SCREENS = {"standing": (1080, 1920), "small": (1366, 768), "lying": (1920, 1080)}
PATHS = ("/", "/agencies?hall=west", "/agencies/market-supervision", "/services/company-setup",
         "/services/metrology", "/appointment")
#: What sticks out of the screen, and what a finger cannot hit: at 1080×1920 a target is 60 px, else 44.
LOOK = """() => {
  const seen = (element) => element.checkVisibility() && !element.closest("dialog:not([open])");
  const name = (element) => `${element.tagName}.${element.className.baseVal ?? element.className}`;
  const all = [...document.querySelectorAll("body *")].filter(seen);
  const least = innerWidth === 1080 ? 60 : 44;
  const box = (element) => element.getBoundingClientRect();
  return {
    outside: all.filter((one) => box(one).width && (box(one).right > innerWidth + 1
      || box(one).bottom > innerHeight + 1 || box(one).left < -1 || box(one).top < -1)).map(name),
    small: all.filter((one) => one.matches("a, button, input") && Math.min(box(one).width, box(one).height) < least)
      .map((one) => `${name(one)} ${box(one).width}×${box(one).height}`),
  };
}"""


@pytest.fixture
def kiosk(hall: Running, page: Page) -> Iterator[str]:
    """Stand before a kiosk that stands upright, with a healthy printer."""
    page.set_viewport_size({"width": 1080, "height": 1920})
    yield hall.kiosk_url
    has(hall, "none")


def has(hall: Running, fault: str) -> None:
    """Let the printer have a fault."""
    answer = requests.post(f"{hall.printer_url}/fault", json={"fault": fault}, timeout=10)
    assert answer.json()["fault"] == fault


def takes_a_number(page: Page, kiosk: str) -> None:
    """Take a number for a common service: two taps."""
    page.goto(kiosk)
    page.locator(".tile .face").first.click()
    page.locator("#take").click()


def choose(page: Page, kiosk: str, **wanted: str) -> None:
    """Choose for the eyes and the language, as the row at the foot does."""
    page.context.add_cookies([{"name": name, "value": value, "url": kiosk} for name, value in wanted.items()])


@pytest.mark.parametrize("size", ["standard", "large", "largest"])
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_sticks_out_and_every_target_can_be_hit(kiosk: str, page: Page, screen: str, size: str) -> None:
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    for language in ("zh", "en"):
        choose(page, kiosk, size=size, lang=language)
        for path in PATHS:
            page.goto(kiosk + path)
            assert page.evaluate(LOOK) == {"outside": [], "small": []}, (path, language)


@pytest.mark.parametrize("paper", ["normal", "care", "contrast"])
def test_the_pages_pass_axe_on_every_paper(kiosk: str, page: Page, paper: str) -> None:
    choose(page, kiosk, paper=paper)
    for path in PATHS:
        page.goto(kiosk + path)
        found = Axe().run(page).response["violations"]
        assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def test_a_printer_without_paper_is_told_and_trying_again_gives_the_number(
        hall: Running, kiosk: str, page: Page) -> None:
    has(hall, "paper_out")
    takes_a_number(page, kiosk)
    expect(page.locator(".trouble")).to_contain_text("打印纸用完了")
    expect(page.locator(".trouble")).to_contain_text("没有为您取号")
    has(hall, "none")
    slips = len(hall.slips())
    page.get_by_role("button", name="再试一次").click()
    page.wait_for_selector(".done")
    eventually(lambda: len(hall.slips()) == slips + 1, "one slip")


def test_a_taken_number_is_large_and_goes_home_by_itself(kiosk: str, page: Page) -> None:
    page.clock.install()
    takes_a_number(page, kiosk)
    page.wait_for_selector(".done")
    size = page.locator("#number").evaluate("(number) => parseFloat(getComputedStyle(number).fontSize)")
    assert size >= 160
    expect(page.locator(".wait")).to_contain_text("请到")
    page.clock.run_for(11_000)
    page.wait_for_url(f"{kiosk}/")


def test_an_idle_page_asks_and_then_wipes_everything(kiosk: str, page: Page) -> None:
    page.clock.install()
    page.goto(f"{kiosk}/choose?lang=en&to=/appointment")
    page.keyboard.type("acdf")
    page.clock.run_for(31_000)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#idle")).to_be_hidden()
    expect(page.locator("#code")).to_have_value("ACDF")
    page.clock.run_for(31_000)
    expect(page.locator("#idle")).to_be_visible()
    page.clock.run_for(11_000)
    page.wait_for_url(f"{kiosk}/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_a_direct_service_is_led_to_its_windows(hall: Running, kiosk: str, page: Page) -> None:
    slips = len(hall.slips())
    page.goto(f"{kiosk}/agencies/market-supervision")
    page.get_by_role("button", name="下一页").click()
    page.locator("#face-metrology, #face-trademark-advice").locator("visible=true").first.click()
    expect(page.locator(".answer")).to_contain_text("东厅13、14号窗口")
    expect(page.locator("[data-take]")).to_have_count(0)
    assert len(hall.slips()) == slips


def test_a_code_that_nobody_knows_is_told_and_may_be_typed_again(kiosk: str, page: Page) -> None:
    page.goto(f"{kiosk}/appointment")
    for letter in "ACDF2345":
        page.locator(f"#pad [data-key='{letter}']").click()
    page.locator("#code-enter").click()
    expect(page.locator(".trouble")).to_contain_text("没有找到这个预约码")
    page.get_by_role("link", name="返回").click()
    page.wait_for_url(f"{kiosk}/appointment")


def test_everything_can_be_done_with_the_keyboard(hall: Running, kiosk: str, page: Page) -> None:
    slips = len(hall.slips())
    page.goto(kiosk)
    page.locator(".tile .face").first.focus()
    page.keyboard.press("Enter")
    page.locator("#take").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".done")
    eventually(lambda: len(hall.slips()) == slips + 1, "one slip")
