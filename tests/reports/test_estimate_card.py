"""The hall marks its own estimates: what was told of waits against what they came to be."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import Engine

from hall.reports.estimate_chart import tell
from hall.store.tickets import NewTicket
from tests.api import Api, refused, said
from tests.builders import ZONE, Story, moment
from tests.reports.days import ADay
from tests.reports.test_reports import DAY, RECOUNT, record, report, the_log

MINUTE = 60_000


class ToldStory(Story):
    """Tell everybody a wait that has little to do with the day, so that each figure has something to count."""

    def newcomer(self, service: str, **known: Any) -> NewTicket:
        low = self.clock.now // MINUTE % 7 * MINUTE
        return super().newcomer(service, **{"expected": f"{low},{low * 2 + 30_000},{low * 3 + 90_001}", **known})


@pytest.mark.slow
def test_somebody_else_counts_the_same_card_from_the_event_log(reporting: Api, ledger: Engine) -> None:
    story = ToldStory(reporting.handles.redis)
    ADay(story, seed=21).happen(500)
    record(reporting, ledger)
    command = [sys.executable, RECOUNT, "--zone", ZONE.key, "--first", DAY, "--last", DAY, "--by", "estimate"]
    counted = json.loads(subprocess.run(command, input=the_log(story), check=True, capture_output=True).stdout)
    found = report(reporting, f"estimate?day={DAY}")
    told = {one["half_hour"]: one["figures"] for one in found["half_hours"]}
    told |= {one["id"]: one["figures"] for one in found["services"]}
    assert counted == {"": found["total"], **told}
    assert found["total"]["n"] > 30 and 0 < found["total"]["inside_percent"] < 100
    assert found["total"]["too_little_percent"] > 0 and found["total"]["bias_ms"] < 0


def a_morning(api: Api) -> list[dict[str, Any]]:
    """One window, eight minutes usual: the first is called at once, then one after eight minutes, one after fifty."""
    api.opens("east/1")
    people = [api.takes("tax")]
    api.calls()
    people += [api.takes("tax"), api.takes("tax")]
    api.at("9:13")
    api.act("east/1", "finish-and-call-next")
    api.at("9:55")
    api.act("east/1", "finish-and-call-next")
    return people


def test_a_morning_s_estimates_are_marked(reporting: Api, ledger: Engine) -> None:
    first, second, third = a_morning(reporting)
    assert first["estimate"] == {"low": 0, "high": 120}
    record(reporting, ledger)
    found = report(reporting, "estimate")
    assert found["total"] == {**found["half_hours"][0]["figures"]} == found["services"][0]["figures"]
    assert found["half_hours"][0]["half_hour"] == "09:00" and found["services"][0]["id"] == "tax"
    total = found["total"]
    assert (total["n"], total["waited_mean_ms"]) == (3, (0 + 8 + 50) * MINUTE // 3)
    # The second lay inside; the third waited 50 minutes and was told a quarter of an hour or so.
    assert total["inside_percent"] == 66.7 and total["too_little_percent"] == 33.3
    assert third["told"]["high"] + 600 < 50 * 60 and total["bias_ms"] < 0
    assert second["told"]["low"] <= 8 * 60 <= second["told"]["high"]


def test_who_put_her_turn_off_or_got_a_priority_is_another_wait(reporting: Api, ledger: Engine) -> None:
    reporting.opens("east/1")
    reporting.takes("tax")
    reporting.calls()
    people = [reporting.takes("tax") for _ in range(3)]
    said(reporting.post(f"/tickets/{people[0]['id']}/defer", {"minutes": 10}))
    priority = {"standing": "priority", "reason": "elderly"}
    said(reporting.post(f"/tickets/{people[1]['id']}/standing", priority, role="guide"))
    for at in ("9:15", "9:25", "9:35"):
        reporting.at(at)
        reporting.act("east/1", "finish-and-call-next")
    record(reporting, ledger)
    assert report(reporting, "estimate")["total"]["n"] == 2


def test_the_page_says_what_was_kept_and_what_was_not(reporting: Api, ledger: Engine) -> None:
    a_morning(reporting)
    record(reporting, ledger)
    for language, few in (("zh-CN", "不足 20 个"), ("en", "fewer than 20")):
        page = reporting.get(f"/manage/reports/estimate?day={DAY}&lang={language}", role="manager").text
        assert few in page and "66.7" in page and 'class="errors-chart"' in page
    nothing = reporting.get("/manage/reports/estimate?day=2014-08-19&lang=en", role="manager").text
    assert "nothing to compare" in nothing and "errors-chart" not in nothing


def test_only_managers_see_the_card(reporting: Api) -> None:
    refused(reporting.get("/reports/estimate", role="clerk"), 403, "NOT_ALLOWED")
    refused(reporting.get("/reports/estimate?span=year", role="manager"), 422, "UNPROCESSABLE_ENTITY")
    there = reporting.get("/manage/reports/estimate", role="clerk").headers["Location"]
    assert there == "/sign-in?next=/manage/reports/estimate"
    assert reporting.get("/manage/reports/estimate?day=never", role="manager").status_code == 422


def test_the_wait_that_is_told_is_kept_with_the_number_and_told_anew_on_a_further_copy(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    api.calls()
    for _ in range(3):
        api.takes("tax")
    she = api.takes("tax")
    assert she["told"] == {**she["estimate"], "at": moment("9:05")} and not she["longer"]
    api.at("9:25")
    later = said(api.get(f"/tickets/{she['id']}"))
    # Nobody was called for twenty minutes: it ends later now than was told, and every door says so.
    assert later["longer"] and later["told"] == she["told"]
    for language, words in (("zh-CN", "比预计时间长，请您稍候"), ("en", "Longer than expected")):
        assert words in api.get(f"/t/{she['id']}?lang={language}").text
    again = said(api.post(f"/tickets/{she['id']}/reprint", role="kiosk"))
    assert again["told"] == {**again["estimate"], "at": moment("9:25")} and not again["longer"]
    assert "比预计时间长" not in api.get(f"/t/{she['id']}?lang=zh-CN").text


def test_a_bias_that_rounds_to_nothing_has_no_sign() -> None:
    told = [tell({"bias_ms": ms}, "bias_ms") for ms in (-2_000, 2_000, -90_000, 60_000)]
    assert told == ["0.0", "0.0", "-1.5", "+1.0"]
