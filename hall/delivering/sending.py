"""Deliver webhooks (推送): each event in its order to each receiver, at least once, whatever is killed or is dead.

Each webhook has a greenlet, a place on the stream and connections of its own, so one that is dead holds up none of the
others. The next event is sent only when the last one was taken, so nothing ever overtakes. What has been delivered is
remembered afterwards: who is killed in between delivers once more, under the same id.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event as Flag

import gevent
import requests
from redis.exceptions import RedisError
from requests.exceptions import RequestException, SSLError
from urllib3.exceptions import HTTPError

from hall.directory import ConfigFaults
from hall.directory.webhooks import WebhookEntry, read_webhooks, secrets_of
from hall.handles import Handles, handles
from hall.rules.webhooks import Delivery, delivery, next_try_seconds
from hall.settings import Settings
from hall.store.connection import for_waiting
from hall.store.events import Events
from hall.store.webhooks import Subscribed

log = logging.getLogger("hall.webhooks")
#: Bytes of an answer that are read, so that the connection can be used again; nobody looks at them.
ANSWER_BYTES = 4096
#: Seconds between two looks at a webhook that is paused, and two tries when the queue server is away.
QUIET_SECONDS = 1.0
#: A receiver that answers so is gone for good, as the specification has it.
GONE = "HTTP_410"


@dataclass(frozen=True)
class Patience:
    """Hold how patient a sender is. A receiver is given up well before the stream lets its events go (three days)."""

    first_seconds: float = 1.0
    longest_seconds: float = 600.0
    #: For a whole answer; one that trickles is as bad as none.
    answer_seconds: float = 15.0
    give_up_ms: int = 2 * 24 * 3600 * 1000
    #: For one read of the stream.
    news_seconds: float = 2.0


class Sender:
    """Deliver to one receiver."""

    def __init__(
        self, name: str, entry: WebhookEntry, secrets: tuple[bytes, ...], opened: Handles, events: Events,
        patience: Patience, ca: str | bool = True,
    ) -> None:
        self.name = name
        self._entry = entry
        self._secrets = secrets
        self._store = opened.presence
        self._now: Callable[[], int] = opened.reading.now
        self._key = opened.presence.key_of_tickets()
        self._events = events
        self._patience = patience
        self._ca = ca
        self._session = _session()
        self._tries = 0

    def step(self) -> float:
        """Deliver what there is; returns the seconds until there may be more to do."""
        state = self._store.webhook(self.name)
        if state is None:
            # Another queue server, or one that was emptied: everything on it is new.
            self._store.list_webhooks({self.name: self._entry.host}, others=True)
            self._store.begin_webhook(self.name, 0)
            return 0
        if state.paused_at:
            return QUIET_SECONDS
        news = self._events.after(state.seq, self._patience.news_seconds)
        return self._deliver_all(state, news) if news else 0

    def _deliver_all(self, state: Subscribed, news: list[dict[str, str]]) -> float:
        """Deliver the events of interest, one after the other, up to the first that is not taken."""
        here = state
        for event in news:
            if not self._entry.wants(event["type"]):
                here = replace(here, seq=int(event["seq"]))
                continue
            fault = self._post(delivery(event, here.sent, self._key, ticket_ids=self._entry.ticket_ids))
            if fault:
                self._store.move_webhook(state, here.seq)
                return self._failed(state, fault)
            seq = int(event["seq"])
            self._tries = 0
            if not self._store.move_webhook(state, seq, self._now()):
                return 0
            here = state = replace(here, seq=seq, sent=seq, failing_since=0, fault="")
        self._store.move_webhook(state, here.seq)
        return 0

    def _post(self, one: Delivery) -> str:
        """Try once; returns why it failed, '' when the receiver took it."""
        clock = gevent.Timeout.start_new(self._patience.answer_seconds)
        fault = "OUT_OF_REACH"
        try:
            answer = self._session.post(
                self._entry.url, data=one.body, headers=one.headers(int(time.time()), self._secrets), stream=True,
                # Another address than the one that an administrator wrote is none of ours.
                allow_redirects=False, timeout=self._patience.answer_seconds, verify=self._ca,
            )
            answer.raw.read(ANSWER_BYTES)
            answer.close()
            fault = "" if 200 <= answer.status_code < 300 else f"HTTP_{answer.status_code}"
        except gevent.Timeout as fired:
            if fired is not clock:
                raise
            fault = "NO_ANSWER"
        except SSLError:
            fault = "CERTIFICATE"
        except requests.Timeout:
            fault = "NO_ANSWER"
        except (RequestException, HTTPError, OSError, ValueError) as why:
            log.debug("%s: %s", self.name, why)
        finally:
            clock.close()
        if fault:
            self._session.close()
            self._session = _session()
        return fault

    def _failed(self, state: Subscribed, fault: str) -> float:
        """Note a failure; returns how long to wait, after which the same event is tried again."""
        now = self._now()
        self._tries += 1
        pause = fault == GONE or (bool(state.failing_since) and now - state.failing_since >= self._patience.give_up_ms)
        self._store.fail_webhook(state, fault, now, pause=pause)
        first, longest = self._patience.first_seconds, self._patience.longest_seconds
        wait = next_try_seconds(self._tries, first, longest, random.random())
        then = "given up" if pause else f"again in {wait:.0f} s"
        log.warning("%s at %s: %s, %s", self.name, state.host, fault, then)
        return wait


def _session() -> requests.Session:
    session = requests.Session()
    # Neither a proxy of the environment nor a password of ~/.netrc goes with what the hall sends.
    session.trust_env = False
    return session


def senders(opened: Handles, url: str, folder: Path, patience: Patience) -> list[Sender]:
    """Make a sender for each webhook of the folder and list them; a new one begins with what comes now."""
    entries = read_webhooks(folder)
    opened.presence.list_webhooks({name: one.host for name, one in entries.items()})
    found = []
    for name, one in entries.items():
        opened.presence.begin_webhook(name, opened.reading.as_of())
        events = Events(for_waiting(url), opened.keys)
        ca = str(folder / one.ca) if one.ca else True
        found.append(Sender(name, one, secrets_of(one, folder), opened, events, patience, ca))
    return found


def run(settings: Settings, url: str, stopped: Flag) -> int:
    """Deliver until told to stop; 1 where the configuration has faults."""
    try:
        keep_going(settings, url, settings.config, Patience(), stopped)
    except (ConfigFaults, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def keep_going(settings: Settings, url: str, folder: Path, patience: Patience, stopped: Flag) -> None:
    """Deliver to every webhook of a folder at once; at the end what is under way is brought to its end."""
    found = senders(handles(settings, url), url, folder, patience)
    running = [gevent.spawn(keep_delivering, one, stopped) for one in found]
    print("ready " + json.dumps({"webhooks": [one.name for one in found]}), flush=True)
    # With nobody to send to there is nothing else that could wake this program, and gevent would end it.
    while not stopped.wait(QUIET_SECONDS):
        continue
    gevent.joinall(running)


def resume(settings: Settings, url: str, name: str, after: int | None) -> int:
    """Let a webhook go on that was given up; 1 where there is none of this name."""
    presence = handles(settings, url).presence
    if presence.webhook(name) is None:
        print(f"no webhook is called {name}: {', '.join(one.name for one in presence.webhooks())}", file=sys.stderr)
        return 1
    presence.resume_webhook(name, after)
    return 0


def keep_delivering(sender: Sender, stopped: Flag) -> None:
    """Deliver to one receiver for as long as the program lives, through every fault of the queue server."""
    while not stopped.is_set():
        try:
            wait = sender.step()
        except RedisError as fault:
            log.warning("the stream is out of reach: %s", fault)
            wait = QUIET_SECONDS
        except Exception:
            # One event that cannot be sent must not end the deliveries of this receiver without a word.
            log.exception("a delivery failed")
            wait = QUIET_SECONDS
        stopped.wait(wait)
