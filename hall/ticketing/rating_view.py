"""Show a visitor five faces and what she can tick (评价页面); what others said is nobody's to see."""

from __future__ import annotations

from dataclasses import dataclass

from hall.directory import Text
from hall.rules.ratings import FOLLOWED_UP_TO, LEVELS, Reason, choices


@dataclass(frozen=True)
class RatingView:
    """Hold what the page shows; `level` is the chosen face, 0 for none yet, `fault` a key of what was not right.

    `stage` is ask, thanks, before (it was rated), late or nothing (to rate yet); `again` is for 追评.
    """

    ticket: str
    number: str
    turn: int
    service_name: Text | None
    stage: str
    level: int = 0
    again: bool = False
    may_again: bool = False
    fault: str = ""

    @property
    def levels(self) -> tuple[int, ...]:
        """List the levels, the best first."""
        return LEVELS

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """List what can be ticked with the chosen level."""
        return choices(self.level) if self.level else ()

    @property
    def low(self) -> bool:
        """Say whether somebody will call back, so that the page asks where."""
        return 0 < self.level <= FOLLOWED_UP_TO and not self.again


@dataclass(frozen=True)
class Said:
    """Hold what this browser has said of a ticket before: the turns that it rated, and those that it rated again."""

    once: frozenset[int] = frozenset()
    again: frozenset[int] = frozenset()

    def with_one(self, turn: int, *, again: bool) -> Said:
        """Return the same with one more."""
        return Said(self.once, self.again | {turn}) if again else Said(self.once | {turn}, self.again)

    def __str__(self) -> str:
        """Write it as the value of a cookie."""
        return "-".join([*map(str, sorted(self.once)), *(f"{turn}a" for turn in sorted(self.again))])


def said_by(cookie: str) -> Said:
    """Read a cookie; what is none says nothing."""
    parts = cookie.split("-")[:50]
    once = frozenset(int(one) for one in parts if one.isdecimal() and len(one) < 4)
    again = frozenset(int(one[:-1]) for one in parts if one.endswith("a") and one[:-1].isdecimal() and len(one) < 5)
    return Said(once, again)
