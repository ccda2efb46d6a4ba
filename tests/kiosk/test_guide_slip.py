"""A direct service gives no number; who wants the way to its windows on paper gets it, once a press, and told truly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from hall.rules.slip import Guide, House, Part, Wording, lay_out_guide
from kiosk.encoding import payload
from kiosk.job import Job, Outcome
from kiosk.model import WIDTHS, Model, Setting
from kiosk.native import characters
from kiosk.paper_roll.faults import Ability, Fault
from kiosk.picture import MARGIN, draw
from kiosk.slips import guide_slip
from kiosk.taking import Touch, TouchReused
from kiosk.touches import NO_TICKET
from kiosk.trial import trial_slip
from tests.builders import wait_until
from tests.kiosk.desk import Desk, Hardware, plugged_in
from tests.kiosk.test_kiosk_pages import shown
from tests.kiosk.test_kiosk_views import HERE, NOW, TAX
from tests.kiosk.test_native_slip import LONG, NARROW, WIDE, printed
from tests.kiosk.test_online import counted
from tests.kiosk.test_plan import IN_B
from tests.kiosk.test_slip_picture import ink
from tests.kiosk.test_unverified_slips import impatient

pytestmark = pytest.mark.slow

PAGE, SLIP = "/services/papers", "/services/papers/slip"
BUTTON = 'data-guide="papers"'


@pytest.fixture
def hardware(request: pytest.FixtureRequest) -> Iterator[Hardware]:
    """Put a printer on the desk; a test may name what it cannot do."""
    with plugged_in(getattr(request, "param", frozenset())) as there:
        yield there


@pytest.fixture
def guide() -> Guide:
    """Give a guide slip whose every name is long, with windows in both halls and many papers to bring."""
    windows = Wording("东厅1–14、16、18、20、22–31、33、35、37、39号窗口",
                      "East Hall, windows 1–14, 16, 18, 20, 22–31, 33, 35, 37, 39")
    return Guide(hall=LONG, service=LONG, agency=LONG, windows=(windows, windows), way=LONG, materials=(LONG,) * 6,
                 printed_at=NOW)


def test_it_says_what_the_page_says_in_both_languages_and_no_number() -> None:
    service = replace(TAX, direct=True, windows=("east/13", "east/14", "west/2"),
                      materials=(Wording("身份证", "Identity card"), Wording("照片", "照片")))
    slip = guide_slip(service, replace(HERE, centre=replace(IN_B, agencies=HERE.centre.agencies)), NOW)
    lines = [(line.part, line.zh, line.en) for line in slip.lines]
    assert lines == [
        (Part.HALL, "东厅", "East Hall"),
        (Part.GUIDE, "不用取号，直接到窗口", "No number: go straight to the window"),
        (Part.SERVICE, "纳税申报", "Tax return"),
        (Part.AGENCY, "税务局", "Tax Bureau"),
        (Part.WINDOWS, "东厅13、14号窗口", "East Hall, windows 13, 14"),
        (Part.WINDOWS, "西厅2号窗口", "West Hall, window 2"),
        (Part.WAY, "窗口在东厅甲区，沿窗口号从大到小走",
         "The windows are in East Hall, area 甲: follow the falling numbers"),
        (Part.MATERIALS, "需要带的材料", "What to bring"),
        (Part.MATERIAL, "身份证", "Identity card"),
        (Part.MATERIAL, "照片", ""),
        (Part.TIME, "打印时间 2025-11-22 10:00", ""),
    ]


def test_a_hall_without_a_plan_still_names_its_windows() -> None:
    parts = [line.part for line in guide_slip(replace(TAX, direct=True), HERE, NOW).lines]
    assert Part.WINDOWS in parts and Part.WAY not in parts and Part.MATERIALS not in parts


@pytest.mark.parametrize("dots", WIDTHS)
def test_no_name_is_so_long_that_it_is_clipped(guide: Guide, house: House, dots: int) -> None:
    picture = draw(lay_out_guide(guide, house), dots)
    left, _, right, bottom = ink(picture)
    assert picture.width == dots and left >= MARGIN - 2 and right <= dots - MARGIN + 2 and bottom < picture.height
    assert zxingcpp.read_barcodes(picture.convert("L")) == []


@pytest.mark.parametrize("model", [WIDE, NARROW])
def test_in_the_printers_own_characters_it_is_as_whole_and_its_paper_is_counted(
        guide: Guide, house: House, model: Model) -> None:
    body = characters(lay_out_guide(guide, house), model)
    assert body and model.slip is Setting.CHARACTERS
    paper: Image.Image = printed(payload(body, b"id01", model), model.width)
    assert abs(paper.height // model.dots_per_mm - body.mm) < 8


def test_a_press_prints_one_slip_counts_its_paper_and_is_no_second_guidance(pages: Desk) -> None:
    assert BUTTON in shown(pages, PAGE) and "打印指引" in shown(pages, PAGE)
    wait_until(lambda: counted(pages) == [("guided", "papers")], "the visitor is counted")
    for _ in range(2):
        assert pages.touch(key="one-press", path=SLIP).get_json()["printed"] == "confirmed"
    [paper] = pages.hardware.slips()
    kiosk, model = pages.parts.kiosk, pages.plugged.model
    assert kiosk.touches.used_mm == pytest.approx(paper.height / model.dots_per_mm + model.cut_mm, abs=2)
    page = shown(pages, f"{PAGE}?slip=confirmed")
    assert "请取走指引单" in page and BUTTON not in page
    pages.client.get("/start")
    shown(pages, PAGE)
    wait_until(lambda: len(counted(pages)) == 2, "the next visitor")
    assert counted(pages) == [("guided", "papers")] * 2
    assert kiosk.touches.all() == [], "nothing is there that somebody might take for a number"


def test_a_service_that_gives_numbers_has_no_guide_slip(pages: Desk) -> None:
    assert "data-guide" not in shown(pages, "/services/tax")
    assert pages.touch(path="/services/tax/slip").status_code == 404
    assert pages.touch(path="/services/nothing/slip").status_code == 404
    assert pages.hardware.slips() == []


def test_the_way_is_printed_while_the_hall_is_away_too(pages: Desk) -> None:
    pages.door.close()
    wait_until(lambda: pages.parts.kiosk.following.hall_state == "away", "the hall is away")
    assert pages.touch(path=SLIP).get_json()["printed"] == "confirmed"
    pages.door.open()


@pytest.mark.parametrize(("refusals", "printed"), [(1, "confirmed"), (2, None)])
def test_a_printer_that_goes_away_before_the_first_byte_is_tried_once_more(
        pages: Desk, monkeypatch: pytest.MonkeyPatch, refusals: int, printed: str | None) -> None:
    send, left = Job._print, [refusals]

    def refuses(self: Job, job: bytes, ours: bytes) -> Outcome:
        left[0] -= 1
        return Outcome.REFUSED if left[0] >= 0 else send(self, job, ours)

    monkeypatch.setattr(Job, "_print", refuses)
    assert pages.touch(path=SLIP).get_json().get("printed") == printed
    assert len(pages.hardware.slips()) == (printed is not None)
    assert bool(pages.parts.kiosk.touches.used_mm) == (printed is not None)


def test_a_key_of_one_wish_is_of_no_use_for_another(pages: Desk) -> None:
    taking = pages.parts.kiosk.taking
    taking.guide(Touch("one-press", {"guide": "papers"}), trial_slip)
    with pytest.raises(TouchReused):
        taking.guide(Touch("one-press", {"guide": "forms"}), trial_slip)


def test_without_paper_nothing_is_printed_and_the_page_says_why_instead_of_a_button(pages: Desk) -> None:
    pages.hardware.has(Fault.PAPER_OUT)
    assert pages.touch(key="one-press", path=SLIP).status_code == 503
    answer = pages.client.get("/trouble/one-press")
    assert answer.location == f"{PAGE}?slip=paper_end"
    assert "指引单没有打印：打印纸用完了" in shown(pages, answer.location)
    pages.look()
    page = shown(pages, PAGE)
    assert BUTTON not in page and "本机暂时不能打印：打印纸用完了" in page and "东厅3、4号窗口" in page
    pages.hardware.has(Fault.NONE)
    pages.look()
    assert BUTTON in shown(pages, PAGE) and pages.hardware.slips() == []


def test_a_slip_that_is_not_confirmed_is_told_and_may_be_wished_for_again(
        pages: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pages.hardware.has(Fault.NO_CONFIRMATION)
    with impatient(monkeypatch):
        assert pages.touch(key="one-press", path=SLIP).get_json()["printed"] == "unverified"
    pages.hardware.has(Fault.NONE)
    wait_until(lambda: pages.look() is None, "the printer is cleared")
    page = shown(pages, f"{PAGE}?slip=unverified")
    assert "打印机没有确认" in page and BUTTON in page and "再打印一次" in page
    assert pages.touch(key="two-press", path=SLIP).get_json()["printed"] == "confirmed"
    assert set(pages.hall_heard()) <= {"guided"}, "the hall hears nothing of a guide slip"


@pytest.mark.parametrize("hardware", [frozenset({Ability.CLEAR})], indirect=True)
def test_a_printer_that_may_hold_half_a_guide_slip_is_out_of_use_and_said_so(
        pages: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pages.hardware.has(Fault.COVER_OPEN, 2_000)
    with impatient(monkeypatch):
        assert pages.touch(path=SLIP).get_json()["printed"] == "unverified"
    pages.hardware.has(Fault.NONE)
    wait_until(lambda: pages.look() == "held", "the printer is out of use")
    page = shown(pages, f"{PAGE}?slip=unverified")
    assert BUTTON not in page and "打印机没有确认" in page and "打印机需要工作人员关机重开" in page


def test_a_kiosk_that_dies_while_it_prints_the_way_settles_nothing_and_doubts_its_printer(desk: Desk) -> None:
    desk.parts.kiosk.touches.sent(NO_TICKET, 1)
    desk.crash()
    desk.switch_on()
    desk.settle()
    assert desk.parts.kiosk.touches.doubtful and desk.parts.kiosk.touches.all() == [] == desk.hall_heard()
    assert desk.look() is None and not desk.parts.kiosk.touches.doubtful, "it was cleared"
