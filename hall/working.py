"""Do long work (后台任务), one job after the other, in a process beside the web process: `hall work`."""

from __future__ import annotations

import json
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event as Flag
from typing import Any

from redis.exceptions import RedisError

from hall.handles import handles
from hall.reports import plan_export, visits_csv, workbook
from hall.settings import Settings
from hall.store.errands import KEEP_SECONDS, Errands
from hall.store.ledger.asking import LedgerAway
from hall.web.jobs import JobFailed, Made, Work, folder_of
from hall.what_if import job as what_if

log = logging.getLogger("hall.work")
#: Every job by its name. It gets its work and the arguments that it was begun with, and writes one file.
JOBS: Mapping[str, Callable[..., Made]] = {
    "plan": plan_export.write,
    "visits": visits_csv.write,
    "workbook": workbook.write,
    "what_if": what_if.ask,
}
#: Seconds between two looks for results that are older than a day.
TIDY_SECONDS = 600
#: Seconds until another try when the queue server is away.
RETRY_SECONDS = 1.0
#: Seconds between two tellings of how far a job is: more often than a page asks is no use.
TELL_SECONDS = 0.2


class _Hands:
    """Hold what one process does beside its jobs: say once that it is ready, and tidy away old results."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tidied = 0.0
        self._said = False

    def ready(self) -> None:
        """Say so, the first time."""
        if not self._said:
            print("ready " + json.dumps({"jobs": sorted(JOBS)}), flush=True)
            self._said = True

    def tidy(self) -> None:
        """Remove results that nobody can fetch any more, and what killed jobs have left."""
        now = time.time()
        if now < self._tidied + TIDY_SECONDS:
            return
        self._tidied = now
        for one in self._folder.iterdir():
            if one.stat().st_mtime < now - KEEP_SECONDS:
                one.unlink(missing_ok=True)


def run(settings: Settings, url: str) -> None:
    """Work until SIGTERM; while the queue server is away, it is tried again and again."""
    # A job runs in a process of its own, which reads the environment as every program of the hall does.
    os.environ["HALL_REDIS_URL"] = url
    queue = Errands(url, handles(settings, url).keys).queue()
    folder = folder_of(settings)
    folder.mkdir(parents=True, exist_ok=True)
    from hall.store.errand_worker import ErrandWorker

    hands, stopped = _Hands(folder), Flag()
    while not stopped.is_set():
        worker: ErrandWorker | None = None
        try:
            worker = ErrandWorker(queue, hands.ready, hands.tidy)
            worker.work(logging_level="WARNING")
        except RedisError as fault:
            log.error("no work for now: %s", fault)
        if worker and worker.told_to_stop:
            return
        # RQ has its own way with signals while it works.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        stopped.wait(RETRY_SECONDS)


def do(name: str, arguments: Mapping[str, Any]) -> None:
    """Do one job, and leave what came of it where `Errands.look` finds it; RQ calls this."""
    from rq import get_current_job

    job = get_current_job()
    assert job
    settings = Settings()
    told = [0.0]

    def tell(done: int, word: str) -> None:
        if word == job.meta.get("word") and time.monotonic() < told[0] + TELL_SECONDS:
            return
        told[0] = time.monotonic()
        job.meta.update(done=done, word=word)
        job.save_meta()  # type: ignore[no-untyped-call]

    opened = handles(settings, settings.redis_url)
    part = folder_of(settings) / f"{job.id}.part"
    work = Work(settings, opened.centre, opened.reading, opened.presence, part, tell)
    try:
        made = JOBS[name](work, **arguments)
        work.part.replace(folder_of(settings) / job.id)
        job.meta["result"] = {"name": made.name, "type": made.type}
    except JobFailed as fault:
        job.meta["fault"] = fault.word
    except LedgerAway:
        job.meta["fault"] = "ledger_away"
    except Exception:
        log.exception("the job %s (%s) failed", job.id, name)
        job.meta["fault"] = "unexpected"
    finally:
        work.part.unlink(missing_ok=True)
    job.save_meta()  # type: ignore[no-untyped-call]
