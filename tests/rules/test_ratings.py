"""What a rating is good for, and until when a low one has to be looked after."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hall.rules.admission import Hours
from hall.rules.entries import entry_of
from hall.rules.ratings import COMPLAINTS, PRAISES, Rating, choices, satisfaction, working_days_after
from hall.rules.visits import visit_of

ZONE = ZoneInfo("Asia/Shanghai")
#: Monday to Friday from 9 to 17; the first three days of October are off, Sunday the 28th is worked for them.
OFFICE = Hours((((540, 1020),),) * 5 + ((), ()), frozenset({"2014-10-01", "2014-10-02", "2014-10-03"}),
               frozenset({"2014-09-28"}))


def test_who_did_not_answer_is_unrated_and_never_satisfied() -> None:
    counted = satisfaction([None, Rating(1, 3, 0), Rating(1, 2, 0), None, Rating(1, 5, 0)])
    assert (counted.finished, counted.rated, counted.satisfied) == (5, 3, 2)


@pytest.mark.parametrize(("level", "offered"), [(5, PRAISES), (3, PRAISES), (2, COMPLAINTS), (1, COMPLAINTS)])
def test_what_can_be_ticked_goes_with_the_level(level: int, offered: tuple[str, ...]) -> None:
    assert choices(level) == offered


@pytest.mark.parametrize(("rated", "days", "ends"), [
    ("2014-08-20 09:10", 1, "2014-08-22"),
    ("2014-08-22 16:50", 1, "2014-08-26"),
    ("2014-08-23 10:00", 1, "2014-08-26"),
    ("2014-09-27 10:00", 1, "2014-09-29"),
    ("2014-09-30 10:00", 1, "2014-10-07"),
    ("2014-08-20 09:10", 15, "2014-09-11"),
])
def test_a_working_day_ends_at_its_midnight_and_holidays_are_none(rated: str, days: int, ends: str) -> None:
    found = working_days_after([OFFICE], datetime.fromisoformat(rated).replace(tzinfo=ZONE), days)
    assert f"{found:%Y-%m-%d %H:%M}" == f"{ends} 00:00"


def test_a_hall_that_is_never_open_counts_by_the_calendar() -> None:
    never = Hours(((),) * 7)
    found = working_days_after([never], datetime(2014, 8, 20, 9, tzinfo=ZONE), 1)
    assert f"{found:%Y-%m-%d}" == "2014-08-22"


def told(kind: str, at: int, **more: str) -> dict[str, str]:
    return {"type": kind, "at": str(at), "ticket": "one", "service": "tax", "request": f"press-{at}", **more}


def test_a_visit_tells_each_finished_service_with_its_rating() -> None:
    chain = told("transferred", 3, reason="chain", service="deeds", **{"from": "tax"})
    day = [told("issued", 1), told("called", 2, window="east/1", actor="clerk:a"), chain,
           told("called", 4, window="east/2", actor="clerk:b", service="deeds"), told("finished", 5, service="deeds"),
           told("rated", 6, turn="2", level="1", reasons="slow,system"), told("rated_again", 7, turn="2", level="4")]
    visit = visit_of(day)
    assert visit
    [(first, unrated), (second, rated)] = visit.rated
    assert (first.service, first.window, first.clerk, unrated) == ("tax", "east/1", "clerk:a", None)
    assert (second.service, second.window) == ("deeds", "east/2")
    assert rated == Rating(2, 1, 6, ("slow", "system"), again=4) and visit.lowest_rating == 1


def test_a_finish_that_is_taken_back_is_none_and_what_she_said_stays() -> None:
    served = [told("issued", 1), told("called", 2, window="east/1"), told("finished", 3), told("rated", 4, turn="1",
              level="5"), {**told("undone", 5), "undoes": "press-3"}]
    visit = visit_of(served)
    assert visit and visit.rated == () and len(visit.ratings) == 1
    visit = visit_of([*served, told("finished", 6)])
    assert visit and [(one.finished_at, rated and rated.level) for one, rated in visit.rated] == [(6, 5)]


def test_a_group_counts_for_the_day_on_which_it_comes() -> None:
    booked = {"type": "group_visit_booked", "at": "1", "visit": "v", "from_at": "900", "persons": "30"}
    entered = entry_of(booked)
    assert entered and (entered.kind, entered.at, entered.persons) == ("group_visit", 900, 30)
    assert entry_of(told("called", 2)) is None
