"""Long work is done by `hall work`: one sees how far it is, may cancel it, and a killed worker leaves no riddle."""

from __future__ import annotations

import csv
import io
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hall.processes import Child
from tests.api import CONFIG, Api, Programs, refused, said
from tests.builders import wait_until
from tests.reports.ledgers import open_to_write, recorder

ASKED = "/manage/reports/visits?span=day&day=2014-08-20"


def begun(api: Api, key: str = "") -> str:
    """A manager wants every visit of the day as a file; returns the job's id."""
    answer = api.post(ASKED, role="manager", key=key)
    assert answer.status_code == 303, answer.data
    return parse_qs(urlsplit(answer.headers["Location"]).query)["job"][0]


def job(api: Api, errand: str) -> dict[str, Any]:
    told: dict[str, Any] = said(api.get(f"/jobs/{errand}", role="manager"))
    return told


def comes_to(api: Api, errand: str, **wanted: Any) -> dict[str, Any]:
    """Wait until the job is told so."""
    wait_until(lambda: wanted.items() <= job(api, errand).items(), f"{wanted} of {job(api, errand)}")
    return job(api, errand)


@pytest.fixture
def worker(programs: Programs, tmp_path: Path) -> Callable[[], Child]:
    """Start workers of the hall of the test; there is no ledger before something is recorded."""
    told = {"HALL_REDIS_URL": programs.url, "HALL_CONFIG": str(CONFIG), "HALL_DATA": str(programs.data),
            "HALL_LEDGER_URL": f"sqlite:///{tmp_path / 'ledger.sqlite'}"}
    return lambda: Child("hall", "work", environment=told)


@pytest.fixture
def stuck(programs: Programs) -> Callable[[str], Path]:
    """Let a job stand still in the middle: its file is a pipe that nobody reads."""

    def hold(errand: str) -> Path:
        folder = programs.data / "jobs"
        folder.mkdir(exist_ok=True)
        pipe = folder / f"{errand}.part"
        os.mkfifo(pipe)
        return pipe

    return hold


def recorded_day(api: Api, folder: Path) -> None:
    for _ in range(3):
        api.takes("tax")
    recorder(api.handles.redis, open_to_write(f"sqlite:///{folder / 'ledger.sqlite'}")).catch_up()


@pytest.mark.slow
def test_a_job_waits_for_a_worker_says_why_it_cannot_be_done_or_gives_its_file(
    api: Api, worker: Callable[[], Child], tmp_path: Path
) -> None:
    errand = begun(api, "press-000001")
    assert begun(api, "press-000001") == errand, "the same press is the same job"
    assert (job(api, errand)["state"], job(api, errand)["alone"]) == ("waiting", True)
    page = api.get(f"/manage/reports?job={errand}", role="manager").text
    assert "请启动 hall work" in page and "<progress" in page
    refused(api.get(f"/jobs/{errand}/result", role="manager"), 409, "JOB_NOT_DONE")
    with worker():
        assert comes_to(api, errand, state="failed", alone=False)["fault"] == "ledger_away"
        assert "没有完成：台账没有响应" in api.get(f"/manage/jobs/{errand}", role="manager").text
        recorded_day(api, tmp_path)
        again = begun(api)
        comes_to(api, again, state="done")
    answer = api.get(f"/jobs/{again}/result", role="manager")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["A001", "A002", "A003"] and rows[0][1] == "号码"
    assert "visits-2014-08-20" in answer.headers["Content-Disposition"]
    assert f"/api/v1/jobs/{again}/result" in api.get(f"/manage/jobs/{again}", role="manager").text


def test_only_managers_see_jobs_and_an_id_that_is_none_is_unknown(api: Api) -> None:
    errand = begun(api)
    for role in ("clerk", "guide", "program"):
        refused(api.get(f"/jobs/{errand}", role=role), 403, "NOT_ALLOWED")
        refused(api.post(ASKED, role=role), 403, "NOT_ALLOWED")
    for strange in ("0" * 32, "x", f"{errand}0"):
        refused(api.get(f"/jobs/{strange}", role="manager"), 404, "JOB_UNKNOWN")
        refused(api.post(f"/jobs/{strange}/cancel", role="manager"), 404, "JOB_UNKNOWN")


@pytest.mark.slow
@pytest.mark.crash
def test_a_job_is_cancelled_or_done_anew_after_a_stop_and_after_a_kill(
    api: Api, worker: Callable[[], Child], stuck: Callable[[str], Path], tmp_path: Path
) -> None:
    recorded_day(api, tmp_path)
    never, half, later = begun(api), begun(api), begun(api)
    said(api.post(f"/jobs/{never}/cancel", role="manager"))
    assert job(api, never)["state"] == "cancelled"
    stuck(half)
    pipe = stuck(later)
    with worker():
        comes_to(api, half, state="working", word="reading", done=2)
        said(api.post(f"/jobs/{half}/cancel", role="manager"))
        comes_to(api, half, state="cancelled")
        comes_to(api, later, state="working")
    assert job(api, later)["state"] == "waiting", "a worker that is stopped ends at once"
    with worker() as hands:
        comes_to(api, later, state="working", done=2)
        os.kill(hands.pid, signal.SIGKILL)
        comes_to(api, later, state="waiting", done=0, alone=True)
    pipe.unlink()
    with worker():
        comes_to(api, later, state="done")
    assert job(api, never)["state"] == "cancelled"
