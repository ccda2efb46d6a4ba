"""Keep how far each webhook (推送订阅) has come, and how its receiver is; none of it is an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hall.store.keys import Keys


@dataclass(frozen=True)
class Subscribed:
    """Hold one webhook: `seq` is the last event that was looked at, `sent` the last one that was delivered, 0 for none.

    Moments are in ms since 1970, 0 for never. `fault` says why the last try failed, '' when it did not.
    """

    name: str
    host: str
    seq: int
    sent: int = 0
    delivered_at: int = 0
    failing_since: int = 0
    fault: str = ""
    paused_at: int = 0


class Webhooks:
    """Write and read what is known of the webhooks."""

    _redis: Any
    _keys: Keys

    def list_webhooks(self, hosts: Mapping[str, str], *, others: bool = False) -> None:
        """Say which webhooks there are and where each goes; unless there are `others`, what is known of them goes."""
        listed = self._keys("webhooks")
        gone = set() if others else set(self._redis.hkeys(listed)) - set(hosts)
        with self._redis.pipeline(transaction=True) as pipe:
            for name in gone:
                pipe.hdel(listed, name)
                pipe.delete(self._keys("webhook", name))
                pipe.zadd(self._keys("due"), {f"webhook:{name}": 0})
            if hosts:
                pipe.hset(listed, mapping=dict(hosts))
            pipe.execute()

    def webhooks(self) -> list[Subscribed]:
        """Return every webhook by its name."""
        hosts = dict(sorted(self._redis.hgetall(self._keys("webhooks")).items()))
        with self._redis.pipeline(transaction=False) as pipe:
            for name in hosts:
                pipe.hgetall(self._keys("webhook", name))
            records = pipe.execute() if hosts else []
        return [_subscribed(name, host, one) for (name, host), one in zip(hosts.items(), records, strict=True)]

    def webhook(self, name: str) -> Subscribed | None:
        """Return one webhook, None when there is none of this name."""
        host = self._redis.hget(self._keys("webhooks"), name)
        return _subscribed(name, host, self._redis.hgetall(self._keys("webhook", name))) if host else None

    def begin_webhook(self, name: str, seq: int) -> None:
        """Let a new webhook begin after an event; one that has begun goes on where it was."""
        self._redis.hsetnx(self._keys("webhook", name), "seq", seq)

    def move_webhook(self, was: Subscribed, seq: int, delivered_at: int = 0) -> bool:
        """Go on to an event, which was delivered or is of no interest; False where another sender did so meanwhile."""
        name = self._keys("webhook", was.name)
        fields: dict[str, int | str] = {"seq": seq}
        if delivered_at:
            fields |= {"sent": seq, "delivered_at": delivered_at, "failing_since": 0, "fault": ""}

        def step(pipe: Any) -> bool:
            same = bool(pipe.hget(name, "seq") == str(was.seq))
            pipe.multi()
            if same:
                pipe.hset(name, mapping=fields)
            return same

        return bool(self._redis.transaction(step, name, value_from_callable=True))

    def fail_webhook(self, was: Subscribed, fault: str, now: int, *, pause: bool) -> None:
        """Note that a delivery failed; `pause` gives the receiver up until somebody resumes it, which is an alert."""
        fields: dict[str, int | str] = {"failing_since": was.failing_since or now, "fault": fault}
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(self._keys("webhook", was.name), mapping=fields | ({"paused_at": now} if pause else {}))
            if pause:
                pipe.zadd(self._keys("due"), {f"webhook:{was.name}": now})
            pipe.execute()

    def resume_webhook(self, name: str, after: int | None = None) -> None:
        """Let a webhook go on (恢复) where it stopped, or `after` another event."""
        fields = {"paused_at": 0, "failing_since": 0, "fault": ""} | ({} if after is None else {"seq": after})
        self._redis.hset(self._keys("webhook", name), mapping=fields)


def _subscribed(name: str, host: str, record: Mapping[str, str]) -> Subscribed:
    numbers = ("seq", "sent", "delivered_at", "failing_since", "paused_at")
    return Subscribed(
        name=name, host=host, fault=record.get("fault", ""), **{one: int(record.get(one) or 0) for one in numbers}
    )
