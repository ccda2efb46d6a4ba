"""A plan of windows for a coming day: from the hall's own weeks, by Erlang's formula, in a file for the rota."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from hall.bench.forecast import SCENARIOS, made_up
from hall.directory import Text, read
from hall.reports import plan_export
from hall.reports.planning import Planning, pools_of
from hall.rules import planning, staffing
from hall.rules.backtest import judge
from hall.rules.forecasting import HALF_HOURS, METHODS, Courses, Forecaster, Past
from hall.rules.planning import BusyTime
from hall.store.ledger.history import History
from hall.store.ledger.opening import open_ledger
from hall.web.jobs import Work
from tests.api import CONFIG, Api, refused
from tests.reports.ledgers import open_to_write
from tests.what_if.weeks import count_up, open_days, record

#: The day of all stories is a Wednesday; the weeks before it are recorded.
YESTERDAY = date(2014, 8, 19)
#: A hall in which one visitor in three has booked, most of them in the last days before.
BOOKED = next(one for one in SCENARIOS if one.name == "a third booked")


def people(courses: Courses) -> float:
    return sum(map(sum, courses.values()))


class Remembered(History):
    """A ledger that was read on some evening: all that it knows is what a made-up hall had seen until then."""

    def __init__(self, past: Past) -> None:
        self._past = past

    def as_of(self, today: date, zone: str) -> tuple[int, int]:
        return (1, 1)

    def arrivals(self, first: date, last: date) -> Any:
        return self._past.arrivals

    def bookings(self, first: date, zone: str) -> Any:
        return self._past.booked

    def checked_in(self, first: date, last: date) -> int:
        over = (courses for day, told in self._past.booked.items() if day <= last for courses in told.values())
        return round(self._past.shows * sum(map(people, over)))

    def busy_times(self, first: date, last: date) -> dict[str, BusyTime]:
        return {}


def until(past: Past, known: date) -> Past:
    """Leave of the days what somebody knew on the evening of one of them."""
    came = {day: courses for day, courses in past.arrivals.items() if day <= known}
    booked = {
        day: {ahead: courses for ahead, courses in told.items() if day - timedelta(days=ahead) <= known}
        for day, told in past.booked.items()
    }
    return replace(past, arrivals=came, booked=booked)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_the_forecast_errs_less_than_last_week(scenario) -> None:  # type: ignore[no-untyped-def]
    verdict = judge(made_up(scenario, seed=1, weeks=13))
    assert verdict and verdict.better and verdict.errors.wape < 0.92 * verdict.naive.wape
    assert abs(verdict.errors.bias) < 8


@pytest.mark.parametrize("ahead", (1, 4, 9))
def test_a_forecast_knows_nobody_who_came_and_no_booking_that_was_told_after_it_was_made(ahead: int) -> None:
    past = made_up(BOOKED, 1, weeks=8)
    day = max(past.arrivals)
    known = day - timedelta(days=ahead)
    blind = until(past, known)
    assert blind.booked.get(day, {}).keys() == {one for one in past.booked[day] if one >= ahead}
    for method in METHODS:
        assert Forecaster(past).forecast(day, known, method) == Forecaster(blind).forecast(day, known, method)


@pytest.mark.parametrize("ahead", (1, 4, 9))
def test_a_hall_that_takes_bookings_is_not_told_too_few_however_far_ahead(ahead: int) -> None:
    past = made_up(BOOKED, seed=2, weeks=16)
    tested = judge(past, ahead)
    assert tested and tested.better and abs(tested.errors.bias) < 5
    assert tested.method.bookings == (ahead <= 5), "nobody books further ahead than that, so it cannot help"
    days = sorted(past.arrivals)[-10:]
    told, came = 0.0, 0.0
    for day in days:
        known = day - timedelta(days=ahead)
        told += people(Forecaster(until(past, known)).forecast(day, known, tested.method))
        came += people(past.arrivals[day])
    assert told == pytest.approx(came, rel=0.08), "as the error that is told with it says"


@pytest.mark.parametrize("ahead", (1, 4, 9))
def test_the_plan_of_a_later_day_waits_for_those_who_have_not_booked_yet(ahead: int) -> None:
    past, centre = made_up(BOOKED, seed=2, weeks=16), read(CONFIG)
    *_, day = (one for one in past.arrivals if one.weekday() == 2)
    eve = day - timedelta(days=ahead)
    found = Planning(Remembered(until(past, eve))).plan(centre, "", eve + timedelta(days=1), day)
    assert found.verdict and found.method == found.verdict.method.name
    usual = sum(people(past.arrivals[day - timedelta(weeks=ago)]) for ago in (2, 3, 4, 5)) / 4
    assert people(found.arrivals) == pytest.approx(usual, rel=0.1)


def test_a_hall_that_repeats_itself_needs_no_forecast_and_one_with_few_days_gets_none() -> None:
    same = [float(place % 7) for place in range(HALF_HOURS)]
    days = [date(2014, 1, 6) + timedelta(days=ahead) for ahead in range(70)]
    past = Past({day: {"tax": same} for day in days if day.weekday() < 5}, lambda day: day.weekday())
    verdict = judge(past)
    assert verdict and verdict.naive.wape == 0 and not verdict.better
    few = Past(dict(list(past.arrivals.items())[:25]), past.kind_of)
    assert judge(few) is None


def test_a_half_hour_gets_the_fewest_windows_that_keep_the_promise() -> None:
    arrivals = [0.0] * 18 + [6.0, 12.0, 14.0, 9.0, 3.0] + [0.0] * 25
    busy = BusyTime(minutes=8, cv=0.7)
    told = planning.plan(arrivals, busy, windows=3)
    work = staffing.lagged([2 * people for people in arrivals], busy.minutes, busy.cv)
    for half_hour, rate in zip(told, work, strict=True):
        load = rate / 60 * busy.minutes
        enough, one_less = (
            staffing.waits_longer(half_hour.needed - less, load, 15, busy.minutes) for less in (0, 1)
        )
        if half_hour.needed:
            assert enough <= 0.10 < one_less and half_hour.level == pytest.approx(1 - enough)
    assert max(one.needed for one in told) > 3 and min(one.level_of_all for one in told) < 0.5
    mixed = planning.together({"quick": 30, "slow": 10}, {"quick": BusyTime(4, 0.5), "slow": BusyTime(20, 0.5)})
    assert mixed.minutes == 8 and mixed.cv == pytest.approx(1.09, abs=0.01)


def test_windows_are_grouped_by_what_they_serve_as_their_own() -> None:
    groups = [(pool.agency, pool.services, pool.windows, pool.helping) for pool in pools_of(read(CONFIG))]
    assert groups == [
        # Window 5 may help with taxes; it is planned for with the pensions, and nobody plans for it twice.
        ("taxes", ("tax", "deeds"), ("east/1", "east/2", "east/3", "east/4"), ("east/5",)),
        ("social", ("pension",), ("east/5", "east/6", "east/7"), ()),
        ("traffic", ("cars", "licences"), ("west/1", "west/2"), ()),
    ]


@pytest.fixture
def planned(api: Api, tmp_path) -> Iterator[Api]:  # type: ignore[no-untyped-def]
    """Ask a hall that plans from a ledger of the test."""
    extensions = api.program.app.extensions
    before = extensions["hall.planning"]
    engine = open_to_write(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    extensions["hall.planning"] = Planning(History(open_ledger(engine.url.render_as_string())))
    api.engine = engine  # type: ignore[attr-defined]
    yield api
    extensions["hall.planning"] = before


def the_page(api: Api, query: str = "", language: str = "en") -> str:
    answer = api.get(f"/manage/plan?lang={language}{query}", role="manager")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_a_hall_without_days_says_so(planned: Api) -> None:
    assert "nothing to plan from" in the_page(planned) and "plan.csv" not in the_page(planned)
    assert "closed on that day" in the_page(planned, "&day=2014-08-23")
    assert planned.get("/manage/plan?day=2014-08-20", role="manager").status_code == 422, "today is no coming day"
    assert planned.get("/manage/plan.csv").status_code == 401


def test_a_hall_with_two_weeks_plans_by_last_week(planned: Api) -> None:
    count_up(planned.engine, read(CONFIG), open_days(YESTERDAY, 2), visits=12)  # type: ignore[attr-defined]
    assert "too few to test a forecast" in the_page(planned)


def test_a_plan_that_was_looked_at_while_the_recorder_was_behind_is_made_anew_once_it_has_caught_up(
    planned: Api,
) -> None:
    centre, days = read(CONFIG), open_days(YESTERDAY, 2)
    record(planned.engine, centre, days[:7], visits=1)  # type: ignore[attr-defined]
    assert "The ledger has 7 days" in the_page(planned)
    record(planned.engine, centre, days[7:], visits=1)  # type: ignore[attr-defined]
    assert f"The ledger has {len(days)} days" in the_page(planned), "as its workbook would say, which reads anew"


def test_the_plan_of_tomorrow_is_told_with_its_error_and_taken_along_for_the_rota(planned: Api) -> None:
    *before, last = open_days(YESTERDAY, 7)
    count_up(planned.engine, read(CONFIG), before, visits=26)  # type: ignore[attr-defined]
    record(planned.engine, read(CONFIG), [last], visits=26)  # type: ignore[attr-defined]
    said = the_page(planned)
    assert "Forecast from" in said and "mean error" in said and "2014-08-21 (Thursday)" in said
    assert "预测依据" in the_page(planned, language="zh")
    told = planned.get("/manage/plan.csv?lang=en", role="manager").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert len({row["Agency"] for row in rows}) == 3
    busiest = max(rows, key=lambda row: float(row["Arrivals expected"]))
    assert busiest["From"] in ("10:00", "10:30", "14:30", "15:00") and int(busiest["Windows needed"]) >= 2
    assert all(float(row["Called within 15 min as planned (%)"]) >= 90 for row in rows)
    assert {row["Agency"]: row["Windows that may help out"] for row in rows}["Tax Bureau"] == "1"
    only = planned.get("/manage/plan.csv?lang=en&hall=west", role="manager").get_data().decode("utf-8-sig")
    assert len(only.splitlines()) < len(rows)


def test_the_plan_is_taken_along_as_a_workbook_that_says_first_what_it_means(planned: Api, tmp_path: Path) -> None:
    count_up(planned.engine, read(CONFIG), open_days(YESTERDAY, 2), visits=12)  # type: ignore[attr-defined]
    assert 'action="/manage/plan/workbook?day=2014-08-21&amp;hall="' in the_page(planned)
    settings = planned.program.app.extensions["hall.opened"].settings.model_copy(
        update={"ledger_url": planned.engine.url.render_as_string()}  # type: ignore[attr-defined]
    )
    formula = Text(zh="=1+1", en="=cmd|' /C calc'!A0")
    hall, part = planned.handles, tmp_path / "plan.xlsx"
    services = {name: one.model_copy(update={"name": formula}) for name, one in hall.centre.services.items()}
    centre = hall.centre.model_copy(update={"services": services})
    work = Work(settings, centre, hall.reading, hall.presence, part, lambda *_: None)
    assert plan_export.write(work, "2014-08-21", "east", "en").name == "plan-2014-08-21.xlsx"
    book = load_workbook(part)
    assert book.sheetnames == ["Definitions", "Rota"]
    meanings = {row[0].value: row[1].value for row in book["Definitions"].iter_rows(min_row=2)}
    heads = [cell.value for cell in book["Rota"][1]]
    assert set(heads[5:]) <= set(meanings) and all(meanings.values()), "every figure is defined"
    assert "too few to test a forecast" in meanings["What the forecast is worth"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    told = planned.get("/manage/plan.csv?lang=en&hall=east", role="manager").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    written = [dict(zip(heads, row, strict=True)) for row in book["Rota"].iter_rows(min_row=2, values_only=True)]
    assert len(written) == len(rows) > 10
    for one, other in zip(written, rows, strict=True):
        for name in ("Windows needed", "Windows configured", "Windows that may help out"):
            assert one[name] == int(other[name])
        assert f"{one['Arrivals expected']:.1f}" == other["Arrivals expected"]
        assert f"{100 * one['Called within 15 min as planned (%)']:.0f}" == other["Called within 15 min as planned (%)"]


def test_managers_alone_begin_the_workbook_and_are_led_back_to_the_same_plan(planned: Api) -> None:
    refused(planned.post("/manage/plan/workbook?day=2014-08-21&hall=east", role="guide"), 403, "NOT_ALLOWED")
    for day in ("2014-08-20", "2014-09-04"):
        over = planned.post(f"/manage/plan/workbook?day={day}", role="manager", headers={"Accept": "text/html"})
        assert over.status_code == 422, "today is planned already, and nobody knows what comes in two weeks"
        assert "/manage/plan/workbook" not in over.get_data(as_text=True), "it cannot be opened, only asked for"
    begun = planned.post("/manage/plan/workbook?day=2014-08-21&hall=east", role="manager")
    assert begun.status_code == 303
    assert begun.headers["Location"].startswith("/manage/plan?day=2014-08-21&hall=east&job=")
    page = planned.get(f"{begun.headers['Location']}&lang=en", role="manager").get_data(as_text=True)
    assert "Plan of windows (Excel)" in page
