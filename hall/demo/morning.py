"""Simulate a morning (模拟上午): visitors and clerks who act only through the public HTTP doors.

Everybody is a small chain of steps on one timetable; a few threads take the steps in turn. The same seed brings the
same visitors; what they meet depends on the hall.
"""

from __future__ import annotations

import heapq
import itertools
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

SEED = 20140820
#: Share of visitors with an appointment, and with a priority that the desk grants.
BOOKED, PRIORITY = 0.30, 0.08
#: Share of windows that are staffed, and how much of what they can do the visitors ask for.
STAFFED, LOAD = 0.9, 0.85
#: Minutes from a call until its visitor has walked over.
WALK_MINUTES = 0.7
#: Share of called visitors who do not come, and of finished ones after whom the clerk takes a break.
LOST, BREAKS = 0.03, 0.02
#: Share of visitors who rate their visit, seconds until they do, and how often each level is given, the best first.
RATED, RATING_SECONDS, LEVELS = 0.4, 90, (70, 20, 6, 3, 1)
#: People who stand at the doors when they open.
AT_OPENING = 160
#: Seconds between two visitors at the demo's own kiosk, so that its paper can be watched.
KIOSK_SECONDS = 12.0
#: Seconds until a clerk without visitors looks again, and until anybody tries again after a fault.
IDLE_SECONDS, RETRY_SECONDS = 3.0, 1.0
#: Minutes before a slot in which a visitor may check in, with a little reserve.
EARLY_MINUTES = 28
THREADS = 8
REASONS = ("elderly", "disability", "pregnancy", "military")
PAUSES = ("break", "back_office", "technical")

Step = Callable[[], None]


class Morning:
    """Run the simulated people against a hall. `speed` is how many times faster than life they are."""

    def __init__(self, url: str, kiosk_url: str, tokens: dict[str, str], speed: float, seed: int = SEED) -> None:
        self._api = f"{url}/api/v1"
        self._kiosk_url = kiosk_url
        self._tokens = tokens
        self._speed = speed
        self._random = random.Random(seed)
        self._timetable: list[tuple[float, int, Step]] = []
        self._order = itertools.count()
        self._lock = threading.Condition()
        self._stopped = threading.Event()
        self._local = threading.local()
        self._thread = threading.Thread(target=self._run, name="morning", daemon=True)

    def start(self) -> None:
        """Let the morning begin."""
        self._thread.start()

    def stop(self) -> None:
        """Let everybody stop where they are."""
        self._stopped.set()
        with self._lock:
            self._lock.notify_all()
        self._thread.join(10)

    def _run(self) -> None:
        self._prepare()
        with ThreadPoolExecutor(THREADS, "morning") as hands:
            while not self._stopped.is_set():
                with self._lock:
                    wait = self._timetable[0][0] - time.monotonic() if self._timetable else 1.0
                    if wait > 0:
                        self._lock.wait(min(wait, 0.5))
                        continue
                    step = heapq.heappop(self._timetable)[2]
                hands.submit(self._take, step)

    def _take(self, step: Step) -> None:
        if self._stopped.is_set():
            return
        try:
            step()
        except requests.RequestException:
            # The hall could not be read for a moment: whoever it was tries again.
            self._after(RETRY_SECONDS, step)

    def _prepare(self) -> None:
        """Read the hall, open its windows, and let the first visitors in."""
        centre = self._get("/centre")
        services = [one for one in self._get("/services")["services"] if one["mode"] == "queue"]
        windows = [one["id"] for hall in centre["halls"] for one in hall["windows"] if one["services"]]
        self._services = services
        # A window shares its time between its services, so that none of them is asked for more than it can do.
        busy = {one["id"]: [w for w in one["windows"] if w in windows] for one in services}
        tasks = Counter(window for pool in busy.values() for window in pool)
        self._weights = [
            sum(1 / tasks[window] for window in busy[one["id"]]) / (one["minutes"] + WALK_MINUTES) for one in services
        ]
        self._between = 60 / (sum(self._weights) * LOAD * STAFFED * self._speed)
        self._minutes = {one["id"]: one["minutes"] for one in services}
        for window in self._random.sample(windows, round(len(windows) * STAFFED)):
            self._after(self._random.uniform(0, 5), lambda window=window: self._open(window))  # type: ignore[misc]
        for _ in range(AT_OPENING):
            self._after(self._random.uniform(0, 6), self._arrive)
        self._after(6, self._keep_arriving)
        self._after(2, self._at_the_kiosk)

    def _keep_arriving(self) -> None:
        self._after(self._random.expovariate(1 / self._between), self._keep_arriving)
        self._arrive()

    def _arrive(self) -> None:
        service = self._random.choices(self._services, self._weights)[0]["id"]
        kind = self._random.random()
        if kind < BOOKED:
            self._book(service)
        elif kind < BOOKED + PRIORITY:
            body = {"service": service, "standing": "priority", "reason": self._random.choice(REASONS)}
            self._post("/tickets", "guide", body)
        else:
            self._post("/tickets", "kiosk", {"service": service})

    def _book(self, service: str) -> None:
        """Book one of the next slots and come for it: some early, some in time, some a little late."""
        offered = self._get(f"/slots?service={service}")["slots"][:2]
        if not offered:
            return
        slot = self._random.choice(offered)["slot_at"]
        booked = self._post("/appointments", None, {"service": service, "slot_at": slot})
        if "code" not in booked:
            return
        until = slot / 1000 - time.time()
        wait = max(0.0, until + 60 * self._random.uniform(-EARLY_MINUTES, 5))
        self._after(wait, lambda: self._check_in(booked["code"]))

    def _check_in(self, code: str) -> None:
        self._post(f"/appointments/{code}/check-in", "kiosk", {})

    def _at_the_kiosk(self) -> None:
        self._after(KIOSK_SECONDS, self._at_the_kiosk)
        service = self._random.choices(self._services, self._weights)[0]["id"]
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        self._session().post(f"{self._kiosk_url}/tickets", json={"service": service}, headers=headers, timeout=15)

    def _open(self, window: str) -> None:
        self._act(window, "open")
        self._call(window)

    def _call(self, window: str) -> None:
        answer = self._act(window, "call-next")
        if answer.get("code") == "WINDOW_BUSY":
            # The hall goes on from an earlier morning: whoever sat here then is done by now.
            answer = self._act(window, "finish-and-call-next")
        self._met(window, answer)

    def _met(self, window: str, answer: dict[str, Any]) -> None:
        """Go on with whoever was called, or look again in a while."""
        ticket = answer.get("ticket")
        if not ticket:
            self._after(IDLE_SECONDS * self._random.uniform(0.7, 1.5), lambda: self._call(window))
        elif self._random.random() < LOST:
            self._after(30 / self._speed, lambda: self._recall(window, ticket))
        else:
            walk = self._random.uniform(20, 60) / self._speed
            self._after(walk, lambda: self._start(window, ticket))

    def _recall(self, window: str, ticket: dict[str, Any]) -> None:
        self._act(window, "recall", ticket=ticket["id"])
        self._after(60 / self._speed, lambda: self._miss(window, ticket))

    def _miss(self, window: str, ticket: dict[str, Any]) -> None:
        self._act(window, "no-show", ticket=ticket["id"], early=True)
        self._call(window)

    def _start(self, window: str, ticket: dict[str, Any]) -> None:
        self._act(window, "start", ticket=ticket["id"])
        minutes = self._minutes.get(ticket["service"], 8)
        seconds = self._random.gammavariate(2, minutes * 60 / 2) / self._speed
        self._after(seconds, lambda: self._finish(window, ticket))

    def _finish(self, window: str, ticket: dict[str, Any]) -> None:
        if self._random.random() < RATED:
            [level] = self._random.choices((5, 4, 3, 2, 1), LEVELS)
            later = RATING_SECONDS * self._random.uniform(0.3, 2) / self._speed
            self._after(later, lambda: self._rate(ticket, level))
        if self._random.random() < BREAKS:
            self._act(window, "finish", ticket=ticket["id"])
            self._act(window, "pause", reason=self._random.choice(PAUSES))
            self._after(600 / self._speed, lambda: self._open(window))
        else:
            self._met(window, self._act(window, "finish-and-call-next", ticket=ticket["id"]))

    def _rate(self, ticket: dict[str, Any], level: int) -> None:
        self._post(f"/tickets/{ticket['id']}/rating", None, {"level": level})

    def _act(self, window: str, act: str, **body: Any) -> dict[str, Any]:
        return self._post(f"/windows/{window}/{act}", "clerk", body)

    def _after(self, seconds: float, step: Step) -> None:
        with self._lock:
            heapq.heappush(self._timetable, (time.monotonic() + seconds, next(self._order), step))
            self._lock.notify()

    def _get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._session().get(self._api + path, timeout=10).json()
        return answer

    def _post(self, path: str, role: str | None, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if role:
            headers["Authorization"] = f"Bearer {self._tokens[role]}"
        while not self._stopped.is_set():
            try:
                answer = self._session().post(self._api + path, json=body, headers=headers, timeout=10)
                if answer.status_code < 500:
                    said: dict[str, Any] = answer.json()
                    return said
            except requests.RequestException:
                pass
            # The same press again, by the same key: nobody is called twice because an answer was lost.
            self._stopped.wait(RETRY_SECONDS)
        return {}

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        session: requests.Session = self._local.session
        return session
