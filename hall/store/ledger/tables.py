"""Name the tables of the ledger (台账表) once; a test holds the migrations against them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, text

metadata = MetaData()


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _maybe(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=True)


def _text(name: str) -> Column[str]:
    # Of no fixed length: a long name of a clerk must not stop the recorder.
    return Column(name, Text, nullable=False)


def _key(name: str, kind: type[Integer | BigInteger | Text] = Text) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


#: The unbroken logs (连续日志): a queue server that counts from 1 again begins a new one, and so does a gap (`why`).
logs = Table(
    "logs", metadata,
    _key("log", Integer),
    _number("first_seq"), _number("last_seq"), _number("last_at"), _text("why"),
)

#: Every event as the stream had it, for good.
events = Table(
    "events", metadata,
    _key("log", Integer), _key("seq", BigInteger),
    _number("at"), _text("type"), _text("ticket"), _text("fields"),
    Index("events_of_a_ticket", "log", "ticket"),
    # What devices were like is read out of these few.
    Index(
        "events_of_no_ticket", "log", "type", "seq",
        sqlite_where=text("ticket = ''"), postgresql_where=text("ticket = ''"),
    ),
)

#: One visit a ticket (rules.visits.Visit); `day` and `half_hour` are those of the number.
visits = Table(
    "visits", metadata,
    _key("log", Integer), _key("ticket"),
    _text("day"), Column("half_hour", Integer, nullable=False),
    _text("number"), _text("service"), _text("hall"), _text("standing"), _text("priority_reason"),
    _text("state"), _text("outcome"), _text("window"), _text("clerk"),
    _number("slot_at"), _number("issued_at"), _number("first_called_at"), _number("called_at"), _number("started_at"),
    _number("ended_at"), _maybe("waiting_ms"), _maybe("walking_ms"), _maybe("service_ms"),
    _number("calls"), _number("recalls"), _number("special_calls"), _number("missed"), _number("transfers"),
    _number("holds"), _number("rejoined"), _number("undone"), _number("copy"),
    Index("visits_of_a_half_hour", "day", "half_hour"),
    # What percentiles and courses read: these columns alone, without the table.
    Index(
        "visits_in_figures", "day", "outcome", "service", "window", "waiting_ms", "service_ms", "half_hour",
        "first_called_at",
    ),
)

#: What a window did, cut where half hours begin (rules.window_spells.Spell).
spells = Table(
    "spells", metadata,
    _key("log", Integer), _key("window"), _key("began_at", BigInteger),
    _number("ended_at"), _text("day"), Column("half_hour", Integer, nullable=False),
    _text("activity"), _text("reason"),
    Index("spells_of_a_half_hour", "day", "half_hour"),
)

#: How each window stands where the log has been read to: what the next event goes on from.
windows_now = Table(
    "windows_now", metadata,
    _key("window"), _number("since"), _text("press"),
    _text("stage"), _text("before"),
)

#: What is counted and added up of visits for each half hour.
MEASURES = (
    "taken", "called", "calls", "finished", "no_show", "cancelled", "expired", "lost",
    "waiting_ms", "short_waits", "long_waits", "appointments", "on_time",
    "served", "service_ms", "walked", "walking_ms", "recalls", "special_calls", "transfers", "missed",
)

#: Visits by the half hour of the number; `kind` is service, window or clerk and `name` which.
half_hours = Table(
    "half_hours", metadata,
    _key("day"), _key("kind"), _key("half_hour", Integer), _key("name"),
    *(_number(one) for one in MEASURES),
)

#: The time of windows by half hour.
window_half_hours = Table(
    "window_half_hours", metadata,
    _key("day"), _key("half_hour", Integer), _key("window"), _key("activity"),
    _number("ms"),
)

#: Every finished service with its rating (rules.visits.Visit.rated), level 0 for none; the day is that of the number.
finished_services = Table(
    "finished_services", metadata,
    _key("log", Integer), _key("ticket"), _key("turn", Integer),
    _text("day"), Column("half_hour", Integer, nullable=False),
    _text("service"), _text("window"), _text("clerk"),
    _number("finished_at"), _number("level"), _number("rated_at"), _text("reasons"), _number("again_level"),
    Index("finished_services_of_a_half_hour", "day", "half_hour"),
)

#: What is counted of finished services for each half hour.
RATINGS = ("finished", "rated", "satisfied", "low")

#: Ratings by the half hour of the number; `kind` is service, window or clerk and `name` which. The kind comes first,
#: because a report reads one kind of many days.
rating_half_hours = Table(
    "rating_half_hours", metadata,
    _key("kind"), _key("day"), _key("half_hour", Integer), _key("name"),
    *(_number(one) for one in RATINGS),
)

#: What the hall did without a number (rules.entries.Entered), one row an event.
entries = Table(
    "entries", metadata,
    _key("log", Integer), _key("seq", BigInteger),
    _text("day"), _text("kind"), _text("name"), _number("at"), _number("persons"),
    Index("entries_of_a_day", "day", "kind", "name"),
)

#: The same by day alone: what reports of weeks and months add up is a sixteenth of the half hours.
visit_days = Table(
    "visit_days", metadata,
    _key("day"), _key("kind"), _key("name"),
    *(_number(one) for one in MEASURES),
)
window_days = Table(
    "window_days", metadata,
    _key("day"), _key("window"), _key("activity"),
    _number("ms"),
)
rating_days = Table(
    "rating_days", metadata,
    _key("day"), _key("kind"), _key("name"),
    *(_number(one) for one in RATINGS),
)
#: Of which half hours the days are made.
BY_DAY = ((half_hours, visit_days), (window_half_hours, window_days), (rating_half_hours, rating_days))

#: What services and windows are called and whose they are, those that are no more included.
places = Table(
    "places", metadata,
    _key("kind"), _key("name"), _text("agency"), _text("hall"), _text("zh"), _text("en"),
)

#: What follows from the events.
DERIVED = (
    visits, spells, windows_now, half_hours, window_half_hours, finished_services, rating_half_hours, entries,
    *(table for _, table in BY_DAY),
)
