"""Say what a manager may ask of a window (请办), and whether it is still to be done."""

from __future__ import annotations

from enum import StrEnum

from hall.rules.window import Window, WindowState


class WishKind(StrEnum):
    """Name what is asked: to open or go on, to call somebody, whether help is needed with a visitor."""

    OPEN = "open"
    CALL = "call"
    HELP = "help"


def is_open(kind: str, ticket: str, window: Window) -> bool:
    """Say whether a wish is not fulfilled yet; `ticket` is who was at the window when it was asked."""
    if kind == WishKind.OPEN:
        return window.state is not WindowState.OPEN
    if kind == WishKind.CALL:
        return window.state is WindowState.OPEN and not window.ticket
    return bool(ticket) and window.ticket == ticket
