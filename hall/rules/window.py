"""Hold what a window (办事窗口) is doing now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class WindowState(StrEnum):
    """Name whether a window calls visitors."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class PauseReason(StrEnum):
    """Name why a window pauses (暂停原因); a clerk picks one."""

    BREAK = "break"
    LUNCH = "lunch"
    BACK_OFFICE = "back_office"
    TECHNICAL = "technical"
    OTHER = "other"


@dataclass(frozen=True)
class Window:
    """Hold one window as the store knows it; `ticket` is the id of the visitor's ticket there, or ''.

    `since` is when its state last changed, `reach` maps a service to its handicap in ms; to those that are `lent` it
    was lent for the time being (协办).
    """

    id: str
    state: WindowState = WindowState.CLOSED
    ticket: str = ""
    since: int = 0
    reason: str = ""
    reach: Mapping[str, int] = field(default_factory=dict)
    lent: tuple[str, ...] = ()
