"""Tell what happens between the touch on a kiosk and the paper in the hand: a number may be reserved for a while."""

from __future__ import annotations

import pytest

from tests.builders import Story


def test_a_number_whose_paper_is_not_out_is_called_by_nobody_but_stands_before_those_who_come_later(
    centre: Story,
) -> None:
    centre.opens("east/12")
    printing = centre.takes("tax", at="9:10", printer=True)
    next_one = centre.takes("tax", at="9:10:01")
    assert centre.ticket(printing).state == "reserved"
    assert centre.ahead(next_one) == 1
    assert centre.reading.waiting(["tax"])["tax"].total == 2
    assert centre.calls("east/12", at="9:10:02") == next_one


@pytest.mark.parametrize("outcome", ["confirmed", "unverified"])
def test_when_the_paper_is_out_she_stands_where_she_would_have_stood(centre: Story, outcome: str) -> None:
    centre.opens("east/12")
    printing = centre.takes("tax", at="9:10", printer=True)
    later = centre.takes("tax", at="9:10:01")
    before = centre.ticket(printing)
    centre.prints(printing, outcome, at="9:10:03")
    after = centre.ticket(printing)
    assert (after.state, after.counted_at, after.join) == ("waiting", before.counted_at, before.join)
    assert centre.events()[-1]["outcome"] == outcome
    assert centre.serves_all("east/12") == [printing, later]


def test_a_reserved_appointment_keeps_its_slot(centre: Story) -> None:
    centre.opens("east/12")
    printing = centre.checks_in("tax", slot="9:30", at="9:20", printer=True)
    walk_in = centre.takes("tax", at="9:21")
    centre.prints(printing, at="9:22")
    assert centre.serves_all("east/12") == [walk_in, printing], "not due before 9:25"


def test_a_paper_that_failed_cancels_the_number(centre: Story) -> None:
    failed = centre.takes("tax", at="9:10", printer=True)
    centre.prints(failed, "failed", at="9:10:02")
    assert centre.ticket(failed).state == "cancelled"
    assert centre.events()[-1] | {"type": "cancelled", "reason": "print_failed"} == centre.events()[-1]
    assert centre.reading.waiting(["tax"])["tax"].total == 0


def test_an_appointment_whose_paper_failed_can_check_in_again(centre: Story) -> None:
    code = centre.books("tax", slot="9:30")
    failed = centre.checks_in("tax", code=code, at="9:20", printer=True)
    centre.prints(failed, "failed", at="9:20:05")
    again = centre.checks_in("tax", code=code, at="9:21")
    assert centre.ticket(again).standing == "appointment"


def test_a_reserved_number_that_its_visitor_cancels_has_no_deadline_left(centre: Story) -> None:
    printing = centre.takes("tax", at="9:10", printer=True)
    centre.cancels(printing, at="9:10:05")
    assert centre.reading.overdue(centre.at("9:30")) == []


def test_before_its_deadline_a_reserved_number_stays_reserved(centre: Story) -> None:
    printing = centre.takes("tax", at="9:10", printer=True)
    centre.at("9:10:19")
    assert centre.reading.overdue(centre.clock.now) == []
    centre.tickets.paper_overdue(printing)
    assert centre.ticket(printing).state == "reserved"
    assert centre.told() == ["issued"]


def test_at_its_deadline_a_reserved_number_waits_as_unverified(centre: Story) -> None:
    printing = centre.takes("tax", at="9:10", printer=True)
    centre.at("9:10:20")
    assert centre.reading.overdue(centre.clock.now) == [f"reserved:{printing}"]
    centre.tickets.paper_overdue(printing)
    assert centre.ticket(printing).state == "waiting"
    assert centre.events()[-1]["reason"] == "overdue"


def test_a_sweep_that_comes_twice_or_too_late_changes_nothing(centre: Story) -> None:
    printing = centre.takes("tax", at="9:10", printer=True)
    centre.at("9:11")
    centre.tickets.paper_overdue(printing)
    after_once = centre.everything()
    centre.tickets.paper_overdue(printing)
    assert centre.everything() == after_once

    centre.opens("east/12")
    centre.calls("east/12", at="9:12")
    called = centre.everything()
    centre.tickets.paper_overdue(printing)
    assert centre.everything() == called


def test_a_sweep_of_a_ticket_that_never_was_does_nothing(centre: Story) -> None:
    centre.tickets.paper_overdue("nobody")
    assert centre.everything() == {}


def test_a_report_that_comes_after_the_deadline_changes_nothing(centre: Story) -> None:
    printing = centre.takes("tax", at="9:10", printer=True)
    centre.at("9:11")
    centre.tickets.paper_overdue(printing)
    told = centre.told()
    assert centre.prints(printing, "confirmed") == centre.ticket(printing)
    assert centre.told() == told


def test_a_reprint_counts_the_copies_and_moves_nobody(centre: Story) -> None:
    she = centre.takes("tax", at="9:10")
    before = centre.ticket(she)
    for copy in (2, 3):
        answer = centre.tickets.reprint(centre.press(), she)
        assert answer.ticket and answer.ticket.copy == copy
    after = centre.ticket(she)
    assert (after.counted_at, after.join, after.state) == (before.counted_at, before.join, before.state)
    assert centre.told() == ["issued", "reprinted", "reprinted"]


def test_a_slip_that_failed_after_all_gives_the_number_and_the_appointment_back(centre: Story) -> None:
    code = centre.books("tax", slot="9:30")
    she = centre.checks_in("tax", code=code, at="9:20", printer=True)
    centre.later(seconds=21)
    centre.tickets.paper_overdue(she)
    assert centre.ticket(she).state == "waiting"
    centre.tickets.printed(centre.press(), she, "failed")
    assert centre.ticket(she).state == "cancelled"
    again = centre.checks_in("tax", code=code)
    assert centre.ticket(again).standing == "appointment"
