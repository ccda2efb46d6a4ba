"""Stop a web process while others keep their lines to it open (停机): nobody waits for a line on which nobody asks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from hall.store.server import QueueServer
from tests.api import CONFIG
from tests.builders import PATIENCE_SECONDS

pytestmark = pytest.mark.slow
#: A web process that would wait an hour for answers under way, and as long for the next question.
PATIENT = """
from gevent import monkey
monkey.patch_all()
import sys
from pathlib import Path
from hall import serving
from hall.settings import Settings
serving.GRACE_SECONDS = serving.QUIET_SECONDS = 3600
serving.serve(Settings(config=Path(sys.argv[1]), always_open=True), sys.argv[2], "127.0.0.1", 0)
"""


def test_a_browser_that_keeps_its_line_open_does_not_hold_up_a_stop(server: QueueServer) -> None:
    command = [sys.executable, "-c", PATIENT, str(CONFIG), server.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program, requests.Session() as line:
        try:
            assert program.stdout
            address = program.stdout.readline().split('"')[3]
            assert line.get(f"{address}/readyz", timeout=PATIENCE_SECONDS).ok
            program.send_signal(signal.SIGTERM)
            assert program.wait(PATIENCE_SECONDS) == 0
        finally:
            program.kill()


def test_a_hall_with_its_own_queue_server_stops_without_a_word(folder: Path) -> None:
    command = [sys.executable, "-m", "hall", "serve", "--port", "0"]
    told = {**os.environ, "HALL_REDIS_URL": "", "HALL_CONFIG": str(CONFIG), "HALL_DATA": str(folder)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=told, stdout=pipe, stderr=pipe, text=True) as program:
        try:
            assert program.stdout and program.stdout.readline().startswith("ready ")
            program.send_signal(signal.SIGTERM)
            assert program.communicate(timeout=PATIENCE_SECONDS) == ("", "")
            assert program.returncode == 0
        finally:
            program.kill()
