"""Work (干活): take one job after the other from RQ's queue; a job whose worker was killed is done anew.

Loaded only after `errands.Errands.queue`, which tells RQ where its keys lie.
"""

from __future__ import annotations

import ctypes
import signal
from collections.abc import Callable
from typing import Any

from rq import Queue, Worker
from rq.intermediate_queue import IntermediateQueue
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer

from hall.store.errands import LOST_SECONDS

#: Seconds between two signs of life while a job is done, and between two looks at what others have left.
SIGN_SECONDS = 2
#: RQ waits for work 15 s less than this; a worker that waits gives a sign of life as often as one that works.
TTL_SECONDS = 15 + SIGN_SECONDS
#: Linux: the signal that a process gets when its parent dies (prctl).
PR_SET_PDEATHSIG = 1


class ErrandWorker(Worker):
    """Do the jobs of one queue, each in a process of its own that ends with this one."""

    #: A queue server that was away is looked for at least so often.
    max_connection_wait_time = 4.0

    def __init__(self, queue: Queue, ready: Callable[[], None], tidy: Callable[[], None]) -> None:
        super().__init__(
            [queue], connection=queue.connection, serializer=JSONSerializer, worker_ttl=TTL_SECONDS,
            job_monitoring_interval=SIGN_SECONDS, maintenance_interval=SIGN_SECONDS, log_job_description=False,
        )
        self.told_to_stop = False
        self._ready = ready
        self._tidy = tidy

    def bootstrap(self, *given: Any, **named: Any) -> None:
        """Sign on, and say so."""
        super().bootstrap(*given, **named)
        self._ready()

    def run_maintenance_tasks(self) -> None:
        """Take up what a dead worker has left, and tidy away what is old; RQ itself looks every ten minutes only."""
        super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        for queue in self.queues:
            StartedJobRegistry(queue=queue).cleanup()
            IntermediateQueue(queue.key, queue.connection).cleanup(self, queue)
        self._tidy()

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Say for how many seconds a sign of life is good."""
        return LOST_SECONDS

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Do a job, in the process that was forked for it."""
        # Two would do the job if this one went on when its worker is dead and another one takes it up.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        super().main_work_horse(job, queue)

    def request_stop(self, signum: Any, frame: Any) -> None:
        """Stop now; the job under way is done anew by the next worker."""
        self.told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def handle_warm_shutdown_request(self) -> None:
        """End the job's process: nobody waits for a long job when a machine is shut down."""
        if self.horse_pid:
            self.kill_horse()
