"""Print what is heard (打印机本体): commands in, paper and answers out; faults when asked to have them.

Like a real printer it answers real-time questions at once, and does everything else in order, one after the
other, only while it is able to: what came while the paper was out comes out after the refill.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from kiosk.paper_roll.faults import HOLDING, Fault, Trouble
from kiosk.paper_roll.hearing import REAL_TIME, Command, Hearing, Kind
from kiosk.paper_roll.paper import LINE_DOTS, CutOff, Paper

#: A roll is nearly used up below this share of it.
NEAR_END_SHARE = 0.15
#: Millimetres a second when the printer is slow; a healthy one prints here without waiting.
SLOW_MM_A_SECOND = 60
#: Answers ASB sends first: a healthy printer, in its four bytes.
_AUTOMATIC = b"\x10\x00\x00\x00"
#: DLE DC4 8 is answered by this when everything held is thrown away.
_CLEARED = b"\x37\x25\x00"

Reply = Callable[[bytes], None]


class Machine:
    """Be the printer itself (纸卷打印机): one thread prints, the wire's thread hears and answers."""

    def __init__(self, width: int = 576, roll_mm: int = 80_000, dots_per_mm: int = 8) -> None:
        """Switch it on, with a new roll."""
        self.paper = Paper(width, roll_mm, dots_per_mm)
        self.intruders = 0
        self.unknown = 0
        self._dots_per_mm = dots_per_mm
        self._changed = threading.Condition()
        self._trouble = Trouble()
        self._hearing = Hearing()
        self._waiting: deque[tuple[Command, Reply]] = deque()
        self._stored = b""
        self._heard_since_trouble = 0
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

    def _acting(self) -> Trouble:
        """Give the acting fault; call with the lock held."""
        begun = self._heard_since_trouble >= self._trouble.at
        return self._trouble if begun or self._trouble.fault is Fault.CUT_CONNECTION else Trouble()

    def act(self, trouble: Trouble) -> None:
        """Have this fault from now on (设故障); mended paper is a new roll, switched off forgets what it held."""
        with self._changed:
            if self._trouble.fault is Fault.PAPER_OUT and trouble.fault is not Fault.PAPER_OUT:
                self.paper.new_roll()
            if trouble.fault is Fault.OFF:
                self._waiting.clear()
            self._trouble = trouble
            self._heard_since_trouble = 0
            self._changed.notify_all()

    def new_roll(self) -> None:
        """Put in a new roll (换纸)."""
        with self._changed:
            self.paper.new_roll()

    def status(self) -> tuple[int, int, int, int]:
        """Give the four DLE EOT answers of this moment."""
        with self._changed:
            trouble = self._acting()
            if not self.paper.left_mm:
                trouble = Trouble(Fault.PAPER_OUT)
            return trouble.status(self.paper.left_mm < self.paper.roll_mm * NEAR_END_SHARE)

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
        with self._changed:
            self._heard_since_trouble += len(heard)
            commands = self._hearing.feed(heard)
        for command in commands:
            if command.kind in REAL_TIME:
                self._at_once(command, reply)
                continue
            with self._changed:
                self._waiting.append((command, reply))
                self._changed.notify_all()

    def hung_up(self) -> None:
        """Notice that the line broke: half a picture is printed as far as it came."""
        with self._changed:
            half = self._hearing.abandon()
            if half:
                self._waiting.append((half, lambda _: None))
                self._changed.notify_all()

    def _at_once(self, command: Command, reply: Reply) -> None:
        """Obey a real-time command."""
        if command.kind is Kind.CLEAR:
            with self._changed:
                self._waiting.clear()
                self._hearing.abandon()
            reply(_CLEARED)
        elif 1 <= command.raw[2] <= 4:
            reply(bytes([self.status()[command.raw[2] - 1]]))

    def _print(self) -> None:
        """Do one command after the other, while able to (the printer's own thread)."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: not self._running or self._able())
                if not self._running:
                    return
                command, reply = self._waiting.popleft()
                self._busy = True
                self._do(command, reply)
                slow = self._acting().fault is Fault.SLOW
            if slow and command.kind is Kind.RASTER:
                rows = len(command.data) // max(1, command.row_bytes)
                time.sleep(rows / self._dots_per_mm / SLOW_MM_A_SECOND)
            with self._changed:
                self._busy = False

    def _able(self) -> bool:
        """Say whether there is something to print and nothing in the way; call with the lock held."""
        return bool(self._waiting) and self._acting().fault not in HOLDING and self.paper.left_mm > 0

    def _do(self, command: Command, reply: Reply) -> None:
        """Do one command; call with the lock held."""
        self.paper.note(command.raw)
        self.intruders += command.intruders
        match command.kind:
            case Kind.RASTER:
                self.paper.rows(command.data, max(1, command.row_bytes))
            case Kind.STORE:
                self._graphics(command)
            case Kind.FEED:
                self.paper.feed(_feed_dots(command.raw))
            case Kind.TEXT:
                self.paper.text(command.raw.decode("gb18030", "replace"))
            case Kind.CUT:
                self.paper.cut(int(time.time() * 1000))
            case Kind.PROCESS_ID | Kind.SENSOR | Kind.AUTOMATIC:
                self._answer(command, reply)
            case Kind.UNKNOWN:
                self.unknown += 1

    def _answer(self, command: Command, reply: Reply) -> None:
        """Answer a question that waited its turn; the acted fault may spoil the answer."""
        fault = self._acting().fault
        if fault is Fault.NO_CONFIRMATION:
            return
        if command.kind is Kind.AUTOMATIC:
            if command.raw[2]:
                reply(_AUTOMATIC)
        elif command.kind is Kind.SENSOR:
            if fault is not Fault.WRONG_PROCESS_ID:
                reply(b"\x00")
        elif fault is not Fault.NO_PROCESS_ID and command.raw[5:7] == b"00":
            told = command.raw[7:11] if fault is not Fault.WRONG_PROCESS_ID else b"????"
            reply(b"\x37\x22" + told + b"\x00")

    def _graphics(self, command: Command) -> None:
        """Keep a picture of `GS ( L` function 112, print it on function 50."""
        told = command.raw[5:] if command.raw[1:2] == b"(" else command.raw[7:]
        function = told[1:2]
        if function == b"p":
            self._stored = told
        elif function in (b"2", b"\x02") and self._stored:
            row_bytes = (int.from_bytes(self._stored[6:8], "little") + 7) // 8
            self.paper.rows(self._stored[10:], max(1, row_bytes))
            self._stored = b""


def _feed_dots(raw: bytes) -> int:
    """Say how many dots a feed runs on: `ESC J` counts dots, `ESC d` and a line feed count lines."""
    if raw[:2] == b"\x1bJ":
        return raw[2]
    return LINE_DOTS * (raw[2] if raw[:2] == b"\x1bd" else 1)
