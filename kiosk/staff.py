"""Let staff in (员工菜单): a PIN kept as a scrypt hash, slow on wrong tries; and what they set on this machine."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: What a PIN may be.
PIN = re.compile(r"[0-9]{4,12}")
#: scrypt's cost: some 50 ms of a small PC; a PIN has few digits, so guessing must be dear.
COST = {"n": 2**14, "r": 8, "p": 1}
#: Wrong tries in a row that cost nothing but themselves, then the wait doubles up to the longest.
FREE_TRIES, FIRST_WAIT_MS, LONGEST_WAIT_MS = 3, 5_000, 600_000
#: How long a let-in person may do nothing.
SESSION_MS = 120_000
#: The volume of speech in percent: its steps, and what a new kiosk has.
VOLUME_STEP, USUAL_VOLUME = 20, 80


@dataclass(frozen=True)
class Own:
    """Hold what belongs to this kiosk alone (本机): its folder, and who of the staff is let in."""

    folder: Path
    staff: Staff


class PinNotSet(Exception):
    """Say that this kiosk has no PIN yet: `kiosk staff-pin` sets it."""


class Wait(Exception):
    """Say for how many seconds no further try is heard."""

    def __init__(self, seconds: int) -> None:
        """Keep the seconds."""
        super().__init__(seconds)
        self.seconds = seconds


def hashed(pin: str, salt: bytes) -> str:
    """Turn a PIN into what is kept: salt and hash, in hexadecimal."""
    return f"{salt.hex()}:{hashlib.scrypt(pin.encode(), salt=salt, **COST).hex()}"


def set_pin(folder: Path, pin: str) -> None:
    """Keep a new PIN, hashed, readable by this user alone; raises ValueError for one that is none."""
    if not PIN.fullmatch(pin):
        raise ValueError("a PIN is 4 to 12 digits")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "staff-pin"
    path.touch(0o600)
    path.chmod(0o600)
    path.write_text(hashed(pin, secrets.token_bytes(16)) + "\n", "ascii")


class Staff:
    """Know who of the staff is let in at this kiosk (员工登录), and the volume they chose."""

    def __init__(self, folder: Path, now: Callable[[], int]) -> None:
        """Remember the kiosk's own folder; the PIN is read anew at each try."""
        self._folder, self._now = folder, now
        self._trying = threading.Lock()
        self._wrong, self._closed_until = 0, 0
        self._let_in: dict[str, int] = {}

    @property
    def has_pin(self) -> bool:
        """Say whether anybody can be let in at all."""
        return (self._folder / "staff-pin").exists()

    def enter(self, pin: str) -> str | None:
        """Let somebody in who knows the PIN: her session, or nothing when it is wrong; raises Wait and PinNotSet."""
        with self._trying:
            if (left := self._closed_until - self._now()) > 0:
                raise Wait(-(-left // 1000))
            try:
                kept = (self._folder / "staff-pin").read_text("ascii").strip()
            except OSError as fault:
                raise PinNotSet from fault
            right = hmac.compare_digest(kept, hashed(pin, bytes.fromhex(kept.partition(":")[0])))
            if not right:
                self._wrong += 1
                over = self._wrong - FREE_TRIES
                if over >= 0:
                    self._closed_until = self._now() + min(FIRST_WAIT_MS << min(over, 20), LONGEST_WAIT_MS)
                return None
            self._wrong = 0
            session = secrets.token_urlsafe(16)
            self._let_in = {session: self._now() + SESSION_MS}
            return session

    def knows(self, session: str) -> bool:
        """Say whether this session is let in, and let it go on."""
        if self._let_in.get(session, 0) <= self._now():
            return False
        self._let_in[session] = self._now() + SESSION_MS
        return True

    def leave(self) -> None:
        """Let nobody in any more until the PIN is typed again."""
        self._let_in = {}

    @property
    def volume(self) -> int:
        """Give the volume of speech, 0 to 100."""
        try:
            return max(0, min(100, int((self._folder / "volume").read_text("ascii"))))
        except (OSError, ValueError):
            return USUAL_VOLUME

    def turn_volume(self, steps: int) -> None:
        """Make speech louder or quieter by some steps."""
        (self._folder / "volume").write_text(str(max(0, min(100, self.volume + steps * VOLUME_STEP))), "ascii")
