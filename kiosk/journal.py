"""Write down what happens to each touch (流水), before it happens: append-only JSON lines, each on the disk at once.

After a crash the journal alone says which paper was sent and never reported. One file a day; a line cut off by a
power failure is passed over, it was never acted upon. Steps of a touch, in order:

    asked     the hall is about to be asked for a number          (key, body)
    closed    the hall gave none                                  (key)
    taken     the hall gave one                                   (key, ticket)
    sent      bytes are about to go to the printer                (id, copy)
    printed   what became of the paper                            (id, copy, outcome, used_mm)
    answered  she said whether she has an unverified slip         (id, have)
    reported  the hall knows, and what it then said of the ticket (id, ticket)

A slip that is no ticket is `sent` and `printed` under an empty id: it tells of the printer and its paper alone, and is
nothing that anybody has to settle. And of the printer:

    trusted   it surely holds nothing of an unverified slip
    new_roll  somebody put in new paper
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

#: Days of journal that are read at the start: a ticket lives a day, a night may lie between.
READ_DAYS = 2
#: Days of journal that are kept for whoever looks into a complaint.
KEPT_DAYS = 14
#: Milliseconds she has to say whether an unverified slip came out; then her number waits all the same.
ANSWER_MS = 15_000
#: Milliseconds after the number was made in which the hall has to hear of it: it holds it back for 20 s and no longer.
HELD_MS = 17_000
#: Touches kept in memory: some four busy days of one kiosk.
REMEMBERED = 2_000


class Step(StrEnum):
    """Name one step of a touch (步骤)."""

    ASKED = "asked"
    CLOSED = "closed"
    TAKEN = "taken"
    SENT = "sent"
    PRINTED = "printed"
    ANSWERED = "answered"
    REPORTED = "reported"
    TRUSTED = "trusted"
    NEW_ROLL = "new_roll"


class FolderInUse(Exception):
    """Say that another kiosk program writes in this folder."""


@dataclass
class Story:
    """Gather what the journal tells of one touch (一次取号的经过)."""

    key: str
    body: dict[str, Any]
    at: int
    ticket: dict[str, Any] | None = None
    taken_at: int = 0
    closed: bool = False
    sent: int = 0
    copy: int = 0
    outcome: str | None = None
    printed_at: int = 0
    answer: bool | None = None
    reported: bool = False
    heard: dict[str, Any] | None = None

    def asking(self, now: int) -> bool:
        """Say whether the visitor is still being asked if her slip came out (问询中)."""
        until = min(self.printed_at + ANSWER_MS, self.taken_at + HELD_MS)
        return self.outcome == "unverified" and self.answer is None and now < until

    def newest(self, ticket: dict[str, Any]) -> dict[str, Any]:
        """Give the ticket as the hall told it last: as here, or when it heard what became of the paper."""
        return self.heard if self.heard and self.heard.get("as_of", 0) > ticket.get("as_of", 0) else ticket

    @property
    def ended(self) -> bool:
        """Say whether nothing more is to be done about it."""
        return self.reported or (self.closed and self.ticket is None)


class Told:
    """Hold what the records tell so far (流水汇总): the stories of the touches, the paper used, the printer's doubt.

    From `sent` on the printer may hold bytes of a slip (存疑), until it confirms that one or is trusted again.
    """

    def __init__(self, records: Iterable[dict[str, Any]] = ()) -> None:
        """Put the records together, in their order."""
        self.stories: dict[str, Story] = {}
        self.by_ticket: dict[str, Story] = {}
        self.used_mm = 0
        self.doubtful = False
        for record in records:
            self.add(record)

    def add(self, record: dict[str, Any]) -> None:
        """Add one record; one of a touch that is not known any more is passed over."""
        step = record["step"]
        if step == Step.NEW_ROLL:
            self.used_mm = 0
            return
        if step in (Step.SENT, Step.TRUSTED):
            self.doubtful = step == Step.SENT
        if step == Step.PRINTED and record["outcome"] != "unverified":
            self.doubtful = False
        self.used_mm = record.get("used_mm", self.used_mm)
        if step == Step.ASKED:
            story = self.stories.setdefault(record["key"], Story(record["key"], record["body"], record["at"]))
            story.at, story.closed = record["at"], False
            self._forget()
        known = self.stories.get(record["key"]) if "key" in record else self.by_ticket.get(record.get("id", ""))
        if known:
            self._tell(known, record)

    def _tell(self, story: Story, record: dict[str, Any]) -> None:
        """Add a record to the story it belongs to."""
        match record["step"]:
            case Step.CLOSED:
                story.closed = True
            case Step.TAKEN:
                story.ticket, story.taken_at = record["ticket"], record["at"]
                self.by_ticket[record["ticket"]["id"]] = story
            case Step.SENT:
                story.sent = record["copy"]
            case Step.PRINTED:
                story.copy, story.outcome = record["copy"], record["outcome"]
                story.printed_at, story.answer = record["at"], None
            case Step.ANSWERED:
                story.answer = record["have"]
            case Step.REPORTED:
                story.reported, story.heard = True, record.get("ticket")

    def _forget(self) -> None:
        """Let go of the oldest ended story when there are very many."""
        oldest = next(iter(self.stories.values()))
        if len(self.stories) > REMEMBERED and oldest.ended:
            del self.stories[oldest.key]
            if oldest.ticket:
                self.by_ticket.pop(oldest.ticket["id"], None)


class Journal:
    """Own the folder of the journal (流水); one program at a time."""

    def __init__(self, folder: Path, now: Callable[[], int], today: Callable[[], str]) -> None:
        """Open the folder and lock it; raises FolderInUse."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._now, self._today = folder, now, today
        self._writing = threading.Lock()
        self._held = (folder / "lock").open("w")
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise FolderInUse(f"{folder} is used by another kiosk program") from fault
        for old in self._files()[:-KEPT_DAYS]:
            old.unlink()

    def close(self) -> None:
        """Give the folder free."""
        self._held.close()

    def write(self, step: Step, **data: Any) -> dict[str, Any]:
        """Write one step, wait until it is on the disk, and give its record."""
        record = {"step": step, "at": self._now(), **data}
        line = json.dumps(record, ensure_ascii=False) + "\n"
        path = self._folder / f"journal-{self._today()}.jsonl"
        with self._writing:
            fresh = not path.exists()
            with path.open("a", encoding="utf-8") as file:
                # A torn line of a crash must not swallow this one.
                if not fresh and not _ends_whole(path):
                    file.write("\n")
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            if fresh:
                self._keep_name()
        return record

    def read(self) -> Told:
        """Tell what the journal of the last days says."""
        return Told(record for path in self._files()[-READ_DAYS:] for record in records(path))

    def _files(self) -> list[Path]:
        """List the days' files, the oldest first."""
        return sorted(self._folder.glob("journal-*.jsonl"))

    def _keep_name(self) -> None:
        """Bring a new file's name to the disk too."""
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _ends_whole(path: Path) -> bool:
    """Say whether the file's last line is complete."""
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Read a day's records; what is not a whole record was cut off by a power failure."""
    # `splitlines` would also break at U+2028, U+2029 and U+0085, which JSON leaves inside of a text as they are.
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(record, dict) and record.get("step") in set(Step):
            yield record
