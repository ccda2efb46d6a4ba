"""Look at the managers' pages with weeks of a real hall behind them: everybody can read them, on a desk and on a phone.

With HALL_PICTURES=/some/folder each is kept as a picture, for `tools/pictures/sheets.py`.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from hall.processes import Child
from hall.recording import name_places
from hall.reports.planning import Planning
from hall.store.ledger.asking import Asking
from hall.store.ledger.history import History
from hall.store.ledger.opening import open_ledger
from hall.store.ledger.writing import Ledger
from hall.store.recorded import BATCH
from hall.web.language import words
from tests.api import Api, Programs
from tests.journeys import loads
from tests.journeys.axe import no_fault
from tests.journeys.glass import Glass, hung
from tests.journeys.running import eventually
from tests.pages.making import LANGUAGES, REAL, WEB
from tests.reports.ledgers import open_to_write
from tests.what_if.weeks import Event, a_day, count_up, open_days

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: The clock of all tests stands on a Wednesday; the day that is looked at is the one before.
YESTERDAY = date(2014, 8, 19)
#: Visits of a window on that day, at this pace in minutes: enough for a queue at noon; and of one on the days before.
VISITS, PACE, VISITS_BEFORE = 9, 30, 5
CONFIG = WEB.parents[1] / "config"
PAGES = {
    "reports": "/manage/reports?day={day}",
    "course": "/manage/reports/course?day={day}",
    "heat": "/manage/reports/heat?day={day}",
    "estimate": "/manage/reports/estimate?day={day}",
    "plan": "/manage/plan?",
    "what-if": "{what_if}",
}
#: How far the page says that the work is, or that its answer is there.
STEP = re.compile(r'<progress[^>]*>|id="compared"')
LIVE = """said => {
  document.getElementById("link").dataset.state = "live";
  document.getElementById("link-words").textContent = said;
}"""
QUESTION = {"day": str(YESTERDAY), "ha": "30", "hp": "60"}


@dataclass
class Behind:
    """Hold a hall with weeks behind it, and where its answer to a question stands."""

    api: Api
    what_if: str


def told(day: list[Event]) -> Iterator[Event]:
    """Let everybody be told a wait that is nearly what it came to be."""
    chance = random.Random(1)
    called = {one["ticket"]: int(one["at"]) for one in day if one["type"] == "called"}
    for one in day:
        if one["type"] == "issued" and one["ticket"] in called:
            middle = (called[one["ticket"]] - int(one["at"])) * chance.lognormvariate(0, 0.3) + 30_000
            low = 0.62 * middle if middle > 120_000 else 0
            one = {**one, "expected": f"{low:.0f},{middle:.0f},{1.5 * middle:.0f}"}
        yield one


def comes_to_an_end(api: Api, path: str) -> None:
    """Wait for as long as the work goes on: each step that its page tells renews the patience."""
    step = ""
    while step != 'id="compared"':
        said = step

        def a_step(said: str = said) -> str:
            found = STEP.search(api.get(path, role="manager").text)
            return found.group() if found and found.group() != said else ""

        step = eventually(a_step, "a step of the work")


@pytest.fixture
def behind(programs: Programs, redis: object, tmp_path: Path) -> Iterator[Behind]:
    """Serve the real hall with six weeks in its ledger, and ask what a day would have been."""
    engine = open_to_write(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    url = engine.url.render_as_string()
    *before, last = open_days(YESTERDAY, 6)
    count_up(engine, REAL, before, VISITS_BEFORE)
    name_places(writing := Ledger(engine, REAL.zone), REAL)
    seq = count(1)
    log = writing.begin(None, 1, "first")
    events = [{"seq": str(next(seq)), **one} for one in told(list(a_day(REAL, last, VISITS, PACE)))]
    for first in range(0, len(events), BATCH):
        log = writing.record(log, events[first : first + BATCH])
    api = Api(programs.build(CONFIG, always_open=True))
    reading = open_ledger(url)
    api.program.app.extensions |= {"hall.ledger": Asking(reading), "hall.planning": Planning(History(reading))}
    environment = {"HALL_REDIS_URL": programs.url, "HALL_CONFIG": str(CONFIG), "HALL_DATA": str(programs.data),
                   "HALL_LEDGER_URL": url}
    with Child("hall", "work", environment=environment) as worker:
        worker.ready()
        found = urlsplit(api.post("/manage/what-if", role="manager", data=QUESTION).headers["Location"])
        path = f"{found.path}?{found.query}"
        comes_to_an_end(api, path)
        yield Behind(api, path)


def keep(glass: Glass, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("HALL_PICTURES"):
        glass.page.screenshot(path=Path(folder) / f"manager-{name}.png")


def test_every_page_of_managers_can_be_read_with_a_day_on_it(behind: Behind, browser: Browser) -> None:
    with hung(browser, reduced_motion="reduce") as glass:
        for name, path in PAGES.items():
            for language in LANGUAGES:
                there = path.format(day=YESTERDAY, what_if=behind.what_if)
                glass.show_page(behind.api.get(f"{there}&lang={language}", role="manager").text)
                for width, height in ((390, 844), (1366, 768)):
                    glass.size(width, height)
                    assert glass.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
                keep(glass, f"{name}-{language[:2]}")
            no_fault(glass.page, name)


def test_the_live_board_and_its_wall_have_their_pictures(browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    glass = Glass(context.new_page())
    glass.size(1366, 768)
    view = loads.busy(REAL, wrong=loads.everything(REAL))
    for name, template in (("live", "manage"), ("wall", "manage_wall")):
        for language in LANGUAGES:
            glass.show_load(view, language, template, REAL)
            assert glass.page.locator(".cell").count() == len(REAL.windows)
            # Nobody sends pictures here; those that are kept show a hall that does.
            glass.page.evaluate(LIVE, words(language)("live.live"))
            keep(glass, f"{name}-{language[:2]}")
    context.close()
