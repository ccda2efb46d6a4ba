"""Hold the Lua against the pure rules: `call_next.lua` must choose whom `choose()` chooses, for the same reason.

Then break the Lua on purpose, one line at a time, and see that this oracle finds it.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from redis import Redis

from hall.store import scripts
from tests.invariants import check_store
from tests.store.mornings import Morning, Played, mornings

#: Mornings played until a broken line has to be found.
ENOUGH = 300


@given(mornings)
def test_lua_calls_whom_the_rules_choose_until_nobody_waits(redis: Redis, morning: Morning) -> None:
    played = Played(redis, morning)
    played.until_nobody_waits()
    check_store(redis, played.story.keys)


@given(mornings)
def test_the_next_five_and_everybody_s_place_are_those_of_the_rules(redis: Redis, morning: Morning) -> None:
    Played(redis, morning).what_is_read_agrees()


#: What is broken → the line as it is, and as it is broken.
BROKEN = {
    "the handicap is forgotten": ("local counted = rank + handicap", "local counted = rank"),
    "due a moment too late": ("now >= rank - ask.early_ms", "now > rank - ask.early_ms"),
    "due only at the slot": ("now >= rank - ask.early_ms", "now >= rank"),
    "no head start for appointments": ("rank, due = rank - ask.appointment_ms, true", "rank, due = rank, true"),
    "a tie goes to whoever came last": ("first[1] < best.member", "first[1] > best.member"),
    "a tie goes to whoever is looked at first": (
        "counted < best.counted or (counted == best.counted and first[1] < best.member)", "counted < best.counted"
    ),
    "the tenth comes before the second": ("'%015.0f'", "'%.0f'"),
    "appointments are forgotten": ("consider('booked', service, handicap, true)", ""),
    "walk-ins are forgotten": ("consider('live', service, handicap, false)", ""),
    "no head start for priority": ("now - ask.head_start_ms", "now"),
    "late a moment too soon": ("now <= slot_at + ask.grace_ms", "now < slot_at + ask.grace_ms"),
    "never too late": ("now <= slot_at + ask.grace_ms", "true"),
    "the head is not taken off the queue": (
        "leave_queue(ticket)\n  redis.call('DEL', key('shown'", "redis.call('DEL', key('shown'"
    ),
    "another reason is told": ("best.due and 'appointment_due'", "not best.due and 'appointment_due'"),
    "reserved numbers are called": ("consider('live', service, handicap, false)",
                                    "consider('live', service, handicap, false) "
                                    "consider('reserved', service, handicap, false)"),
}


#: Found within a few mornings; the others take longer and are left out of the fast run.
QUICK = (
    "the handicap is forgotten", "due only at the slot", "the tenth comes before the second",
    "appointments are forgotten", "walk-ins are forgotten", "reserved numbers are called",
)


@pytest.mark.parametrize(
    "broken", [pytest.param(one, marks=() if one in QUICK else pytest.mark.slow) for one in BROKEN]
)
def test_the_oracle_finds_a_broken_line(redis: Redis, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    as_it_is, as_it_is_broken = BROKEN[broken]
    assert any(as_it_is in scripts.source(name) for name in scripts.names()), "this line is in the Lua"
    whole = scripts.source
    monkeypatch.setattr(scripts, "source", lambda name: whole(name).replace(as_it_is, as_it_is_broken))

    @settings(max_examples=ENOUGH, database=None, derandomize=True, phases=[Phase.generate], deadline=None,
              report_multiple_bugs=False, suppress_health_check=list(HealthCheck))
    @given(mornings)
    def oracle(morning: Morning) -> None:
        Played(redis, morning).until_nobody_waits()

    with pytest.raises((AssertionError, scripts.ScriptFault)):
        oracle()
