"""Hold the day as it has been until now (今天至此): each visit and what each window did, from events in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hall.rules.tally import Tallies, facts
from hall.rules.visits import Visits
from hall.rules.window_spells import Spell, WindowNow, step


@dataclass
class SoFar:
    """Hold a day; `spells` are those that have ended, what a window does now is in `windows`. Times in ms since 1970.

    Counts that somebody asks for every second are kept in `tallies`; anything else is worked out by whoever asks.
    """

    began_at: int = 0
    visits: Visits = field(default_factory=Visits)
    windows: dict[str, WindowNow] = field(default_factory=dict)
    spells: list[Spell] = field(default_factory=list)
    tallies: Tallies = field(default_factory=Tallies)

    def take(self, event: Mapping[str, str]) -> None:
        """Let one event happen."""
        ticket = event.get("ticket", "")
        was = facts(self.visits.get(ticket))
        self.visits.take(event)
        self.tallies.move(was, facts(self.visits.get(ticket)))
        self.spells.extend(step(self.windows, event))
