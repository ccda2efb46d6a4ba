"""Tell how windows call visitors: stories on the real queue server."""

from __future__ import annotations

from tests.builders import Story, moment


def test_the_first_who_came_is_called_first(centre: Story) -> None:
    first, second = centre.takes("tax", at="9:10"), centre.takes("tax", at="9:11")
    centre.opens("east/12")
    assert centre.calls("east/12", at="9:20") == first
    assert centre.finishes_and_calls("east/12", at="9:25") == second


def test_an_appointment_on_time_goes_before_a_walk_in_of_the_last_half_hour(centre: Story) -> None:
    centre.opens("east/12")
    centre.takes("tax", at="9:10")
    booked = centre.checks_in("tax", slot="9:30", at="9:25")
    assert centre.calls("east/12", at="9:30") == booked
    assert centre.ticket(booked).why == "appointment_due"


def test_an_appointment_waits_like_everybody_until_five_minutes_before_its_slot(centre: Story) -> None:
    centre.opens("east/12")
    code = centre.books("tax", slot="9:30")
    walk_in = centre.takes("tax", at="9:00")
    centre.checks_in("tax", code=code, at="9:01")
    assert centre.calls("east/12", at="9:24:59") == walk_in


def test_an_appointment_that_is_early_is_called_when_nobody_else_waits(centre: Story) -> None:
    centre.opens("east/12")
    booked = centre.checks_in("tax", slot="9:30", at="9:05")
    assert centre.calls("east/12", at="9:06") == booked
    assert centre.ticket(booked).why == "appointment_early"


def test_who_checks_in_sixteen_minutes_late_walks_in(centre: Story) -> None:
    centre.opens("east/12")
    code = centre.books("tax", slot="9:30")
    walk_in = centre.takes("tax", at="9:44")
    late = centre.checks_in("tax", code=code, at="9:46")
    assert (centre.ticket(late).standing, centre.ticket(late).slot_at) == ("walk_in", moment("9:30"))
    assert centre.serves_all("east/12") == [walk_in, late]


def test_fifteen_minutes_late_is_on_time(centre: Story) -> None:
    centre.opens("east/12")
    code = centre.books("tax", slot="9:30")
    centre.takes("tax", at="9:00")
    on_time = centre.checks_in("tax", code=code, at="9:45")
    assert centre.calls("east/12") == on_time


def test_a_priority_visitor_goes_before_those_of_the_last_two_hours(centre: Story) -> None:
    centre.opens("east/12")
    long_ago = centre.takes("tax", at="9:00")
    recent = centre.takes("tax", at="9:30")
    priority = centre.takes_priority("tax", at="11:10", reason="pregnancy")
    assert centre.serves_all("east/12") == [long_ago, priority, recent]
    assert (centre.ticket(priority).why, centre.ticket(priority).reason) == ("priority", "pregnancy")


def test_a_window_helps_out_with_somebody_who_waited_five_minutes_longer(centre: Story) -> None:
    centre.opens("east/12", serves={"tax": 0, "deeds": 5})
    helped = centre.takes("deeds", at="9:00")
    own = centre.takes("tax", at="9:04")
    also_own = centre.takes("tax", at="9:05:01")
    assert centre.serves_all("east/12") == [own, helped, also_own]
    assert centre.ticket(helped).handicap == 5 * 60_000


def test_a_window_calls_nobody_whom_it_does_not_reach(centre: Story) -> None:
    centre.opens("east/12", serves={"tax": 0})
    centre.takes("cars", at="9:00")
    assert centre.calls("east/12", at="9:30") is None
    assert centre.told()[-1] == "issued", "nobody waits is an answer and no event"


def test_a_window_that_opens_again_with_another_reach_calls_others(centre: Story) -> None:
    centre.opens("east/12", serves={"tax": 0})
    deeds = centre.takes("deeds", at="9:00")
    assert centre.calls("east/12") is None
    centre.opens("east/12", serves={"tax": 0, "deeds": 0})
    assert centre.calls("east/12") == deeds
    assert centre.told().count("window_opened") == 1


def test_a_visitor_who_is_called_and_leaves_no_trace_is_missed_after_her_time(centre: Story) -> None:
    centre.opens("east/12")
    she = centre.takes("tax", at="9:10")
    centre.calls("east/12", at="9:20")
    # No screen said that it showed the call, so it counts as shown 90 s after the press, and she has 60 s to walk.
    centre.misses("east/12", at="9:22:30")
    assert centre.ticket(she).state == "missed"
    assert centre.reading.calls("east-a").rows == ()
    assert [one.id for one in centre.reading.calls("east-a").missed] == [she]


def test_a_call_that_a_screen_showed_at_once_is_missed_a_minute_later(centre: Story) -> None:
    centre.opens("east/12")
    she = centre.takes("tax", at="9:10")
    centre.calls("east/12", at="9:20")
    centre.redis.set(centre.keys("shown", she), moment("9:20:01"))
    centre.misses("east/12", at="9:21:01")
    assert centre.ticket(she).state == "missed"


def test_the_time_of_a_missed_call_is_on_the_event_and_early_is_said(centre: Story) -> None:
    centre.opens("east/12")
    centre.takes("tax", at="9:10")
    centre.calls("east/12", at="9:20")
    centre.misses("east/12", at="9:20:05", early=True)
    assert centre.events()[-1]["early"] == "true"


def test_a_recall_moves_the_line_to_the_top_of_the_wall_and_is_counted(centre: Story) -> None:
    centre.opens("east/12")
    centre.opens("east/13")
    first, second = centre.takes("tax", at="9:10"), centre.takes("tax", at="9:11")
    centre.calls("east/12", at="9:20")
    centre.calls("east/13", at="9:21")
    assert [row.id for row in centre.reading.calls("east-a").rows] == [second, first]
    centre.recalls("east/12", at="9:22")
    assert [row.id for row in centre.reading.calls("east-a").rows] == [first, second]
    assert centre.ticket(first).calls == 2
    assert centre.ticket(first).called_at == moment("9:22")
    assert centre.ticket(first).first_called_at == moment("9:20")


def test_a_served_visitor_leaves_the_wall_and_the_window_is_free(centre: Story) -> None:
    centre.opens("east/12")
    she = centre.takes("tax", at="9:10")
    centre.calls("east/12", at="9:20")
    centre.starts("east/12", at="9:21")
    assert centre.ticket(she).state == "serving"
    centre.finishes("east/12", at="9:30")
    done = centre.ticket(she)
    assert (done.state, done.called_at, done.started_at, done.ended_at) == (
        "finished", moment("9:20"), moment("9:21"), moment("9:30")
    )
    assert centre.window("east/12").ticket == ""
    assert centre.reading.calls("east-a").rows == ()


def test_a_call_from_the_other_hall_shows_where_the_visitor_waits(centre: Story) -> None:
    centre.opens("west/1", serves={"tax": 0})
    she = centre.takes("tax", at="9:10")
    centre.calls("west/1", at="9:20")
    assert [row.id for row in centre.reading.calls("east-a").rows] == [she]
    assert centre.reading.calls("west-a").rows == ()


def test_a_cancelled_ticket_is_called_by_nobody(centre: Story) -> None:
    centre.opens("east/12")
    gone, stays = centre.takes("tax", at="9:10"), centre.takes("tax", at="9:11")
    centre.cancels(gone, at="9:12")
    assert centre.ahead(stays) == 0
    assert centre.serves_all("east/12") == [stays]


def test_who_missed_her_call_may_still_cancel_and_leaves_the_list(centre: Story) -> None:
    centre.opens("east/12")
    she = centre.takes("tax", at="9:10")
    centre.calls("east/12", at="9:20")
    centre.misses("east/12", at="9:20:05", early=True)
    centre.cancels(she, at="9:30")
    assert centre.reading.calls("east-a").missed == ()


def test_the_list_of_missed_calls_keeps_the_last_twenty(centre: Story) -> None:
    centre.opens("east/12")
    for _ in range(23):
        centre.takes("tax", at="9:10")
    for _ in range(23):
        centre.calls("east/12")
        centre.misses("east/12", early=True)
    assert centre.redis.zcard(centre.keys("missed", "east-a")) == 20


def test_time_never_goes_back_even_when_a_clock_does(centre: Story) -> None:
    first = centre.takes("tax", at="9:10")
    centre.clock.now = moment("8:00")
    second = centre.takes("tax")
    centre.clock.now = moment("9:11")
    assert centre.ticket(second).issued_at == moment("9:10")
    centre.opens("east/12")
    assert centre.serves_all("east/12") == [first, second]


def test_without_a_clock_of_ours_the_server_s_own_time_counts(centre: Story) -> None:
    from hall.store.tickets import Tickets

    seconds, _ = centre.redis.time()
    alone = Tickets(centre.redis, centre.keys, centre.rules)
    ticket = alone.take(centre.press(), centre.newcomer("tax")).ticket
    assert ticket and 0 <= ticket.issued_at - seconds * 1000 < 60_000
