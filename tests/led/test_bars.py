"""Bars on a bus: bytes as they are on the wire, a map that is right, a plug that is pulled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from led.bars import Bar, MapFault, read
from led.bus import Bus
from led.frames import frame
from tests.builders import wait_until
from tests.led.conftest import Pair


def test_a_frame_as_it_is_on_the_wire() -> None:
    assert frame(1, "A012请到东12").hex(" ") == "02 01 0c 41 30 31 32 c7 eb b5 bd b6 ab 31 32 c9"


def test_a_frame_is_never_longer_than_a_bar() -> None:
    assert len(frame(254, "请" * 40)) == 4 + 16 and frame(9, "€")[3:4] == b"?"


@contextmanager
def running(bus: Bus) -> Iterator[Bus]:
    """Run a bus, and see that it ends when it is stopped."""
    thread = threading.Thread(target=bus.run)
    thread.start()
    try:
        yield bus
    finally:
        bus.stop()
        wait_until(lambda: not thread.is_alive(), "the bus stops")


@pytest.fixture
def bus(pair: Pair) -> Iterator[Bus]:
    """Run a bus that repeats and turns as in life, only quicker."""
    with running(Bus(pair.path, 9600, repeat_seconds=0.2, turn_seconds=0.05)) as made:
        yield made


def test_a_bar_shows_what_was_said_last(pair: Pair, bus: Bus) -> None:
    bus.say(1, ["A012请到东12"])
    pair.shows(1, "A012请到东12")
    bus.say(1, ["请留意叫号"])
    bus.say(11, ["暂停服务"])
    pair.shows(1, "请留意叫号")
    pair.shows(11, "暂停服务")


def test_a_bar_that_lost_its_power_is_written_again(pair: Pair, bus: Bus) -> None:
    bus.say(1, ["A012请到东12"])
    wait_until(lambda: pair.frames().count((1, "A012请到东12")) >= 3, "the same frame again")


def test_several_calls_take_turns_and_each_is_seen(pair: Pair, bus: Bus) -> None:
    bus.say(1, ["A012请到东12", "B103请到东3"])
    wait_until(lambda: [text for _, text in pair.frames()].count("A012请到东12") >= 2, "both, and the first again")
    assert (1, "B103请到东3") in pair.frames()


def test_many_bars_are_told_at_once_by_as_many_listeners(pair: Pair, bus: Bus) -> None:
    told = [
        threading.Thread(target=lambda n=n: [bus.say(address, [f"B{address}"]) for address in range(n, 255, 8)])
        for n in range(1, 9)
    ]
    for one in told:
        one.start()
    for address in (1, 100, 254):
        pair.shows(address, f"B{address}")


def test_a_plug_that_is_pulled_and_put_back(pair: Pair, bus: Bus) -> None:
    bus.say(1, ["A012请到东12"])
    bus.say(2, ["暂停服务"])
    pair.shows(2, "暂停服务")
    pair.pull_out()
    bus.say(1, ["B103请到东3"])
    pair.plug_in()
    pair.shows(1, "B103请到东3")
    pair.shows(2, "暂停服务")


def test_a_plug_that_is_pulled_while_nothing_is_said(pair: Pair) -> None:
    with running(Bus(pair.path, 9600, repeat_seconds=3600)) as bus:
        bus.say(1, ["A012请到东12"])
        pair.shows(1, "A012请到东12")
        pair.pull_out()
        pair.plug_in()
        pair.shows(1, "A012请到东12")


GOOD = """
speed = 9600
[bars.one]
address = 1
window = "east/12"
[bars.two]
address = 2
area = "east-a"
"""


def test_the_map_says_which_bar_shows_what(folder: Path) -> None:
    file = folder / "led.toml"
    file.write_text(GOOD, "utf-8")
    assert read(file).all == (Bar("one", 1, "window", "east/12"), Bar("two", 2, "area", "east-a"))
    assert read(Path(__file__).parents[2] / "config" / "led.toml").speed == 9600


@pytest.mark.parametrize(
    ("good", "wrong", "names"),
    [
        ("address = 2", "address = 1", "one and two"),
        ("address = 2", "address = 0", "two.address"),
        ("address = 2", "address = true", "two.address"),
        ('area = "east-a"', "", "bars.two"),
        ('area = "east-a"', 'area = "east-a"\nwindow = "east/1"', "bars.two"),
        ("speed = 9600", "speed = 9601", "9601"),
        ("speed = 9600", "sped = 9600", "sped"),
        ("[bars.two]", "[bars.two", "led.toml"),
    ],
)
def test_a_wrong_map_is_refused_by_name(folder: Path, good: str, wrong: str, names: str) -> None:
    file = folder / "led.toml"
    file.write_text(GOOD.replace(good, wrong), "utf-8")
    with pytest.raises(MapFault, match=names):
        read(file)


def test_a_map_without_bars_is_refused(folder: Path) -> None:
    file = folder / "led.toml"
    file.write_text("speed = 9600\n", "utf-8")
    with pytest.raises(MapFault, match="no bar"):
        read(file)
