"""Whoever ends a command that has started programs of its own ends these as well."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import wait_until
from tests.conftest import need_server


def below(parent: int) -> dict[int, str]:
    """Return what runs below a process, by its id."""
    found: dict[int, str] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid = stat.read_text().rpartition(") ")[2].split()[:2]
            words = (stat.parent / "cmdline").read_text().replace("\0", " ")
        except OSError:
            # It has ended since it was listed.
            continue
        if int(ppid) == parent and state != "Z":
            found |= {int(stat.parent.name): words} | below(int(stat.parent.name))
    return found


def is_pressing(bench: int) -> bool:
    """Say whether a hall runs below the bench and its worker has been forked."""
    running = below(bench).values()
    return any("valkey" in one for one in running) and sum(" serve " in one for one in running) > 1


@pytest.mark.slow
@pytest.mark.crash
@pytest.mark.parametrize("command", [["bench"], ["bench", "screens"]], ids=" ".join)
@pytest.mark.parametrize(("number", "ends_with"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 1)])
def test_a_bench_that_is_told_to_end_leaves_no_hall_behind(
    command: list[str], number: int, ends_with: int, folder: Path
) -> None:
    need_server()
    told = {**os.environ, "TMPDIR": str(folder)}
    bench = subprocess.Popen([sys.executable, "-m", "hall", *command], env=told, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: is_pressing(bench.pid), "its hall")
    started = below(bench.pid)
    bench.send_signal(number)
    _, said = bench.communicate(timeout=60)
    left = [words for pid, words in started.items() if Path(f"/proc/{pid}").exists()]
    for pid in started:
        if Path(f"/proc/{pid}").exists():
            os.kill(pid, signal.SIGKILL)
    assert left == [] and list(folder.iterdir()) == []
    assert bench.returncode == ends_with and "Traceback" not in said, said
