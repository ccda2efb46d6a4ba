"""The two programs start without each other, say when they are ready, and stop cleanly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.builders import PATIENCE_SECONDS

pytestmark = pytest.mark.slow


class Started:
    """Hold a program that was started."""

    def __init__(self, folder: Path, *words: str) -> None:
        environment = {**os.environ, "KIOSK_DATA": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.cli", *words], stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout
        word, _, told = self.process.stdout.readline().partition(" ")
        assert word == "ready"
        self.told: dict[str, str] = json.loads(told)

    def stopped(self, sign: signal.Signals) -> int:
        """Send a signal and give the exit code."""
        self.process.send_signal(sign)
        return self.process.wait(timeout=PATIENCE_SECONDS)


@pytest.fixture
def token(tmp_path: Path) -> Iterator[Path]:
    """Lend a token file."""
    path = tmp_path / "token"
    path.write_text("secret\n")
    yield path


def test_a_kiosk_starts_without_hall_and_printer_and_says_so(tmp_path: Path, token: Path) -> None:
    kiosk = Started(tmp_path / "data", "run", "--hall", "http://127.0.0.1:9", "--token-file", str(token),
                    "--printer", "tcp://127.0.0.1:9", "--port", "0")
    url = kiosk.told["url"]
    assert requests.get(f"{url}/", timeout=PATIENCE_SECONDS).status_code == 503
    told = requests.get(f"{url}/printer", timeout=PATIENCE_SECONDS).json()
    assert (told["state"], told["cause"]) == ("not_ready", "off")
    named = {"Idempotency-Key": "touch-01"}
    touch = requests.post(f"{url}/tickets", json={"service": "tax"}, headers=named, timeout=PATIENCE_SECONDS)
    assert touch.json()["code"] == "PRINTER_NOT_READY"
    assert kiosk.stopped(signal.SIGTERM) == 0


def test_the_paper_roll_says_where_it_prints_and_stops(tmp_path: Path) -> None:
    roll = Started(tmp_path, "paper-roll", "--port", "0", "--page-port", "0")
    assert roll.told["printer"].startswith("tcp://127.0.0.1:")
    assert requests.get(f"{roll.told['url']}/slips", timeout=PATIENCE_SECONDS).json() == []
    assert roll.stopped(signal.SIGINT) == 0


def test_a_wrong_printer_address_is_told_in_one_line(tmp_path: Path, token: Path) -> None:
    words = ["run", "--hall", "http://h", "--token-file", str(token), "--printer", "lpt:/dev/usb/lp0"]
    ended = subprocess.run(
        [sys.executable, "-m", "kiosk.cli", *words], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1 and "tcp://HOST:PORT" in ended.stderr and "Traceback" not in ended.stderr
