"""The figures of the day so far: counted while it happens, they are what anybody counts afterwards from the log."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from hall.reports.weekdays import Usual, Weekdays, moments
from hall.rules.so_far import SoFar
from hall.rules.visit import Outcome, Visit
from hall.rules.visits import visits_of
from hall.store.ledger.arrivals import Arrivals
from hall.store.ledger.asking import TOTAL, Asking
from hall.store.ledger.opening import open_ledger
from tests.builders import DAY, ZONE, Story, moment
from tests.reports.days import ADay
from tests.reports.ledgers import open_to_write, recorder

MINUTE_MS = 60_000
WEDNESDAY = datetime(*DAY, tzinfo=ZONE)


def somebody_else_s_count(visits: dict[str, Visit], service: str) -> tuple[list[int], list[int], list[int], int]:
    """Count the slow way: who came, the waits, who was not called yet, what was finished."""
    mine = [one for one in visits.values() if one.service == service and one.outcome != Outcome.PRINT_FAILED]
    uncalled = [
        one.issued_at for one in mine
        if one.waiting_ms is None and not one.outcome and one.state in ("waiting", "reserved")
    ]
    waits = [one.waiting_ms for one in mine if one.waiting_ms is not None]
    return sorted(one.issued_at for one in mine), sorted(waits), sorted(uncalled), sum(len(one.done) for one in mine)


@pytest.mark.parametrize("seed", [3, 4])
def test_counted_event_by_event_a_day_is_what_it_is_counted_from_its_log(centre: Story, seed: int) -> None:
    ADay(centre, seed).happen(300)
    events, day = centre.events(), SoFar()
    for number, event in enumerate(events, 1):
        day.take(event)
        if number % 40 and number < len(events):
            continue
        visits = visits_of(events[:number])
        for service in {one.service for one in visits.values()}:
            counted = day.tallies.of([service])
            assert (counted.came, counted.waits, counted.uncalled, counted.done) == somebody_else_s_count(
                visits, service
            )


def test_the_day_so_far_and_the_ledger_s_report_tell_the_same(centre: Story, tmp_path: Path) -> None:
    ADay(centre, seed=5).happen(250)
    ledger = open_to_write(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    recorder(centre.redis, ledger).catch_up()
    day = SoFar()
    for event in centre.events():
        day.take(event)
    found = Asking(ledger).figures(WEDNESDAY.date(), WEDNESDAY.date(), "service").sums
    assert found[TOTAL].counts["called"] > 20
    for name, sums in found.items():
        counted = day.tallies.of(day.tallies.services if name == TOTAL else [name])
        assert (len(counted.came), counted.called, counted.short) == tuple(
            sums.counts[one] for one in ("taken", "called", "short_waits")
        )
        assert counted.percentiles() == sums.waiting


def rated(seq: int, ticket: str, turn: int, level: int) -> dict[str, str]:
    return {"seq": str(seq), "at": "9", "type": "rated", "ticket": ticket, "turn": str(turn), "level": str(level)}


def test_a_rating_counts_once_and_three_is_the_least_that_is_satisfied() -> None:
    day = SoFar()
    for seq, (ticket, level) in enumerate({"a": 5, "b": 3, "c": 2, "d": 0}.items()):
        about = {"seq": str(seq), "at": "5", "ticket": ticket, "service": "tax"}
        for kind in ("issued", "called", "finished"):
            day.take({**about, "type": kind, "window": "east/1"})
        if level:
            day.take(rated(seq, ticket, 1, level))
    day.take(rated(99, "yesterday's", 1, 1))
    counted = day.tallies.of(["tax"])
    assert (counted.done, counted.rated, counted.satisfied) == (4, 3, 2)
    # The second of her services is finished, and rated for itself.
    day.take({"seq": "100", "at": "8", "ticket": "a", "service": "deeds", "type": "finished", "window": "east/1"})
    day.take(rated(101, "a", 2, 1))
    counted = day.tallies.of(["tax"])
    assert (counted.done, counted.rated, counted.satisfied) == (5, 4, 2)


def on_day(centre: Story, days: int, *times: str) -> None:
    """Let people come on a day, counted from the story's own."""
    for time in times:
        centre.clock.now = moment(time, days)
        centre.takes("tax")


def test_usual_is_who_had_come_by_this_time_on_the_same_weekdays(centre: Story, ledger: Engine) -> None:
    on_day(centre, -14, "9:00", "9:30", "9:59:59", "10:00")
    on_day(centre, -7, "9:00", "11:00")
    on_day(centre, -1, "9:00", "9:05")
    recorder(centre.redis, ledger).catch_up()
    weekdays = Weekdays(Arrivals(ledger))
    weekdays.ask(WEDNESDAY + timedelta(hours=10))
    # Two of the four Wednesdays before are known, with three people and one; the other two were no days for the hall.
    usual = weekdays.usual(WEDNESDAY)
    assert usual == Usual(2, Counter({"tax": 4}))
    assert (usual.of(["tax"]), usual.of(["deeds"]), usual.everybody) == (2.0, 0.0, 2.0)


def test_without_a_ledger_nothing_is_usual(tmp_path: Path) -> None:
    weekdays = Weekdays(Arrivals(open_ledger(f"sqlite:///{tmp_path / 'none.sqlite'}")))
    weekdays.ask(WEDNESDAY)
    assert weekdays.usual(WEDNESDAY).everybody is None


def test_the_same_weekdays_are_four_weeks_of_them_at_the_same_time_on_the_wall() -> None:
    assert list(moments(WEDNESDAY + timedelta(hours=9))) == ["2014-08-13", "2014-08-06", "2014-07-30", "2014-07-23"]
    assert moments(WEDNESDAY + timedelta(hours=9))["2014-08-13"] == moment("9:00", -7)
