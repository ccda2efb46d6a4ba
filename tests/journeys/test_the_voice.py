"""Listen to walls in a real browser: what is called is heard once, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from redis import Redis
from redis.exceptions import RedisError

from hall.display.saying import Voice
from hall.display.voice import Bank
from hall.store.server import QueueServer
from tests.builders import wait_until
from tests.display.conftest import bank as bank
from tests.display.loud_hall import LoudHall, loud_hall, sentences

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def hall(
    redis: Redis, server: QueueServer, bank: Bank, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[LoudHall]:
    with loud_hall(redis, server.url, monkeypatch, getattr(request, "param", 1)) as running:
        yield running


def wall(browser: Browser, hall: LoudHall, script: str) -> Page:
    """Open the wall of an area in a browser of its own, with sound."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN").new_page()
    page.add_init_script(script)
    page.goto(f"{hall.address}/board/east-a?sound=1")
    return page


def heard(*pages: Page) -> list[dict[str, Any]]:
    """Return what these pages have played, in order of time."""
    return [one for page in pages for one in page.evaluate("played")]


def hears(pages: list[Page], count: int) -> list[str]:
    """Wait until so many calls have been said, and return them."""
    wait_until(lambda: len(sentences(heard(*pages))) >= count, f"{count} calls are heard")
    return sentences(heard(*pages))


@pytest.mark.parametrize("hall", [3], indirect=True, ids=["on quick time"])
def test_twenty_calls_in_ten_seconds_are_said_one_after_the_other_and_each_once(
    browser: Browser, hall: LoudHall
) -> None:
    windows = hall.people(20)
    page = wall(browser, hall, hall.fakes())
    called = [f"{hall.calls(window)} {window.partition('/')[2]}" for window in windows]
    said = hears([page], 20)
    assert sorted(said) == sorted(called), "none is lost and none is said twice"
    clips = heard(page)
    for one, following in pairwise(clips):
        assert one["end"] <= following["start"] + 0.001, "the voice never talks over itself"
    assert sum(one["url"].endswith("chime.ogg") for one in clips) < 5, "a crowd is not called with twenty chimes"


def test_a_clip_that_fails_is_left_out_and_the_rest_is_heard(browser: Browser, hall: LoudHall) -> None:
    windows = hall.people(2)
    page = wall(browser, hall, hall.fakes(broken=("zh/window-east-1.", "tones/chime")))
    hall.calls(windows[0])
    wait_until(lambda: len(heard(page)) >= 4, "the rest of the sentence is heard")
    hall.calls(windows[1])
    assert hears([page], 1)[0] == "A002 2"


def test_a_digit_that_only_comes_late_is_waited_for(browser: Browser, hall: LoudHall) -> None:
    """A number of which a digit is left out is another one's number, or nobody's."""
    windows = hall.people(1)
    page = wall(browser, hall, hall.fakes() + """
      const inTime = window.fetch;
      let late = 0;
      window.fetch = async (url, how) => {
        if (how?.signal && String(url).includes("zh/last-1.") && !late++) throw new Error("late");
        return inTime(url, how);
      };""")
    hall.calls(windows[0])
    assert hears([page], 1) == ["A001 1"]


def test_a_browser_that_forbids_sound_says_so_and_any_key_opens_it(browser: Browser, hall: LoudHall) -> None:
    windows = hall.people(2)
    silent, loud = wall(browser, hall, hall.fakes(blocked=True)), wall(browser, hall, hall.fakes())
    expect(silent.locator("#voice-bar")).to_be_visible()
    expect(silent.locator("#voice-bar")).to_contain_text("声音已关闭，按此开启")
    hall.calls(windows[0])
    assert hears([silent, loud], 1) and not heard(silent), "a page that nobody hears never has the word"
    loud.close()
    silent.keyboard.press("a")
    expect(silent.locator("#voice-bar")).to_be_hidden()
    hall.calls(windows[1])
    assert hears([silent], 1) == ["A002 2"], "it goes on for the other, and repeats nothing"


def test_a_screen_that_is_switched_off_in_a_sentence_is_followed_by_another(browser: Browser, hall: LoudHall) -> None:
    windows = hall.people(6)
    screens = [wall(browser, hall, hall.fakes()) for _ in range(2)]
    for window in windows[:3]:
        hall.calls(window)
    hears(screens, 1)
    leader = next(one for one in screens if heard(one))
    before = heard(leader)
    leader.close()
    other = next(one for one in screens if one is not leader)
    for window in windows[3:]:
        hall.calls(window)
    wait_until(lambda: sum(s.startswith(("A004", "A005", "A006")) for s in sentences(heard(other))) == 3, "the rest")
    said = sentences(before) + sentences(heard(other))
    assert len(said) == len(set(said)), "nothing is said twice"
    assert {one.partition(" ")[0] for one in said} >= {"A001", "A004", "A005", "A006"}


def test_a_sound_card_that_stands_still_gives_the_word_to_another_screen(browser: Browser, hall: LoudHall) -> None:
    windows = hall.people(3)
    screens = [wall(browser, hall, hall.fakes()) for _ in range(2)]
    hall.calls(windows[0])
    hears(screens, 1)
    stands, other = sorted(screens, key=lambda one: not heard(one))
    stands.evaluate("cardStandsAt = performance.now() / 1000")
    expect(stands.locator("#voice-bar")).to_be_visible()
    expect(stands.locator("body")).to_have_attribute("data-voice", "blocked")
    hall.calls(windows[1])
    assert hears([other], 1) == ["A002 2"], "an area is not mute because one screen is"
    stands.evaluate("cardStandsAt = undefined")
    expect(stands.locator("#voice-bar")).to_be_hidden()
    other.close()
    hall.calls(windows[2])
    assert "A003 3" in hears([stands], 2)


def test_a_screen_asks_again_whether_it_may_begin_until_the_queue_server_answers(
    browser: Browser, hall: LoudHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    (window,) = hall.people(1)
    lost, begin = [], Voice.begin

    def loses_answers(voice: Voice, area: str, speaker: str, turn: str, screen: str = "") -> bool:
        may = begin(voice, area, speaker, turn, screen)
        if len(lost) < 4:
            lost.append(turn)
            raise RedisError("the line to the queue server is cut")
        return may

    monkeypatch.setattr(Voice, "begin", loses_answers)
    page = wall(browser, hall, hall.fakes())
    hall.calls(window)
    assert hears([page], 1) == ["A001 1"]
    assert lost == ["1"] * 4, "its first sentence, asked for again and again"


def test_a_number_that_goes_back_and_is_called_anew_shines_again(browser: Browser, hall: LoudHall) -> None:
    (window,) = hall.people(1)
    page = wall(browser, hall, hall.fakes())
    expect(page.locator("#link")).to_have_attribute("data-state", "live")
    page.evaluate("""() => {
      window.shone = 0;
      const light = document.querySelector(".voice-light");
      new MutationObserver(() => { if (!light.hidden) window.shone += 1; }).observe(light, { attributes: true });
    }""")
    for times in (1, 2):
        number = hall.calls(window)
        wait_until(lambda n=times: page.evaluate("shone") == n, f"the light of {number}")  # type: ignore[misc]
        expect(page.locator(".voice-light")).to_be_hidden()
        hall.takes_back(window)


def test_a_sign_that_should_sound_and_may_not_says_so(browser: Browser, hall: LoudHall) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN").new_page()
    page.add_init_script(hall.fakes(blocked=True))
    page.goto(f"{hall.address}/sign/east/1?sound=1&volume=40")
    expect(page.locator("#voice-bar")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-voice", "blocked")
    page.keyboard.press("a")
    expect(page.locator("#voice-bar")).to_be_hidden()
    expect(page.locator("body")).to_have_attribute("data-voice", "on")
