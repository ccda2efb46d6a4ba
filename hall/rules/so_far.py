"""Hold the day as it has been until now (今天至此): each visit and what each window did, from events in their order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from hall.rules.pace import Lately
from hall.rules.visits import Visits
from hall.rules.window_spells import Spell, WindowNow, step


@dataclass
class SoFar:
    """Hold a day; `spells` are those that have ended, what a window does now is in `windows`. Times in ms since 1970.

    `lately` is how fast it went of late, `checked_in` counts for each service the appointments that came, by slot.

    What is asked of it is worked out by whoever asks: a day of a busy hall is some thousand visits.
    """

    began_at: int = 0
    visits: Visits = field(default_factory=Visits)
    windows: dict[str, WindowNow] = field(default_factory=dict)
    spells: list[Spell] = field(default_factory=list)
    lately: Lately = field(default_factory=Lately)
    checked_in: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def take(self, event: Mapping[str, str]) -> None:
        """Let one event happen."""
        self.visits.take(event)
        self.spells.extend(step(self.windows, event))
        self.lately.take(event)
        if event.get("slot_at") and event["type"] in ("issued", "cancelled"):
            self._checked_in(event)

    def _checked_in(self, event: Mapping[str, str]) -> None:
        slots, slot = self.checked_in[event["service"]], int(event["slot_at"])
        if event["type"] == "issued":
            slots[slot] += 1
        elif event.get("reason") == "print_failed":
            # Whose paper failed has her appointment still before her.
            slots[slot] -= 1
