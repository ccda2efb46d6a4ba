"""Hold the day as it has been until now (今天至此): each visit and what each window did, from events in their order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from hall.rules.counting import Counts
from hall.rules.pace import Lately
from hall.rules.service_times import ServiceTimes
from hall.rules.tally import Tallies, facts
from hall.rules.visits import Visits
from hall.rules.window_spells import Spell, WindowNow, step

#: With these somebody has taken care of a low rating.
FOLLOWED_UP = frozenset({"follow_up_called_back", "follow_up_settled"})


@dataclass
class SoFar:
    """Hold a day; `spells` are those that have ended, what a window does now is in `windows`. Times in ms since 1970.

    `ratings` are the levels of ratings that nobody has followed up, by the ticket that was rated. Counts that somebody
    asks for every second are kept in `tallies`; `lately` is how fast it went of late, `service_times` how long visits
    took, `checked_in` counts for each service the appointments that came, by slot; anything else
    is worked out by whoever asks.
    """

    began_at: int = 0
    visits: Visits = field(default_factory=Visits)
    windows: dict[str, WindowNow] = field(default_factory=dict)
    spells: list[Spell] = field(default_factory=list)
    ratings: dict[str, int] = field(default_factory=dict)
    tallies: Tallies = field(default_factory=Tallies)
    counts: Counts = field(default_factory=Counts)
    lately: Lately = field(default_factory=Lately)
    service_times: ServiceTimes = field(default_factory=ServiceTimes)
    checked_in: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def take(self, event: Mapping[str, str]) -> None:
        """Let one event happen."""
        ticket = event.get("ticket", "")
        known = self.visits.get(ticket)
        self.counts.take(event, first_call=known is not None and not known.first_called_at)
        was = facts(known)
        self.visits.take(event)
        self.tallies.move(was, facts(self.visits.get(ticket)))
        self.spells.extend(step(self.windows, event))
        self.lately.take(event)
        self.service_times.take(event)
        if event.get("slot_at") and event["type"] in ("issued", "cancelled"):
            self._checked_in(event)
        if event["type"] == "rated":
            self.ratings[event["ticket"]] = min(int(event["level"]), self.ratings.get(event["ticket"], 5))
        elif event["type"] in FOLLOWED_UP:
            self.ratings.pop(event["ticket"], None)

    def _checked_in(self, event: Mapping[str, str]) -> None:
        slots, slot = self.checked_in[event["service"]], int(event["slot_at"])
        if event["type"] == "issued":
            slots[slot] += 1
        elif event.get("reason") == "print_failed":
            # Whose paper failed has her appointment still before her.
            slots[slot] -= 1
