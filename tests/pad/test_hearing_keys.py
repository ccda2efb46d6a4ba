"""Hear keys of a keyboard, a serial pad and lines of text: real bytes on real files (按键来源)."""

from __future__ import annotations

import fcntl
import os
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inputs import device, evdev
from inputs.device import Device, DeviceFault, Stop
from inputs.evdev import DOWN, EV_KEY, EV_SYN, EVENT, REPEAT, SYN_DROPPED, UP
from pad.acts import Act
from pad.evdev import Decoder, Keyboard
from pad.keymap import DEFAULT
from pad.keynames import CODES
from pad.keys import Keys, UnknownInput, open_input
from pad.lines import Lines
from pad.serial import SerialPad
from tests.builders import wait_until

CTRL, RIGHT_CTRL, ALT = 29, 97, 56
UINPUT = Path("/dev/uinput")


def key(code: int | str, value: int = DOWN) -> bytes:
    """Give the bytes that the kernel gives for one change of a key: the event, and the report that ends it."""
    number = CODES[code] if isinstance(code, str) else code
    return EVENT.pack(1, 2, EV_KEY, number, value) + EVENT.pack(1, 2, EV_SYN, 0, 0)


def tapped(code: int | str) -> bytes:
    """Give the bytes of a key that goes down and up."""
    return key(code) + key(code, UP)


class Hearing:
    """Listen in a thread and remember what was heard."""

    def __init__(self, keys: Keys, stop: Stop) -> None:
        self.heard: list[str] = []
        self.fault: Exception | None = None
        self._stop = stop
        self._thread = threading.Thread(target=self._listen, args=(keys,), daemon=True)
        self._thread.start()

    def _listen(self, keys: Keys) -> None:
        try:
            for name in keys.pressed():
                self.heard.append(name)
        except DeviceFault as fault:
            self.fault = fault

    def expect(self, *names: str) -> None:
        """Wait until just these have been heard."""
        wait_until(lambda: len(self.heard) >= len(names), f"{names} of {self.heard}")
        assert self.heard == list(names)

    def ended(self) -> bool:
        """Say whether it listens no more."""
        self._thread.join(10)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        assert self.ended()


@pytest.fixture
def stop() -> Stop:
    """Give the wish to stop."""
    return Stop()


@pytest.fixture
def told() -> list[bool]:
    """Give what was told of the device: away, there again."""
    return []


@pytest.fixture
def fifo(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """Be a device file that gives what the test writes into it."""
    path = tmp_path / "event5"
    os.mkfifo(path)
    fd = os.open(path, os.O_RDWR)
    yield path, fd
    os.close(fd)


def test_a_keypad_of_its_own(fifo: tuple[Path, int], stop: Stop, told: list[bool]) -> None:
    path, fd = fifo
    hearing = Hearing(Keyboard(Device(path, stop, told.append), frozenset(), grab=False), stop)
    os.write(fd, tapped("KP_ADD") + key("KP_0") + 3 * key("KP_0", REPEAT) + key("KP_0", UP) + tapped(240))
    hearing.expect("KP_ADD", "KP_0", "CODE_240")
    hearing.close()


def test_an_event_in_two_pieces_is_one_event() -> None:
    decoder, whole = Decoder(frozenset()), tapped("KP_7")
    assert [name for byte in whole for name in decoder.feed(bytes([byte]))] == ["KP_7"]


def test_on_the_clerk_s_own_keyboard_a_sum_calls_nobody() -> None:
    decoder = Decoder(frozenset({"ctrl"}))
    assert not list(decoder.feed(tapped("KP_1") + tapped("KP_ADD") + tapped("KP_1") + tapped("KP_ENTER")))
    for held in (CTRL, RIGHT_CTRL):
        assert list(decoder.feed(key(held) + key(held, REPEAT) + tapped("KP_ADD") + key(held, UP))) == ["KP_ADD"]
        assert not list(decoder.feed(tapped("KP_ADD")))
    assert not list(decoder.feed(key(CTRL) + key(ALT) + tapped("KP_ADD"))), "something else is held too"


def test_after_lost_events_nothing_counts_as_held() -> None:
    decoder = Decoder(frozenset({"ctrl"}))
    lost = EVENT.pack(0, 0, EV_SYN, SYN_DROPPED, 0)
    assert not list(decoder.feed(key(CTRL) + lost + tapped("KP_ADD")))


def test_a_keypad_that_is_pulled_out_comes_back(
    tmp_path: Path, stop: Stop, told: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "LOOK_AGAIN_SECONDS", 0.02)
    path = tmp_path / "hall-pad"
    hearing = Hearing(Keyboard(Device(path, stop, told.append), frozenset({"ctrl"}), grab=False), stop)
    wait_until(lambda: told == [False], "it is told that there is none")
    os.mkfifo(path)
    fd = os.open(path, os.O_RDWR)
    os.write(fd, key(CTRL) + tapped("KP_ADD"))
    hearing.expect("KP_ADD")
    os.close(fd)
    wait_until(lambda: told == [False, True, False], "it is told that it was pulled out")
    fd = os.open(path, os.O_RDWR)
    wait_until(lambda: told == [False, True, False, True], "it is told that it is there again")
    # What was held when it was pulled out is not held now.
    os.write(fd, tapped("KP_ADD") + key(CTRL) + tapped("KP_0"))
    hearing.expect("KP_ADD", "KP_0")
    hearing.close()
    os.close(fd)


def test_a_keypad_is_taken_whole_only_when_it_is_one_of_its_own(
    fifo: tuple[Path, int], stop: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(evdev.fcntl, "ioctl", lambda fd, what, value: asked.append((what, value)))
    for grab in (False, True):
        hearing = Hearing(Keyboard(Device(fifo[0], stop, lambda _: None), frozenset(), grab), stop)
        os.write(fifo[1], tapped("KP_1"))
        hearing.expect("KP_1")
        hearing.close()
        stop = Stop()
    assert asked == [(0x40044590, 1)]


def test_a_device_that_cannot_be_taken_whole_is_told(fifo: tuple[Path, int], stop: Stop) -> None:
    hearing = Hearing(Keyboard(Device(fifo[0], stop, lambda _: None), frozenset(), grab=True), stop)
    assert hearing.ended()
    assert str(hearing.fault).startswith(str(fifo[0]))


def test_a_folder_is_no_keyboard(tmp_path: Path, stop: Stop) -> None:
    hearing = Hearing(Keyboard(Device(tmp_path, stop, lambda _: None), frozenset(), grab=False), stop)
    assert hearing.ended()
    assert hearing.fault


def test_a_serial_pad_on_a_real_terminal_line(stop: Stop, told: list[bool]) -> None:
    ours, theirs = os.openpty()
    path = Path(os.ttyname(theirs))
    hearing = Hearing(SerialPad(Device(path, stop, told.append), 2400), stop)
    # The line is raw before anything counts: nothing is echoed back to the pad, 0x03 stops nobody.
    wait_until(lambda: not os.get_blocking(ours) or _raw(theirs), "the line is raw")
    os.write(ours, b"1\r\n2\x03 \xff7\r\n")
    hearing.expect("1", "2", "7")
    hearing.close()
    os.set_blocking(ours, False)
    with pytest.raises(BlockingIOError):
        os.read(ours, 1)
    os.close(ours)
    os.close(theirs)


def _raw(fd: int) -> bool:
    import termios

    attributes = termios.tcgetattr(fd)
    return not attributes[3] & (termios.ECHO | termios.ICANON) and attributes[4] == termios.B2400


def test_a_file_that_is_no_serial_line_is_told(tmp_path: Path, stop: Stop) -> None:
    (tmp_path / "tty").touch()
    hearing = Hearing(SerialPad(Device(tmp_path / "tty", stop, lambda _: None)), stop)
    assert hearing.ended()
    assert "no serial line" in str(hearing.fault)


def test_lines_of_text(stop: Stop) -> None:
    reading, writing = os.pipe()
    hearing = Hearing(Lines(stop, reading), stop)
    os.write(writing, b"KP_PLUS\nnext\r\n\n KP_")
    os.write(writing, b"0 \n\xff\n")
    hearing.expect("KP_ADD", "next", "", "KP_0", "�")
    os.close(writing)
    assert hearing.ended(), "the end of the lines is the end"
    os.close(reading)


def test_each_input_knows_what_its_keys_mean(stop: Stop) -> None:
    def opened(text: str, grab: bool = False) -> dict[str, Act]:
        return open_input(text, DEFAULT, grab, stop, lambda _: None).meaning

    assert opened("evdev:/dev/input/by-path/pci-0000:00-event-kbd") == DEFAULT.keys
    assert opened("serial:/dev/ttyUSB0@2400") == DEFAULT.serial
    assert opened("stdin")["KP_ADD"] is opened("stdin")["next"] is Act.NEXT


@pytest.mark.parametrize("text", ["", "evdev", "evdev:", "serial:/dev/ttyS0@9601", "serial:/dev/ttyS0@fast", "usb:1"])
def test_an_input_that_is_none_is_told(text: str, stop: Stop) -> None:
    with pytest.raises(UnknownInput):
        open_input(text, DEFAULT, False, stop, lambda _: None)


def test_a_keyboard_that_the_kernel_made(stop: Stop, told: list[bool]) -> None:
    """Type on a virtual keyboard of the kernel's own; where there is no uinput, its bytes in a FIFO stand for it."""
    if not os.access(UINPUT, os.W_OK):
        pytest.skip("THE KERNEL'S OWN KEYBOARD IS NOT TESTED: no /dev/uinput that may be written here")
    before = set(Path("/dev/input").glob("event*"))
    fd = os.open(UINPUT, os.O_WRONLY | os.O_NONBLOCK)
    ui_set_evbit, ui_set_keybit, ui_dev_create = 0x40045564, 0x40045565, 0x5501
    fcntl.ioctl(fd, ui_set_evbit, EV_KEY)
    for code in CODES.values():
        fcntl.ioctl(fd, ui_set_keybit, code)
    os.write(fd, struct.pack("80sHHHHI256s", b"hall pad of the tests", 3, 1, 1, 1, 0, bytes(256)))
    fcntl.ioctl(fd, ui_dev_create)
    wait_until(lambda: bool(set(Path("/dev/input").glob("event*")) - before), "the keyboard")
    (path,) = set(Path("/dev/input").glob("event*")) - before
    hearing = Hearing(Keyboard(Device(path, stop, told.append), frozenset(), grab=True), stop)
    # A key before the device was opened is nobody's; so it is typed until it is heard.
    wait_until(lambda: bool(os.write(fd, tapped("KP_ADD")) and hearing.heard), "the key")
    assert set(hearing.heard) == {"KP_ADD"}
    hearing.close()
    os.close(fd)
