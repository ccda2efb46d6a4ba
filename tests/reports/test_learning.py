"""What other days taught is learnt from the ledger when a day ends, and web processes estimate by it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import Engine

from hall.rules.pace import Pace
from hall.store.ledger.learning import learn
from hall.store.paces import Paces
from tests.api import CONFIG, Api
from tests.builders import Story
from tests.reports.ledgers import recorder

MINUTE = 60_000


def a_day_of_twelve_minutes_each(story: Story, visitors: int = 24) -> None:
    """One window, everybody there from the beginning; each takes 11 or 13 minutes, every fourth has a priority."""
    story.opens("east/1")
    for n in range(visitors):
        (story.takes_priority if n % 4 == 3 else story.takes)("tax")
    story.calls("east/1")
    for n in range(visitors):
        story.later(minutes=11 + 2 * (n % 2))
        story.finishes_and_calls("east/1")


def test_the_ledger_teaches_cycles_and_priorities(centre: Story, ledger: Engine) -> None:
    a_day_of_twelve_minutes_each(centre)
    recorder(centre.redis, ledger).catch_up()
    # Everybody came within one half hour: six of 24, so twelve an hour.
    assert learn(ledger) == {"tax": Pace(12 * MINUTE, 0.2, 12.0, 0.85)}


def test_few_visitors_teach_nothing_and_two_weeks_later_all_is_forgotten(centre: Story, ledger: Engine) -> None:
    a_day_of_twelve_minutes_each(centre, visitors=12)
    recorder(centre.redis, ledger).catch_up()
    assert learn(ledger) == {}
    a_day_of_twelve_minutes_each(centre, visitors=12)
    recorder(centre.redis, ledger).catch_up()
    assert learn(ledger)["tax"].cycle_ms == 12 * MINUTE
    centre.later(minutes=15 * 24 * 60)
    centre.takes("deeds")
    recorder(centre.redis, ledger).catch_up()
    assert learn(ledger) == {}


def test_how_many_of_those_who_booked_came(centre: Story, ledger: Engine) -> None:
    a_day_of_twelve_minutes_each(centre)
    slots = [f"{14 + n // 4}:{n % 4 * 15:02d}" for n in range(20)]
    codes = [centre.books("tax", slot) for slot in slots]
    for code, slot in list(zip(codes, slots, strict=True))[:15]:
        centre.checks_in("tax", code=code, at=slot)
    centre.at("19:30")
    centre.takes("deeds")
    recorder(centre.redis, ledger).catch_up()
    assert learn(ledger)["tax"].show_rate == 0.75


@pytest.mark.slow
def test_the_recorder_keeps_it_where_web_processes_read_it(api: Api, redis: Redis, tmp_path: Path) -> None:
    story = Story(redis)
    a_day_of_twelve_minutes_each(story)
    url = f"unix://{redis.connection_pool.connection_kwargs['path']}"
    told = {**os.environ, "HALL_REDIS_URL": url, "HALL_CONFIG": str(CONFIG), "HALL_DATA": str(tmp_path)}
    told.pop("HALL_LEDGER_URL", None)
    for option in ("--once", "--rebuild"):
        subprocess.run([sys.executable, "-m", "hall", "record", option], env=told, check=True, capture_output=True)
        assert Paces(redis, story.keys).read()["tax"].cycle_ms == 12 * MINUTE
        redis.delete(story.keys("pace"))


def test_a_web_process_estimates_by_what_other_days_taught(api: Api) -> None:
    api.opens("east/1")
    for _ in range(12):
        api.takes("tax")
    usual = api.takes("tax")["estimate"]
    Paces(api.handles.redis, api.handles.keys).keep({"tax": Pace(24 * MINUTE, 0.7)})
    api.at("9:07")
    # The small hall says that eight minutes are usual for it.
    assert api.takes("tax")["estimate"]["low"] > 2 * usual["low"]
