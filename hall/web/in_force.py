"""Hold the configuration in force (现行配置): the same one for every process of a centre, until a manager changes it.

It is kept in the store, not read from the folder at each start: a process that begins anew in the middle of somebody's
editing comes up with what the hall works by.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from hall.directory import Centre, read
from hall.store.reading import Reading

log = logging.getLogger("hall.in_force")
#: Hex digits of a configuration's name.
VERSION_LENGTH = 12

Adopt = Callable[[Centre, str], None]


class InForce:
    """Hold one process' copy of it; whoever works by it follows, and hears of each change.

    `version` names it, '' while the store has none: in a centre that nobody has served yet.
    """

    def __init__(self, reading: Reading, folder: Path) -> None:
        self._reading = reading
        self._followers: list[Adopt] = []
        self.version = ""
        if not self.catch_up():
            self.centre = read(folder)

    def follow(self, adopt: Adopt) -> None:
        """Give somebody the configuration now and after each change."""
        self._followers.append(adopt)
        adopt(self.centre, self.version)

    def catch_up(self) -> bool:
        """Take over what is in force now, and say whether that was news."""
        found = self._reading.configuration() if self._reading.config_version() != self.version else None
        if found is None:
            return False
        try:
            self.centre = Centre.model_validate_json(found.text)
        except ValidationError as fault:
            log.error("the configuration in force is not one of this version, reload the folder's: %s", fault)
            return False
        self.version = found.version
        for adopt in self._followers:
            adopt(self.centre, self.version)
        return True


def version_of(text: str) -> str:
    """Name a configuration by its text."""
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_LENGTH]
