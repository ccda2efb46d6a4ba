"""Let staff into a kiosk's own menu: the PIN, wrong tries, and what they do there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.paper_roll.faults import Fault
from kiosk.staff import LONGEST_WAIT_MS, SESSION_MS, PinNotSet, Staff, Wait, set_pin
from tests.builders import Clock, wait_until
from tests.kiosk.desk import Desk

pytestmark = pytest.mark.slow

PIN = "2580"


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[tuple[Staff, Clock]]:
    clock = Clock(1_000_000)
    set_pin(tmp_path, PIN)
    yield Staff(tmp_path, clock), clock


def test_the_pin_is_kept_as_a_hash_that_nobody_else_can_read(tmp_path: Path) -> None:
    set_pin(tmp_path, PIN)
    kept = tmp_path / "staff-pin"
    assert PIN not in kept.read_text() and kept.stat().st_mode & 0o077 == 0


def test_a_pin_is_digits_alone(tmp_path: Path) -> None:
    for wrong in ("", "123", "12a4", "1234567890123"):
        with pytest.raises(ValueError, match="digits"):
            set_pin(tmp_path, wrong)


def test_who_knows_the_pin_is_let_in_for_two_minutes_without_a_touch(staff: tuple[Staff, Clock]) -> None:
    there, clock = staff
    session = there.enter(PIN)
    assert session and there.knows(session)
    clock.now += SESSION_MS - 1
    assert there.knows(session)
    clock.now += SESSION_MS + 1
    assert not there.knows(session) and not there.knows("")


def test_wrong_tries_make_the_next_one_wait_longer_and_longer(staff: tuple[Staff, Clock]) -> None:
    there, clock = staff
    waits = []
    for _ in range(12):
        assert there.enter("0000") is None
        try:
            there.enter("0000")
        except Wait as wait:
            waits.append(wait.seconds)
            clock.now += wait.seconds * 1000
    assert waits[:4] == [5, 10, 20, 40] and waits[-1] == LONGEST_WAIT_MS // 1000
    assert there.enter(PIN), "who knows it is let in after the wait"


def test_while_one_waits_the_right_pin_is_not_heard_either(staff: tuple[Staff, Clock]) -> None:
    there, _ = staff
    for _ in range(3):
        there.enter("0000")
    with pytest.raises(Wait):
        there.enter(PIN)


def test_a_kiosk_without_a_pin_lets_nobody_in(tmp_path: Path) -> None:
    there = Staff(tmp_path, Clock(0))
    assert not there.has_pin
    with pytest.raises(PinNotSet):
        there.enter(PIN)


def test_the_volume_stays_within_its_bounds_and_is_remembered(tmp_path: Path) -> None:
    there = Staff(tmp_path, Clock(0))
    there.turn_volume(3)
    assert there.volume == 100 == Staff(tmp_path, Clock(0)).volume
    for _ in range(9):
        there.turn_volume(-1)
    assert there.volume == 0


def test_the_command_sets_the_pin_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text(PIN + "\n")
    done = CliRunner().invoke(main, ["staff-pin", "--data", str(tmp_path), "--pin-file", str(tmp_path / "pin")])
    assert done.exit_code == 0 and Staff(tmp_path, Clock(0)).enter(PIN)


@pytest.fixture
def let_in(desk: Desk) -> Iterator[Desk]:
    """Stand in the staff menu of a kiosk that follows the hall."""
    set_pin(desk.folder, PIN)
    desk.parts.start()
    wait_until(lambda: desk.parts.kiosk.following.known is not None, "the hall")
    desk.client.post("/staff/enter", data={"pin": PIN})
    yield desk
    desk.parts.kiosk.following.stop()


def menu(desk: Desk, act: str = "") -> str:
    """Touch an act of the menu and give the page that follows."""
    if act:
        return str(desk.client.post(f"/staff/{act}", follow_redirects=True).get_data(as_text=True))
    return str(desk.client.get("/staff").get_data(as_text=True))


def test_the_menu_shows_itself_to_nobody_without_the_pin(desk: Desk) -> None:
    set_pin(desk.folder, PIN)
    assert "请输入员工密码" in menu(desk) and "补打最近的号票" not in menu(desk, "reprint")
    desk.client.post("/staff/enter", data={"pin": "0000"})
    assert "请输入员工密码" in menu(desk) and desk.hardware.slips() == []


def test_staff_print_the_last_slip_again(let_in: Desk) -> None:
    told = let_in.touch(service="tax").get_json()
    assert told["number"] in menu(let_in)
    assert "已打印" in menu(let_in, "reprint")
    assert len(let_in.hardware.slips()) == 2


def test_staff_print_a_test_page_that_is_no_number(let_in: Desk) -> None:
    assert "已打印" in menu(let_in, "test")
    assert len(let_in.hardware.slips()) == 1 and "issued" not in let_in.hall_heard()


def test_a_new_roll_is_counted_anew(let_in: Desk) -> None:
    let_in.touch(service="tax")
    assert let_in.parts.kiosk.touches.used_mm > 0
    assert "已按新纸卷计算" in menu(let_in, "paper")
    assert let_in.parts.kiosk.touches.used_mm == 0


def test_a_printer_that_cannot_is_said_in_the_menu(let_in: Desk) -> None:
    let_in.hardware.has(Fault.COVER_OPEN)
    assert "打印机上盖没有关好" in menu(let_in, "test")


def test_restarting_the_pages_lets_every_open_page_begin_anew(let_in: Desk) -> None:
    before = let_in.client.get("/state").get_json()["mark"]
    menu(let_in, "restart")
    assert let_in.client.get("/state").get_json()["mark"] != before
    assert "请输入员工密码" in menu(let_in), "the menu is closed too"


def test_a_recording_of_a_page_is_played_where_the_hall_has_one(let_in: Desk) -> None:
    assert "data-clip" not in let_in.client.get("/").get_data(as_text=True)
    clip = let_in.folder / "voice" / "zh" / "home.opus"
    clip.parent.mkdir(parents=True)
    clip.write_bytes(b"OggS")
    assert 'data-clip="/voice/zh/home.opus"' in let_in.client.get("/").get_data(as_text=True)
    assert let_in.client.get("/voice/zh/home.opus").data == b"OggS"
    assert let_in.client.get("/voice/zh/..%2f..%2fstaff-pin").status_code == 404
