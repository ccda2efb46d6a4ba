"""The views of a report: how the days went, the heat map, devices, the workbook; what is missing says why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, event

from hall.reports import workbook
from hall.store.at_kiosks import KioskSays
from hall.store.ledger.writing import Ledger
from hall.web.jobs import Work
from tests.api import Api, refused, said
from tests.builders import ZONE
from tests.reports.ledgers import recorder
from tests.reports.test_reports import DAY, DAY_MS, a_morning

QUERY = f"span=day&day={DAY}"


def told(api: Api, ledger: Engine) -> None:
    recorder(api.handles.redis, ledger).catch_up()


def shown(api: Api, view: str, query: str = QUERY, language: str = "en") -> str:
    answer = api.get(f"/manage/reports{view}?{query}&lang={language}", role="manager")
    assert answer.status_code == 200, answer.text
    return answer.text


def a_broken_printer(api: Api) -> None:
    day = api.clock.now // DAY_MS
    for minutes, state in ((0, "paper_end"), (12, "ok")):
        api.clock.now += minutes * 60_000
        api.handles.tickets.hear_kiosk(KioskSays("kiosk-1", state), day)


def test_the_course_is_drawn_from_the_figures_of_its_table(reporting: Api, ledger: Engine) -> None:
    a_morning(reporting)
    told(reporting, ledger)
    page = shown(reporting, "/course")
    assert '<th scope="row">09:00</th><td>3</td><td>2</td><td>14.0</td><td>10.0</td><td>18.0</td><td>50.0' in page
    arrivals, waits = [json.loads(one.partition("</script>")[0])
                       for one in page.split('<script type="application/json">')[1:]]
    assert [one["data"] for one in arrivals["series"]] == [[3], [2]]
    assert [one["data"] for one in waits["series"]] == [[10.0], [18.0]]
    assert arrivals["xAxis"]["data"] == ["09:00"] and "By day" not in page, "one day is no course of days"
    assert "By day" in shown(reporting, "/course", f"span=week&day={DAY}")


def test_the_heat_map_is_a_table_whose_cells_have_their_numbers(reporting: Api, ledger: Engine) -> None:
    a_morning(reporting)
    told(reporting, ledger)
    for figure, cell in (("taken", '<td class="heat-2">3</td>'), ("wait_p50", '<td class="heat-1">10.0</td>'),
                         ("wait_p90", '<td class="heat-3">18.0</td>'),
                         ("within_15", '<td class="heat-4">50.0</td>')):
        assert cell in shown(reporting, "/heat", f"{QUERY}&figure={figure}"), figure
    for view in ("", "/course", "/heat", "/devices"):
        assert reporting.get(f"/manage/reports{view}?{QUERY}&figure=weather", role="manager").status_code == 422
        assert reporting.get(f"/manage/reports{view}?{QUERY}", role="clerk").headers["Location"].startswith("/sign-in")


def test_devices_are_told_by_their_places_and_a_hall_without_troubles_says_so(reporting: Api, ledger: Engine) -> None:
    told(reporting, ledger)
    assert "这段时间设备没有故障记录" in shown(reporting, "/devices", language="zh-CN")
    a_broken_printer(reporting)
    told(reporting, ledger)
    page = shown(reporting, "/devices")
    assert "out of paper" in page and "<td>1</td><td>12.0</td><td>12.0</td><td>–</td>" in page


def test_a_recorder_that_is_behind_is_told_with_how_far(reporting: Api, ledger: Engine) -> None:
    reporting.takes("tax")
    told(reporting, ledger)
    assert "数据截至 2014-08-20 09:05" in shown(reporting, "", language="zh-CN")
    reporting.at("9:07")
    for _ in range(2):
        reporting.takes("tax")
    assert "记账程序落后：数据截至 2014-08-20 09:05:00，还有 2 个事件未入账" in shown(reporting, "", language="zh-CN")


def test_a_report_is_of_one_moment_while_the_recorder_goes_on(reporting: Api, ledger: Engine) -> None:
    reporting.takes("tax")
    told(reporting, ledger)
    engine = reporting.program.app.extensions["hall.ledger"]._engine
    reads: list[str] = []

    @event.listens_for(engine, "after_cursor_execute")
    def another(_: Any, __: Any, statement: str, *___: Any) -> None:
        """Somebody comes, and is recorded, after each of the report's readings."""
        reads.append(statement)
        reporting.takes("tax")
        told(reporting, ledger)

    found = said(reporting.get(f"/reports/day?day={DAY}&by=service", role="manager"))
    assert len(reads) > 5 and found["total"]["taken"] == found["lines"][0]["figures"]["taken"]
    assert found["total"] == {**found["lines"][0]["figures"], "windows": found["total"]["windows"],
                              "entries": found["total"]["entries"]}


def test_more_special_calls_than_2_in_100_are_marked(reporting: Api, ledger: Engine) -> None:
    reporting.opens("east/1")
    reporting.takes("tax")
    wanted = reporting.takes("tax")
    said(reporting.act("east/1", "call-this", {"number": wanted["number"], "reason": "asked for"}))
    told(reporting, ledger)
    figures = said(reporting.get(f"/reports/day?day={DAY}", role="manager"))["total"]
    assert (figures["calls"], figures["special_calls"], figures["special_call_percent"]) == (1, 1, 100.0)
    assert '<td class="marked">100.0' in shown(reporting, "") and "above 2%" in shown(reporting, "")


def made(api: Api, folder: Path, ledger: Engine, language: str) -> Any:
    """Let the workbook of the day be written as the worker does."""
    settings = api.program.app.extensions["hall.opened"].settings.model_copy(
        update={"ledger_url": ledger.url.render_as_string(hide_password=False)}
    )
    steps: list[tuple[int, str]] = []
    hall = api.handles
    work = Work(settings, hall.centre, hall.reading, hall.presence, folder / "part", lambda *step: steps.append(step))
    made = workbook.write(work, DAY, DAY, "day", language)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps) and steps[-1][0] == 98
    assert made.name == {"en": f"Day of {DAY}.xlsx", "zh-CN": f"{DAY} 日报.xlsx"}[language]
    (folder / "part").rename(folder / "book.xlsx")
    return load_workbook(folder / "book.xlsx")


def test_a_workbook_says_first_what_its_figures_mean_and_computes_nothing(
    reporting: Api, ledger: Engine, tmp_path: Path
) -> None:
    a_morning(reporting)
    a_broken_printer(reporting)
    told(reporting, ledger)
    formula = "=cmd|' /C calc'!A0"
    place = {"kind": "service", "name": "tax", "agency": "taxes", "hall": "east", "zh": "=1+1", "en": formula}
    Ledger(ledger, ZONE.key).name_places([place])
    book = made(reporting, tmp_path, ledger, "en")
    assert book.sheetnames == ["Definitions", "Agency", "Service", "Window", "Clerk", "Half hours", "Days",
                               "Hour x service", "Devices"]
    meanings = {row[0].value: row[1].value for row in book["Definitions"].iter_rows(min_row=2)}
    heads = [cell.value for cell in book["Service"][1]]
    assert set(heads[1:]) <= set(meanings) and all(meanings.values()), "every column is defined"
    assert [cell.value for cell in book["Service"]["A"]] == ["Service", "Whole centre", formula]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    row = dict(zip(heads, (cell for cell in book["Service"][3]), strict=True))
    assert (row["Taken"].value, row["Mean wait (min)"].value, row["Called in 15 min (%)"].value) == (3, 14, 0.5)
    assert (row["Taken"].number_format, row["Called in 15 min (%)"].number_format) == ("#,##0", "0.0%")
    assert book["Clerk"]["B3"].value == "fewer than 20 served: nothing is told"
    assert all(sheet.freeze_panes == "B2" for sheet in book)
    assert [cell.value for cell in book["Half hours"][2]][:3] == ["09:00", 3, 2]
    assert [cell.value for cell in book["Devices"][2]][3:6] == [1, 12, 12]


@pytest.mark.parametrize("path", ["workbook", "visits"])
def test_files_are_begun_by_managers_alone_and_only_those_that_there_are(api: Api, path: str) -> None:
    refused(api.post(f"/manage/reports/{path}?{QUERY}", role="guide"), 403, "NOT_ALLOWED")
    assert api.post(f"/manage/reports/secrets?{QUERY}", role="manager").status_code == 404


@pytest.mark.parametrize(("view", "leads_to"), [("heat", "/manage/reports/heat?"), ("secrets", "/manage/reports?")])
def test_who_takes_a_file_along_stays_on_her_view(api: Api, view: str, leads_to: str) -> None:
    path = f"/manage/reports/workbook?{QUERY}&figure=wait_p90"
    answer = api.ask("POST", path, role="manager", data={"view": view})
    assert answer.status_code == 303 and answer.headers["Location"].startswith(leads_to)
