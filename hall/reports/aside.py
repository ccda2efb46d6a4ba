"""Let a question to the ledger be worked out aside (另一线程), so that the screens of this process go on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from gevent import get_hub

from hall.store.ledger.asking import LedgerAway

T = TypeVar("T")


def aside(question: Callable[[], T]) -> T:
    """Return what a question gives, asked in a thread of its own: SQL would stop every other greenlet while it works.

    Raises LedgerAway where the ledger cannot be read. The question knows nothing of the request: it is another thread.
    """
    found = get_hub().threadpool.apply(_asked, (question,))
    if isinstance(found, LedgerAway):
        raise found
    return cast(T, found)


def _asked(question: Callable[[], T]) -> T | LedgerAway:
    try:
        return question()
    except LedgerAway as fault:
        # Raised by the thread itself, it would be printed as a fault of ours.
        return fault
