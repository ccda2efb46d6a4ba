#!/usr/bin/env python3
"""Follow a hall's events into a table of one's own, each exactly once (跟随事件), with Python's standard library alone.

    HALL_TOKEN=... python3 follow_events.py http://hall:8000 events.sqlite

What is done with an event, and that it was done, are one transaction: kill this at any moment and start it again, and
nothing is lost and nothing done twice. The token is what `hall token program --name follower` prints. Ctrl+C ends it.
"""

import json
import os
import sqlite3
import sys
import time
import urllib.request

#: Seconds that the hall may wait for news before it answers with none; it allows up to 8.
WAIT = 8
TABLE = "CREATE TABLE IF NOT EXISTS events (log INTEGER, seq INTEGER, event TEXT, PRIMARY KEY (log, seq))"


def ask(hall, **query):
    """Return the events that the hall has after a number, and the number of the last one that there is."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    request = urllib.request.Request(f"{hall}/api/v1/events?{asked}")
    request.add_header("Authorization", f"Bearer {os.environ['HALL_TOKEN']}")
    with urllib.request.urlopen(request, timeout=WAIT + 10) as answer:
        return [json.loads(line) for line in answer], int(answer.headers["As-Of"])


def done(book, event):
    """Do with an event what you like, in the same transaction; this keeps some lines for a statistic."""
    if event["type"] == "called":
        minutes = event.get("waited_ms", 0) // 60_000
        print(f"{event['number']} was called to {event['window']} after {minutes} min", flush=True)


def last(book):
    """Return the log and the event that were done last."""
    found = book.execute("SELECT log, event FROM events ORDER BY log DESC, seq DESC LIMIT 1").fetchone()
    return (found[0], json.loads(found[1])) if found else (1, {"seq": 0})


def is_known(hall, event):
    """Say whether the hall still has the very event that was done last: a new queue server counts from 1 again."""
    found, _ = ask(hall, after=event["seq"] - 1, limit=1)
    return bool(found) and all(found[0].get(name) == event[name] for name in ("seq", "at", "type"))


def follow(hall, book):
    """Do all that happens, until the hall cannot be reached."""
    log, event = last(book)
    seq = event["seq"]
    if seq and not is_known(hall, event):
        log, seq = log + 1, 0
    while True:
        news, as_of = ask(hall, after=seq, limit=1000, wait=WAIT)
        if as_of < seq:
            return
        for event in news:
            with book:
                book.execute("INSERT INTO events VALUES (?, ?, ?)", (log, event["seq"], json.dumps(event)))
                done(book, event)
            seq = event["seq"]


if __name__ == "__main__":
    book = sqlite3.connect(sys.argv[2])
    book.execute(TABLE)
    while True:
        try:
            follow(sys.argv[1].rstrip("/"), book)
        except OSError as fault:
            print(f"the hall is out of reach: {fault}", file=sys.stderr)
        time.sleep(1)
