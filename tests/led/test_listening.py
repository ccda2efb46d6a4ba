"""A bar whose hall has fallen silent: an old call never looks like a new one, and the hall is called again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from led.listening import FALLBACK, STALE, Listener, aged
from led.running import Wanted, keep_true, run
from tests.builders import wait_until
from tests.led.conftest import Pair

CALL, OTHER = "A012请到东12", "B103请到东3"
AUTH = {"token": "", "language": "zh-CN", "area": "east-a"}


class Bar:
    """Hold what one bar was told last, and a clock that the story moves."""

    def __init__(self) -> None:
        self.shows: tuple[str, ...] = ()
        self.now = 0.0

    def hears(self, lines: Sequence[str]) -> None:
        self.shows = tuple(lines)

    def listener(self) -> Listener:
        return Listener("http://127.0.0.1:1", AUTH, self.hears, lambda: self.now)


@pytest.mark.parametrize(
    ("silent", "shows"),
    [
        (0, (CALL, OTHER)),
        (14.9, (CALL, OTHER)),
        (15, ("画面未更新", CALL, OTHER)),
        (59.9, ("画面未更新", CALL, OTHER)),
        (60, ("画面未更新",)),
        (300, ("请听广播",)),
    ],
)
def test_lines_grow_old_in_the_steps_of_all_screens(silent: float, shows: tuple[str, ...]) -> None:
    assert aged((CALL, OTHER), silent, "zh-CN") == shows


@pytest.mark.parametrize("words", [STALE, FALLBACK])
def test_what_a_bar_says_of_itself_fits_on_it(words: dict[str, str]) -> None:
    assert set(words) == {"zh-CN", "en"} and all(len(one.encode("gb2312")) <= 16 for one in words.values())


@contextmanager
def looked_after(listener: Listener) -> Iterator[None]:
    """Look whether the bar is still right, as the program does."""
    stopped = threading.Event()
    thread = threading.Thread(target=keep_true, args=([listener], stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def test_a_bar_says_by_itself_that_its_call_is_old_and_is_right_with_the_next_beat() -> None:
    bar = Bar()
    listener = bar.listener()
    with looked_after(listener):
        listener.take("view", {"json": {"led_lines": [CALL]}})
        assert bar.shows == (CALL,)
        bar.now = 16
        wait_until(lambda: bar.shows == ("画面未更新", CALL), "the call is marked as old")
        bar.now = 61
        wait_until(lambda: bar.shows == ("画面未更新",), "the call is gone")
        listener.take("beat", None)
        assert bar.shows == (CALL,), "nothing has changed meanwhile"


def test_a_bridge_that_begins_while_the_hall_is_away_leaves_no_call_of_before_on_its_bar() -> None:
    bar = Bar()
    with looked_after(bar.listener()):
        assert bar.shows == (), "a restart of the bridge is seen by nobody"
        bar.now = 16
        wait_until(lambda: bar.shows == ("画面未更新",), "the bar says that it knows nothing")


@pytest.fixture
def bridge(pair: Pair, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Lend a whole bridge of one bar, less patient than in life, that begins when it is given the address of a hall."""
    ends = list[Callable[[], None]]()
    # Signals are for a program of its own: here the story says when it ends.
    monkeypatch.setattr("signal.signal", lambda _, end: ends.append(end))
    monkeypatch.setattr("led.running.SILENT_SECONDS", 0.05)
    bars = folder / "led.toml"
    bars.write_text('[bars.area]\naddress = 1\narea = "east-a"\n', "utf-8")
    threads = list[threading.Thread]()

    def begins(hall: str) -> None:
        wanted = Wanted(hall, f"serial:{pair.path}", bars, "", "zh-CN")
        threads.append(threading.Thread(target=run, args=(wanted,), daemon=True))
        threads[0].start()

    before = socket.getdefaulttimeout()
    yield begins
    for end in ends:
        end()
    for thread in threads:
        thread.join()
    socket.setdefaulttimeout(before)


@pytest.mark.parametrize("answer", ["nothing", "hangs up", "nonsense"])
def test_a_hall_that_takes_the_call_and_does_not_answer_is_called_again(
        bridge: Callable[[str], None], answer: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hall:
        hall.settimeout(30)
        bridge(f"http://127.0.0.1:{hall.getsockname()[1]}")
        first, _ = hall.accept()
        if answer == "nonsense":
            first.sendall(b"nonsense\r\n\r\n")
        if answer == "hangs up":
            first.close()
        second, _ = hall.accept()
        first.close()
        second.close()
