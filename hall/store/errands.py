"""Hand long work (后台任务) to a worker process and ask how it goes: RQ, under the keys of the centre."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hall.store.connection import for_jobs
from hall.store.keys import Keys

if TYPE_CHECKING:
    from rq import Queue
    from rq.job import Job

#: One queue: with several of them RQ would lose the job of a worker that is killed as it takes it up.
QUEUE = "work"
#: What the worker calls with a job's name and arguments (`hall.working`).
CALLED = "hall.working.do"
#: Seconds without a sign of life after which a worker is taken for dead; it gives one every two seconds.
LOST_SECONDS = 8
#: Seconds for which a job and its result are kept: a day.
KEEP_SECONDS = 24 * 3600
#: Seconds that one job may take; the longest honest one takes a few minutes.
LONGEST_SECONDS = 3600
#: How often a job is done anew whose worker was killed.
ANEW = 2


class ErrandState(StrEnum):
    """Name how a job stands (任务状态); one whose worker is dead waits for another one."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Errand:
    """Hold one job: `done` of 100 with a word for the step, then what came of it, or the word for what went wrong."""

    id: str
    name: str
    arguments: Mapping[str, Any]
    state: ErrandState
    done: int = 0
    word: str = ""
    result: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


class Errands:
    """Hand over the long work of one centre. RQ is loaded when it is first needed."""

    def __init__(self, url: str, keys: Keys) -> None:
        self._url = url
        self._prefix = keys("jobs")

    def queue(self) -> Queue:
        """Return RQ's queue; its keys lie under those of the centre."""
        # RQ reads it as it is loaded, and nowhere else.
        os.environ["RQ_KEY_PREFIX"] = self._prefix
        from rq import Queue, defaults
        from rq.serializers import JSONSerializer

        if self._prefix != defaults.RQ_KEY_PREFIX:
            raise RuntimeError("one process works for one centre")
        return Queue(QUEUE, connection=for_jobs(self._url), serializer=JSONSerializer)

    def begin(self, errand: str, name: str, arguments: Mapping[str, Any]) -> Errand:
        """Hand over a job under an id of its own; one that is known already is only told."""
        known = self.look(errand)
        if known:
            return known
        from rq import Retry

        self.queue().enqueue_call(
            CALLED, args=(name, dict(arguments)), job_id=errand, timeout=LONGEST_SECONDS, retry=Retry(max=ANEW),
            ttl=KEEP_SECONDS, result_ttl=KEEP_SECONDS, failure_ttl=KEEP_SECONDS,
        )
        return Errand(errand, name, arguments, ErrandState.WAITING)

    def look(self, errand: str) -> Errand | None:
        """Return how a job stands, None when there is none or its day is over."""
        job = self._job(errand)
        return _told(job) if job else None

    def cancel(self, errand: str) -> None:
        """Let a job be: it is taken from the queue, or from the worker that does it."""
        from rq.command import send_stop_job_command
        from rq.registry import CanceledJobRegistry

        job = self._job(errand)
        if job is None or _told(job).state not in (ErrandState.WAITING, ErrandState.WORKING):
            return
        if job.get_status(refresh=False) == "started" and _lives(job):
            send_stop_job_command(job.connection, errand, job.serializer)
            return
        job.cancel()
        CanceledJobRegistry(queue=self.queue()).remove(job)
        job.connection.expire(job.key, KEEP_SECONDS)

    def somebody_works(self) -> bool:
        """Say whether a worker has given a sign of life."""
        from rq import Worker

        workers = Worker.all(queue=self.queue())
        return any(one.last_heartbeat and _recent(one.last_heartbeat) for one in workers)

    def _job(self, errand: str) -> Job | None:
        return self.queue().fetch_job(errand)


def _told(job: Job) -> Errand:
    status = job.get_status(refresh=False).value
    name, arguments = job.args
    told: dict[str, Any] = job.meta
    state = {
        "started": ErrandState.WORKING if _lives(job) else ErrandState.WAITING,
        "finished": ErrandState.FAILED if told.get("fault") else ErrandState.DONE,
        "failed": ErrandState.FAILED,
        "canceled": ErrandState.CANCELLED, "stopped": ErrandState.CANCELLED,
    }.get(status, ErrandState.WAITING)
    fault = told.get("fault", "killed") if state is ErrandState.FAILED else ""
    going = {"done": told.get("done", 0), "word": told.get("word", "")} if state is ErrandState.WORKING else {}
    return Errand(job.id, name, arguments, state, result=told.get("result", {}), fault=fault, **going)


def _lives(job: Job) -> bool:
    """Say whether the worker of a job that was begun still gives signs of life."""
    return job.last_heartbeat is not None and _recent(job.last_heartbeat)


def _recent(moment: datetime) -> bool:
    return (datetime.now(UTC) - moment.astimezone(UTC)).total_seconds() < LOST_SECONDS
