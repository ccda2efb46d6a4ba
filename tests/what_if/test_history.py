"""What a ledger tells of past days: their events, who had booked by when, how long a service takes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from hall.directory import read
from hall.store.keys import Keys
from hall.store.ledger.history import History
from hall.store.ledger.opening import open_ledger
from hall.store.reading import Reading
from hall.web.today import Today
from hall.what_if.answering import events_of
from tests.api import CONFIG
from tests.builders import ZONE, Story, moment
from tests.reports.ledgers import open_to_write, recorder
from tests.what_if.weeks import open_days, record

TUESDAY, WEDNESDAY, THURSDAY = (date(2014, 8, day) for day in (19, 20, 21))


@pytest.fixture
def engine(tmp_path) -> Engine:  # type: ignore[no-untyped-def]
    return open_to_write(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def reading(engine: Engine) -> History:
    return History(open_ledger(engine.url.render_as_string()))


def test_a_past_day_comes_from_the_ledger_and_today_from_the_stream(centre: Story, engine: Engine) -> None:
    yesterday, today = centre.takes("tax", at="9:00"), ""
    centre.later(minutes=24 * 60)
    today = centre.takes("tax")
    recorder(centre.redis, engine).catch_up()
    day = (ZONE.key, centre.clock.now, reading(engine), Today(centre.reading))
    assert [event["ticket"] for event in events_of(WEDNESDAY, *day)] == [yesterday]
    assert [event["ticket"] for event in events_of(THURSDAY, *day)] == [today]
    gone = Today(Reading(centre.redis, Keys("elsewhere"), centre.rules, centre.clock))
    let_go = events_of(WEDNESDAY, ZONE.key, centre.clock.now, reading(engine), gone)
    assert [event["ticket"] for event in let_go] == [yesterday], "the stream may have let it go"
    assert events_of(TUESDAY, *day) == []
    recorded = reading(engine).events(moment("0:00", days=1), moment("0:00", days=2))
    assert [event["ticket"] for event in recorded] == [today], "nothing of the day before"
    away = (ZONE.key, centre.clock.now, History(open_ledger("sqlite:////nowhere/ledger.sqlite")), Today(centre.reading))
    assert [event["ticket"] for event in events_of(THURSDAY, *away)] == [today]


def test_bookings_are_told_by_how_many_days_before_they_were_known(centre: Story, engine: Engine) -> None:
    tomorrow = moment("10:00", days=1)
    codes = [f"CODE{number:04}" for number in range(4)]
    for code in codes:
        centre.tickets.book(centre.press(), code, "tax", "east", tomorrow, 0, "")
    centre.tickets.book(centre.press(), "CODE7777", "tax", "east", moment("10:00", days=6), 0, "")
    centre.tickets.cancel_appointment(centre.press(), codes[0], 0)
    centre.later(minutes=24 * 60)
    centre.tickets.book(centre.press(), "CODE9999", "tax", "east", tomorrow, 0, "")
    centre.tickets.book(centre.press(), "CODE8888", "tax", "east", moment("10:00", days=6), 0, "")
    centre.tickets.cancel_appointment(centre.press(), "CODE7777", 0)
    centre.later(minutes=110)
    centre.takes("tax", appointment=codes[1])
    recorder(centre.redis, engine).catch_up()
    history = reading(engine)
    booked = history.bookings(WEDNESDAY, ZONE.key)
    assert {day: {one: told["tax"][20] for one, told in known.items()} for day, known in booked.items()} == {
        THURSDAY: {1: 3, 0: 1},
        # Cancelled a day later and booked by somebody else: one place, as known on either day.
        date(2014, 8, 26): {6: 1, 5: 0},
    }
    assert set(history.bookings(date(2014, 8, 22), ZONE.key)) == {date(2014, 8, 26)}
    assert history.checked_in(WEDNESDAY, THURSDAY) == 1 and history.checked_in(TUESDAY, WEDNESDAY) == 0


def test_the_days_until_yesterday_are_known_as_far_as_they_are_recorded(engine: Engine) -> None:
    assert reading(engine).as_of(THURSDAY, ZONE.key) == (0, 0)
    known = []
    for day in (TUESDAY, WEDNESDAY, THURSDAY):
        record(engine, read(CONFIG), [day], visits=1)
        known.append(reading(engine).as_of(THURSDAY, ZONE.key))
    behind, complete, later = known
    assert behind < complete == later, "what today brings tells nothing new of the days before"


def test_a_service_takes_as_long_as_it_took(engine: Engine) -> None:
    days = open_days(TUESDAY, 1)[-2:]
    record(engine, read(CONFIG), days, visits=20, minutes=8)
    history = reading(engine)
    times = history.busy_times(days[0], days[1])
    assert 7 < times["pension"].minutes < 9.5 and 0.4 < times["pension"].cv < 0.9
    assert history.busy_times(WEDNESDAY, THURSDAY) == {}
    assert set(history.arrivals(days[0], days[1])) == set(days)
