"""Break the hall on purpose: one line of its Lua for each promise. Run as a program it is a hall that is broken."""

from __future__ import annotations

import os
from collections.abc import Callable

from hall.store import scripts

#: Promise that is broken → the line as it is, as it is broken, and the kinds of violation of which one must be found.
BROKEN: dict[str, tuple[str, str, frozenset[str]]] = {
    "an answer is not kept": (
        "local function keep(kind, json)\n  if ask.request then", "local function keep(kind, json)\n  if false then",
        frozenset({"two answers", "done twice"}),
    ),
    "a call writes no event": (
        "  tell('called', ticket, more)\n", "", frozenset({"answer and log differ", "lost number"}),
    ),
    "seq counts two": ("seq = seq + 1", "seq = seq + (type == 'recalled' and 2 or 1)", frozenset({"gap in seq"})),
    "the called one stays in the queue": (
        "  leave_queue(ticket)\n  redis.call('DEL', key('shown'", "  redis.call('DEL', key('shown'",
        frozenset({"called twice", "wrong move"}),
    ),
    "numbers begin again": (
        "local count = redis.call('HINCRBY', key('numbers', day), ask.series, 1)",
        "if taken >= 20 then redis.call('HDEL', key('numbers', day), ask.series) end "
        "local count = redis.call('HINCRBY', key('numbers', day), ask.series, 1)",
        frozenset({"number twice"}),
    ),
    "a number is left out": (
        "ask.series, 1) +", "ask.series, taken == 7 and 2 or 1) +", frozenset({"gap in numbers"}),
    ),
    "the last one is called first": (
        "redis.call('ZRANGE', key(set, service), 0, 0,", "redis.call('ZREVRANGE', key(set, service), 0, 0,",
        frozenset({"skipped"}),
    ),
    "an undo puts her at the end of the line": (
        "if was.state == 'waiting' then stand_in_queue(was)",
        "if was.state == 'waiting' then write(was, { counted_at = now }) stand_in_queue(was)", frozenset({"skipped"}),
    ),
    "an undo leaves her where she is": (
        "write(was, copy(was))", "was.state = 'cancelled' write(was, copy(was))", frozenset({"lost number"}),
    ),
    "who is sent back is forgotten": (
        "  move(ticket, 'send_back', { window = '' })\n  stand_in_queue(ticket)\n",
        "  move(ticket, 'send_back', { window = '' })\n  move(ticket, 'cancel', {})\n", frozenset({"lost number"}),
    ),
}


def broken_source(name: str) -> Callable[[str], str]:
    """Return a `scripts.source` in which this promise is broken."""
    as_it_is, as_it_is_broken, _ = BROKEN[name]
    whole = scripts.source
    assert any(as_it_is in whole(one) for one in scripts.names()), f"this line is in the Lua: {as_it_is}"
    return lambda one: whole(one).replace(as_it_is, as_it_is_broken)


if __name__ == "__main__":
    from hall.cli import main

    scripts.source = broken_source(os.environ["HALL_TEST_BREAKS"])  # type: ignore[assignment]
    main()
