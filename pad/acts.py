"""Name what a key can mean (按键动作), and what the next step is at a window."""

from __future__ import annotations

from enum import StrEnum

from hall.rules.ticket import State
from hall.rules.window import WindowState


class Act(StrEnum):
    """Name what a key does; `next` is whatever the console's primary button would do now."""

    NEXT = "next"
    RECALL = "recall"
    NO_SHOW = "no-show"
    HOLD = "hold"
    UNDO = "undo"
    PAUSE = "pause"
    FINISH = "finish"


#: Acts on the visitor at the window: they name the ticket that the clerk saw.
ABOUT_VISITOR = frozenset({"recall", "no-show", "hold", "start", "finish", "finish-and-call-next"})


def next_step(state: str, visitor: str) -> str:
    """Say which act of the hall is the next step (下一步); `visitor` is the state of the ticket there, or ''."""
    if visitor:
        return "start" if visitor == State.CALLED else "finish-and-call-next"
    return "call-next" if state == WindowState.OPEN else "open"
