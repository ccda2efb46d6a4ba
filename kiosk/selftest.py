"""Find out what a printer can (打印机检测) and write it into a file that `kiosk run --model` reads.

What the printer can say of itself is asked of it; what only eyes can tell is asked of the installer: how wide it
prints, whether it cuts, whether its own Chinese and QR code can be read.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, fields
from pathlib import Path

from kiosk.address import Address, Serial
from kiosk.job import Job, NotReady, Outcome
from kiosk.link import Link, LinkLost
from kiosk.model import Confirms, Cut, Model, Setting
from kiosk.state import Cause
from kiosk.trial import examination_slip

#: `GS I` of the maker, the model, and what the printer's own characters are.
MAKER, MODEL, CHARACTERS = 66, 67, 69
#: Millimetres on a new roll of paper so many dots wide.
ROLLS = {576: 80_000, 512: 80_000, 384: 30_000}


@dataclass(frozen=True)
class Examined:
    """Hold what a printer said of itself (自述)."""

    maker: str
    model: str
    characters: str
    confirms: Confirms
    clears: bool

    @property
    def name(self) -> str:
        """Name the printer by what it says, or leave it unnamed."""
        return " ".join(filter(None, (self.maker, self.model))) or "ESC/POS"


@dataclass(frozen=True)
class Seen:
    """Hold what the installer saw on the slip (目测)."""

    width: int
    cut: Cut
    chinese: bool
    qr: bool


def examine(address: Address) -> Examined:
    """Ask the printer what it can; raises NotReady while it could not print."""
    try:
        with Link(address) as link:
            job = Job(link, Model())
            state = job.ask()
            if state.cause:
                raise NotReady(state.cause)
            maker, model, characters = (job.name(n) for n in (MAKER, MODEL, CHARACTERS))
            return Examined(maker, model, characters, job.find_out(), job.clear())
    except LinkLost as fault:
        raise NotReady(Cause.OFF, str(fault)) from fault


def print_examination(address: Address, examined: Examined) -> tuple[Outcome, float]:
    """Print the slip the installer looks at; give what became of it and the seconds it took."""
    model = Model(confirms=examined.confirms, clears=examined.clears)
    begun = time.monotonic()
    try:
        with Link(address) as link:
            job = Job(link, model)
            job.probe()
            return job.print(examination_slip(model)), time.monotonic() - begun
    except LinkLost as fault:
        raise NotReady(Cause.OFF, str(fault)) from fault


def model_of(address: Address, examined: Examined, seen: Seen, name: str = "") -> Model:
    """Put together what is known; a serial line is too slow for pictures, if the printer knows Chinese."""
    by_characters = isinstance(address, Serial) and seen.chinese
    return Model(
        name=name or examined.name, width=seen.width, cut=seen.cut, qr=seen.qr,
        slip=Setting.CHARACTERS if by_characters else Setting.PICTURE,
        confirms=examined.confirms, clears=examined.clears, roll_mm=ROLLS[seen.width],
        cut_mm=0 if seen.cut is Cut.NONE else Model().cut_mm,
    )


def write_model(model: Model, folder: Path) -> Path:
    """Write the printer's file, named after it; numbers and words alone, what they mean stands in generic-80mm.toml."""
    path = folder / f"{slug(model.name)}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["# Written by `kiosk selftest`; generic-80mm.toml says what the keys mean."]
    for field in fields(model):
        value = getattr(model, field.name)
        lines.append(f"{field.name} = {str(value).lower() if isinstance(value, bool | int) else _quoted(value)}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def slug(name: str) -> str:
    """Make a file's name of a printer's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "printer"


def _quoted(value: str) -> str:
    """Write a text as TOML."""
    return '"' + "".join(sign for sign in str(value) if sign.isprintable() and sign not in '"\\') + '"'


def verdict(model: Model) -> list[str]:
    """Say in both languages what this printer means for a hall (结论)."""
    said = [_CONFIRMS[model.confirms]]
    if model.confirms is not Confirms.NONE:
        said.append("能清除残留 it throws away an unfinished slip when told to" if model.clears else
                    "不能清除残留：出票存疑后须断电重开 it cannot: after a doubtful slip switch it off and on")
    if model.cut is Cut.NONE:
        said.append("没有切刀：请办事人自己撕下 no knife: visitors tear the slip off")
    return said


_CONFIRMS = {
    Confirms.PROCESS_ID: "能逐张确认出票 it confirms every slip by its number: good",
    Confirms.SENSOR: "凭纸传感器确认 it confirms by its paper sensor: good enough",
    Confirms.AUTOMATIC: "凭自动状态确认 it confirms by its automatic status: good enough",
    Confirms.NONE: "不能确认出票，不宜使用 it confirms nothing, every visitor would be asked: do not use it",
    Confirms.ASK: "",
}
