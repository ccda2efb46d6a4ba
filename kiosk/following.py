"""Follow the hall and the printer (跟随): one thread asks both, so that a page never waits for either.

A second thread does nothing but ask whether the hall is there: a printer that is slow to answer must not delay the
page's word that it is not.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.hall_line import HallAway, HallLine, HallSaysNo
from kiosk.job import NotReady
from kiosk.known import Centre, Known, read_centre, read_services
from kiosk.printer import Printer
from kiosk.settling import Settling
from kiosk.state import Cause
from kiosk.touches import Touches

log = logging.getLogger(__name__)

#: Seconds between two questions to the hall, and while it is away: pages are right again 2 s after it is back.
ASK_SECONDS, ASK_AWAY_SECONDS = 2.0, 0.5
#: Seconds between two questions whether the hall is there. With the time-out of `hall_line` and the page's own
#: question every 0.3 s, a page says within 2 s that the hall is out of reach.
PULSE_SECONDS = 0.4
#: Seconds without the list of services after which nothing is known, although the hall says that it is there.
AWAY_SECONDS = 10.0
#: Seconds after which the names of halls and agencies are asked for again.
CENTRE_SECONDS = 60.0
#: Seconds between two looks at an idle printer, for the warning on the home page; a touch always asks anew.
LOOK_SECONDS = 4.0
#: Seconds without a whole round after which following hangs: a round waits for the hall and a slow printer, and tells
#: the hall one by one of what it does not know.
STILL_SECONDS = 120.0
#: Paper is low below this share of the roll, or when the printer's sensor says so.
LOW_SHARE = 0.15


@dataclass(frozen=True)
class PrinterSeen:
    """Hold how the printer looked (打印机近况) when it was last asked while idle."""

    cause: Cause | None
    paper_left_mm: int
    paper_low: bool


class Following:
    """Keep what the hall and the printer last told (近况), and settle what is open whenever the hall is there."""

    def __init__(self, hall: HallLine, printer: Printer, touches: Touches, settling: Settling) -> None:
        """Know nothing yet; `start` begins to ask."""
        self._hall, self._printer, self._touches, self._settling = hall, printer, touches, settling
        self._centre: Centre | None = None
        self._centre_at = self._heard_at = self._looked_at = -CENTRE_SECONDS
        self._round_at = time.monotonic()
        self._known: Known | None = None
        self._here = False
        self._seen = PrinterSeen(None, self._left(), False)
        self._ended_paper = False
        self._looking = threading.Lock()
        self._stop, self._poke = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=act, name=act.__name__, daemon=True)
                         for act in (self._run, self._feel_pulse)]

    def start(self) -> None:
        """Begin to ask."""
        self._round_at = time.monotonic()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stop.set()
        self._poke.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def ask_now(self) -> None:
        """Ask at once: a number was taken, the counts on the pages are old."""
        self._poke.set()

    @property
    def known(self) -> Known | None:
        """Give what the hall told lately; nothing while it is out of reach."""
        return self._known if self._here and time.monotonic() - self._heard_at < AWAY_SECONDS else None

    @property
    def last(self) -> Known | None:
        """Give what the hall last told, marked `away` while it is out of reach; nothing if it never told anything."""
        return self.known or (replace(self._known, away=True) if self._known else None)

    @property
    def hall_state(self) -> str:
        """Say "here" while the hall gives numbers, "stopped" while it does not want to, "away" while it cannot."""
        known = self.known
        return "away" if known is None else "stopped" if known.stopped else "here"

    @property
    def heard_seconds_ago(self) -> float:
        """Say how long ago the hall told what its services are."""
        return time.monotonic() - self._heard_at

    @property
    def follows(self) -> bool:
        """Say whether what is known is still asked for: both threads live, and none of them hangs."""
        lives = all(thread.is_alive() for thread in self._threads)
        return lives and time.monotonic() - self._round_at < STILL_SECONDS

    @property
    def centre(self) -> Centre | None:
        """Give the names of halls and agencies, as they were last told."""
        return self._centre

    @property
    def printer(self) -> PrinterSeen:
        """Give how the printer looked lately."""
        return self._seen

    def look(self, patience_seconds: float = 0.0) -> PrinterSeen:
        """Look at the printer now (查看打印机); while it prints, what was seen before still stands."""
        with self._looking:
            self._looked_at = time.monotonic()
            try:
                state = self._printer.look(patience_seconds)
                if state is None:
                    return replace(self._seen, paper_left_mm=self._left())
                cause, near_end = state.cause or (Cause.HELD if self._printer.doubtful else None), state.near_end
            except NotReady as fault:
                cause, near_end = fault.cause, False
            # It was out of paper and is not any more: somebody put in a new roll.
            changed = self._ended_paper and cause is None and self._note_roll()
            self._ended_paper = cause is Cause.PAPER_END or (self._ended_paper and not changed)
            left = self._left()
            self._seen = PrinterSeen(cause, left, near_end or left < LOW_SHARE * self._printer.model.roll_mm)
            return self._seen

    def _note_roll(self) -> bool:
        """Note that there is a new roll; say whether it stands in the journal, for otherwise the next look tries again.

        A full disk stops the journal, not the word that the printer is well.
        """
        try:
            self._touches.new_roll()
        except OSError:
            log.exception("a new roll cannot be written down")
            return False
        return True

    def _left(self) -> int:
        """Count the paper that is left, in mm."""
        return max(0, self._printer.model.roll_mm - self._touches.used_mm)

    def _run(self) -> None:
        """Ask the hall, settle, look at the printer; again and again until stopped."""
        while not self._stop.is_set():
            here = self._outlive(self._ask)
            if here:
                # What is open and cannot be written down now is settled when the disk has room again.
                self._outlive(self._settling.settle)
            # A printer in doubt may hold a slip: it is cleared as soon as it can hear.
            if self._printer.doubtful or time.monotonic() - self._looked_at >= LOOK_SECONDS:
                self._outlive(self.look)
            self._round_at = time.monotonic()
            self._poke.wait(ASK_SECONDS if here else ASK_AWAY_SECONDS)
            self._poke.clear()

    def _outlive(self, act: Callable[[], object]) -> object:
        """Do a part of a round; one that fails, with a full disk for instance, must not be the last one for good."""
        try:
            return act()
        except Exception:
            log.exception("following the hall: a part of a round failed")
            return None

    def _feel_pulse(self) -> None:
        """Ask whether the hall is there, again and again until stopped; back again, its services are asked at once."""
        while not self._stop.wait(PULSE_SECONDS):
            try:
                self._hall.ready()
            except (HallAway, HallSaysNo) as fault:
                log.info("the hall does not answer: %r", fault)
                self._here = False
            except Exception:
                # Whatever it is, a pulse that ends would never again see the hall go.
                log.exception("it cannot be asked whether the hall is there")
            else:
                if not self._here:
                    self._poke.set()

    def _ask(self) -> bool:
        """Ask the hall how things stand; say whether it answered."""
        try:
            if self._centre is None or time.monotonic() - self._centre_at > CENTRE_SECONDS:
                self._centre, self._centre_at = read_centre(self._hall.centre()), time.monotonic()
            told = self._hall.services()
            self._known = Known(self._centre, read_services(told), int(told.get("as_of") or 0),
                                stopped=told.get("stopped") or "")
            self._heard_at, self._here = time.monotonic(), True
        except (HallAway, HallSaysNo, KeyError, TypeError, ValueError) as fault:
            log.info("the hall is out of reach: %r", fault)
            self._here = False
            return False
        return True
