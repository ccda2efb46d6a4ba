"""Stand at the kiosk: pages that fit every screen and type size, faults in words, nobody's page left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.builders import PATIENCE_SECONDS
from tests.journeys.axe import no_fault
from tests.journeys.running import Running, eventually

pytestmark = pytest.mark.browser
PATHS = ("/", "/agencies?hall=west", "/agencies/market-supervision", "/services/company-setup", "/services/metrology",
         "/services/company-setup/online", "/services/legal-aid", "/services/personnel-file",
         "/services/personnel-file/who", "/services/pension-claim/who?agent=", "/appointment", "/search",
         "/search?q=gs", "/staff")
#: What cannot be seen or hit on a page: outside of the screen, scrolled away, too small for a finger, above the half
#: that a seated visitor reaches (on an upright screen), words of the upper half that run into the lower one or over the
#: page's head, cards that run out of their box into what stands beneath them.
LOOK = """(upright) => {
  const seen = (element) => element.checkVisibility() && !element.closest("dialog:not([open]), .unseen");
  const name = (one) => [one.tagName, one.getAttribute("class"), one.textContent.trim().slice(0, 20)].join(" ");
  const all = [...document.querySelectorAll("body *")].filter(seen);
  const least = document.documentElement.dataset.size === "largest" ? 60 : 44;
  const box = (element) => element.getBoundingClientRect();
  const touched = all.filter((one) => one.matches("a, button, input"));
  const root = document.documentElement;
  const head = document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0;
  return {
    outside: all.filter((one) => box(one).width && (box(one).right > innerWidth + 1
      || box(one).bottom > innerHeight + 1 || box(one).left < -1 || box(one).top < -1)).map(name),
    small: touched.filter((one) => Math.min(box(one).width, box(one).height) < least - 0.5).map(name),
    high: upright ? touched.filter((one) => box(one).top < innerHeight / 2 - 1).map(name) : [],
    spilled: all.filter((one) => one.matches("#cards > *")
      && box(one).bottom > box(one.parentElement).bottom + 1).map(name),
    covered: all.filter((one) => one.closest(".info") && box(one).width
      && (box(one).top < head - 1 || (upright && box(one).bottom > innerHeight / 2 + 1))).map(name),
    scrolls: root.scrollHeight > innerHeight || root.scrollWidth > innerWidth,
    nothing: touched.length === 0,
  };
}"""
FINE = {"outside": [], "small": [], "high": [], "spilled": [], "covered": [], "scrolls": False, "nothing": False}
#: Put another look on a page that is open, as a choice at its foot does: by a touch, so that it does not go home.
WEAR = """([size, paper]) => {
  dispatchEvent(new Event("pointerdown"));
  Object.assign(document.documentElement.dataset, { size, paper });
  dispatchEvent(new Event("resize"));
}"""
SIZES, PAPERS = ("standard", "large", "largest"), ("auto", "normal", "care", "contrast")
#: Milliseconds a busy test machine may be late with what takes a real one 2 s at most.
LATE_MS = 1500
#: A voice for a machine that has none: what is said is written down, and over at once.
VOICE = """() => {
  globalThis.said = [];
  const voices = [{ lang: "zh-CN", name: "test" }, { lang: "en-US", name: "test" }];
  globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const speech = {
    getVoices: () => voices, cancel() {}, addEventListener() {},
    speak(one) { said.push(one.text); setTimeout(() => one.onend?.()); },
  };
  Object.defineProperty(globalThis, "speechSynthesis", { value: speech });
}"""
#: What a scanner does: all keys in one burst, then Enter.
SCAN = """(text) => {
  for (const key of [...text, "Enter"]) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}"""


@pytest.fixture
def kiosk(hall: Running, page: Page) -> Iterator[str]:
    """Stand before a kiosk that stands upright, with a healthy printer."""
    page.set_viewport_size({"width": 1080, "height": 1920})
    yield hall.kiosk_url
    has(hall, "none")


def has(hall: Running, fault: str) -> None:
    """Let the printer have a fault."""
    answer = requests.post(f"{hall.printer_url}/fault", json={"fault": fault}, timeout=PATIENCE_SECONDS)
    assert answer.json()["fault"] == fault


def takes_a_number(page: Page, kiosk: str) -> None:
    """Take a number for a common service: two taps."""
    page.goto(kiosk)
    page.locator(".tile .face").first.click()
    page.locator("#take").click()


def choose(page: Page, kiosk: str, **wanted: str) -> None:
    """Choose for the eyes and the language, as the row at the foot does."""
    page.context.add_cookies([{"name": name, "value": value, "url": kiosk} for name, value in wanted.items()])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("screen", [(1080, 1920), (1366, 768), (1920, 1080)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_all_is_seen_and_within_reach_in_every_size(kiosk: str, page: Page, screen: tuple[int, int],
                                                    language: str) -> None:
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    choose(page, kiosk, lang=language)
    for path in PATHS:
        page.goto(kiosk + path)
        for size in SIZES:
            page.evaluate(WEAR, [size, "auto"])
            assert page.evaluate(LOOK, screen[0] < screen[1]) == FINE, (path, size)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_look_of_every_page_passes_axe(kiosk: str, page: Page, language: str) -> None:
    choose(page, kiosk, lang=language)
    for path in PATHS:
        page.goto(kiosk + path)
        no_fault(page, path)
        # What contrast asks is the same for every size or less, and what a finger asks is the same on every paper.
        for paper in PAPERS:
            page.evaluate(WEAR, [SIZES[0], paper])
            no_fault(page, f"{path} {paper}", "color-contrast")
        for size in SIZES:
            page.evaluate(WEAR, [size, PAPERS[0]])
            no_fault(page, f"{path} {size}", "target-size", "scrollable-region-focusable")


def test_a_common_service_takes_two_taps(hall: Running, kiosk: str, page: Page) -> None:
    page.goto(kiosk)
    taps = 0
    for touched in (".tile .face", "#take"):
        page.locator(touched).locator("visible=true").first.click()
        taps += 1
    page.wait_for_selector(".done")
    assert taps == 2


@pytest.mark.parametrize(("size", "least", "px"), [("standard", 12, 22), ("large", 6, 25), ("largest", 6, 25)])
def test_the_home_page_shows_enough_services_at_once_and_its_last_row_grows_with_the_type(
        kiosk: str, page: Page, size: str, least: int, px: int) -> None:
    for language in ("zh", "en"):
        choose(page, kiosk, size=size, lang=language)
        page.goto(kiosk)
        assert page.locator(".tile").locator("visible=true").count() >= least, language
        row = page.locator(".choice").evaluate_all(
            "(all) => all.map((one) => [parseFloat(getComputedStyle(one).fontSize), one.offsetTop + one.offsetHeight])")
        assert all(type_px >= px for type_px, _ in row), language
        assert len({bottom for _, bottom in row}) == 1, "it is one row"


@pytest.mark.parametrize(("size", "type_size"), [("standard", 1.0), ("largest", 1.625)])
def test_the_type_that_she_chose_is_the_type_that_she_gets(kiosk: str, page: Page, size: str, type_size: float) -> None:
    for language in ("zh", "en"):
        choose(page, kiosk, size=size, lang=language)
        for path in PATHS:
            page.goto(kiosk + path)
            page.wait_for_selector("body.ready", state="attached")
            worn = float(page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--type')"))
            # A long page may be set a little smaller before its words would be turned over; a short one never.
            assert worn > 0.85 * type_size and (worn == type_size or size == "largest"), (path, language, worn)


def test_a_matter_is_found_on_the_keyboard_of_the_page(kiosk: str, page: Page) -> None:
    page.goto(kiosk)
    page.locator("a[href='/search']").click()
    for letter in "zcgs":
        page.locator(f"#keys [data-key='{letter}']").click()
    expect(page.locator("#face-company-setup")).to_contain_text("注册公司")
    expect(page.locator("#found")).to_contain_text("找到")
    page.locator("[data-act='clear']").click()
    page.locator("[data-query='注册公司']").click()
    page.locator("#face-company-setup").click()
    expect(page.locator("#take")).to_be_visible()


def test_a_number_taken_by_mistake_is_given_back_by_the_visitor(hall: Running, kiosk: str, page: Page) -> None:
    takes_a_number(page, kiosk)
    page.wait_for_selector(".done")
    number = page.locator("#number").inner_text()
    page.get_by_role("button", name="取错了，退号").click()
    page.get_by_role("button", name="退号", exact=True).click()
    page.wait_for_url("**/cancelled/**")
    expect(page.locator(".trouble")).to_contain_text(f"{number} 已经退掉")
    assert [event["type"] for event in hall.events() if event.get("number") == number][-1] == "cancelled"


@pytest.mark.parametrize(("language", "needed", "first"), [
    ("zh", "坐轮椅", "请先到咨询台出示证件"), ("en", "Wheelchair", "First show your document at the guide desk")])
def test_needs_and_the_wish_for_priority_are_told_by_keys_and_in_words_alone(
        hall: Running, kiosk: str, page: Page, language: str, needed: str, first: str) -> None:
    page.add_init_script(f"({VOICE})()")
    choose(page, kiosk, lang=language, speech="on")
    page.goto(f"{kiosk}/services/company-setup")
    eventually(lambda: page.evaluate("said.length"), "the page read aloud")
    on(page, lambda: needed in page.evaluate("said.at(-1)"))
    heard = page.evaluate("said")
    assert any(("需要协助吗" if language == "zh" else "Do you need help") in text for text in heard), heard
    assert ("未选" if language == "zh" else "not chosen") in heard[-1]
    page.keyboard.press("Enter")
    chosen = "已选" if language == "zh" else ". chosen"
    eventually(lambda: page.evaluate("said.at(-1)").endswith(chosen), "it is chosen")
    on(page, lambda: ("优先服务" if language == "zh" else "priority service") in page.evaluate("said.at(-1)"))
    page.keyboard.press("Enter")
    page.wait_for_selector(".done")
    eventually(lambda: first in " ".join(page.evaluate("said")) and needed in " ".join(page.evaluate("said")),
               "the desk and the need, read aloud")
    issued = [event for event in hall.events() if event["type"] == "issued"][-1]
    ticket = hall.get(f"/tickets/{issued['ticket']}", "")
    assert (ticket["standing"], ticket["needs"]) == ("walk_in", ["wheelchair"])


def on(page: Page, there: Callable[[], int], key: str = "ArrowRight") -> None:
    """Press a key of the pad until one is where one wants to be."""
    for _ in range(80):
        if there():
            return
        page.keyboard.press(key)
    raise AssertionError("the keys do not lead there")


@pytest.mark.parametrize("path", PATHS)
def test_three_keys_reach_everything_on_a_page_and_come_round(kiosk: str, page: Page, path: str) -> None:
    page.goto(kiosk + path)
    touched = page.evaluate("""() => [...document.querySelectorAll("main :is(a[href], button:not(:disabled), input)")]
      .filter((one) => one.checkVisibility()).length""")
    seen = set()
    for _ in range(touched):
        page.keyboard.press("ArrowRight")
        seen.add(page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)"))
    assert len(seen) == touched


def test_a_blind_visitor_hears_the_page_and_takes_a_number_with_three_keys(kiosk: str, page: Page) -> None:
    page.add_init_script(f"({VOICE})()")
    page.goto(kiosk)
    page.keyboard.press("ArrowRight")
    heard = page.evaluate("said")
    assert "语音已打开" in heard[0] and "请选择要办理的业务" in heard[0]
    on(page, lambda: "内资企业设立登记" in page.evaluate("said.at(-1)"))
    page.keyboard.press("Enter")
    page.wait_for_selector("#take")
    eventually(lambda: "申请表一份" in " ".join(page.evaluate("said")), "the guide read aloud")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("said.at(-1)") == "取号"
    page.keyboard.press("Enter")
    page.wait_for_selector(".done")
    number = " ".join(page.locator("#number").inner_text())
    eventually(lambda: number in " ".join(page.evaluate("said")), "her number, sign by sign")
    page.keyboard.press("*")
    eventually(lambda: sum(number in text for text in page.evaluate("said")) > 1, "the page once more")


def test_a_machine_without_a_voice_says_so_and_stays_silent(kiosk: str, page: Page) -> None:
    page.add_init_script("Object.defineProperty(globalThis, 'speechSynthesis', { value: undefined })")
    page.goto(kiosk)
    expect(page.locator("#speech")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#speech")).to_contain_text("无语音")
    page.locator("#speech").click(force=True)
    expect(page.locator("#speech")).to_have_attribute("aria-pressed", "false")


def test_a_code_from_a_scanner_is_read_on_any_page(kiosk: str, page: Page) -> None:
    page.goto(f"{kiosk}/search")
    page.evaluate(SCAN, "hello-world")
    expect(page.locator("#notice")).to_contain_text("没有认出这个码")
    page.goto(kiosk)
    page.evaluate(SCAN, "https://hall.example/appointment?code=acdf2345")
    expect(page.locator(".trouble")).to_contain_text("没有找到这个预约码")


def test_a_hall_that_goes_away_is_told_within_two_seconds_and_comes_back_by_itself(
        hall: Running, kiosk: str, page: Page) -> None:
    page.goto(f"{kiosk}/services/company-setup")
    expect(page.locator("#take")).to_be_visible()
    program = hall.program("serve")
    page.evaluate("""() => { new MutationObserver(() => { globalThis.told ??= performance.now(); })
      .observe(document.getElementById("banners"), { childList: true }); }""")
    begun = page.evaluate("performance.now()")
    os.killpg(program, signal.SIGSTOP)
    try:
        eventually(lambda: page.evaluate("globalThis.told"), "a word about the outage")
        expect(page.locator("#banners")).to_contain_text("暂时联系不上叫号系统")
        expect(page.locator(".info")).to_contain_text("申请表一份")
    finally:
        os.killpg(program, signal.SIGCONT)
    assert page.evaluate("told") - begun < 2000 + LATE_MS
    expect(page.locator(".banner")).to_have_count(0)
    expect(page.locator("#take")).to_be_visible()


def test_a_printer_without_paper_is_told_and_trying_again_gives_the_number(
        hall: Running, kiosk: str, page: Page) -> None:
    has(hall, "paper_out")
    page.goto(f"{kiosk}/services/company-setup")
    page.locator("[data-take][data-desk]").click()
    expect(page.locator(".trouble")).to_contain_text("打印纸用完了")
    expect(page.locator(".trouble")).to_contain_text("没有为您取号")
    has(hall, "none")
    slips = len(hall.slips())
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".done")).to_contain_text("请先到咨询台出示证件")
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
    choose(page, kiosk, size="large")
    page.goto(f"{kiosk}/agencies/market-supervision")
    face = page.locator("#face-metrology")
    expect(face).to_be_hidden()
    while not face.is_visible():
        page.get_by_role("button", name="下一页").click()
    face.click()
    expect(page.locator(".answer")).to_contain_text("东厅13、14号窗口")
    expect(page.locator("[data-take]")).to_have_count(0)
    page.get_by_role("button", name="打印指引").dblclick()
    expect(page.locator(".take")).to_have_text("请取走指引单")
    expect(page.locator("#guide")).to_have_count(0)
    assert len(hall.slips()) == slips + 1
    page.goto(f"{kiosk}/services/metrology?slip=unverified")
    has(hall, "paper_out")
    expect(page.locator("#banners")).to_contain_text("打印纸用完了")
    expect(page.get_by_role("button", name="再打印一次")).to_have_count(0)
    has(hall, "none")
    page.get_by_role("button", name="再打印一次").press("Enter")
    expect(page.locator(".take")).to_be_visible()
    assert len(hall.slips()) == slips + 2


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
    page.locator(".tile .face").first.press("Enter")
    expect(page.locator("#take")).to_be_visible()
    page.locator("#take").press("Enter")
    page.wait_for_selector(".done")
    eventually(lambda: len(hall.slips()) == slips + 1, "one slip")


def test_who_is_asked_for_her_phone_types_it_unseen_and_gets_one_number(
        hall: Running, kiosk: str, page: Page) -> None:
    before = len(hall.slips())
    choose(page, kiosk, needs="wheelchair")
    page.goto(f"{kiosk}/services/personnel-file")
    page.locator("#take").click()
    for sign in "129":
        page.locator(f".pad [data-key='{sign}']").click()
    expect(page.locator("#who-says")).to_contain_text("13到19开头")
    page.locator("[data-act='clear']").click()
    for sign in "13712345678":
        page.locator(f".pad [data-key='{sign}']").click()
    expect(page.locator("#who")).to_have_value("*** **** **78")
    page.locator("#who-show").click()
    expect(page.locator("#who")).to_have_value("137 1234 5678")
    page.locator("#who-enter:enabled").dblclick()
    page.wait_for_selector(".done")
    expect(page.locator(".hints")).to_contain_text("坐轮椅")
    eventually(lambda: len(hall.slips()) == before + 1, "one slip")
    number = page.locator("#number").inner_text()
    page.goto(f"{kiosk}/services/personnel-file/who")
    page.keyboard.type("13712345678", delay=60)
    page.locator("#who-enter:enabled").click()
    expect(page.locator(".trouble")).to_contain_text("您已经有这项业务的号")
    expect(page.locator(".trouble .number")).to_have_text(number)


def test_a_card_s_number_is_typed_with_three_keys_and_told_in_words(kiosk: str, page: Page) -> None:
    page.add_init_script(f"({VOICE})()")
    choose(page, kiosk, speech="on")
    page.goto(f"{kiosk}/services/pension-claim/who")
    eventually(lambda: "请输入身份证号" in " ".join(page.evaluate("said")), "what is asked, read aloud")
    for sign in "110105194912310021":
        on(page, lambda sign=sign: page.locator(f".pad [data-key='{sign}']:focus").count())  # type: ignore[misc]
        page.keyboard.press("Enter")
    eventually(lambda: "好像有一位按错了" in page.evaluate("said.at(-1)"), "a slip of the finger, told in words")
    assert not any("110105" in text.replace(" ", "") for text in page.evaluate("said")), "it is not read aloud in full"
    on(page, lambda: page.locator(".erase:focus").count())
    page.keyboard.press("Enter")
    on(page, lambda: page.locator(".pad [data-key='X']:focus").count())
    page.keyboard.press("Enter")
    page.locator("#who-enter:enabled:focus").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_selector(".done")


def test_who_walks_away_leaves_no_number_behind_and_who_has_none_is_sent_to_the_desk(kiosk: str, page: Page) -> None:
    page.clock.install()
    page.goto(f"{kiosk}/services/personnel-file/who")
    page.get_by_role("button", name="没有手机").click()
    expect(page.locator("#none")).to_contain_text("咨询台的工作人员为您取号")
    page.locator("#none [data-closes]").click()
    page.keyboard.type("1371234")
    page.clock.run_for(42_000)
    page.wait_for_url(f"{kiosk}/")
    page.go_back()
    page.goto(f"{kiosk}/services/personnel-file/who")
    expect(page.locator("#who")).to_have_value("")


def test_a_card_on_a_reader_that_types_fills_the_field_and_one_that_does_not_takes_the_number_at_once(
        kiosk: str, page: Page) -> None:
    card = "440301199001010012"
    page.goto(f"{kiosk}/services/pension-claim/who")
    page.evaluate(SCAN, card)
    expect(page.locator("#who")).to_have_value("****** ******** **12")
    expect(page.locator("#who-enter")).to_be_enabled()
    told = requests.post(f"{kiosk}/persons", json={"kind": "id", "number": card}, timeout=PATIENCE_SECONDS).json()
    state = requests.get(f"{kiosk}/state", timeout=PATIENCE_SECONDS).json()
    read = {"person": told["person"], "mask": told["mask"], "kind": "id"}
    page.route("**/state", lambda route: route.fulfill(json={**state, "read": read}))
    page.wait_for_url("**/done/**")
