"""Say no to whoever looks after screens (屏幕); like `refusals`."""

from __future__ import annotations

from hall.rules.refusals import Refusal, Unknown


class UnknownScreen(Unknown):
    """No screen that is paired has this id."""

    code = "SCREEN_UNKNOWN"


class UnknownCode(Unknown):
    """No screen shows this pairing code, or it has run out (配对码无效)."""

    code = "SCREEN_CODE_UNKNOWN"


class UnknownPlace(Unknown):
    """A screen of this kind cannot hang there: no such area, hall or window."""

    code = "SCREEN_PLACE_UNKNOWN"


class CodeClaimed(Refusal):
    """Somebody else has just paired the screen that shows this code."""

    code = "SCREEN_CODE_CLAIMED"


class TooManyTries(Refusal):
    """Too many wrong pairing codes within a minute."""

    code = "SCREEN_CODE_TRIES"
