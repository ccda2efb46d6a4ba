"""Name what a key can mean (按键动作)."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """Name what a key does; `next` is whatever the console's primary button would do now, as the hall says it."""

    NEXT = "next"
    RECALL = "recall"
    NO_SHOW = "no-show"
    HOLD = "hold"
    UNDO = "undo"
    PAUSE = "pause"
    FINISH = "finish"


#: Acts on the visitor at the window: they name the ticket that the clerk saw.
ABOUT_VISITOR = frozenset({"recall", "no-show", "hold", "start", "finish", "finish-and-call-next"})
