"""Look after each item of a sweep by itself (逐项处理): one that cannot be done keeps none of the others waiting."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import RedisError

from hall.rules.refusals import ConfigMovedOn

log = logging.getLogger("hall.sweeping")


@contextmanager
def by_itself(item: str) -> Iterator[None]:
    """Let a fault of this item be told and end here; a full server, a fault of all, ends the sweep."""
    try:
        yield
    except (ConfigMovedOn, RedisError):
        raise
    except Exception:
        log.exception("%s could not be looked after", item)
