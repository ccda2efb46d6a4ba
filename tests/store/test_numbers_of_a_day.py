"""Check that every number is given once, without a gap, and that each day begins anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hall.rules.refusals import QuotaReached, SlotFull
from tests.builders import Story, moment


def test_each_series_counts_by_itself_without_a_gap(centre: Story) -> None:
    taken = [centre.takes(service, at="9:10") for service in ("tax", "cars", "tax", "deeds", "tax", "cars")]
    assert [centre.number(one) for one in taken] == ["A001", "C001", "A002", "B001", "A003", "C002"]


def test_an_appointment_gets_a_number_of_the_same_series(centre: Story) -> None:
    centre.takes("tax", at="9:10")
    booked = centre.checks_in("tax", slot="9:30", at="9:20")
    assert centre.number(booked) == "A002"


def test_a_number_is_not_given_again_when_its_owner_leaves(centre: Story) -> None:
    centre.cancels(centre.takes("tax", at="9:10"))
    assert centre.number(centre.takes("tax")) == "A002"


def test_the_thousandth_number_has_four_digits(centre: Story) -> None:
    centre.takes("tax", at="9:10")
    day = list(centre.redis.scan_iter(centre.keys("numbers", "*")))
    assert len(day) == 1
    for _ in range(4):
        centre.takes("tax")
    # The count itself is Redis' own; what is ours is how it is written.
    series = "Q"
    centre.redis.hset(day[0], series, 998)
    numbers = [centre.number(centre.takes("tax", series=series)) for _ in range(3)]
    assert numbers == ["Q999", "Q1000", "Q1001"]
    centre.redis.flushall()


def test_midnight_on_the_hall_s_wall_clock_begins_anew(centre: Story) -> None:
    assert centre.number(centre.takes("tax", at="23:59:59")) == "A001"
    centre.clock.now = moment("0:00", days=1)
    assert centre.number(centre.takes("tax")) == "A001"


def test_a_quota_ends_the_numbers_of_the_day_and_not_those_of_tomorrow(centre: Story) -> None:
    for _ in range(2):
        centre.takes("tax", at="9:10", quota=2)
    with pytest.raises(QuotaReached) as no:
        centre.takes("tax", quota=2)
    assert no.value.data["quota"] == 2
    assert centre.told() == ["issued", "issued"], "a refusal is no event and takes no number"
    centre.clock.now = moment("9:00", days=1)
    assert centre.number(centre.takes("tax", quota=2)) == "A001"


def test_who_booked_gets_a_number_although_the_quota_is_reached(centre: Story) -> None:
    code = centre.books("tax", slot="9:30")
    centre.takes("tax", at="9:10", quota=1)
    assert centre.number(centre.checks_in("tax", code=code, at="9:20")) == "A002"


def test_two_hundred_people_at_twenty_kiosks_get_two_hundred_numbers(centre: Story) -> None:
    centre.at("9:10")
    with ThreadPoolExecutor(20) as kiosks:
        taken = list(kiosks.map(lambda _: centre.takes("tax"), range(200)))
    assert sorted(centre.number(one) for one in taken) == [f"A{n:03d}" for n in range(1, 201)]


def test_the_places_of_a_slot_are_given_once_each_and_come_back(centre: Story) -> None:
    codes = [centre.books("tax", slot="9:30", quota=2) for _ in range(2)]
    with pytest.raises(SlotFull):
        centre.books("tax", slot="9:30", quota=2)
    centre.tickets.cancel_appointment(centre.press(), codes[0], 0)
    centre.books("tax", slot="9:30", quota=2)
    assert centre.reading.slots_taken("tax") == {moment("9:30"): 2}


def test_fifty_people_who_book_the_last_three_places_at_once_get_three(centre: Story) -> None:
    def book(_: int) -> bool:
        try:
            centre.books("tax", slot="10:00", quota=3)
        except SlotFull:
            return False
        return True

    with ThreadPoolExecutor(10) as phones:
        assert sum(phones.map(book, range(50))) == 3
