"""Open what every program of the hall works with: the configuration in force and the queue server, read and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from redis import Redis

from hall.directory import Centre, centre_id
from hall.rules.discipline import Discipline
from hall.settings import Settings
from hall.store.connection import for_commands
from hall.store.keys import Keys
from hall.store.presence import Presence
from hall.store.reading import Reading
from hall.store.tickets import Tickets
from hall.web.in_force import InForce


@dataclass(frozen=True)
class Handles:
    """Hold what a program needs to work with one centre."""

    in_force: InForce
    keys: Keys
    redis: Redis
    reading: Reading
    tickets: Tickets
    presence: Presence

    @property
    def centre(self) -> Centre:
        """Return the centre as it is in force now."""
        return self.in_force.centre


def handles(settings: Settings, url: str, clock: Callable[[], int] | None = None) -> Handles:
    """Open the handles to a centre's queue server."""
    keys, redis = Keys(centre_id(settings.config)), for_commands(url)
    reading = Reading(redis, keys, Discipline(), clock)
    tickets = Tickets(redis, keys, Discipline(), clock)
    in_force = InForce(reading, settings.config)
    in_force.follow(lambda centre, _: reading.adopt(centre.policy.rules))
    in_force.follow(lambda centre, version: tickets.adopt(centre.policy.rules, centre.policy.times, version or None))
    return Handles(in_force, keys, redis, reading, tickets, Presence(redis, keys))
