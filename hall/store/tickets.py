"""Change the hall: one method a Lua file, each one atomic step with its event, each safe to repeat by request id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from redis import Redis

from hall.rules.discipline import Discipline, Standing, head_start
from hall.rules.refusals import Refusal
from hall.store.keys import Keys
from hall.store.records import Answer, ticket_from
from hall.store.scripts import Scripts


@dataclass(frozen=True)
class Request:
    """Name one press: `id` is the same when it is repeated, `digest` is that of its body, `actor` who pressed.

    `keep_seconds` is how long its answer is kept, None for as long as anybody may repeat it.
    """

    id: str
    digest: str
    actor: str
    keep_seconds: int | None = None


@dataclass(frozen=True)
class NewTicket:
    """Hold what is known of a visitor before she has a number; durations in ms, 0 means none."""

    id: str
    service: str
    hall: str
    area: str
    series: str
    standing: Standing = Standing.WALK_IN
    reason: str = ""
    needs: tuple[str, ...] = ()
    case_no: str = ""
    quota: int = 0
    reserve_ms: int = 0
    offset_ms: int = 0
    appointment: str | None = None


class Tickets:
    """Change tickets, windows and appointments of one centre.

    `clock` gives ms since 1970; without one the queue server's own clock counts, one for the whole centre.
    """

    def __init__(self, redis: Redis, keys: Keys, rules: Discipline, clock: Callable[[], int] | None = None) -> None:
        self._scripts = Scripts(redis, keys.prefix)
        self._rules = rules
        self._clock = clock

    def _do(self, act: str, request: Request | None, **asks: Any) -> Answer:
        if self._clock:
            asks["now"] = self._clock()
        if request:
            asks |= {"request": request.id, "digest": request.digest, "actor": request.actor}
            asks["keep_seconds"] = request.keep_seconds
        said = self._scripts.run(act, asks)
        record = said.pop("ticket", None)
        return Answer(said.pop("as_of"), ticket_from(record) if record else None, said)

    def take(self, request: Request, new: NewTicket, *, check_in_early_ms: int = 0) -> Answer:
        """Give a number (取号), or check an appointment in (签到) when `new.appointment` names one."""
        asks = {name: value for name, value in vars(new).items() if name != "needs"}
        return self._do(
            "take",
            request,
            **asks,
            needs=",".join(new.needs),
            head_start_ms=head_start(new.standing, self._rules),
            grace_ms=self._rules.grace_ms,
            check_in_early_ms=check_in_early_ms,
        )

    def refuse(self, request: Request, refusal: Refusal) -> Answer:
        """Raise a refusal that a door decided by itself, and keep it; a press that was answered before is so again."""
        return self._do("refuse", request, code=refusal.code, why=refusal.data)

    def printed(self, request: Request, ticket: str, outcome: str) -> Answer:
        """Say what became of the paper: confirmed, unverified or failed."""
        return self._do("printed", request, ticket=ticket, outcome=outcome)

    def paper_overdue(self, ticket: str) -> Answer:
        """Let a reserved ticket wait whose paper nobody reported in time; for the sweep."""
        return self._do("paper_overdue", None, ticket=ticket)

    def reprint(self, request: Request, ticket: str) -> Answer:
        """Count one more copy of the same number (补打)."""
        return self._do("reprint", request, ticket=ticket)

    def cancel(self, request: Request, ticket: str) -> Answer:
        """Leave the queue (取消排队)."""
        return self._do("cancel", request, ticket=ticket)

    def call_next(self, request: Request, window: str) -> Answer:
        """Call the next visitor to a window (叫号); no ticket in the answer means that nobody waits."""
        return self._do("call_next", request, window=window, **self._due())

    def recall(self, request: Request, window: str, ticket: str | None = None) -> Answer:
        """Announce the called visitor again (重呼)."""
        return self._do("recall", request, window=window, ticket=ticket)

    def start(self, request: Request, window: str, ticket: str | None = None) -> Answer:
        """Begin to serve (开始办理)."""
        return self._do("start", request, window=window, ticket=ticket)

    def finish(self, request: Request, window: str, ticket: str | None = None) -> Answer:
        """Finish with the visitor (办理完毕)."""
        return self._do("finish", request, window=window, ticket=ticket)

    def finish_and_call_next(self, request: Request, window: str, ticket: str | None = None) -> Answer:
        """Finish with the visitor and call the next one, as one act."""
        return self._do("finish_and_call_next", request, window=window, ticket=ticket, **self._due())

    def no_show(
        self,
        request: Request,
        window: str,
        ticket: str | None = None,
        *,
        early: bool = False,
        after_ms: int,
        after_priority_ms: int,
        latest_ms: int,
    ) -> Answer:
        """Miss a called visitor who did not come (过号)."""
        return self._do(
            "no_show",
            request,
            window=window,
            ticket=ticket,
            early=early,
            after_ms=after_ms,
            after_priority_ms=after_priority_ms,
            latest_ms=latest_ms,
        )

    def open_window(self, request: Request, window: str, reach: Mapping[str, int]) -> Answer:
        """Open a window (开始服务) with its services and their handicaps in ms."""
        return self._do("open_window", request, window=window, reach=dict(reach))

    def pause_window(self, request: Request, window: str, reason: str) -> Answer:
        """Stop calling for a while (暂停服务)."""
        return self._do("pause_window", request, window=window, state="paused", reason=reason)

    def close_window(self, request: Request, window: str) -> Answer:
        """Stop calling for the day (停止服务)."""
        return self._do("pause_window", request, window=window, state="closed", reason="")

    def book(self, request: Request, code: str, service: str, hall: str, slot_at: int, quota: int, name: str) -> Answer:
        """Book a slot (预约); the appointment is in `more`."""
        return self._do(
            "book", request, code=code, service=service, hall=hall, slot_at=slot_at, quota=quota, name=name
        )

    def cancel_appointment(self, request: Request, code: str, until_ms: int) -> Answer:
        """Give a booked slot back; the appointment is in `more`."""
        return self._do("cancel_appointment", request, code=code, until_ms=until_ms)

    def _due(self) -> dict[str, int]:
        return {"early_ms": self._rules.early_ms, "appointment_ms": self._rules.appointment_ms}
