"""Hold the queue discipline (排队规则) against each property that the hall promises.

Moments are small whole numbers, so that ties and the edges of every setting are met all the time.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from hall.rules.discipline import (
    MINUTE_MS,
    Discipline,
    Place,
    Standing,
    Why,
    choose,
    head_start,
    in_order,
    place,
    rank,
    standing_at_check_in,
    why,
)

SERVICES = ("tax", "deeds", "cars")
WALK_IN, PRIORITY, APPOINTMENT = Standing.WALK_IN, Standing.PRIORITY, Standing.APPOINTMENT
moments = st.integers(0, 60)
disciplines = st.builds(
    Discipline,
    appointment_ms=st.integers(0, 40),
    priority_ms=st.integers(0, 40),
    early_ms=st.integers(0, 10),
    grace_ms=st.integers(0, 15),
)
reaches = st.dictionaries(st.sampled_from(SERVICES), st.integers(0, 20), min_size=1)


@st.composite
def queues(draw: st.DrawFn, rules: Discipline | None = None, largest: int = 12) -> tuple[list[Place], Discipline, int]:
    """Draw who joined, one after the other, and a moment after the last of them."""
    rules = rules or draw(disciplines)
    people = []
    now = 0
    for join in range(1, draw(st.integers(0, largest)) + 1):
        now += draw(st.integers(0, 6))
        service, standing = draw(st.sampled_from(SERVICES)), draw(st.sampled_from(list(Standing)))
        at = now
        if standing is APPOINTMENT:
            # Somebody who is too late stands as a walk-in.
            slot = draw(st.integers(max(0, now - 20), now + 40))
            standing = standing_at_check_in(slot, now, rules)
            at = slot if standing is APPOINTMENT else now
        people.append(place(f"p{join}", service, join, standing, at, rules))
    return people, rules, now + draw(st.integers(0, 60))


# who goes first among equals


@given(queues())
def test_within_a_service_and_standing_the_first_come_goes_first(queue: tuple[list[Place], Discipline, int]) -> None:
    people, rules, now = queue
    for standing in (WALK_IN, PRIORITY):
        same = [one for one in in_order(people, {"tax": 0}, now, rules) if one.standing is standing]
        assert [one.join for one in same] == sorted(one.join for one in same)


@given(queues())
def test_within_a_service_appointments_go_by_their_slot_whenever_they_came(
    queue: tuple[list[Place], Discipline, int],
) -> None:
    people, rules, now = queue
    booked = [one for one in in_order(people, {"tax": 0}, now, rules) if one.booked]
    assert booked == sorted(booked, key=lambda one: (one.counted_at, one.join))


@given(moments, st.integers(2, 6), disciplines)
def test_those_who_came_at_the_same_moment_go_in_the_order_in_which_they_joined(
    at: int, people: int, rules: Discipline
) -> None:
    crowd = [place(f"p{join}", "tax", join, WALK_IN, at, rules) for join in range(people)]
    assert in_order(reversed(crowd), {"tax": 0}, at, rules) == crowd


@given(disciplines)
def test_a_tie_across_standings_goes_to_whoever_joined_first(rules: Discipline) -> None:
    slot = 1000
    due = rank(place("booked", "tax", 1, APPOINTMENT, slot, rules), slot, rules)
    walk_in = place("walk-in", "tax", 2, WALK_IN, due, rules)
    priority = place("priority", "tax", 3, PRIORITY, due + rules.priority_ms, rules)
    booked = place("booked", "tax", 1, APPOINTMENT, slot, rules)
    assert [one.ticket for one in in_order([priority, walk_in, booked], {"tax": 0}, slot, rules)] == [
        "booked", "walk-in", "priority"
    ]


# who may pass somebody who walked in


@given(queues())
def test_only_a_priority_or_an_appointment_within_its_head_start_passes_a_walk_in(
    queue: tuple[list[Place], Discipline, int],
) -> None:
    people, rules, now = queue
    for waits in (one for one in people if one.standing is WALK_IN):
        for later in (one for one in people if one.join > waits.join and one.service == waits.service):
            passes = choose([waits, later], {waits.service: 0}, now, rules) is later
            taken_after = later.counted_at + head_start(later.standing, rules) - waits.counted_at
            if later.standing is WALK_IN:
                assert not passes
            if later.standing is PRIORITY:
                assert passes == (taken_after < rules.priority_ms)
            if later.standing is APPOINTMENT and passes:
                assert later.counted_at - waits.counted_at < rules.appointment_ms or taken_after < 0


@given(disciplines, st.integers(0, 200), st.sampled_from([PRIORITY, APPOINTMENT]))
def test_nobody_starves_who_comes_after_the_largest_head_start_passes_nobody(
    rules: Discipline, after: int, standing: Standing
) -> None:
    waits = place("waits", "tax", 1, WALK_IN, 100, rules)
    late_enough = 100 + max(rules.appointment_ms, rules.priority_ms)
    newcomer = place("new", "tax", 2, standing, late_enough + after, rules)
    for now in (late_enough + after, late_enough + after + 1000):
        assert choose([newcomer, waits], {"tax": 0}, now, rules) is waits


@given(st.integers(0, 300), st.data())
def test_with_the_hall_s_own_settings_nobody_new_passes_after_two_hours(minutes: int, data: st.DataObject) -> None:
    # Whoever checks in late brings a slot of up to 15 minutes ago: 90 + 15 is still less than 120.
    rules = Discipline()
    waits = place("waits", "tax", 1, WALK_IN, 0, rules)
    arrives = (120 + minutes) * MINUTE_MS
    slot = data.draw(st.integers(arrives - 60 * MINUTE_MS, arrives + 30 * MINUTE_MS))
    standing = standing_at_check_in(slot, arrives, rules)
    booked = place("new", "tax", 2, standing, slot if standing is APPOINTMENT else arrives, rules)
    assert choose([booked, waits], {"tax": 0}, arrives + 60 * MINUTE_MS, rules) is waits


# the ends of the scale


@given(queues(rules=Discipline(0, 0, 3, 5)))
def test_without_head_starts_it_is_exactly_the_order_of_counted_times(
    queue: tuple[list[Place], Discipline, int],
) -> None:
    people, rules, now = queue
    reach = dict.fromkeys(SERVICES, 0)
    assert in_order(people, reach, now, rules) == sorted(people, key=lambda one: (one.counted_at, one.join))


@given(queues(rules=Discipline(10**9, 0, 3, 5)))
def test_with_a_very_large_head_start_every_due_appointment_goes_first(
    queue: tuple[list[Place], Discipline, int],
) -> None:
    people, rules, now = queue
    due = [one.booked and now >= one.counted_at - rules.early_ms for one in in_order(people, ALL, now, rules)]
    assert due == sorted(due, reverse=True)


@given(queues(rules=Discipline(5, 10**9, 3, 5)))
def test_with_a_very_large_head_start_every_priority_goes_first(queue: tuple[list[Place], Discipline, int]) -> None:
    people, rules, now = queue
    first = [one.standing is PRIORITY for one in in_order(people, ALL, now, rules)]
    assert first == sorted(first, reverse=True)


# windows


@given(queues(), reaches)
def test_no_window_idles_while_somebody_waits_whom_it_reaches(
    queue: tuple[list[Place], Discipline, int], reach: dict[str, int]
) -> None:
    people, rules, now = queue
    chosen = choose(people, reach, now, rules)
    assert (chosen is None) == (not any(one.service in reach for one in people))
    assert chosen is None or chosen.service in reach


@given(queues(), reaches)
def test_whom_a_window_calls_is_the_first_of_its_list(
    queue: tuple[list[Place], Discipline, int], reach: dict[str, int]
) -> None:
    people, rules, now = queue
    assert in_order(people, reach, now, rules)[:1] == [one for one in [choose(people, reach, now, rules)] if one]


@given(queues(), reaches, st.integers(0, 50))
def test_a_handicap_that_is_the_same_for_all_changes_nothing(
    queue: tuple[list[Place], Discipline, int], reach: dict[str, int], more: int
) -> None:
    people, rules, now = queue
    later = {service: handicap + more for service, handicap in reach.items()}
    assert in_order(people, reach, now, rules) == in_order(people, later, now, rules)


@given(moments, moments, st.integers(0, 20), disciplines)
def test_a_window_helps_out_only_with_somebody_who_waited_longer_by_the_handicap(
    own: int, other: int, handicap: int, rules: Discipline
) -> None:
    mine, theirs = place("own", "tax", 2, WALK_IN, own, rules), place("other", "deeds", 1, WALK_IN, other, rules)
    chosen = choose([mine, theirs], {"tax": 0, "deeds": handicap}, 100, rules)
    assert chosen is (theirs if own - other >= handicap else mine)


# time and acts


@given(queues(), st.integers(0, 100))
def test_waiting_never_lets_somebody_fall_back_behind_a_walk_in(
    queue: tuple[list[Place], Discipline, int], minutes: int
) -> None:
    people, rules, now = queue
    for one in people:
        assert rank(one, now + minutes, rules) <= rank(one, now, rules)
        assert one.booked or rank(one, now + minutes, rules) == rank(one, now, rules)


@given(moments, st.integers(0, 40), st.integers(0, 40), disciplines)
def test_checking_in_sooner_or_later_does_not_move_an_appointment_and_too_late_never_helps(
    slot: int, one_time: int, other_time: int, rules: Discipline
) -> None:
    assume(one_time <= other_time)
    now = 1000

    def checked_in(at: int) -> Place:
        standing = standing_at_check_in(slot, at, rules)
        return place("she", "tax", 1, standing, slot if standing is APPOINTMENT else at, rules)

    sooner, later = checked_in(slot - 10 + one_time), checked_in(slot - 10 + other_time)
    assert rank(sooner, now, rules) <= rank(later, now, rules)
    if sooner.booked and later.booked:
        assert sooner == later


@given(moments, disciplines)
def test_a_priority_that_is_granted_counts_from_the_moment_of_the_number(taken: int, rules: Discipline) -> None:
    before, after = (place("she", "tax", 1, standing, taken, rules) for standing in (WALK_IN, PRIORITY))
    assert rank(before, taken, rules) - rank(after, taken, rules) == rules.priority_ms


# the edges of an appointment, in minutes as the hall has them

RULES = Discipline()
SLOT = 9 * 60 * MINUTE_MS
BOOKED = place("booked", "tax", 9, APPOINTMENT, SLOT, RULES)


def _minutes(of: int) -> int:
    return of * MINUTE_MS


def test_an_appointment_counts_by_its_slot_until_five_minutes_before_it() -> None:
    almost = SLOT - _minutes(5) - 1
    assert rank(BOOKED, almost, RULES) == SLOT
    assert why(BOOKED, almost, RULES) is Why.APPOINTMENT_EARLY


def test_from_five_minutes_before_its_slot_an_appointment_counts_ninety_minutes_earlier() -> None:
    for now in (SLOT - _minutes(5), SLOT, SLOT + _minutes(300)):
        assert rank(BOOKED, now, RULES) == SLOT - _minutes(90)
        assert why(BOOKED, now, RULES) is Why.APPOINTMENT_DUE


def test_fifteen_minutes_late_is_still_an_appointment_and_a_moment_more_is_a_walk_in() -> None:
    assert standing_at_check_in(SLOT, SLOT - _minutes(30), RULES) is APPOINTMENT
    assert standing_at_check_in(SLOT, SLOT + _minutes(15), RULES) is APPOINTMENT
    assert standing_at_check_in(SLOT, SLOT + _minutes(15) + 1, RULES) is WALK_IN


def test_a_priority_visitor_counts_two_hours_earlier_and_the_others_as_they_came() -> None:
    ranks = {standing: rank(place("she", "tax", 1, standing, SLOT, RULES), 0, RULES) for standing in Standing}
    assert ranks == {WALK_IN: SLOT, PRIORITY: SLOT - _minutes(120), APPOINTMENT: SLOT}


def test_the_reason_of_a_place_is_a_fact_that_ranked_it() -> None:
    assert why(place("a", "tax", 1, WALK_IN, SLOT, RULES), SLOT, RULES) is Why.WAITED
    assert why(place("b", "tax", 1, PRIORITY, SLOT, RULES), SLOT, RULES) is Why.PRIORITY
    # Too late for her appointment, she has waited like everybody else.
    late = place("c", "tax", 1, standing_at_check_in(SLOT, SLOT + _minutes(16), RULES), SLOT + _minutes(16), RULES)
    assert why(late, SLOT + _minutes(20), RULES) is Why.WAITED


@given(queues(), disciplines)
def test_the_reason_says_what_the_rank_did(queue: tuple[list[Place], Discipline, int], other: Discipline) -> None:
    people, rules, now = queue
    for one in people:
        moved = rank(one, now, rules) != rank(one, now, replace(rules, appointment_ms=rules.appointment_ms + 1))
        assert moved == (why(one, now, rules) is Why.APPOINTMENT_DUE)


ALL = dict.fromkeys(SERVICES, 0)
