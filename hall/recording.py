"""Record (记台账): follow the stream into the ledger, each event once, and let the stream go of what is recorded."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from threading import Event as Flag

from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from hall.directory import Centre
from hall.handles import Handles, handles
from hall.settings import Settings
from hall.store.connection import for_recording
from hall.store.ledger.learning import learn
from hall.store.ledger.migrating import migrate
from hall.store.ledger.opening import open_ledger, url_of
from hall.store.ledger.writing import Ledger, Log, Overtaken
from hall.store.paces import Paces
from hall.store.recorded import Event, Recorded

log = logging.getLogger("hall.record")
#: Seconds between two looks at what the stream may let go.
TRIM_SECONDS = 60.0
#: Seconds that a quiet hall is waited for at once; so long a stop may take.
QUIET_SECONDS = 0.5
#: Seconds until another try when the queue server or the ledger is away.
RETRY_SECONDS = 1.0


class Recorder:
    """Record one centre. The ledger is the truth: what it has is acknowledged, what it lacks is read again."""

    def __init__(self, stream: Recorded, ledger: Ledger) -> None:
        self._stream = stream
        self._ledger = ledger
        self._log = ledger.latest()
        # At first, what an earlier recorder left undone, and what this ledger lacks of the stream.
        self._behind = True
        stream.join()

    def step(self, wait_seconds: float) -> list[Event] | None:
        """Read some events, write those that are new, acknowledge all; returns the new ones, None when it was quiet."""
        try:
            found = self._stream.left_over() or self._close_the_gap() if self._behind else []
            self._behind = bool(found)
            found = found or self._stream.news(wait_seconds)
            if not found:
                return None
            written = self._write(found)
        except Overtaken:
            log.warning("another recorder writes this ledger too")
            self._log, self._behind = self._ledger.latest(), True
            return []
        self._stream.acknowledge(found)
        return written

    def catch_up(self) -> int:
        """Record all that the stream has now; returns how many events were new."""
        count = 0
        while (found := self.step(wait_seconds=0.001)) is not None:
            count += len(found)
        return count

    def _write(self, found: list[Event]) -> list[Event]:
        """Write what the ledger does not have, in steps that leave no gap up to the last event found."""
        written: list[Event] = []
        last = int(found[-1]["seq"])
        while missing := self._missing(found):
            self._log = self._ledger.record(self._here(), missing)
            written += missing
            if self._log.last_seq >= last:
                break
            found = self._stream.from_on(self._log.last_seq + 1)
        return written

    def _missing(self, found: list[Event]) -> list[Event]:
        """Return those of these events that come next, from the stream itself where some are missing before them."""
        if not found:
            return []
        if self._log is None:
            self._begin(self._stream.from_on(0)[0], "first")
        else:
            self._look_for_another_log(found)
        here = self._here()
        later = [event for event in found if int(event["seq"]) > here.last_seq]
        if later and int(later[0]["seq"]) != here.last_seq + 1:
            later = self._close_the_gap()
        return list(_in_a_row(later))

    def _look_for_another_log(self, found: list[Event]) -> None:
        """Begin a new log where the stream tells something else under a number that the ledger has."""
        known = [event for event in found if int(event["seq"]) <= self._here().last_seq]
        if known and not self._agrees(known[-1]):
            self._begin(next(event for event in known if not self._agrees(event)), "counts_again")

    def _close_the_gap(self) -> list[Event]:
        """Read what was given to somebody else, or lost with the ledger's last commits, while the stream has it."""
        here = self._log
        found = self._stream.from_on(here.last_seq if here else 0)
        if here is None:
            return found
        there = bool(found) and int(found[0]["seq"]) == here.last_seq
        if there and (not here.last_at or self._agrees(found[0])):
            return found[1:]
        if there:
            found = self._stream.from_on(0)
            self._begin(found[0], "counts_again")
        elif found and int(found[0]["seq"]) != here.last_seq + 1:
            self._begin(found[0], "gap")
        return found

    def _agrees(self, event: Event) -> bool:
        return self._ledger.known(self._here(), int(event["seq"])) == event

    def _begin(self, event: Event, why: str) -> None:
        if self._log:
            log.error("the log goes on with event %s after %d (%s): what waited before is lost to the ledger",
                      event["seq"], self._log.last_seq, why)
        self._log = self._ledger.begin(self._log, int(event["seq"]), why)

    def _here(self) -> Log:
        assert self._log
        return self._log


def _in_a_row(events: list[Event]) -> Iterator[Event]:
    """Yield events as long as their numbers follow one another."""
    wanted = int(events[0]["seq"]) if events else 0
    for event in events:
        if int(event["seq"]) != wanted:
            return
        yield event
        wanted += 1


def run(settings: Settings, url: str, *, once: bool, rebuild: bool, stopped: Flag) -> int:
    """Record until told to stop, or `once` up to now; `rebuild` only makes anew what follows from the events."""
    opened = handles(settings, url)
    engine = open_ledger(url_of(settings.ledger_url, settings.data), to_write=True)
    older = migrate(engine)
    ledger = Ledger(engine, opened.centre.zone)
    name_places(ledger, opened.centre)
    if rebuild or older:
        # What a new version derives from the events, it derives of the old ones too.
        print(f"made anew from {ledger.rebuild()} events")
        _teach(opened, engine)
    if rebuild:
        return 0
    stream = Recorded(for_recording(url), opened.keys)
    if once:
        print(f"recorded {Recorder(stream, ledger).catch_up()} events")
        _teach(opened, engine)
        return 0
    print("ready " + json.dumps({"ledger": engine.url.render_as_string()}), flush=True)
    _keep_recording(opened, stream, ledger, engine, stopped)
    return 0


def _keep_recording(opened: Handles, stream: Recorded, ledger: Ledger, engine: Engine, stopped: Flag) -> None:
    """Record, whatever is away for a while: what is not recorded stays on the stream."""
    recorder: Recorder | None = None
    taught = False
    trimmed = 0.0
    while not stopped.is_set():
        try:
            recorder = recorder or Recorder(stream, ledger)
            written = recorder.step(QUIET_SECONDS)
            if any(event["type"] == "config_changed" for event in written or ()) and opened.in_force.catch_up():
                name_places(ledger, opened.centre)
            if not taught or any(event["type"] == "day_closed" for event in written or ()):
                _teach(opened, engine)
                taught = True
            if time.monotonic() > trimmed + TRIM_SECONDS:
                stream.trim(opened.reading.now())
                trimmed = time.monotonic()
        except (RedisError, DBAPIError) as fault:
            log.error("not recorded for now: %s", fault)
            recorder = None
            stopped.wait(RETRY_SECONDS)


def _teach(opened: Handles, engine: Engine) -> None:
    """Keep in the store what the last days teach of each service (办理节奏), for the estimates of web processes."""
    Paces(opened.redis, opened.keys).keep(learn(engine))


def name_places(ledger: Ledger, centre: Centre) -> None:
    """Tell the ledger what services, windows and agencies are called and whose they are."""
    ledger.name_places(_places(centre))


def _places(centre: Centre) -> Iterator[dict[str, str]]:
    """Name every service and window, as the ledger keeps them."""
    for service in centre.services.values():
        yield _place("service", service.id, service.agency, service.hall, service.name.zh, service.name.en)
    for window in centre.windows.values():
        hall = centre.halls[window.hall].name
        names = f"{hall.zh}{window.number}号窗口", f"{hall.en}, Window {window.number}"
        yield _place("window", window.id, window.agency, window.hall, *names)
    for agency in centre.agencies.values():
        yield _place("agency", agency.id, agency.id, agency.hall, agency.name.zh, agency.name.en)


def _place(kind: str, name: str, agency: str, hall: str, zh: str, en: str) -> dict[str, str]:
    return {"kind": kind, "name": name, "agency": agency, "hall": hall, "zh": zh, "en": en}
