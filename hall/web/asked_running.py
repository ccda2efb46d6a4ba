"""Describe what comes in over HTTP about running the hall: alerts, what is asked of windows; like `asked`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hall.rules.wishes import WishKind
from hall.web.asked import Asked


class AlertsAsked(Asked):
    """Acknowledge these alerts, each by its id."""

    alerts: Annotated[list[Annotated[str, Field(max_length=120)]], Field(min_length=1, max_length=100)]


class WishAsked(Asked):
    """Ask a window to open, to call, or whether it needs help; `service` is whose visitors it is about."""

    wish: WishKind
    service: Annotated[str, Field(max_length=64)] | None = None


class LendAsked(Asked):
    """Name the service that a window is lent to, or taken back from."""

    service: Annotated[str, Field(max_length=64)]
