"""Hold the settings of the rules (规则参数), as `config/policy.toml` gives them.

Each default is that of the hall's rules, the bounds keep out what cannot be meant; what a setting does and
why it has its value stands beside it in the file.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from hall.rules.alarms import Limits
from hall.rules.discipline import Discipline
from hall.rules.times import MINUTE_MS, SECOND_MS, Times

Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
Seconds = Annotated[int, Field(ge=0, le=3600)]
Count = Annotated[int, Field(ge=0, le=1000)]
Share = Annotated[float, Field(ge=0, le=1)]


def _rising(repeats: tuple[int, ...]) -> tuple[int, ...]:
    if list(repeats) != sorted(set(repeats)):
        raise ValueError("the seconds must rise")
    return repeats


def _moment(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError('must be a time of the day such as "22:00"')
    return text


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class DisciplineSettings(_Settings):
    """Hold the settings of the queue discipline (提前量), in minutes."""

    appointment_head_start_minutes: Minutes = 90
    priority_head_start_minutes: Minutes = 120
    early_minutes: Minutes = 5
    grace_minutes: Minutes = 15
    handicap_minutes: Minutes = 5


class Acts(_Settings):
    """Hold the settings of what visitors and clerks do (叫号、过号、签到 …)."""

    no_show_after_seconds: Seconds = 60
    no_show_after_priority_seconds: Seconds = 120
    no_show_latest_after_press_seconds: Seconds = 90
    recall_after_seconds: Annotated[
        tuple[Annotated[int, Field(ge=1, le=3600)], ...], Field(strict=False), AfterValidator(_rising)
    ] = (20, 40)
    undo_seconds: Seconds = 8
    reserved_seconds: Annotated[int, Field(ge=5, le=600)] = 20
    check_in_early_minutes: Minutes = 30
    walking_minutes: Minutes = 3
    rejoin_within_minutes: Minutes = 60
    rejoin_times: Count = 2
    rejoin_head_start_minutes: Minutes = 15
    agent_people: Annotated[int, Field(ge=1, le=20)] = 3
    hold_minutes: Minutes = 30
    lost_window_seconds: Annotated[int, Field(ge=10, le=3600)] = 120
    special_calls_alarm_share: Share = 0.02

    @model_validator(mode="after")
    def _priority_gets_no_less_time(self) -> Acts:
        if self.no_show_after_priority_seconds < self.no_show_after_seconds:
            raise ValueError("no_show_after_priority_seconds must not be below no_show_after_seconds")
        return self


class Bookings(_Settings):
    """Hold the settings of appointments (预约)."""

    horizon_days: Annotated[int, Field(ge=1, le=90)] = 5
    slot_minutes: Annotated[int, Field(ge=5, le=240)] = 15
    cancel_until_minutes: Minutes = 120
    booked_share_max: Share = 0.45
    no_shows_a_month: Annotated[int, Field(ge=1, le=1000)] = 2
    cancels_a_month: Annotated[int, Field(ge=1, le=1000)] = 5
    blocked_days: Annotated[int, Field(ge=0, le=366)] = 30


class Ratings(_Settings):
    """Hold the settings of ratings (好差评); working days are those on which any service is open."""

    # A ticket that is over stays readable for three days.
    within_days: Annotated[int, Field(ge=0, le=2)] = 1
    call_back_working_days: Annotated[int, Field(ge=1, le=60)] = 1
    settle_working_days: Annotated[int, Field(ge=1, le=60)] = 15


class Day(_Settings):
    """Hold the settings of the business day (业务日)."""

    day_end_at: Annotated[str, AfterValidator(_moment)] = "22:00"

    @property
    def day_end_minute(self) -> int:
        """Return the day's end in minutes since midnight, on the wall clock of the centre's zone."""
        hour, minute = self.day_end_at.split(":")
        return int(hour) * 60 + int(minute)


class Alerts(_Settings):
    """Hold from when on something is wrong (告警阈值)."""

    expected_long_minutes: Minutes = 20
    expected_very_long_minutes: Minutes = 40
    expected_for_minutes: Minutes = 5
    waits_minutes: Minutes = 45
    appointment_late_minutes: Minutes = 10
    idle_minutes: Minutes = 5
    idle_while_waits_minutes: Minutes = 10
    guide_after_minutes: Minutes = 2
    manager_after_minutes: Minutes = 5
    visit_times: Annotated[float, Field(ge=1, le=20)] = 3.0
    no_show_share: Share = 0.15
    no_show_calls: Annotated[int, Field(ge=1, le=1000)] = 20
    queue_people: Count = 10
    low_rating: Annotated[int, Field(ge=0, le=5)] = 2
    clear_share: Annotated[float, Field(gt=0, le=1)] = 0.8
    calm_minutes: Minutes = 2

    @model_validator(mode="after")
    def _very_long_is_longer(self) -> Alerts:
        if self.expected_very_long_minutes < self.expected_long_minutes:
            raise ValueError("expected_very_long_minutes must not be below expected_long_minutes")
        return self


class Policy(_Settings):
    """Hold all settings of the rules (规则参数), as groups."""

    discipline: DisciplineSettings = DisciplineSettings()
    acts: Acts = Acts()
    bookings: Bookings = Bookings()
    ratings: Ratings = Ratings()
    day: Day = Day()
    alerts: Alerts = Alerts()

    @cached_property
    def limits(self) -> Limits:
        """Return from when on something is wrong, in ms, as the judging takes it."""
        given = self.alerts.model_dump()
        minutes = {name.removesuffix("_minutes"): given.pop(name) for name in list(given) if name.endswith("_minutes")}
        return Limits(**given, **{f"{name}_ms": count * MINUTE_MS for name, count in minutes.items()})

    @property
    def rules(self) -> Discipline:
        """Return the queue discipline in ms, as the rules take it."""
        chosen = self.discipline
        return Discipline(
            appointment_ms=chosen.appointment_head_start_minutes * MINUTE_MS,
            priority_ms=chosen.priority_head_start_minutes * MINUTE_MS,
            early_ms=chosen.early_minutes * MINUTE_MS,
            grace_ms=chosen.grace_minutes * MINUTE_MS,
        )

    @property
    def times(self) -> Times:
        """Return how long the hall gives everybody for everything, in ms, as the store takes it."""
        acts = self.acts
        return Times(
            miss_after_ms=acts.no_show_after_seconds * SECOND_MS,
            miss_priority_after_ms=acts.no_show_after_priority_seconds * SECOND_MS,
            shown_latest_ms=acts.no_show_latest_after_press_seconds * SECOND_MS,
            recall_after_seconds=acts.recall_after_seconds,
            undo_ms=acts.undo_seconds * SECOND_MS,
            reserved_ms=acts.reserved_seconds * SECOND_MS,
            check_in_early_ms=acts.check_in_early_minutes * MINUTE_MS,
            walking_ms=acts.walking_minutes * MINUTE_MS,
            rejoin_within_ms=acts.rejoin_within_minutes * MINUTE_MS,
            rejoin_times=acts.rejoin_times,
            agent_people=acts.agent_people,
            back_ms=acts.rejoin_head_start_minutes * MINUTE_MS,
            hold_ms=acts.hold_minutes * MINUTE_MS,
            lost_ms=acts.lost_window_seconds * SECOND_MS,
            day_end_ms=self.day.day_end_minute * MINUTE_MS,
        )
