"""Show screens in a browser without a hall behind them: pure views, the real templates, sheets and scripts.

    glass.show("board", busy_board(), look="lang=en")
    glass.size(1920, 1080)
    assert glass.outside() == []
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from playwright.sync_api import Browser, Page, Route

from hall.directory import Centre, Text
from hall.display import board, look, overview, queue, sign
from hall.reports.live import LoadView
from hall.rules.discipline import Standing
from hall.rules.ticket import State, Ticket
from hall.rules.waiting import Range
from hall.rules.window import Window, WindowState
from hall.store.reading import Calls, Waiting
from hall.web.language import clock, words
from hall.web.people import Role
from hall.web.places import places
from tests.builders import moment
from tests.pages.making import PAGES, REAL, WEB, ticket

ADDRESS = "http://hall.test"
NOW = moment("9:30:10")

#: What stands outside of the glass, what is cut off inside of its own box, and numbers that touch their place.
OUTSIDE = """([scrolls, panes]) => {
  const hidden = ".sr, .skip, .call-state-words, .call-more, [hidden], script, .wall-fallback, .menu-sheet";
  const found = [];
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || one.closest(hidden)) continue;
    const name = `${one.tagName} ${one.getAttribute("class")} "${(one.textContent || "").trim().slice(0, 30)}"`;
    // What a pane holds may be longer than it, for it scrolls in its own place; it may not be wider.
    const pane = panes && one.parentElement.closest(panes);
    const own = panes && one.matches(panes);
    const within = pane ? pane.getBoundingClientRect() : { left: 0, right: innerWidth };
    const sides = [within.left - box.left, box.right - within.right];
    if (!scrolls && !pane) sides.push(-box.top, box.bottom - innerHeight);
    if (sides.some((px) => px > 1)) found.push(`outside: ${name}`);
    const style = getComputedStyle(one);
    // A box that takes an ellipsis is made to be cut; everything else has to show all that it holds.
    const clips = style.overflow !== "visible" && style.textOverflow !== "ellipsis" && !one.closest("svg");
    if (clips && (one.scrollWidth > one.clientWidth + 2 || (!own && one.scrollHeight > one.clientHeight + 2))) {
      found.push(`cut: ${name} ${one.scrollWidth}x${one.scrollHeight} in ${one.clientWidth}x${one.clientHeight}`);
    }
    // Words that may not wrap run out of their own box and over their neighbour.
    const runs = style.overflow === "visible" && style.display !== "inline" && one.scrollWidth > one.clientWidth + 2;
    if (runs && one.clientWidth) found.push(`runs over: ${name} ${one.scrollWidth} in ${one.clientWidth}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.push(`wide: ${root.scrollWidth}`);
  return found;
}"""

#: What the page cuts with an ellipsis.
SHORTENED = """() => [...document.querySelectorAll("body *")].filter((one) =>
  getComputedStyle(one).textOverflow === "ellipsis" && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.className)"""


@contextmanager
def hung(browser: Browser, **known: Any) -> Iterator[Glass]:
    """Lend one page that anything can be shown on; whatever its scripts complain about fails in the end."""
    context = browser.new_context(locale="zh-CN", **known)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield Glass(page)
    context.close()
    assert not faults, faults


class Glass:
    """Hold one page of a browser that any screen can be shown on; empty at first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._html = "<!doctype html>"
        page.route(f"{ADDRESS}/**", self._answer)

    def size(self, width: int, height: int) -> None:
        """Hang another glass, and wait until the page has settled on it."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def show(self, name: str, view: Any, asked: str = "lang=both", centre: Centre | None = None) -> None:
        """Show one screen's page, with the settings that its address asks for."""
        chosen = look.look(dict(parse_qsl(asked)), ())
        t = words(chosen.language)
        self._html = PAGES.get_template(f"{name}.html").render(
            t=t, language=t.language, centre=centre or full_hall(), view=view, look=chosen, lite=chosen.lite,
            auth={"area": "east-a"}, lite_address="?lite=1", shift=look.shift(NOW), time=clock(NOW, "Asia/Shanghai"),
        )
        self.page.goto(f"{ADDRESS}/{name}?{asked}")

    def show_load(
        self, view: LoadView, language: str = "zh-CN", template: str = "manage", centre: Centre | None = None
    ) -> None:
        """Show the managers' page, or their wallboard."""
        t = words(language)
        self._html = PAGES.get_template(f"{template}.html").render(
            t=t, language=t.language, centre=centre or full_hall(), view=view, csrf_token=str,
            nav_places=lambda: places(Role.MANAGER), here="/manage",
        )
        self.page.goto(f"{ADDRESS}/manage")

    def show_page(self, html: str) -> None:
        """Show a page that a hall has drawn."""
        self._html = html
        self.page.goto(f"{ADDRESS}/manage")

    def outside(self, scrolls: bool = False, panes: str = "") -> list[str]:
        """Return what stands outside of the glass or is cut off; a page that scrolls may be longer than it.

        `panes` are parts of a page, as a selector, that scroll in their own place.
        """
        found: list[str] = self.page.evaluate(OUTSIDE, [scrolls, panes])
        return found

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS).partition("?")[0]
        if not path.startswith("/static/"):
            route.fulfill(body=self._html, content_type="text/html; charset=utf-8")
            return
        file = WEB / path.removeprefix("/")
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])


def full_hall() -> Centre:
    """Return the example hall with the worst names it can have: three-digit windows, long agencies."""
    window = REAL.windows["west/70"].model_copy(update={"number": 128})
    longest = max(REAL.agencies.values(), key=lambda one: len(one.name.zh))
    agency = REAL.agencies[window.agency].model_copy(
        update={"name": Text(zh=longest.name.zh + "驻大厅联合办理处", en=longest.name.en + " (Joint Counter)")}
    )
    return REAL.model_copy(update={
        "windows": {**REAL.windows, window.id: window}, "agencies": {**REAL.agencies, agency.id: agency},
    })


def calls(count: int = 14, **more: Any) -> Calls:
    """Return so many calls of one area, long and short numbers, some served, some new."""
    rows = tuple(
        _ticket(n, f"{'west' if n % 5 == 4 else 'east'}/{(3, 12, 58, 7, 70)[n % 5]}") for n in range(count)
    )
    return Calls(41, NOW, rows, more.pop("missed", ()), **more)


def _ticket(n: int, window: str) -> Ticket:
    number = ("A012", "B103", "AB5001", "C007", "D128")[n % 5] if n < 5 else f"A{100 + n}"
    standing = (Standing.WALK_IN, Standing.PRIORITY, Standing.APPOINTMENT)[n % 3]
    state = State.CALLED if n < 3 or n % 2 else State.SERVING
    place = full_hall().windows[window]
    return ticket(number, area="east-a", hall=place.hall, window=place.id, state=state, standing=standing,
                  called_at=NOW - 4_000 - 9_000 * n, first_called_at=NOW - 9_000 * n, calls=1)


def busy_board(count: int = 14, **more: Any) -> board.BoardView:
    """Return a wall with more calls than it has rows, a call that was taken back, and missed numbers."""
    missed = tuple(ticket(f"A0{n}", state=State.MISSED) for n in range(21, 29))
    back = ((ticket("B045"), NOW - 9_000),)
    facts = {"missed": missed, "taken_back": back, **more}
    return board.view(calls(count, **facts), full_hall().areas["east-a"], full_hall())


def idle_board(**more: Any) -> board.BoardView:
    """Return a wall on which nobody is called."""
    return replace(board.view(Calls(41, NOW, (), ()), full_hall().areas["west-a"], full_hall()), **more)


def a_sign(state: str, window: str = "west/70") -> sign.SignView:
    """Return a window's sign in one of its states."""
    visitor = None
    if state in ("called", "serving"):
        visitor = replace(_ticket(2, window), state=State(state), standing=Standing.PRIORITY, called_at=NOW - 4_000)
    kind = {"closed": WindowState.CLOSED, "paused": WindowState.PAUSED}.get(state, WindowState.OPEN)
    at = Window(window, kind, ticket="id" if visitor else "", reason="back_office" if state == "paused" else "")
    stopped = "空调故障，设备检修" if state == "stopped" else ""
    return sign.view(41, NOW, at, visitor, stopped, full_hall())


def an_overview(hall: str = "east", **more: Any) -> overview.OverviewView:
    """Return a hall at a glance: busy areas, quiet ones, one without calls."""
    whole = full_hall().halls[hall]
    found = {area: calls((5, 2, 0, 3)[n % 4], **more) for n, area in enumerate(whole.areas)}
    queues = {name: Waiting(n % 7 * 3) for n, name in enumerate(full_hall().services)}
    return overview.view(found, queues, whole, full_hall())


def a_queue(**more: Any) -> queue.QueueView:
    """Return the queues of an area: long, short, without a window."""
    area = full_hall().areas["east-a"]
    names = queue.services_of(area, full_hall())
    queues = {name: Waiting(n * 5 % 23) for n, name in enumerate(names)}
    ranges = {name: Range(n * 240, n * 400 + 60) if n % 4 else None for n, name in enumerate(names)}
    return queue.view(calls(**more), queues, ranges, area, full_hall())
