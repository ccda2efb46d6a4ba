"""Be the printer (打印机本体): commands in, paper and answers out; faults when asked to have them.

Like a real printer it answers real-time questions at once, and does everything else in order, one after the
other, only while it is able to: what came while the paper was out comes out after the refill.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from kiosk.paper_roll.faults import BREAKING, HOLDING, LACKS, Ability, Fault, Trouble
from kiosk.paper_roll.hearing import REAL_TIME, Command, Hearing, Kind
from kiosk.paper_roll.paper import CutOff, Paper
from kiosk.paper_roll.press import Press

#: A roll is nearly used up below this share of it.
NEAR_END_SHARE = 0.15
#: Millimetres a second when the printer is slow; a healthy one prints here without waiting.
SLOW_MM_A_SECOND = 60
#: DLE DC4 8 is answered by this when everything held is thrown away.
_CLEARED = b"\x37\x25\x00"
#: What `GS I n` is answered with, framed by 5F and 00: firmware, maker, model, and what its own characters are.
_NAMES = {65: b"1.0", 66: b"HALL", 67: b"PAPER-ROLL", 69: b"CHINA GB18030"}

Reply = Callable[[bytes], None]


class Machine:
    """Be the printer itself (纸卷打印机): one thread prints, the wire's thread hears and answers."""

    def __init__(self, width: int = 576, roll_mm: int = 80_000, dots_per_mm: int = 8,
                 lacks: frozenset[Ability] = frozenset()) -> None:
        """Switch it on, with a new roll; `lacks` is what this printer cannot do even in health."""
        self.paper = Paper(width, roll_mm, dots_per_mm)
        self.unknown = 0
        self._lacks = lacks
        self._press = Press(self.paper, Ability.KNIFE not in lacks)
        self._dots_per_mm = dots_per_mm
        self._changed = threading.Condition()
        self._trouble = Trouble()
        self._hearing = Hearing()
        self._waiting: deque[tuple[Command, Reply]] = deque()
        self._heard_since_trouble = 0
        #: How many of the waiting commands were heard before the trouble began: those are done all the same.
        self._free = 0
        self._watching: Reply | None = None
        self._late = b""
        self._busy = False
        self._running = True
        self._printing = threading.Thread(target=self._print, name="paper-roll", daemon=True)
        self._printing.start()

    def stop(self) -> None:
        """Switch it off for good."""
        with self._changed:
            self._running = False
            self._changed.notify_all()
        self._printing.join(timeout=5)

    @property
    def trouble(self) -> Trouble:
        """Give the fault that acts now; one that begins later does not act yet."""
        with self._changed:
            return self._acting()

    @property
    def intruders(self) -> int:
        """Count the places in pictures that a printer took, or might take, for a real-time command."""
        with self._changed:
            return self._hearing.intruders

    def _acting(self) -> Trouble:
        """Give the acting fault; call with the lock held."""
        begun = self._heard_since_trouble >= self._trouble.at
        return self._trouble if begun or self._trouble.fault in BREAKING else Trouble()

    def _able_to(self, ability: Ability) -> bool:
        """Say whether it can do this now; call with the lock held."""
        return ability not in self._lacks | LACKS.get(self._acting().fault, frozenset())

    def act(self, trouble: Trouble) -> None:
        """Have this fault from now on (设故障); mended paper is a new roll, switched off forgets what it held."""
        with self._changed:
            if self._trouble.fault is Fault.PAPER_OUT and trouble.fault is not Fault.PAPER_OUT:
                self.paper.new_roll()
            if trouble.fault is Fault.OFF:
                self._forget()
            self._trouble = trouble
            self._heard_since_trouble = self._free = 0
            self._tell()
            self._changed.notify_all()

    def power_cycle(self) -> None:
        """Switch off and on (断电重开): what was held is gone, the fault stays as it is."""
        with self._changed:
            self._forget()

    def new_roll(self) -> None:
        """Put in a new roll (换纸)."""
        with self._changed:
            self.paper.new_roll()

    def status(self) -> tuple[int, int, int, int]:
        """Give the four DLE EOT answers of this moment."""
        with self._changed:
            return self._seen().status(self._near_end())

    def _seen(self) -> Trouble:
        """Give the trouble as the sensors see it; call with the lock held."""
        return self._acting() if self.paper.left_mm else Trouble(Fault.PAPER_OUT)

    def _near_end(self) -> bool:
        return self.paper.left_mm < self.paper.roll_mm * NEAR_END_SHARE

    def slips(self) -> list[CutOff]:
        """Give the slips on the pile, the newest first."""
        with self._changed:
            return list(reversed(self.paper.slips))

    def left_mm(self) -> int:
        """Say how much paper is left, in mm."""
        with self._changed:
            return self.paper.left_mm

    def idle(self) -> bool:
        """Say whether nothing waits to be printed."""
        with self._changed:
            return not self._waiting and not self._busy

    def hear(self, heard: bytes, reply: Reply) -> None:
        """Take in bytes from the line: real-time commands at once, the others in their turn."""
        until = self._trouble.at - self._heard_since_trouble
        if 0 < until < len(heard):
            self._take_in(heard[:until], reply)
            heard = heard[until:]
        self._take_in(heard, reply)

    def _take_in(self, heard: bytes, reply: Reply) -> None:
        """Take in bytes during which no fault begins."""
        with self._changed:
            commands = self._hearing.feed(heard)
            for command in commands:
                if command.kind in REAL_TIME:
                    self._at_once(command, reply)
                else:
                    self._waiting.append((command, reply))
            before = self._acting()
            self._heard_since_trouble += len(heard)
            if self._acting() != before:
                self._free = len(self._waiting)
                if self._acting().fault is Fault.OFF:
                    self._forget()
                self._tell()
            self._changed.notify_all()

    def hung_up(self) -> None:
        """Notice that the line broke: what is half heard stays half heard, the next bytes go on with it."""
        with self._changed:
            self._watching = None

    def connected(self, reply: Reply) -> None:
        """Notice a new client: a confused board begins with what nobody asked for."""
        with self._changed:
            if self._acting().fault is Fault.STALE:
                reply(b"\x12\x00\x12")
            late, self._late = self._late, b""
            if late:
                reply(late)

    def _forget(self) -> None:
        """Lose everything that is not on paper yet; call with the lock held."""
        self._clear()
        self._watching = None

    def _clear(self) -> None:
        """Throw away what waits and what is half heard; call with the lock held."""
        self._waiting.clear()
        self._free = 0
        self._hearing.forget()
        self._press.reset()

    def _tell(self) -> None:
        """Tell who wanted to be told that something changed (ASB); call with the lock held."""
        if self._watching:
            self._watching(self._seen().automatic(self._near_end()))

    def _at_once(self, command: Command, reply: Reply) -> None:
        """Obey a real-time command; call with the lock held."""
        if command.kind is Kind.CLEAR:
            if self._able_to(Ability.CLEAR):
                self._clear()
                reply(_CLEARED)
        elif 1 <= command.raw[2] <= 4:
            reply(bytes([self._seen().status(self._near_end())[command.raw[2] - 1]]))

    def _print(self) -> None:
        """Do one command after the other, while able (the printer's own thread)."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: not self._running or self._able())
                if not self._running:
                    return
                command, reply = self._waiting.popleft()
                self._free = max(0, self._free - 1)
                self._busy = True
                self._do(command, reply)
                slow = self._acting().fault is Fault.SLOW
            if slow and command.kind is Kind.ROWS:
                time.sleep(len(command.raw) // command.row_bytes / self._dots_per_mm / SLOW_MM_A_SECOND)
            with self._changed:
                self._busy = False

    def _able(self) -> bool:
        """Say whether there is something to print and nothing in the way; call with the lock held."""
        held = self._acting().fault in HOLDING and not self._free
        return bool(self._waiting) and not held and self.paper.left_mm > 0

    def _do(self, command: Command, reply: Reply) -> None:
        """Do one command; call with the lock held."""
        match command.kind:
            case Kind.PROCESS_ID | Kind.SENSOR | Kind.AUTOMATIC | Kind.NAME:
                self.paper.note(command.raw)
                self._answer(command, reply)
            case Kind.UNKNOWN:
                self.unknown += 1
            case Kind.RESET:
                self._watching = None
                self._press.do(command)
            case _:
                self._press.do(command)

    def _answer(self, command: Command, reply: Reply) -> None:
        """Answer a question that waited its turn; the acted fault may spoil the answer."""
        raw = command.raw
        if command.kind is Kind.PROCESS_ID:
            self._say_done(raw, reply)
        elif command.kind is Kind.SENSOR and self._able_to(Ability.SENSOR):
            reply(b"\x0c" if self._seen().fault is Fault.PAPER_OUT else b"\x03" if self._near_end() else b"\x00")
        elif command.kind is Kind.AUTOMATIC and self._able_to(Ability.AUTOMATIC):
            self._watching = reply if raw[2] else None
            self._tell()
        elif command.kind is Kind.NAME and raw[2] in _NAMES and self._able_to(Ability.NAME):
            reply(b"_" + _NAMES[raw[2]] + b"\x00")

    def _say_done(self, raw: bytes, reply: Reply) -> None:
        """Say that everything before this process id is printed, as well as the acted fault lets it."""
        if not self._able_to(Ability.PROCESS_ID) or raw[5:7] != b"00":
            return
        fault = self._acting().fault
        told = b"\x37\x22" + (b"????" if fault is Fault.WRONG_PROCESS_ID else raw[7:11]) + b"\x00"
        if fault is Fault.LATE_PROCESS_ID:
            self._late = told
        else:
            reply(told * 2 if fault is Fault.TWICE_PROCESS_ID else told)
