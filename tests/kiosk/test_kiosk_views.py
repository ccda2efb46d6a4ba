"""What the pages say, in two languages, and that no word stands anywhere else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kiosk
from hall.rules.slip import Wording
from kiosk import views
from kiosk.known import Known, Service, read_centre
from kiosk.language import en, zh
from kiosk.model import Model, ModelFault, read_model
from kiosk.state import Cause
from kiosk.words import Words
from tests.builders import ZONE

FOLDER = Path(kiosk.__file__).parent
ZH, EN = Words("zh"), Words("en")
NOW = datetime(2025, 11, 22, 10, 0, tzinfo=ZONE)
TAX = Service(
    id="tax", name=Wording("纳税申报", "Tax return"), agency="tax-bureau", hall="east", area="east-a", direct=False,
    open=True, full=False, popular=True, waiting=12, low=1200, high=1750, closes_in=None, opens_at="",
    windows=("east/1", "east/2", "east/3", "east/7", "west/4"), materials=(), conditions=Wording(""),
    time_limit=Wording(""),
)
BUREAU = {"id": "tax-bureau", "name": {"zh": "税务局", "en": "Tax Bureau"}, "short": {"zh": "税务", "en": "Taxes"}}
CENTRE = read_centre({"name": {"zh": "大厅", "en": "Hall"}, "halls": [
    {"id": "east", "name": {"zh": "东厅", "en": "East Hall"}, "areas": [], "agencies": [BUREAU]},
    {"id": "west", "name": {"zh": "西厅", "en": "West Hall"}, "areas": [], "agencies": []},
]})


HERE = Known(CENTRE, {"tax": TAX}, 1)


def line(service: Service, words: Words = ZH, known: Known = HERE) -> str:
    """Give the line of a service's tile."""
    return views.tile(service, known, words, NOW).line


def test_a_tile_says_how_many_and_how_long() -> None:
    assert line(TAX) == "前面还有12人，预计约20–30分钟"
    assert line(TAX, EN) == "12 people ahead, about 20–30 min"
    assert line(replace(TAX, waiting=1, low=None), EN) == "1 person ahead"
    assert line(replace(TAX, waiting=0)) == "现在没有人等候"


def test_a_tile_says_that_no_window_is_open_and_not_that_nobody_waits() -> None:
    nobody, some = replace(TAX, open_windows=0, waiting=0, low=None), replace(TAX, open_windows=0, low=None)
    assert line(nobody) == "现在没有窗口开放"
    assert line(nobody, EN) == "No window is open now"
    assert line(some) == "前面还有12人，现在没有窗口开放"
    assert line(some, EN) == "12 people ahead, no window open"
    assert line(replace(some, waiting=1), EN) == "1 person ahead, no window open"
    assert line(replace(TAX, open_windows=0)) == line(TAX), "windows that come back from lunch have a wait to tell"
    assert line(replace(TAX, open_windows=None, waiting=0)) == "现在没有人等候", "a hall that does not tell it"


def test_the_words_of_no_window_take_no_more_room_than_those_of_a_wait() -> None:
    for words in (ZH, EN):
        assert len(line(replace(TAX, open_windows=0, low=None), words)) <= len(line(TAX, words))


def test_an_agency_without_an_open_window_does_not_say_that_nobody_waits() -> None:
    def said(service: Service) -> str:
        return views.agency_tiles(Known(CENTRE, {"tax": service}, 1), "east", ZH)[0].waiting

    assert said(replace(TAX, waiting=0, open_windows=0)) == "没有窗口开放"
    assert said(replace(TAX, waiting=0, open_windows=1)) == "无人等候"
    assert said(replace(TAX, open_windows=0)) == "12人等候"
    assert said(replace(TAX, direct=True, waiting=0, open_windows=None)) == "不用取号", "who waits there is not known"


def test_a_tile_says_why_there_is_no_number() -> None:
    assert line(replace(TAX, full=True)) == "今天的号已取完"
    assert line(replace(TAX, open=False)) == "现在不取号"
    assert line(replace(TAX, open=False, opens_at="2025-11-22T13:30:00+08:00")) == "现在不取号，13:30开始"
    assert line(replace(TAX, open=False, opens_at="2025-11-24T09:00:00+08:00"), EN) == "Closed now, opens 11-24 09:00"
    assert line(replace(TAX, closing=True)) == "今天剩余时间已排满"
    assert line(replace(TAX, numbers_stopped=True)) == "暂停取号，请稍后再来"
    assert line(replace(TAX, direct=True)) == "不用取号，直接到窗口"


def test_what_stops_the_whole_hall_is_said_before_what_stops_a_service() -> None:
    full = replace(TAX, full=True)
    assert line(full, known=replace(HERE, stopped="台风")) == "全厅暂停取号"
    assert line(full, known=replace(HERE, stopped="台风", away=True)) == "暂时不能取号"
    assert line(replace(TAX, direct=True), known=replace(HERE, away=True)) == "不用取号，直接到窗口"


def test_a_kiosk_with_numbers_of_its_own_offers_them_while_the_hall_is_away() -> None:
    alone = replace(HERE, away=True, alone=frozenset({"tax"}))
    shown = views.tile(TAX, alone, ZH, NOW)
    assert shown.takes and shown.line == "可以取号，等候人数暂不显示"
    assert "仍可取号" in views.banners(alone, None, ZH)[0][1]


def test_the_head_of_a_page_says_what_stands_in_the_way_of_every_number() -> None:
    assert views.banners(HERE, None, ZH) == []
    assert views.banners(replace(HERE, stopped="台风"), None, ZH) == [
        ("warning", "全厅暂停取号：台风。已取的号码都保留")]
    away = views.banners(replace(HERE, away=True), Cause.PAPER_END, EN)
    assert [icon for icon, _ in away] == ["unplugged", "printer-off"] and "the paper is used up" in away[1][1]


def test_only_what_gives_numbers_takes_a_tap() -> None:
    takes = {state: views.tile(service, HERE, ZH, NOW).takes for state, service in (
        ("open", TAX), ("closing", replace(TAX, closes_in=20)), ("full", replace(TAX, full=True)),
        ("limited", replace(TAX, closing=True)), ("paused", replace(TAX, numbers_stopped=True)),
        ("closed", replace(TAX, open=False)),
        ("direct", replace(TAX, direct=True)))}
    assert takes == {
        "open": True, "closing": True, "full": False, "limited": False, "paused": False, "closed": False,
        "direct": False}
    assert views.tile(replace(TAX, closes_in=20), HERE, ZH, NOW).badge == "还有20分钟停止取号"


@given(low=st.integers(0, 30_000), more=st.integers(0, 30_000))
def test_a_range_in_words_is_never_narrower_than_the_estimate(low: int, more: int) -> None:
    said = views.span(low, low + more, EN)
    numbers = [float(number) * (3600 if "hours" in said else 60) for number in re.findall(r"[\d.]+", said)]
    assert numbers[-1] >= low + more and (len(numbers) == 1 or numbers[0] <= low)


def test_windows_are_named_by_their_hall_with_runs_drawn_together() -> None:
    assert views.window_lines(TAX.windows, CENTRE, ZH) == ["东厅1–3、7号窗口", "西厅4号窗口"]
    assert views.window_lines(TAX.windows, CENTRE, EN) == ["East Hall, windows 1–3, 7", "West Hall, window 4"]


def test_both_languages_say_the_same_things_with_the_same_data() -> None:
    singular = {key for key in en.WORDS if key.endswith(".one")}
    assert set(zh.WORDS) == set(en.WORDS) - singular
    for key, words in zh.WORDS.items():
        assert _data(words) == _data(en.WORDS[key]), key


def _data(words: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_no_chinese_word_stands_in_a_template_or_a_script() -> None:
    for path in [*FOLDER.glob("templates/*"), *FOLDER.glob("static/*")]:
        assert not re.search(r"[\u4e00-\u9fff]", path.read_text(encoding="utf-8")), path


def test_templates_hold_no_style_and_no_script_of_their_own() -> None:
    for path in [*FOLDER.glob("templates/*"), *FOLDER.glob("paper_roll/templates/*")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", text), path


def test_every_word_a_template_asks_for_is_there() -> None:
    for path in FOLDER.glob("templates/*"):
        for key in re.findall(r"""\bw\(["']([\w.]+)["']\s*[,)]""", path.read_text(encoding="utf-8")):
            assert key in zh.WORDS, f"{path.name}: {key}"


@pytest.mark.parametrize(("text", "fault"), [
    ("widht = 576", "widht"), ("width = 500", "width"), ('width = "576"', "width"), ('cut = "rip"', "cut"),
    ("=", "x.toml"),
])
def test_a_fault_in_a_printer_file_is_named(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)
    with pytest.raises(ModelFault, match=fault):
        read_model(path)


def test_the_example_printers_can_be_read_and_the_first_is_what_stands_without_a_file() -> None:
    models = {path.stem: read_model(path) for path in Path("config/printers").glob("*.toml")}
    assert models["generic-80mm"] == Model() and models["generic-58mm"].width == 384
