"""Put the pad together and run it (运行叫号键)."""

from __future__ import annotations

import json
import logging
import signal
from dataclasses import dataclass
from pathlib import Path

from inputs.device import DeviceFault, Stop
from pad.acts import Act
from pad.bar import Bar, Bars, Kind, LedBar, Screen
from pad.keymap import DEFAULT, KeyFault, KeyMap, read
from pad.keys import Input, UnknownInput, open_input
from pad.line import HallAway, HallSaysNo, Line
from pad.pressing import Once, Pad
from pad.saying import Saying
from pad.tones import Tones

#: Seconds that an act under way gets when the program is stopped.
LAST_WORD_SECONDS = 5.0


class PadFault(Exception):
    """The pad cannot run as it was started; one sentence says why."""


@dataclass(frozen=True)
class Wanted:
    """Hold how a pad was started; `keys` and `led` may be None, `grab` takes a keypad of its own whole."""

    hall: str
    window: str
    token: str
    input: str
    language: str
    keys: Path | None = None
    led: Path | None = None
    grab: bool = False
    sound: bool = True


def run(wanted: Wanted) -> None:
    """Listen to the keys until the program is stopped or the input ends; raises PadFault."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    saying = Saying(wanted.language)
    bar = Bars(_bars(wanted))
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    line = Line(wanted.hall, wanted.window, wanted.token, wanted.language)

    def tell(there: bool) -> None:
        bar.say(saying.plain(*(("line.keys_back", Kind.DONE) if there else ("line.keys_away", Kind.WARN))))

    try:
        known = read(wanted.keys) if wanted.keys else DEFAULT
        opened = open_input(wanted.input, known, wanted.grab, stop, tell)
        _first_word(line, bar, saying)
        _listen(opened, known, Pad(line, bar, saying, known.pause), line, wanted.window, stop)
    except (KeyFault, UnknownInput, DeviceFault) as fault:
        raise PadFault(str(fault)) from fault


def _bars(wanted: Wanted) -> list[Bar]:
    return [Screen(), *([LedBar(wanted.led)] if wanted.led else []), *([Tones()] if wanted.sound else [])]


def _first_word(line: Line, bar: Bar, saying: Saying) -> None:
    """Say how the window stands; a hall that is away is no reason not to start, a refusal is."""
    trying = Once(lambda: bar.say(saying.plain("line.retrying", Kind.WARN)))
    try:
        # Not for long: the keys are to be heard soon, and each press asks for itself.
        bar.say(saying.now(line.picture(line.until(line.patience.answer), trying)))
    except HallAway:
        trying()
    except HallSaysNo as no:
        raise PadFault(f"the hall refuses this pad: {no.title} ({no})") from no


def _listen(opened: Input, known: KeyMap, pad: Pad, line: Line, window: str, stop: Stop) -> None:
    keys = {key: str(act) for key, act in opened.meaning.items() if key not in list(Act)}
    print("ready " + json.dumps({"window": window, "input": opened.name, "keys": keys}), flush=True)
    for key in opened.keys.pressed():
        if act := opened.meaning.get(key):
            pad.press(key, act)
    if stop.wait(seconds=0):
        # Whoever stopped the program does not wait half a minute; what was sent is given its moment.
        line.close()
    pad.wait(LAST_WORD_SECONDS)
