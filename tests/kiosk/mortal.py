"""Be a kiosk program that is killed at a given step of its journal: a real process, and a real SIGKILL."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kiosk import journal
from kiosk.address import Tcp
from kiosk.app import Plugged, create_app, put_together
from kiosk.journal import Journal, Step
from kiosk.model import Model
from kiosk.serving import serve


@dataclass(frozen=True)
class Death:
    """Say when it is to die: before a step is written, in the middle of its line, or after it."""

    step: Step
    when: str
    nth: int = 1


def live(hall: str, token: str, printer: int, folder: Path, tell: Connection, death: Death | None) -> None:
    """Run a kiosk until it is stopped or dies; its address goes to whoever started it."""
    journal.ANSWER_MS = 500
    if death:
        doom(death)
    parts = put_together(hall, token, Plugged(Tcp("127.0.0.1", printer), Model()), folder)
    parts.start()

    def ready(url: str) -> dict[str, Any]:
        tell.send(url)
        return {"url": url}

    serve(create_app(parts.kiosk), 0, ready, parts.stop)


def doom(death: Death) -> None:
    """Let the journal kill the program when the step comes for the nth time."""
    write, left = Journal.write, [death.nth]

    def last_words(self: Journal, step: Step, **data: Any) -> dict[str, Any]:
        left[0] -= step == death.step
        if left[0] or step != death.step:
            return write(self, step, **data)
        if death.when == "after":
            write(self, step, **data)
        if death.when == "torn":
            line = json.dumps({"step": step, "at": self._now(), **data})
            with (self._folder / f"journal-{self._today()}.jsonl").open("a") as file:
                file.write(line[:len(line) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("it is dead")

    Journal.write = last_words  # type: ignore[method-assign]
