"""Change the hall: one method a Lua file, each one atomic step with its event, each safe to repeat by request id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hall.rules.discipline import Standing, head_start
from hall.rules.refusals import Refusal
from hall.store.alerting import Alerting
from hall.store.at_kiosks import AtKiosks
from hall.store.at_windows import AtWindows
from hall.store.entries import Entries
from hall.store.pressing import Onward, Request
from hall.store.rating import Rating
from hall.store.records import Answer

__all__ = ["NewConfiguration", "NewTicket", "Onward", "Request", "Tickets"]


@dataclass(frozen=True)
class NewTicket:
    """Hold what is known of a visitor before she has a number; durations in ms, 0 means none.

    `person` is a keyed digest where one person has one number for the service, `mask` what may be shown of it;
    `agent` and `agent_mask` the same of one who takes the number for her.
    `expected` is the wait that she is told (`rules.waiting.Expected.text`), None where nobody can know.
    """

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
    slot_at: int | None = None
    then: tuple[Onward, ...] = ()
    person: str | None = None
    mask: str = ""
    agent: str | None = None
    agent_mask: str = ""
    expected: str | None = None


@dataclass(frozen=True)
class NewConfiguration:
    """Hold a configuration that comes into force: its name, the centre as JSON, and what becomes of what is no more.

    `planned_on` names the one that it follows, `first` is that of a new centre, where nobody waits. An appointment is
    good for `grace_ms` after its slot. `reaches` gives each window its services with handicaps in ms,
    `moves` each service that is no more its successor, `places` each service its `hall` and `area`.
    """

    version: str
    text: str
    planned_on: str = ""
    grace_ms: int = 0
    first: bool = False
    reaches: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    leaving: tuple[str, ...] = ()
    gone_windows: tuple[str, ...] = ()
    moves: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    gone_areas: tuple[str, ...] = ()
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Tickets(AtWindows, AtKiosks, Rating, Entries, Alerting):
    """Change tickets, windows, appointments and the day of one centre."""

    def take(self, request: Request, new: NewTicket) -> Answer:
        """Give a number (取号), or check an appointment in (签到) when `new.appointment` names one."""
        asks = {name: value for name, value in vars(new).items() if name not in ("needs", "then")}
        return self._do(
            "take",
            request,
            **asks,
            needs=",".join(new.needs),
            head_start_ms=head_start(new.standing, self._rules),
            grace_ms=self._rules.grace_ms,
            check_in_early_ms=self._times.check_in_early_ms,
            agent_people=self._times.agent_people,
            chain=[vars(place) for place in new.then] or None,
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

    def reprint(self, request: Request, ticket: str, expected: str | None = None) -> Answer:
        """Count one more copy of the same number (补打), which tells an expected wait anew."""
        return self._do("reprint", request, ticket=ticket, expected=expected)

    def cancel(self, request: Request, ticket: str) -> Answer:
        """Leave the queue (取消排队)."""
        return self._do("cancel", request, ticket=ticket)

    def book(
        self,
        request: Request,
        code: str,
        service: str,
        hall: str,
        slot_at: int,
        quota: int,
        name: str,
        succeeds: Sequence[str] = (),
    ) -> Answer:
        """Book a slot (预约); the appointment is in `more`. What was booked of services it `succeeds` counts too."""
        asks = {"code": code, "service": service, "hall": hall, "slot_at": slot_at, "quota": quota, "name": name}
        return self._do("book", request, **asks, succeeds=list(succeeds))

    def cancel_appointment(self, request: Request, code: str, until_ms: int) -> Answer:
        """Give a booked slot back; the appointment is in `more`."""
        return self._do("cancel_appointment", request, code=code, until_ms=until_ms)

    def rejoin(self, request: Request, ticket: str, place: Onward | None = None) -> Answer:
        """Let a missed visitor back (过号重排), to `place` where another service has replaced hers."""
        times = self._times
        return self._do(
            "rejoin",
            request,
            ticket=ticket,
            place=vars(place) if place else None,
            within_ms=times.rejoin_within_ms,
            times=times.rejoin_times,
            back_ms=times.back_ms,
            **self._due(),
        )

    def defer(self, request: Request, ticket: str, for_ms: int) -> Answer:
        """Put a visitor's turn off (暂缓), once."""
        return self._do("defer", request, ticket=ticket, for_ms=for_ms, back_ms=self._times.back_ms, **self._due())

    def grant_priority(self, request: Request, ticket: str, reason: str) -> Answer:
        """Grant a priority (优先) to somebody who holds a number."""
        return self._do(
            "grant_priority", request, ticket=ticket, reason=reason, head_start_ms=self._rules.priority_ms
        )

    def stop_hall(self, request: Request, reason: str) -> Answer:
        """Stop the whole hall (全厅暂停); an empty reason lets it go on (恢复)."""
        return self._do("stop_hall", request, reason=reason)

    def skip_numbers(self, request: Request, count: int, offset_ms: int) -> Answer:
        """Leave so many numbers of each series out for the rest of the day (跳号): they may be on paper already."""
        return self._do("skip_numbers", request, count=count, offset_ms=offset_ms)

    def give_notice(self, request: Request, notice: str, areas: Iterable[str], show_ms: int) -> Answer:
        """Give a notice in these areas for a while (通知播报); `show_ms` 0 takes it down."""
        return self._do("give_notice", request, notice=notice, areas=",".join(areas), show_ms=show_ms)

    def end_day(self, request: Request | None, before_day: int, day: str, windows: Iterable[str]) -> Answer:
        """End what is left of earlier business days (日结); `left` in `more` says that there is more to do."""
        return self._do("end_day", request, before_day=before_day, day=day, windows=list(windows))

    def change_configuration(self, request: Request | None, new: NewConfiguration) -> Answer:
        """Put a configuration into force (配置生效), and settle everybody whom it concerns.

        Refuses as moved on when the one in force is no more the one that it was planned on.
        """
        sets = ("gone", "gone_areas")
        asks = {name: dict.fromkeys(value, True) if name in sets else value for name, value in vars(new).items()}
        asks["config"] = asks.pop("planned_on") or None
        press = replace(request, config=new.planned_on) if request else None
        return self._do("change_configuration", press, **asks)

    def unpin(self, ticket: str) -> Answer:
        """Let somebody who waited for one window wait for the service again; for the sweep."""
        return self._do("unpin", None, ticket=ticket)

    def let_in_later(self, ticket: str) -> Answer:
        """Let somebody into the queue whose moment has come; for the sweep."""
        return self._do("let_in_later", None, ticket=ticket)

    def recall_by_itself(self, ticket: str, item: str) -> Answer:
        """Announce a called visitor again; for the sweep."""
        return self._do("recall_by_itself", None, ticket=ticket, item=item)
