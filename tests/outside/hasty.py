"""Deliver webhooks as `hall webhooks` does, a hundred times less patient."""

from gevent import monkey

if __name__ == "__main__":
    monkey.patch_all()

import signal
import sys
import threading
from pathlib import Path

from hall.delivering.sending import Patience, keep_going
from hall.settings import Settings

HASTY = Patience(first_seconds=0.02, longest_seconds=0.1, answer_seconds=0.3, news_seconds=0.05)

if __name__ == "__main__":
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    keep_going(Settings(), Settings().redis_url, Path(sys.argv[1]), HASTY, stopped)
