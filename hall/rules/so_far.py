"""Hold the day as it has been until now (今天至此): each visit and what each window did, from events in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hall.rules.counting import Counts
from hall.rules.visits import Visits
from hall.rules.window_spells import Spell, WindowNow, step


@dataclass
class SoFar:
    """Hold a day; `spells` are those that have ended, what a window does now is in `windows`. Times in ms since 1970.

    What is asked of it is worked out by whoever asks: a day of a busy hall is some thousand visits.
    """

    began_at: int = 0
    visits: Visits = field(default_factory=Visits)
    windows: dict[str, WindowNow] = field(default_factory=dict)
    spells: list[Spell] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    def take(self, event: Mapping[str, str]) -> None:
        """Let one event happen."""
        known = self.visits.get(event.get("ticket", ""))
        self.counts.take(event, first_call=known is not None and not known.first_called_at)
        self.visits.take(event)
        self.spells.extend(step(self.windows, event))
