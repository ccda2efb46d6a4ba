"""A slip in the printer's own characters: small, whole, and never a question mark."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hall.rules.slip import Facts, House, Line, Part, Slip, Wording, lay_out
from kiosk.breaking import broken
from kiosk.encoding import DANGEROUS, payload
from kiosk.model import Model, Setting
from kiosk.native import _columns, characters
from kiosk.paper_roll.machine import Machine
from kiosk.slips import made
from tests.builders import wait_until
from tests.kiosk.keeping import assert_as_kept

pytestmark = pytest.mark.slow

WIDE = Model(slip=Setting.CHARACTERS, qr=True)
NARROW = Model(width=384, slip=Setting.CHARACTERS, qr=True)
LONG = Wording("建设工程规划许可（含市政管线工程、轨道交通工程）核发、变更、延期及补办", "Planning permit for " * 6)

#: Every character a printer with GB2312 has, and ASCII.
printable = st.text(st.characters(codec="gb2312", min_codepoint=0x20, exclude_characters="\x7f"), max_size=60)


def printed(data: bytes, width: int) -> Image.Image:
    """Print it on the paper printer."""
    machine = Machine(width=width)
    machine.hear(data, lambda said: None)
    wait_until(lambda: bool(machine.slips()))
    machine.stop()
    assert machine.unknown == 0
    return Image.open(BytesIO(machine.slips()[0].png)).convert("L")


@pytest.mark.parametrize(("name", "model"), [("80", WIDE), ("58", NARROW)])
def test_an_ordinary_slip_is_these_bytes(facts: Facts, house: House, name: str, model: Model) -> None:
    """The golden file is readable: one command or text a line."""
    body = characters(lay_out(facts, house), model)
    assert body and len(body.data) < 1000
    assert_as_kept(f"native-{name}.txt", spelled(body.data).encode())


def spelled(data: bytes) -> str:
    """Spell the bytes out, the control signs as numbers."""
    words = data.decode("gb18030")
    shown = "".join(sign if sign >= " " or sign == "\n" else f"<{ord(sign):02X}>" for sign in words)
    return shown.replace("\n", "<0A>\n")


@pytest.mark.parametrize("model", [WIDE, NARROW])
def test_its_qr_is_read_and_nothing_is_clipped(facts: Facts, house: House, model: Model) -> None:
    named = replace(facts, service=LONG, agency=LONG, hall=LONG, area=LONG, standing="priority", copy=12)
    body = characters(lay_out(named, house), model)
    assert body
    paper = printed(payload(body, b"id01", model), model.width)
    assert [code.text for code in zxingcpp.read_barcodes(paper)] == [facts.track_url]
    assert abs(paper.height // model.dots_per_mm - body.mm) < 8, "the paper is counted"


@given(words=printable, room=st.sampled_from([48, 32, 16]))
def test_lines_are_broken_before_the_printer_does_it(words: str, room: int) -> None:
    def columns(text: str) -> int:
        return sum(1 if sign < "\x7f" else 2 for sign in text)

    lines = broken(words.strip(), room, columns)
    assert all(columns(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


@pytest.mark.parametrize(("words", "room", "lines"), [
    ("请留意屏幕和广播，过号请到咨询台", 30, ["请留意屏幕和广播，", "过号请到咨询台"]),
    ("预计10:20—10:35叫到，可能提前", 26, ["预计10:20—10:35", "叫到，可能提前"]),
    ("Please wait in Area A, East Hall", 24, ["Please wait in", "Area A, East Hall"]),
])
def test_lines_are_about_equally_long_and_keep_together_what_belongs_together(
        words: str, room: int, lines: list[str]) -> None:
    assert broken(words, room, lambda text: sum(1 if sign < "\x7f" else 2 for sign in text)) == lines


@given(name=printable, model=st.sampled_from([WIDE, NARROW]))
def test_no_name_makes_a_real_time_command(name: str, model: Model) -> None:
    body = characters(Slip((Line(Part.NUMBER, "A012"), Line(Part.SERVICE, f"名{name}", name))), model)
    assert body and not any(pair in payload(body, b"id01", model) for pair in DANGEROUS)
    for row in body.data.split(b"\n"):
        text = row.decode("gb18030")
        assert sum(2 if sign > "\x7f" else 1 for sign in text if sign >= " ") <= _columns(model) + 6


@pytest.mark.parametrize("sign", ["𬭚", "€", "\U000f0001", "\x1b", "ñ", "🙂"])
def test_a_sign_the_printer_may_not_have_makes_a_picture_of_this_slip_alone(
        facts: Facts, house: House, sign: str) -> None:
    rare = lay_out(replace(facts, service=Wording(f"张{sign}的业务", "")), house)
    assert characters(rare, WIDE) is None
    assert made(rare, WIDE).data.startswith(b"\x1dv0") and made(lay_out(facts, house), WIDE).data.startswith(b"\x1c&")


def test_a_character_of_gbk_that_is_not_in_gb2312_is_printed_as_a_character(facts: Facts, house: House) -> None:
    body = characters(lay_out(replace(facts, service=Wording("塱頭朱镕基", "")), house), WIDE)
    assert body and "塱頭朱镕基" in body.data.decode("gb18030")


def test_a_printer_without_qr_gets_it_as_a_picture(facts: Facts, house: House) -> None:
    model = Model(slip=Setting.CHARACTERS)
    body = characters(lay_out(facts, house), model)
    assert body and b"\x1d(k" not in body.data
    (code,) = zxingcpp.read_barcodes(printed(payload(body, b"id01", model), 576))
    assert (code.text, code.ec_level) == (facts.track_url, "M")


def test_a_number_too_long_for_the_paper_is_a_picture() -> None:
    assert characters(Slip((Line(Part.NUMBER, "A" * 49),)), WIDE) is None
