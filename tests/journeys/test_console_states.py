"""The console in each of its states: everything can be read, nothing stands on anything else, nothing is said wrongly.

With HALL_PICTURES=/some/folder every state is kept as a picture, to be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.journeys.axe import no_fault
from tests.journeys.running import Running
from tests.journeys.signing_in import at_the_console
from tests.journeys.test_console_acts import press

pytestmark = pytest.mark.browser
SIZES = {"wide": (1366, 768), "large": (1920, 1080), "mini": (380, 560)}

#: Pairs of parts of the picture that stand on one another, parts that stick out of the card, and a page that scrolls.
CROWDED = """() => {
  const boxes = [...document.querySelectorAll(".visitor > *, .about > *, .side > .panel, .held, .step > *, .other")]
    .filter((one) => !one.closest("[hidden], .sr")).map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width && box.height && !(one.matches(".say") && !one.textContent));
  const name = (one) => one.id || one.className;
  const found = [];
  for (const [one, a] of boxes) {
    const card = one.closest(".visitor")?.getBoundingClientRect();
    if (card && (a.bottom > card.bottom + 1 || a.right > card.right + 1)) found.push(`${name(one)} out of its card`);
    for (const [other, b] of boxes) {
      if (one === other || one.contains(other) || other.contains(one)) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 3) found.push(`${name(one)} on ${name(other)} by ${Math.round(down)}`);
    }
  }
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.push(`${root.scrollWidth - innerWidth} too wide`);
  if (root.scrollHeight > innerHeight) found.push(`${root.scrollHeight - innerHeight} too high`);
  return found;
}"""


class Line:
    """Hold the wire between a page and its hall; it can be cut and mended."""

    def __init__(self, page: Page) -> None:
        self._cut = False
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket("**/socket.io/**", self._take)

    def _take(self, socket: WebSocketRoute) -> None:
        if self._cut:
            socket.close()
            return
        self._sockets.append(socket)
        socket.connect_to_server()

    def cut(self) -> None:
        """Cut it: what is open closes, and nobody gets through."""
        self._cut = True
        while self._sockets:
            self._sockets.pop().close()

    def mend(self) -> None:
        """Let the next one who dials through."""
        self._cut = False


@dataclass
class Seat:
    """Hold a clerk's place: her hall, her page, her window and its services."""

    hall: Running
    page: Page
    line: Line
    window: str
    service: str

    def take(self, count: int = 1, role: str = "kiosk", **more: Any) -> dict[str, Any]:
        """Let people take numbers; return the last ticket."""
        for _ in range(count):
            ticket: dict[str, Any] = self.hall.post("/tickets", role, {"service": self.service, **more}).json()
        return ticket

    def act(self, act: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do an act from somewhere else."""
        answer = self.hall.post(f"/windows/{self.window}/{act}", "clerk", body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def shows(self, stage: str) -> None:
        """Wait until the picture is of this stage."""
        expect(self.page.locator("#console")).to_have_attribute("data-stage", stage)

    @property
    def say(self) -> Locator:
        """Return the line beside the primary button."""
        return self.page.locator("#say")


@pytest.fixture(params=["zh", pytest.param("en", marks=pytest.mark.slow)])
def seat(hall: Running, page: Page, request: pytest.FixtureRequest) -> Iterator[Seat]:
    """Sit down at a closed window for which five people wait, one of them with priority and needs."""
    service = next(one for one in hall.get("/services")["services"] if one["mode"] == "queue")
    here = Seat(hall, page, Line(page), service["windows"][0], service["id"])
    here.act("close", {"visitor": "send_back"})
    while waiting := hall.get(f"/windows/{here.window}", "clerk")["next"]:
        for one in waiting:
            hall.post(f"/tickets/{one['id']}/cancel", "guide")
    here.take(5)
    here.take(role="guide", standing="priority", reason="elderly", needs=["wheelchair", "hearing"])
    at_the_console(page, hall, here.window, request.param)
    yield here
    hall.post("/centre/resume", "manager")
    for one in hall.get(f"/windows/{here.window}", "clerk")["held"]:
        here.act("return", {"ticket": one["id"]})
    here.act("close", {"visitor": "send_back"})


def closed(seat: Seat) -> None:
    seat.shows("closed")


def open_idle(seat: Seat) -> None:
    seat.act("open")
    seat.shows("free")


def called(seat: Seat) -> None:
    open_idle(seat)
    press(seat.page, "Space")
    seat.shows("called")


def called_and_recall_armed(seat: Seat) -> None:
    called(seat)
    seat.act("recall")
    expect(seat.page.locator('.other[data-act="recall"]')).to_have_class(re.compile("armed"))


def serving(seat: Seat) -> None:
    called(seat)
    press(seat.page, "Space")
    seat.shows("serving")


def serving_past_the_usual_time(seat: Seat) -> None:
    serving(seat)
    late = seat.page.locator("#console .timer-time")
    late.evaluate("one => { one.dataset.since -= 20 * 60_000; }")
    expect(late).to_have_attribute("data-late", "true")


def held_list(seat: Seat) -> None:
    open_idle(seat)
    for _ in range(3):
        seat.act("call-next")
        seat.act("hold")
    seat.act("call-next")
    expect(seat.page.locator(".held-row")).to_have_count(3)
    seat.shows("called")


def undo_countdown(seat: Seat) -> None:
    serving(seat)
    press(seat.page, "f")
    seat.shows("free")
    expect(seat.page.locator("#undo")).to_be_visible()


def transfer_search(seat: Seat) -> None:
    serving(seat)
    press(seat.page, "t")
    seat.page.keyboard.type("gjj")
    expect(seat.page.locator('.onward[aria-selected="true"]')).to_be_visible()


def chain(seat: Seat) -> None:
    transfer_search(seat)
    seat.page.keyboard.press("Shift+Enter")
    seat.page.keyboard.type("sb")
    expect(seat.page.locator("#onward-path")).not_to_be_empty()


def called_with_a_chain_to_come(seat: Seat) -> None:
    open_idle(seat)
    seat.act("call-next")
    others = [one["id"] for one in seat.hall.get("/services")["services"] if one["mode"] == "queue"]
    seat.act("transfer", {"service": seat.service, "then": [one for one in others if one != seat.service][:4]})
    seat.act("call-next")
    seat.shows("called")
    seat.hall.post("/centre/stop", "manager", {"reason": "台风红色预警"})
    expect(seat.page.locator(".halt")).to_be_visible()


def pause_question(seat: Seat) -> None:
    open_idle(seat)
    press(seat.page, "p")
    expect(seat.page.locator("#pause-sheet")).to_be_visible()


def pause_with_its_timer(seat: Seat) -> None:
    pause_question(seat)
    press(seat.page, "2")
    seat.shows("paused")
    expect(seat.page.locator(".timer-time")).not_to_be_empty()


def close_with_a_visitor(seat: Seat) -> None:
    called(seat)
    press(seat.page, "p", "0")
    expect(seat.page.locator("#visitor-sheet")).to_be_visible()


def closing_after_this_visitor(seat: Seat) -> None:
    close_with_a_visitor(seat)
    press(seat.page, "1", "Space")
    expect(seat.page.locator("#primary")).to_have_attribute("data-act", "finish")


def call_this_question(seat: Seat) -> None:
    open_idle(seat)
    press(seat.page, "g")
    seat.page.keyboard.type("a012")
    seat.page.keyboard.press("ArrowDown")


def early_no_show(seat: Seat) -> None:
    called(seat)
    press(seat.page, "m")
    expect(seat.page.locator("#early-sheet")).to_be_visible()


def hall_stopped(seat: Seat) -> None:
    open_idle(seat)
    seat.hall.post("/centre/stop", "manager", {"reason": "台风红色预警"})
    expect(seat.page.locator(".halt")).to_be_visible()


def nobody_waits(seat: Seat) -> None:
    open_idle(seat)
    while seat.act("call-next")["ticket"]:
        seat.act("finish")
    expect(seat.page.locator("#console")).to_have_attribute("data-waiting", "0")
    press(seat.page, "Space")
    expect(seat.say).not_to_be_empty()


def offline(seat: Seat) -> None:
    called(seat)
    seat.line.cut()
    expect(seat.page.locator("#primary")).to_have_class(re.compile("primary-offline"))
    press(seat.page, "Space")
    expect(seat.say).to_have_attribute("data-kind", "warn")


def reconnected(seat: Seat) -> None:
    offline(seat)
    seat.line.mend()
    expect(seat.page.locator("#link")).to_have_attribute("data-state", "live")
    expect(seat.say).to_be_empty()
    expect(seat.page.locator("#primary")).not_to_have_class(re.compile("primary-offline"))


def second_tab(seat: Seat) -> None:
    """What stands in this one's picture was done a moment ago in another one."""
    called(seat)
    seat.page.evaluate("window.Idiomorph.morph = () => undefined")
    seat.act("finish-and-call-next")
    press(seat.page, "Space")
    expect(seat.say).to_have_attribute("data-kind", "warn")


STATES: tuple[Callable[[Seat], None], ...] = (
    closed, open_idle, nobody_waits, called, called_and_recall_armed, serving, serving_past_the_usual_time, held_list,
    undo_countdown, transfer_search, chain, called_with_a_chain_to_come, pause_question, pause_with_its_timer,
    close_with_a_visitor, closing_after_this_visitor, call_this_question, early_no_show, hall_stopped, offline,
    reconnected, second_tab,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_state_can_be_read_and_fits(seat: Seat, state: Callable[[Seat], None], request: Any) -> None:
    state(seat)
    act = seat.page.locator("#console").get_attribute("data-primary") or ""
    expect(seat.page.locator("#primary")).to_have_attribute("data-act", act)
    language = request.node.callspec.params["seat"]
    if language == "zh":
        no_fault(seat.page)
    for name, (width, height) in SIZES.items():
        seat.page.set_viewport_size({"width": width, "height": height})
        keep(seat.page, f"console-{state.__name__}-{name}-{language}")
        assert seat.page.evaluate(CROWDED) == [], name
    if language == "en":
        read = seat.page.evaluate("document.body.innerText + document.title")
        assert set(re.findall(r"[\u4e00-\u9fff]+", read)) <= {"中文", "台风红色预警"}


@pytest.mark.parametrize("size", ["large", "huge"])
@pytest.mark.parametrize(
    "state", [closed, held_list, called_with_a_chain_to_come, offline], ids=lambda state: state.__name__
)
@pytest.mark.parametrize("seat", ["zh"], indirect=True)
def test_larger_type_scrolls_and_keeps_the_next_step_in_sight(
    seat: Seat, state: Callable[[Seat], None], size: str
) -> None:
    state(seat)
    seat.page.evaluate("size => { document.documentElement.dataset.type = size; }", size)
    for name, (width, height) in SIZES.items():
        seat.page.set_viewport_size({"width": width, "height": height})
        for where in (0, 10_000):
            seat.page.evaluate("where => scrollTo(0, where)", where)
            keep(seat.page, f"console-{state.__name__}-{name}-{size}-{'foot' if where else 'head'}")
            expect(seat.page.locator("#primary")).to_be_in_viewport(ratio=1)
            # What can be pressed stays at the foot while the page scrolls under it.
            sticks = re.compile("too high|primary|say|other|undo")
            crowded = [one for one in seat.page.evaluate(CROWDED) if not sticks.search(one)]
            assert crowded == [], name
        number = seat.page.locator("#number")
        if number.count() and name == "mini":
            seat.page.evaluate("scrollTo(0, 0)")
            expect(number).to_be_in_viewport(ratio=1)


def keep(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    folder = os.environ.get("HALL_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
