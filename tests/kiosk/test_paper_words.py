"""What stands on the paper, and in which order."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hall.rules.slip import (
    Facts,
    House,
    Part,
    Slip,
    Wording,
    ahead_words,
    expected_between,
    lay_out,
    place_zh,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def said(slip: Slip, part: Part) -> str | None:
    """Give what a part of the slip says in Chinese; None when the part is not there."""
    return next((line.zh for line in slip.lines if line.part is part), None)


def test_the_parts_stand_in_the_order_of_the_paper(facts: Facts, house: House) -> None:
    full = replace(facts, standing="appointment", slot_at=facts.issued_at, copy=2)
    parts = [line.part for line in lay_out(full, replace(house, desk_phone="0755-0000")).lines]
    guides_alone = {Part.GUIDE, Part.WINDOWS, Part.WAY, Part.MATERIALS, Part.MATERIAL}
    assert parts == [part for part in Part if part not in guides_alone]


def test_a_first_slip_of_a_walk_in_says_nothing_of_standing_slot_or_copy(facts: Facts, house: House) -> None:
    slip = lay_out(facts, house)
    assert said(slip, Part.STANDING) is said(slip, Part.SLOT) is said(slip, Part.COPY) is None


def test_without_a_public_address_there_is_no_qr(facts: Facts, house: House) -> None:
    assert said(lay_out(replace(facts, track_url=None), house), Part.QR) is None


def test_the_range_is_told_in_steps_of_five_minutes(facts: Facts, house: House) -> None:
    assert said(lay_out(facts, house), Part.RANGE) == "预计10:20—10:35叫到，可能提前，请勿离开"


def test_a_range_that_begins_now_has_only_an_end(facts: Facts, house: House) -> None:
    slip = lay_out(replace(facts, low_seconds=0, high_seconds=301), house)
    assert said(slip, Part.RANGE) == "预计10:10前叫到，请勿离开"


def test_a_further_copy_counts_its_range_from_its_own_moment(facts: Facts, house: House) -> None:
    later = replace(facts, told_at=facts.issued_at + 30 * 60_000)
    assert said(lay_out(later, house), Part.RANGE) == "预计10:50—11:05叫到，可能提前，请勿离开"


def test_no_estimate_no_range(facts: Facts, house: House) -> None:
    assert said(lay_out(replace(facts, low_seconds=None, high_seconds=None), house), Part.RANGE) is None


def test_a_reprint_says_which_copy_it_is(facts: Facts, house: House) -> None:
    assert said(lay_out(replace(facts, copy=3), house), Part.COPY) == "补打 第3份"


def test_the_hall_is_named_once() -> None:
    assert place_zh(Wording("东厅"), Wording("东厅A区")) == "东厅A区"
    assert place_zh(Wording("东厅"), Wording("A区")) == "东厅A区"


def test_people_ahead_in_words() -> None:
    assert ahead_words(0) == ("前面没有人", "Nobody is ahead of you")
    assert ahead_words(1)[1] == "1 person ahead of you"


def test_only_who_can_be_called_is_told_to_be_ready(facts: Facts, house: House) -> None:
    """Say so only with an estimate: without one no window is open, and she could stand ready for hours."""
    alone = replace(facts, ahead=0, low_seconds=0, high_seconds=180)
    assert said(lay_out(alone, house), Part.AHEAD) == "前面没有人，请准备"
    assert said(lay_out(replace(alone, low_seconds=None, high_seconds=None), house), Part.AHEAD) == "前面没有人"


@given(low=st.integers(0, 20_000), more=st.integers(0, 20_000), at=st.integers(0, 86_399_999))
def test_the_told_range_always_holds_the_estimate(low: int, more: int, at: int) -> None:
    start, end = expected_between(at, low, low + more, SHANGHAI)
    assert start.timestamp() <= at / 1000 + low and end.timestamp() >= at / 1000 + low + more
    assert start.minute % 5 == end.minute % 5 == 0
