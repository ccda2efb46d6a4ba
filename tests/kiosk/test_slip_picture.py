"""The drawn slip: legible, never clipped, harmless on the wire."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hall.rules.slip import Facts, House, Wording, lay_out
from kiosk.encoding import DANGEROUS, Body, harmless, payload, raster
from kiosk.lettering import GETA, fitted, has_sign, settable, width
from kiosk.model import WIDTHS, Cut, Model
from kiosk.picture import MARGIN, NUMBER_HEIGHT, draw, number_picture, qr_picture
from tests.kiosk.keeping import assert_as_kept

pytestmark = pytest.mark.slow

LONG = "建设工程规划许可（含市政管线工程、轨道交通工程）核发、变更、延期及补办"


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """Give the box around the black dots."""
    box = picture.convert("L").point(lambda dot: 255 - dot).getbbox()
    assert box
    return box


@pytest.mark.parametrize("dots", WIDTHS)
def test_long_names_never_touch_the_edge(facts: Facts, house: House, dots: int) -> None:
    long = Wording(LONG * 2, "Planning permit for construction works, " * 4)
    named = replace(facts, service=long, agency=long, hall=long, area=long, track_url=None)
    picture = draw(lay_out(named, house), dots)
    left, _, right, bottom = ink(picture)
    assert picture.width == dots and left >= MARGIN - 2 and right <= dots - MARGIN + 2 and bottom < picture.height


@given(text=st.text(st.sampled_from("企业设立登记ABC 一二三（），—gjy"), min_size=1, max_size=60),
       size=st.integers(24, 64), room=st.integers(200, 576))
@settings(max_examples=60, deadline=None)
def test_text_is_shrunk_or_broken_but_whole(text: str, size: int, room: int) -> None:
    lines, font = fitted(text, size, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, font, 0) <= room for line in lines)


@pytest.mark.parametrize("number", ["A012", "B999", "AB1234", "W00001"])
@pytest.mark.parametrize("room", [548, 356])
def test_the_number_is_high_enough_and_fits(number: str, room: int) -> None:
    picture = number_picture(number, 232, 3, room)
    assert picture.height >= NUMBER_HEIGHT and picture.width <= room


def test_the_qr_leads_to_the_ticket_and_is_level_m(facts: Facts, house: House) -> None:
    read = zxingcpp.read_barcodes(draw(lay_out(facts, house)).convert("L"))
    assert [(code.text, code.ec_level) for code in read] == [(facts.track_url, "M")]


def test_a_qr_has_whole_modules_of_six_dots_and_a_quiet_zone_of_four() -> None:
    picture = qr_picture("http://192.168.1.10:8000/t/8kXh2mQpL9vR4tZs", 576)
    left, top, right, bottom = ink(picture)
    assert left == top and left >= 6 * 4 and left % 4 == 0
    assert picture.width == picture.height and picture.width - right == left and picture.height - bottom == top


def test_an_address_that_is_too_long_for_the_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr_picture("http://x/" + "a" * 1500, 384)


@pytest.mark.parametrize(("name", "dots"), [("80", 576), ("58", 384)])
def test_an_ordinary_slip_has_these_dots(facts: Facts, house: House, name: str, dots: int) -> None:
    written = BytesIO()
    draw(lay_out(facts, house), dots).save(written, "PPM")
    assert_as_kept(f"slip-{name}.pbm", written.getvalue())


def test_the_font_has_every_character_of_gb2312_and_a_rare_one_is_never_an_empty_box() -> None:
    assert all(has_sign(sign) for sign in "深圳鳌赣鼯①Ⅻ—“”（）、。·×→")
    text, path = settable("塱\U000f0001")
    assert not any(sign == "\U000f0001" for sign in text) and GETA in text and path.exists()


@given(data=st.binary(min_size=72 * 3, max_size=72 * 3), at=st.integers(0, 72 * 3 - 2), pair=st.sampled_from(DANGEROUS))
@settings(max_examples=100, deadline=None)
def test_dangerous_bytes_never_leave_and_one_dot_is_the_price(data: bytes, at: int, pair: bytes) -> None:
    wire = bytearray(data)
    wire[at:at + 2] = pair
    drawn = Image.frombytes("1", (576, 3), bytes(byte ^ 0xFF for byte in wire))
    safe = harmless(drawn)
    job = payload(raster(drawn, Model()), b"id01", Model())
    assert not any(pair in job for pair in DANGEROUS)
    changed = sum((a ^ b).bit_count() for a, b in zip(drawn.tobytes(), safe.tobytes(), strict=True))
    assert changed == sum(wire.count(pair) for pair in DANGEROUS)


def test_a_slip_with_a_real_time_command_in_it_is_not_sent() -> None:
    with pytest.raises(ValueError, match="real-time"):
        payload(Body(b"\x10\x04", 1), b"id01", Model())


@pytest.mark.parametrize(("cut", "wire"), [
    (Cut.PART, b"\x1dVB\x00"), (Cut.FULL, b"\x1dVA\x00"), (Cut.NONE, b"\x1bd\x06"),
])
def test_the_model_says_how_the_paper_is_parted(cut: Cut, wire: bytes) -> None:
    assert wire in payload(Body(b"", 0), b"id01", Model(cut=cut))


def test_the_unrelated_fork_named_escpos_is_absent() -> None:
    with pytest.raises(metadata.PackageNotFoundError):
        metadata.distribution("escpos")
