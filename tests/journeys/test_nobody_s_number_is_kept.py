"""Numbers of phones and cards go through a whole hall whose programs are killed: they are on no disk in full."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from redis import Redis

from hall.processes import STOP_SECONDS
from hall.store.connection import for_commands
from hall.store.server import QueueServer
from tests.builders import PATIENCE_SECONDS, read_whole
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.running import Running, eventually

#: Numbers that nobody has, each for one way through the hall.
TYPED, SHOWN, KILLED, CUT = "13800138477", "11010519491231002X", "15900157366", "18700185255"


def forms(number: str) -> list[bytes]:
    """List how a number may stand somewhere in full: plain, in groups, percent-encoded, in hex, in base64."""
    plain = number.encode()
    cut = (3, 7) if len(number) == 11 else (6, 14)
    groups = [sign.join((number[:cut[0]], number[cut[0]:cut[1]], number[cut[1]:])).encode() for sign in (" ", "-")]
    # Within a longer text the first and last signs of base64 depend on their neighbours; those between do not.
    inside = [base64.b64encode(b"\0" * at + plain)[-(-at * 4 // 3) + 1:-4] for at in range(3)]
    coded = "".join(f"%{sign:02x}" for sign in plain).encode()
    return [plain, *groups, *inside, coded, coded.upper(), plain.hex().encode(), number.encode("utf-16-le")]


def found(numbers: list[str], kept: dict[str, bytes]) -> list[tuple[str, str]]:
    """List which number stands in full in what was kept, and where."""
    return [(number, where) for number in numbers for where, text in kept.items()
            if any(form in text for form in forms(number))]


class Kept:
    """Run a hall that keeps all it writes in one folder: data, journal, browser, what its programs print."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._said = folder / "stdout"
        with self._said.open("wb") as out, (folder / "stderr").open("wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hall", "demo", "--quiet", "--port", "0"], stdout=out, stderr=err,
                stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "HALL_DATA": str(folder / "data")})
        ready = eventually(self._ready, "the hall")
        self.hall = Running(json.loads(ready), self._process.pid)

    def _ready(self) -> str:
        lines = self._said.read_text("utf-8").splitlines()
        return next((line.removeprefix("ready ") for line in lines if line.startswith("ready ")), "")

    @property
    def journal(self) -> str:
        """Read the kiosk's journal."""
        return "".join(path.read_text("utf-8") for path in self.folder.glob("data/kiosk/journal-*.jsonl"))

    def all(self) -> dict[str, bytes]:
        """Read everything: each file, each key of the queue server, the event log as the hall tells it."""
        files = {str(path.relative_to(self.folder)): path.read_bytes()
                 for path in self.folder.rglob("*") if path.is_file()}
        redis = for_commands(QueueServer(self.folder / "data").url)
        keys = {str(name): _whole(redis, name) for name in redis.scan_iter()}
        redis.close()
        return {**files, **keys, "events": json.dumps(self.hall.events()).encode()}

    def stop(self) -> None:
        """Close the hall."""
        self._process.terminate()
        self._process.wait(STOP_SECONDS)


def _whole(redis: Redis, name: Any) -> bytes:
    with redis.pipeline() as pipe:
        read_whole(pipe, name, str(redis.type(name)))
        return repr((name, pipe.execute())).encode()


@pytest.fixture
def kept(folder: Path) -> Iterator[Kept]:
    """Run a complete quiet hall of its own."""
    made = Kept(folder)
    yield made
    made.stop()


def types(page: Page, kiosk: str, service: str, number: str) -> None:
    """She types her number on the pad of the page and takes a number."""
    page.goto(f"{kiosk}/services/{service}/who")
    for sign in number:
        page.locator(f".pad [data-key='{sign}']").click()
    page.locator("#who-enter:enabled").click()
    page.wait_for_url("**/done/**")


def post(url: str, body: dict[str, str], key: str = "") -> requests.Response:
    """Send what a page sends."""
    return requests.post(url, json=body, headers={"Idempotency-Key": key} if key else {}, timeout=PATIENCE_SECONDS)


def handle(kiosk: str, number: str) -> str:
    """Let the kiosk know a phone's number, as its page does."""
    return str(post(f"{kiosk}/persons", {"kind": "phone", "number": number}).json()["person"])


def dies_while_it_asks(kept: Kept) -> None:
    """Kill the kiosk between its question for a number and the hall's answer; what was made is given back."""
    hall, key = kept.hall, "touch-of-a-dying-kiosk"
    wish = {"service": "personnel-file", "person": handle(hall.kiosk_url, KILLED)}
    program = hall.program("serve")
    before = len(hall.events())
    os.killpg(program, signal.SIGSTOP)
    try:
        asking = threading.Thread(target=_in_vain, args=(f"{hall.kiosk_url}/tickets", wish, key))
        asking.start()
        eventually(lambda: key in kept.journal, "the question is written down")
        os.killpg(hall.program("run"), signal.SIGKILL)
        asking.join()
    finally:
        os.killpg(program, signal.SIGCONT)
    eventually(lambda: hall.events()[before:], "the number that she had asked for")
    eventually(lambda: [event["type"] for event in hall.events()[before:] if event["type"] != "kiosk_changed"]
               == ["issued", "cancelled"], "it is given back, by the same key and digest")


def _in_vain(*what: Any) -> None:
    try:
        post(*what)
    except requests.ConnectionError:
        return
    raise AssertionError("the kiosk answered although it was killed")


def is_cut_off(kept: Kept) -> None:
    """Cut the hall off: a number of the lease is given where nobody is asked, none where she would be."""
    hall = kept.hall
    who = {"service": "personnel-file", "person": eventually(lambda: _handle(hall, CUT), "the hall's key")}
    program = hall.program("serve")
    os.killpg(program, signal.SIGSTOP)
    try:
        state = f"{hall.kiosk_url}/state"
        eventually(lambda: requests.get(state, timeout=PATIENCE_SECONDS).json()["hall"] == "away", "the outage")
        assert post(f"{hall.kiosk_url}/tickets", who, "a-touch-in-the-cut").status_code == 503
        leased = post(f"{hall.kiosk_url}/tickets", {"service": "company-setup"}, "a-leased-number")
        assert leased.json()["leased"]
    finally:
        os.killpg(program, signal.SIGCONT)
    number = leased.json()["number"]
    eventually(lambda: [one for one in hall.events() if one.get("number") == number], "the hall hears of it")


def _handle(hall: Running, number: str) -> str:
    try:
        return handle(hall.kiosk_url, number)
    except (requests.ConnectionError, KeyError):
        return ""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.crash
def test_a_number_of_a_person_is_nowhere_in_full(browser: Browser, kept: Kept) -> None:
    kiosk = kept.hall.kiosk_url
    context = browser.browser_type.launch_persistent_context(
        str(kept.folder / "browser"), executable_path=str(CHROMIUM), args=list(FLAGS),
        viewport={"width": 1080, "height": 1920})
    page = context.pages[0]
    types(page, kiosk, "personnel-file", TYPED)
    page.goto(f"{kiosk}/services/pension-claim/who")
    page.locator("#who-show").click()
    page.keyboard.type(SHOWN, delay=60)
    expect(page.locator("#who")).to_have_value("110105 19491231 002X")
    page.locator("#who-enter:enabled").click()
    page.wait_for_url("**/done/**")
    context.close()
    dies_while_it_asks(kept)
    is_cut_off(kept)
    all_kept = kept.all()
    assert any("appendonly" in name for name in all_kept) and any("journal-" in name for name in all_kept)
    assert any(b"138******77" in text for text in all_kept.values()), "what may be shown is found, so the search works"
    assert found([TYPED, SHOWN, KILLED, CUT], all_kept) == []


@pytest.mark.parametrize("text", [
    b'{"phone": "13800138477"}', b"phone=%31%33%38%30%30%31%33%38%34%37%37&x=1", b"138 0013 8477",
    *(base64.b64encode(b"x" * before + b"13800138477" + b"y" * after) for before in range(4) for after in range(4)),
])
def test_the_search_finds_a_number_in_every_disguise(text: bytes) -> None:
    assert found([TYPED, KILLED], {"here": b"..." + text + b"..."}) == [(TYPED, "here")]
