"""Describe what is asked of a past day (如果当天) and of a plan, as the forms of the managers' pages send it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from hall.web.asked import AskedAsText, Day

Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
Name = Annotated[str, Field(max_length=64)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
#: Windows that one question may open or close.
PLACES = ("1", "2", "3")


class _Form(AskedAsText):
    """A field that was left empty asks nothing."""

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: Any) -> Any:
        return {name: value for name, value in data.items() if value != ""} if isinstance(data, dict) else data


class WhatIfAsked(_Form):
    """Ask what a day would have been: the rules in minutes, shifts that begin earlier, three windows for a while.

    A window (`w`, none: one more than there is) opens for a service (`s`), or closes without one, from `f` until `u`.
    """

    day: Day
    ha: Minutes | None = None
    hp: Minutes | None = None
    e: Minutes | None = None
    g: Minutes | None = None
    handicap: Minutes | None = None
    earlier: Annotated[int, Field(ge=-240, le=240)] | None = None
    agency: Name | None = None
    w1: Name | None = None
    s1: Name | None = None
    f1: Clock | None = None
    u1: Clock | None = None
    w2: Name | None = None
    s2: Name | None = None
    f2: Clock | None = None
    u2: Clock | None = None
    w3: Name | None = None
    s3: Name | None = None
    f3: Clock | None = None
    u3: Clock | None = None
    lang: Annotated[str, Field(max_length=16)] = ""
    job: Annotated[str, Field(max_length=64)] = ""

    def question(self) -> dict[str, Any]:
        """Return what the job is asked: only what is to be otherwise."""
        named = ("ha", "hp", "e", "g", "handicap", "earlier", "agency")
        asked: dict[str, Any] = {name: getattr(self, name) for name in named if getattr(self, name) is not None}
        windows = [one for place in PLACES if (one := self._window(place))]
        return {**asked, "windows": windows} if windows else asked

    def _window(self, place: str) -> dict[str, str] | None:
        """Return what one window does otherwise; a place without a window and a service asks nothing."""
        window, service = getattr(self, f"w{place}"), getattr(self, f"s{place}")
        if not window and not service:
            return None
        told = {"window": window, "service": service, "from": getattr(self, f"f{place}") or "00:00",
                "until": getattr(self, f"u{place}") or "23:59"}
        return {name: value for name, value in told.items() if value}


class PlanAsked(_Form):
    """Ask for a plan of windows: of which day, tomorrow where none is named."""

    day: Day | None = None
    hall: Name | None = None
    lang: Annotated[str, Field(max_length=16)] = ""
    job: Annotated[str, Field(max_length=64)] = ""


class RulesAsked(_Form):
    """Ask what the folder's rules would have done on a day."""

    day: Day
    csrf_token: str = ""
