"""Hold every key of a centre against every other: what must be true after any act, whatever happened before.

`check_store` is called at the end of every test that tells a story.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from redis import Redis

from hall.rules.discipline import Standing
from hall.rules.leases import is_leased
from hall.rules.ticket import ALIVE, State, Ticket
from hall.rules.visits import visits_of
from hall.rules.window import Window
from hall.rules.window_spells import WindowNow, step
from hall.store.keys import KINDS, Keys
from hall.store.records import Appointment, appointment_from, ticket_from, window_from
from tests.builders import read_whole

#: Answers are kept this long at least, in seconds: what is left of the day and 24 hours.
KEEP_AT_LEAST_SECONDS = 24 * 3600
#: A press without a key of its own can be repeated by our own connection alone, for this long.
KEEP_KEYLESS_SECONDS = 60


#: In which set somebody stands, by state and by whether she is ranked by a slot.
QUEUES = {
    (State.WAITING, True): "booked",
    (State.WAITING, False): "live",
    (State.RESERVED, True): "reserved_booked",
    (State.RESERVED, False): "reserved",
}


@dataclass
class Everything:
    """Hold a whole centre as it was read, by kind of key."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    sets: dict[tuple[str, str], dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    hashes: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    ttl: dict[tuple[str, str], int] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, str]] = field(default_factory=list)

    def of(self, kind: str) -> Iterator[tuple[str, dict[str, int]]]:
        """Walk over the sorted sets of a kind."""
        return ((name, members) for (one, name), members in self.sets.items() if one == kind)


def check_store(redis: Redis, keys: Keys) -> None:
    """Fail with a sentence when two keys of the centre disagree."""
    found = _read(redis, keys)
    _events_count_without_a_gap(found)
    _waiting_sets_hold_who_waits(found)
    _who_is_alive_is_listed(found)
    _windows_and_their_visitors_agree(found)
    _walls_show_who_is_called(found)
    _missed_are_listed(found)
    _taken_back_are_listed(found)
    _appointments_and_places_agree(found)
    _numbers_are_unique_and_gapless(found)
    _nothing_is_kept_too_short_or_for_ever(found)
    _low_ratings_are_listed(found)
    _the_log_alone_tells_as_much(found)


def _read(redis: Any, keys: Keys) -> Everything:
    found = Everything()
    names = list(redis.scan_iter(count=5000))
    strange = [name for name in names if not name.startswith(keys.prefix)]
    assert not strange, f"keys outside of the centre's hash tag: {strange}"
    split = [(name, *name.removeprefix(keys.prefix).partition(":")[::2]) for name in names]
    # What RQ keeps has kinds of its own.
    split = [one for one in split if one[1] != "jobs"]
    unknown = {kind for _, kind, _ in split} - set(KINDS)
    assert not unknown, f"kinds of keys that hall/store/keys.py does not name: {unknown}"
    with redis.pipeline(transaction=False) as pipe:
        for name, kind, _ in split:
            read_whole(pipe, name, KINDS[kind])
            pipe.ttl(name)
        replies = iter(pipe.execute())
    for _, kind, rest in split:
        _keep(found, kind, rest, next(replies))
        found.ttl[kind, rest] = next(replies)
    return found


def _keep(found: Everything, kind: str, rest: str, value: Any) -> None:
    if kind == "ticket":
        found.tickets[rest], found.records[rest] = ticket_from(value), value
    elif kind == "window":
        found.windows[rest] = window_from(rest, value)
    elif kind == "appointment":
        found.appointments[rest] = appointment_from(value)
    elif kind == "events":
        found.events = [{"id": id, **fields} for id, fields in value]
    elif kind == "head":
        found.head = value
    elif isinstance(value, dict):
        found.hashes[kind, rest] = value
    elif isinstance(value, list):
        found.sets[kind, rest] = {member: int(score) for member, score in value}


def _events_count_without_a_gap(found: Everything) -> None:
    told = [(event["id"], event["seq"]) for event in found.events]
    assert told == [(f"{n}-0", f"{n}") for n in range(1, len(told) + 1)], "the stream counts 1, 2, 3 …"
    assert int(found.head.get("seq", 0)) == len(told), "head knows the last event's number"
    moments = [int(event["at"]) for event in found.events]
    assert moments == sorted(moments), "time never goes back on the stream"
    if moments:
        assert int(found.head["at"]) == moments[-1], "head knows the last event's moment"


def _member(ticket: Ticket) -> str:
    return f"{ticket.join:015d}:{ticket.id}"


def _waiting_sets_hold_who_waits(found: Everything) -> None:
    wanted: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for ticket in found.tickets.values():
        if ticket.state in (State.WAITING, State.RESERVED):
            place, score = _place_and_score(ticket)
            wanted[place][_member(ticket)] = score
            wanted["since", ticket.service][_member(ticket)] = ticket.issued_at
        assert not ticket.booked or ticket.standing is Standing.APPOINTMENT, f"{ticket.id} is ranked as it stands"
    for kind in (*QUEUES.values(), "later", "since"):
        held = {key: members for key, members in found.sets.items() if key[0] == kind and members}
        assert held == {key: members for key, members in wanted.items() if key[0] == kind}, f"the {kind} sets agree"
    everybody = found.tickets.values()
    _deadlines(found, "reserved", {one.id for one in everybody if one.state is State.RESERVED})
    waiting = [one for one in everybody if one.state is State.WAITING]
    _deadlines(found, "later", {one.id for one in waiting if one.callable_at})
    _deadlines(found, "pin", {one.id for one in waiting if one.pinned})


def _place_and_score(ticket: Ticket) -> tuple[tuple[str, str], int]:
    queue = f"@{ticket.pinned}" if ticket.pinned else ticket.service
    if ticket.state is State.WAITING and ticket.callable_at:
        return ("later", queue), ticket.callable_at
    rest = ticket.service if ticket.state is State.RESERVED else queue
    return (QUEUES[ticket.state, ticket.booked], rest), ticket.counted_at


def _deadlines(found: Everything, kind: str, wanted: set[str]) -> None:
    due = {item.partition(":")[2] for _, items in found.of("due") for item in items if item.startswith(f"{kind}:")}
    assert due == wanted, f"each {kind} ticket, and nobody else, has its deadline"


def _who_is_alive_is_listed(found: Everything) -> None:
    alive = {name for _, members in found.of("alive") for name in members}
    assert alive == {one.id for one in found.tickets.values() if one.state in ALIVE}, "alive lists the open tickets"
    held = {(window, name) for window, members in found.of("held") for name in members}
    stepped = {(one.window, one.id) for one in found.tickets.values() if one.state is State.HELD}
    assert held == stepped, "who stepped aside is listed at her window, and nobody else"


def _windows_and_their_visitors_agree(found: Everything) -> None:
    at_windows = {window.ticket: window.id for window in found.windows.values() if window.ticket}
    taken = [window.ticket for window in found.windows.values() if window.ticket]
    assert len(at_windows) == len(taken), "nobody is at two windows"
    called = {one.id: one.window for one in found.tickets.values() if one.state in (State.CALLED, State.SERVING)}
    assert at_windows == called, "who is called or served is at her window, and nobody else"


def _walls_show_who_is_called(found: Everything) -> None:
    last_call: dict[str, int] = {}
    for event in found.events:
        if event["type"] in ("called", "recalled", "undone") and "ticket" in event:
            last_call[event["ticket"]] = int(event["seq"])
    wanted: dict[str, dict[str, int]] = defaultdict(dict)
    for ticket in found.tickets.values():
        if ticket.state in (State.CALLED, State.SERVING):
            wanted[ticket.area][ticket.id] = last_call[ticket.id]
    assert {area: rows for area, rows in found.of("board") if rows} == wanted, "each wall shows who is called now"


def _missed_are_listed(found: Everything) -> None:
    for area, missed in found.of("missed"):
        for ticket in missed:
            one = found.tickets[ticket]
            assert (one.state, one.area) == (State.MISSED, area), f"{ticket} is listed as missed"


def _taken_back_are_listed(found: Everything) -> None:
    told = {(event["ticket"], int(event["at"])) for event in found.events
            if event["type"] in ("sent_back", "undone") and "ticket" in event}
    for area, taken_back in found.of("taken_back"):
        for ticket, at in taken_back.items():
            assert (ticket, at) in told, f"the call of {ticket} was taken back then"
            one = found.tickets[ticket]
            here = one.area == area and one.state in (State.CALLED, State.SERVING)
            assert not here, f"{ticket} is called and not taken back"


def _appointments_and_places_agree(found: Everything) -> None:
    places: Counter[tuple[str, str]] = Counter()
    for one in found.appointments.values():
        assert one.state in ("booked", "checked_in", "cancelled"), f"{one.code} is {one.state}"
        if one.state != "cancelled":
            places[one.service, str(one.slot_at)] += 1
        if one.state == "checked_in" and one.ticket in found.records:
            assert found.records[one.ticket]["appointment"] == one.code, f"{one.code} and its number agree"
    held = {
        (rest, slot): int(count)
        for (kind, rest), slots in found.hashes.items()
        if kind == "slots"
        for slot, count in slots.items()
        if int(count)
    }
    assert held == dict(places), "the places taken are those of the appointments"


def _numbers_are_unique_and_gapless(found: Everything) -> None:
    issued: dict[tuple[int, str], list[int]] = defaultdict(list)
    skipped: Counter[int] = Counter()
    for event in found.events:
        # The stories' days are those of Asia/Shanghai, 8 hours ahead of UTC all year.
        day = (int(event["at"]) + 8 * 3_600_000) // 86_400_000
        if event["type"] == "numbers_skipped":
            skipped[day] += int(event["count"])
        if event["type"] == "issued":
            series = event["number"].rstrip("0123456789")
            count = int(event["number"].removeprefix(series))
            if not is_leased(count):
                issued[day, series].append(count - skipped[day])
    for (day, series), counts in issued.items():
        assert counts == list(range(1, len(counts) + 1)), f"numbers of series {series} on day {day}"


def _nothing_is_kept_too_short_or_for_ever(found: Everything) -> None:
    for (kind, rest), seconds in found.ttl.items():
        if kind == "request":
            keyless = seconds <= KEEP_KEYLESS_SECONDS
            assert keyless or seconds > KEEP_AT_LEAST_SECONDS, f"the answer of {rest} is kept for another day"
        if kind == "ticket":
            alive = found.tickets[rest].state in ALIVE
            assert (seconds == -1) is alive, f"{rest} is kept while it is alive and ends some day after"
        if kind in ("events", "head", "window", "since", "board", "due", "later", "alive", "held", *QUEUES.values()):
            assert seconds == -1, f"{kind} {rest} does not run out"


def _low_ratings_are_listed(found: Everything) -> None:
    stages = {name: rating["stage"] for (kind, name), rating in found.hashes.items() if kind == "rating"}
    for name, stage in stages.items():
        assert found.ttl["rating", name] == -1 or stage not in ("open", "called_back"), f"{name} waits for somebody"
    listed = dict(found.of("follow_ups"))
    left = {name for name, stage in stages.items() if stage in ("open", "called_back")}
    assert left == set(listed.get("open", ())), "whoever was not satisfied is on the list, until it is settled"
    assert {name for name, stage in stages.items() if stage == "settled"} <= set(listed.get("settled", ()))


def _the_log_alone_tells_as_much(found: Everything) -> None:
    """Hold what the ledger makes of the events against the store, which does not read them."""
    visits = visits_of(found.events)
    kept_ratings = {(name, values["level"], values.get("again_level", "0"))
                    for (kind, name), values in found.hashes.items() if kind == "rating"}
    told_ratings = {(f"{visit.ticket}:{one.turn}", str(one.level), str(one.again))
                    for visit in visits.values() for one in visit.ratings}
    assert kept_ratings <= told_ratings, "every rating of the store was told"
    for one in found.tickets.values():
        visit = visits[one.id]
        assert tuple(each.service for each in visit.done) == one.done, f"{one.id} was done with"
        told = (visit.state, visit.standing, visit.issued_at, visit.first_called_at, visit.ended_at, visit.copy)
        kept = (one.state, one.standing, one.issued_at, one.first_called_at, one.ended_at, one.copy)
        assert told == kept, f"the events of {one.id} tell {told}, the store has {kept}"
        assert visit.rejoined == one.rejoined, f"{one.id} came back so often"
    windows: dict[str, WindowNow] = {}
    for event in found.events:
        for spell in step(windows, event):
            assert spell.began_at < spell.ended_at <= int(event["at"]), "a spell ends when something happens"
    for window in found.windows.values():
        stage = windows[window.id].stage if window.id in windows else WindowNow(window.id).stage
        serving = bool(window.ticket) and found.tickets[window.ticket].state is State.SERVING
        told = (stage.state, stage.ticket, stage.started)
        assert told == (window.state, window.ticket, serving), f"{window.id} is what its events tell: {told}"
