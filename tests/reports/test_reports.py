"""Reports over HTTP: their figures are those that somebody else counts from the event log, to the last digit."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from redis import Redis
from sqlalchemy import Engine, text

from hall.processes import Child
from hall.reports.cells import safe
from hall.store.alerting import Verdict
from hall.store.at_kiosks import KioskSays
from hall.store.ledger.asking import Asking
from hall.store.ledger.opening import open_ledger
from hall.store.presence import Presence
from hall.store.server import QueueServer
from tests.api import CONFIG, Api, refused, said
from tests.builders import PATIENCE_SECONDS, ZONE, Story, wait_until
from tests.reports.days import ADay
from tests.reports.ledgers import recorder

RECOUNT = Path(__file__).with_name("recount.py")
RECOUNT_COURSE = Path(__file__).with_name("recount_course.py")
DAY = "2014-08-20"
DAY_MS = 24 * 3600 * 1000


def report(api: Api, query: str) -> Any:
    return said(api.get(f"/reports/{query}", role="manager"))


def record(api: Api, ledger: Engine) -> None:
    recorder(api.handles.redis, ledger).catch_up()


@pytest.mark.slow
def test_somebody_else_counts_the_same_from_the_event_log(reporting: Api, ledger: Engine) -> None:
    story = Story(reporting.handles.redis)
    for seed in (11, 12):
        ADay(story, seed).happen(500)
        evening = story.clock.now
        devices_fail(story)
        story.clock.now = evening + 20 * 3_600_000
    record(reporting, ledger)
    log = the_log(story)
    as_kept = {"HALL_LEDGER_URL": ledger.url.render_as_string(hide_password=False)}
    assert the_log(story, "--recorded", **as_kept) == log, "the ledger tells the same as the stream"
    asked = [("day", "service", DAY, DAY), ("day", "window", "2014-08-21", "2014-08-21"),
             ("week", "window", "2014-08-18", "2014-08-24"), ("month", "service", "2014-08-01", "2014-08-31")]
    for span, by, first, last in asked:
        command = [sys.executable, RECOUNT, "--zone", ZONE.key, "--first", first, "--last", last, "--by", by]
        counted = json.loads(subprocess.run(command, input=log, check=True, capture_output=True).stdout)
        found = report(reporting, f"{span}?day={last}&by={by}")
        assert (found["first_day"], found["last_day"]) == (first, last)
        assert found["total"] == counted.pop("")
        assert {one["id"]: one["figures"] for one in found["lines"]} == counted
        assert found["total"]["waiting"]["n"] > 20 and found["total"]["appointments"]["n"] > 2
    # The month has everything: both kinds of ratings, chains of services, and each kind of entry.
    ratings = found["total"]["ratings"]
    assert 0 < ratings["low"] < ratings["rated"] < ratings["finished_services"] != found["total"]["finished"]
    assert all(found["total"]["entries"].values())
    for span, first, last in (("day", DAY, DAY), ("week", "2014-08-18", "2014-08-24")):
        more = ["--zone", ZONE.key, "--first", first, "--last", last, "--what"]
        counted = {what: json.loads(subprocess.run([sys.executable, RECOUNT_COURSE, *more, what], input=log, check=True,
                                                   capture_output=True).stdout) for what in ("course", "devices")}
        assert course_told(report(reporting, f"course?span={span}&day={last}")) == counted["course"]
        lines = report(reporting, f"devices?span={span}&day={last}")["lines"]
        told = {f"{one['trouble']}/{one['device']}/{one['reason']}": [one["times"], one["ms"], one["longest_ms"]]
                for one in lines}
        assert told == counted["devices"] and {one["trouble"] for one in lines} >= {"kiosk_silent", "printer"}
        assert any(one["still"] for one in lines) is (span == "week")


def devices_fail(story: Story) -> None:
    """A printer is out of paper and then open, a kiosk falls silent, a screen is lost and found."""
    day = story.clock.now // DAY_MS
    for state, minutes in (("ok", 1), ("paper_end", 7), ("cover_open", 2), ("ok", 3), ("paper_end", 4), ("ok", 1)):
        story.tickets.hear_kiosk(KioskSays("kiosk-1", state), day)
        story.later(minutes=minutes)
    story.tickets.miss_kiosk("kiosk-1")
    story.later(minutes=90)
    for bad in (True, False):
        story.redis.zadd(story.keys("due"), {"screen:tv-1": story.clock.now})
        verdict = Verdict("screen_silent:tv-1", bad, story.clock.now)
        story.tickets.settle_alerts(["screen:tv-1"], "screen:tv-1:again", [verdict])
        story.later(minutes=13)
    # Whatever looks again at what stays wrong would look for screens that there are not.
    story.redis.zrem(story.keys("due"), "screen:tv-1:again")


def course_told(found: dict[str, Any]) -> dict[str, Any]:
    """Return the course as it was told under the names that the recount gives."""
    def slot(one: dict[str, Any]) -> dict[str, Any]:
        return {name: one[name] for name in ("taken", "calls", "waiting")}

    half_hours = {one["from"]: slot(one) for one in found["half_hours"] if one["taken"] or one["calls"]}
    heat = {f"{one['service']} {one['hour']}": slot(one) for one in found["heat"]}
    return {"half_hours": half_hours, "days": {one["day"]: slot(one) for one in found["days"]}, "heat": heat}


def the_log(story: Story, *options: str, **environment: str) -> bytes:
    """Print the event log as a program does that knows nothing else of the hall."""
    url = f"unix://{story.redis.connection_pool.connection_kwargs['path']}"
    told = {**os.environ, "HALL_REDIS_URL": url, "HALL_CONFIG": str(CONFIG), **environment}
    return subprocess.run([sys.executable, "-m", "hall", "events", *options], env=told, check=True,
                          capture_output=True).stdout


def a_morning(api: Api) -> None:
    """Three take numbers at 9:05, two are called after 10 and 18 minutes; the first is served for 7 minutes."""
    api.opens("east/1")
    for _ in range(3):
        api.takes("tax")
    api.at("9:15")
    api.calls()
    api.at("9:16")
    api.act("east/1", "start")
    api.at("9:23")
    api.act("east/1", "finish-and-call-next")
    api.at("9:26")
    api.act("east/1", "no-show", {"early": True})
    api.at("9:30")
    api.act("east/1", "close")


def test_a_day_in_figures(reporting: Api, ledger: Engine) -> None:
    a_morning(reporting)
    record(reporting, ledger)
    found = report(reporting, f"day?day={DAY}&by=agency")
    [line] = found["lines"]
    assert (line["id"], line["name"]["en"]) == ("taxes", "taxes") or line["name"]["zh"]
    figures = line["figures"]
    # Notices and groups belong to no agency.
    assert {**figures, "entries": None} == {**found["total"], "entries": None}
    assert (figures["taken"], figures["called"], figures["finished"], figures["no_show"]) == (3, 2, 1, 1)
    assert figures["waiting"] == {
        "n": 2, "mean_ms": 14 * 60_000, "p50_ms": 10 * 60_000, "p90_ms": 18 * 60_000,
        "within_15_min_percent": 50.0, "within_20_min_percent": 100.0,
    }
    assert figures["service_time"] == {"n": 1, "mean_ms": 420_000, "p50_ms": 420_000, "p90_ms": 420_000}
    assert figures["walking"] == {"n": 1, "mean_ms": 60_000} and figures["no_show_percent"] == 50.0
    # Open from 9:05: ten minutes with nobody, one on the way, seven served, three on the way, four with nobody.
    assert figures["windows"] == {"serving_ms": 420_000, "called_ms": 240_000, "idle_ms": 840_000, "paused_ms": 0,
                                  "idle_percent": 56.0}


def test_a_day_in_ratings_and_entries(reporting: Api, ledger: Engine) -> None:
    a_morning(reporting)
    served = next(one["ticket"] for one in reporting.events() if one["type"] == "finished")
    said(reporting.post(f"/tickets/{served}/rating", {"level": 4, "reasons": ["quick"]}))
    for who, service in (("guided", "papers"), ("deflected", "tax"), ("deflected", "tax")):
        said(reporting.post(f"/services/{service}/{who}", role="kiosk"))
    said(reporting.post("/notices", {"notice": "lunch"}, role="guide"))
    record(reporting, ledger)
    total = report(reporting, f"day?day={DAY}&by=service")["total"]
    assert total["ratings"] == {"finished_services": 1, "rated": 1, "satisfied": 1, "low": 0,
                                "satisfied_percent": 100.0, "unrated_percent": 0.0}
    assert total["entries"] == {"deflected": 2, "guided": 1, "notices": 1, "group_visits": 0, "group_persons": 0}
    [clerk] = report(reporting, f"day?day={DAY}&by=clerk")["lines"]
    assert clerk["figures"] is None, "nothing is told about a clerk of whom there are so few"


def test_days_weeks_and_months_are_those_of_the_calendar(reporting: Api, ledger: Engine) -> None:
    for query, days in {"day": (DAY, DAY), "week": ("2014-08-18", "2014-08-24"), "month": ("2014-08-01", "2014-08-31"),
                        "month?day=2024-02-10": ("2024-02-01", "2024-02-29")}.items():
        found = report(reporting, query)
        assert (found["first_day"], found["last_day"]) == days
        assert found["total"]["taken"] == 0 and found["lines"] == [] and found["total"]["waiting"]["p90_ms"] is None


@pytest.mark.slow
def test_nothing_is_told_about_a_clerk_of_whom_there_are_few(reporting: Api, ledger: Engine) -> None:
    reporting.opens("east/1")
    for served in range(1, 21):
        reporting.takes("tax")
        reporting.calls()
        reporting.act("east/1", "start")
        reporting.act("east/1", "finish")
        if served in (19, 20):
            record(reporting, ledger)
            [line] = report(reporting, "day?by=clerk")["lines"]
            assert (line["figures"] is None) is (served == 19) and line["name"]["en"] == "clerk-1"


def test_only_managers_read_reports_and_what_makes_no_sense_is_invalid(reporting: Api) -> None:
    for role in ("program", "clerk", "guide", "kiosk"):
        refused(reporting.get("/reports/day", role=role), 403, "NOT_ALLOWED")
        refused(reporting.get("/manage/reports.csv", role=role), 403, "NOT_ALLOWED")
    # Of the calendar's first and last days there is no day before or after to lead to.
    for query in ("day=2014-13-01", "day=0001-01-01", "day=9999-12-31", "by=weather", "since=1"):
        refused(reporting.get(f"/reports/day?{query}", role="manager"), 422, "UNPROCESSABLE_ENTITY")
        assert reporting.get(f"/manage/reports?{query}", role="manager").status_code == 422
    assert reporting.get("/manage/reports", role="clerk").headers["Location"] == "/sign-in?next=/manage/reports"


def test_without_a_ledger_the_report_says_so(api: Api, tmp_path: Path) -> None:
    extensions = api.program.app.extensions
    before = extensions["hall.ledger"]
    extensions["hall.ledger"] = Asking(open_ledger(f"sqlite:///{tmp_path / 'none.sqlite'}"))
    refused(api.get("/reports/day", role="manager"), 503, "LEDGER_OUT_OF_REACH")
    extensions["hall.ledger"] = before
    assert not (tmp_path / "none.sqlite").exists()


def test_the_table_is_taken_along_as_csv_that_no_spreadsheet_takes_for_formulas(reporting: Api, ledger: Engine) -> None:
    a_morning(reporting)
    record(reporting, ledger)
    answer = reporting.get(f"/manage/reports.csv?day={DAY}&by=agency&lang=en", role="manager")
    assert answer.data.startswith(b"\xef\xbb\xbf") and answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Agency", "Taken", "Called", "Finished"]
    assert rows[1][:6] == ["Whole centre", "3", "2", "1", "50.0", "14.0"]


def test_a_cell_that_a_spreadsheet_would_compute_is_text() -> None:
    for cell in ("=1+1", "+1", "-1", "@x", "\tx"):
        assert safe(cell) == f"'{cell}"
    assert safe("12.0") == "12.0" and safe("东厅") == "东厅"


@pytest.mark.slow
def test_a_web_process_reads_the_database_of_several_machines(server: QueueServer, redis: Redis, database: str) -> None:
    told = {"HALL_REDIS_URL": server.url, "HALL_CONFIG": str(CONFIG), "HALL_LEDGER_URL": database}
    story = Story(redis)
    story.takes("tax")
    serve = "hall", "serve", "--port", "0"
    with Child("hall", "record", environment=told) as program, Child(*serve, environment=told) as web:
        program.ready()
        token = Presence(redis, story.keys).new_token("manager", "manager-1", "*")
        address = f"{web.ready()['url']}/api/v1/reports/day?day={DAY}"

        def taken() -> int:
            answer = requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE_SECONDS)
            return int(answer.json()["total"]["taken"])

        wait_until(lambda: taken() == 1, "the number in the report")
    with open_ledger(database).begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
